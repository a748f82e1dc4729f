"""What the charts of pages have in common: empty named datasets, signals, and the style of axes and text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from simulation.charts.palette import COLOURS, FONT

Chart = alt.LayerChart | alt.FacetChart  # what `alt.layer` says it returns


def unfilled(chart: Chart, signals: Mapping[str, Any], datasets: Mapping[str, list[dict[str, Any]]]) -> Chart:
    """The chart with its signals (and those of the colours), its named datasets, and the style of axes and text. The
    page sets its size.
    """
    params = [alt.param(name=name, value=value) for name, value in {**signals, **COLOURS}.items()]
    return (
        chart.add_params(*params)
        .properties(width=300, height=150, background="transparent", autosize="none", datasets=dict(datasets))
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=alt.ExprRef("colour_quiet"),
            labelFontSize=alt.ExprRef("type_size"),
            gridColor=alt.ExprRef("colour_line"),
        )
    )
