"""A stored chart filled with numbers, as an Altair chart that any notebook shows without the internet."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from simulation.charts.palette import COLOURS
from simulation.charts.specification import load

TYPE_SIZE = 12  # pixels
_TITLE_SIZE, _PADDING = 15, 12  # pixels
_LETTER = 0.52  # the mean width of a letter, of the size of type


class FilledChart(alt.LayerChart):
    """A layered chart that is shown as SVG, drawn in this process, where no renderer was chosen: Altair's default one
    would fetch scripts from another host. `alt.renderers.enable(...)` has the last word.
    """

    def _repr_mimebundle_(self, *args: Any, **more: Any) -> Any:
        if alt.renderers.active != "default":
            return super()._repr_mimebundle_(*args, **more)
        with alt.renderers.enable("svg"):
            return super()._repr_mimebundle_(*args, **more)


def filled(
    name: str,
    datasets: Mapping[str, Sequence[Mapping[str, Any]]],
    signals: Mapping[str, Any],
    *,
    title: str,
    subtitle: Sequence[str],
    width: int,
    height: int,
    layers: Sequence[Mapping[str, Any]] = (),
) -> FilledChart:
    """A chart with rows, signals, a title and a size.

    Args:
        name: the stored chart, such as `fan`.
        datasets: rows by the name of a dataset; the others stay empty.
        signals: values by the name of a signal; the others keep what the chart has.
        title: the title; it is broken into lines that fit the width.
        subtitle: lines under it, broken likewise.
        width: of the plot, without axes, in pixels.
        height: the same.
        layers: further layers, as Vega-Lite writes them.

    Returns:
        The chart.

    Raises:
        KeyError: the chart has no such dataset or signal.
    """
    specification = load(name)
    parameters = {parameter["name"]: parameter for parameter in specification["params"]}
    for signal, value in {"type_size": TYPE_SIZE, **signals}.items():
        parameters[signal]["value"] = value
    for dataset, rows in datasets.items():
        if dataset not in specification["datasets"]:
            raise KeyError(dataset)
        specification["datasets"][dataset] = list(rows)
    specification["layer"] += layers
    specification |= {
        "title": {
            "text": _lines([title], width, _TITLE_SIZE), "subtitle": _lines(subtitle, width, TYPE_SIZE),
            "anchor": "start", "fontSize": _TITLE_SIZE, "subtitleFontSize": TYPE_SIZE, "subtitlePadding": 6,
            "offset": 14, "color": COLOURS["colour_ink"], "subtitleColor": COLOURS["colour_quiet"],
        },
        "width": width, "height": height, "autosize": "pad", "padding": _PADDING,
        "background": COLOURS["colour_paper"],
    }  # fmt: skip
    chart: FilledChart = FilledChart.from_dict(specification)
    return chart


def _lines(texts: Sequence[str], width: int, size: float) -> list[str]:
    """Texts as lines that are no wider than so many pixels."""
    letters = max(20, int(width / (_LETTER * size)))
    return [line for text in texts for line in textwrap.wrap(text, letters)]
