"""Plan B less plan A, future by future under the same luck, in order of size: where B does better, and where A.

Rows of `differences`: `nth` (from 0, in order), `points` (points in 100).
"""

from __future__ import annotations

import altair as alt

from simulation.charts.unfilled import Chart, unfilled


def differences_chart() -> Chart:
    """A bar a future, still empty: up where plan B leaves more, down (and hatched by a gap) where plan A does."""
    signals = {
        "futures": 100, "most": 20, "type_size": 14, "better_a": "plan A leaves more", "better_b": "plan B leaves more",
    }  # fmt: skip
    rows = alt.Chart(alt.NamedData("differences"))
    x = alt.X("nth:Q", scale=alt.Scale(domain=[-0.5, alt.ExprRef("futures - 0.5")], nice=False), axis=None)
    y = alt.Y(
        "points:Q",
        scale=alt.Scale(domain=[alt.ExprRef("-most"), alt.ExprRef("most")], nice=False),
        axis=alt.Axis(title=None, grid=True, ticks=False, domain=False, tickCount=5, labelPadding=10,
        labelExpr="format(datum.value, datum.value > 0 ? '+d' : 'd')"),
    )
    bars = rows.mark_bar(width=alt.ExprRef("max(1, 0.7 * width / futures)")).encode(
        x=x, y=y, y2=alt.datum(0),
        color=alt.condition(
            "datum.points >= 0", alt.value(alt.ExprRef("colour_b")), alt.value(alt.ExprRef("colour_a"))
        ),
    )  # fmt: skip

    def words(above: bool) -> alt.Chart:
        name, place = ("better_b", "6") if above else ("better_a", "height - 6")  # bars fall from left to right
        return (
            alt.Chart(alt.NamedData("words"))
            .mark_text(
                align="right" if above else "left", baseline="top" if above else "bottom", fontWeight=600,
                fontSize=alt.ExprRef("type_size"), x=alt.ExprRef("width - 8") if above else 8, y=alt.ExprRef(place),
                color=alt.ExprRef("colour_b" if above else "colour_a"),
                text=alt.ExprRef(name),
            )
        )  # fmt: skip

    return unfilled(
        alt.layer(bars, words(True), words(False)),
        signals,
        {"differences": [], "words": [{}]},
    )
