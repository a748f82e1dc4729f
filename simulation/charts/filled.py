"""An empty chart filled with numbers, as an Altair chart that any notebook shows without the internet."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from simulation.charts.palette import COLOURS
from simulation.charts.unfilled import Chart

TYPE_SIZE = 12  # pixels
_TITLE_SIZE, _PADDING = 15, 12  # pixels
_LETTER, _BOLD_LETTER = 0.55, 0.64  # the mean width of a letter of a wide fallback font, of the size of type


class FilledChart(alt.LayerChart):
    """A layered chart that is shown as SVG, drawn in this process, where no renderer was chosen: Altair's default one
    would fetch scripts from another host. `alt.renderers.enable(...)` has the last word.

    Examples:
        >>> from simulation import run_futures
        >>> chart = run_futures("parliament_mentors", futures=5, seed=7).fan("trust")
        >>> list(chart._repr_mimebundle_())
        ['image/svg+xml']
    """

    def _repr_mimebundle_(self, *args: Any, **more: Any) -> Any:
        if alt.renderers.active != "default":
            return super()._repr_mimebundle_(*args, **more)
        with alt.renderers.enable("svg"):
            return super()._repr_mimebundle_(*args, **more)

    def save(self, fp: Any, *args: Any, **more: Any) -> None:
        """As Altair does; a page (HTML) holds all it needs and asks no other host."""
        if str(fp).endswith((".html", ".htm")) or "html" in (more.get("format"), *args[:1]):
            more.setdefault("inline", True)
        super().save(fp, *args, **more)


def filled(
    chart: Chart,
    datasets: Mapping[str, Sequence[Mapping[str, Any]]],
    signals: Mapping[str, Any],
    *,
    title: str,
    subtitle: Sequence[str],
    width: int,
    height: int,
    layers: Sequence[alt.Chart] = (),
) -> FilledChart:
    """A chart with rows, signals, a title and a size.

    Args:
        chart: the empty chart, such as `fan_chart()`.
        datasets: rows by the name of a dataset; the others stay empty.
        signals: values by the name of a signal; the others keep what the chart has.
        title: the title; it is broken into lines that fit the width.
        subtitle: lines under it, broken likewise.
        width: of the plot, without axes, in pixels.
        height: the same.
        layers: further layers.

    Returns:
        The chart.

    Raises:
        KeyError: the chart has no such dataset or signal.
    """
    empty: Any = chart  # a layered chart; Altair's types say less
    for dataset in datasets:
        if dataset not in empty.datasets:
            raise KeyError(dataset)
    values = {parameter.name: parameter.value for parameter in empty.params}
    for signal in signals:
        if signal not in values:
            raise KeyError(signal)
    values |= {"type_size": TYPE_SIZE, **signals}
    texts = alt.TitleParams(
        text=_lines([title], width, _TITLE_SIZE * _BOLD_LETTER), subtitle=_lines(subtitle, width, TYPE_SIZE * _LETTER),
        anchor="start", fontSize=_TITLE_SIZE, subtitleFontSize=TYPE_SIZE, subtitlePadding=6, offset=14,
        color=COLOURS["colour_ink"], subtitleColor=COLOURS["colour_quiet"],
    )  # fmt: skip
    return FilledChart(
        layer=[*empty.layer, *layers],
        params=[alt.VariableParameter(name=name, value=value) for name, value in values.items()],
        datasets={**empty.datasets, **{name: list(rows) for name, rows in datasets.items()}},
        title=texts, width=width, height=height, autosize="pad", padding=_PADDING,
        background=COLOURS["colour_paper"], config=empty.config,
    )  # fmt: skip


def _lines(texts: Sequence[str], width: int, letter: float) -> list[str]:
    """Texts as lines that are no wider than so many pixels, a letter being so wide."""
    letters = max(20, int(width / letter))
    return [line for text in texts for line in textwrap.wrap(text, letters)]
