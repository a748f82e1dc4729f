"""Which idea gave and which took: from where practice stood before to where it stands, one step an idea.

Rows of `parts`: `nth` (from 0), `name`, `low`, `high`, `text`, `kind` (`level` for the first and last, `gave`, `took`).
Rows of `links`: `nth`, `next`, `y`, from one step to the next.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from simulation.charts.unfilled import Chart, unfilled


def waterfall_chart() -> Chart:
    """The waterfall, still empty. Losses differ by their outline too, not by colour alone."""
    signals = {"steps": 6, "bottom": 0, "top": 100, "type_size": 14}
    parts = alt.Chart(alt.NamedData("parts"))
    x = _across()

    def at(field: str) -> alt.Y:
        return alt.Y(
            f"{field}:Q",
            scale=alt.Scale(domain=[alt.ExprRef("bottom"), alt.ExprRef("top")], nice=False),
            axis=alt.Axis(title=None, grid=True, ticks=False, domain=False, tickCount=4, labelPadding=8),
        )

    bar_width = alt.ExprRef("0.7 * width / steps")

    def bars(kind: str, colour: str, **more: Any) -> alt.Chart:
        return (
            parts.transform_filter(f"datum.kind == '{kind}'")
            .mark_bar(width=bar_width, color=alt.ExprRef(f"colour_{colour}"), cornerRadius=4, **more)
            .encode(x=x, y=at("low"), y2="high:Q")
        )

    links = (
        alt.Chart(alt.NamedData("links"))
        .mark_rule(color=alt.ExprRef("colour_quiet"), strokeDash=[2, 3])
        .encode(x=x, x2="next:Q", y=at("y"))
    )
    took = bars("took", "b", fillOpacity=0.35, stroke=alt.ExprRef("colour_b"), strokeWidth=2, strokeDash=[5, 3])
    labels = parts.mark_text(
        baseline="bottom", dy=-6, fontWeight=700, fontSize=alt.ExprRef("type_size + 2"), color=alt.ExprRef("colour_ink")
    ).encode(x=x, y=at("high"), text="text:N")
    return unfilled(
        alt.layer(links, bars("level", "a"), bars("gave", "a", fillOpacity=0.6), took, labels),
        signals,
        {"parts": [], "links": []},
    )


def names_of_steps(size: float) -> alt.Chart:
    """A layer with the name of each step under it, in type of so many pixels; a page sets the names in HTML."""
    return (
        alt.Chart(alt.NamedData("parts"))
        .mark_text(
            baseline="top", lineBreak="\n", y=alt.ExprRef("height + 8"), fontSize=size, color=alt.ExprRef("colour_ink")
        )
        .encode(x=_across(), text="name:N")
    )


def _across() -> alt.X:
    return alt.X("nth:Q", scale=alt.Scale(domain=[-0.5, alt.ExprRef("steps - 0.5")], nice=False), axis=None)
