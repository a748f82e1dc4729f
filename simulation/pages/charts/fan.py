"""One outcome over time as a fan: pale band for doubt, dark band for luck, a line for the middle future.

Altair draws it once, without numbers; the page fills the named datasets `a`, `b` and `ends` as sliders move. Rows
of `a` and `b`: `month`, `d0` and `d1` (doubt), `l0` and `l1` (luck), `mid`. Rows of `ends`: `month`, `plan`.
"""

from __future__ import annotations

import altair as alt

from simulation.pages.charts.palette import DOUBT_A, FAINT, LUCK_A, MIDDLE_A, PLAN_B, QUIET, RULED
from simulation.vocabulary.units import MONTHS_PER_YEAR


def fan_chart() -> alt.LayerChart:
    """The fan, still empty: plan A in full, plan B as a dashed outline over it, and where support ends."""
    year = MONTHS_PER_YEAR
    last_month = alt.param(name="last_month", value=36)
    year_word = alt.param(name="year_word", value="yr")
    month = alt.X(
        "month:Q",
        scale=alt.Scale(domain=[0, alt.ExprRef("last_month")], nice=False),
        axis=alt.Axis(
            title=None,
            values=alt.ExprRef(f"sequence(0, last_month + 1, {year})"),
            labelExpr=f"datum.value / {year} + (datum.value + {year} > last_month ? ' ' + year_word : '')",
            labelFlush=True,
            grid=False,
        ),
    )
    shares = alt.Scale(domain=[0, 1], nice=False)
    tall = alt.Axis(title=None, values=[0, 0.5, 1], format=".0%", grid=True)

    a, b = alt.Chart(alt.NamedData("a")), alt.Chart(alt.NamedData("b"))

    def height(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=shares, axis=tall)

    doubt = a.mark_area(color=DOUBT_A).encode(x=month, y=height("d0"), y2="d1:Q")
    luck = a.mark_area(color=LUCK_A).encode(x=month, y=height("l0"), y2="l1:Q")
    middle = a.mark_line(color=MIDDLE_A, strokeWidth=2.5).encode(x=month, y=height("mid"))
    other_low, other_high = (
        b.mark_line(color=PLAN_B, strokeWidth=1.25, strokeDash=[2, 3]).encode(x=month, y=height(edge))
        for edge in ("l0", "l1")
    )
    other_middle = b.mark_line(color=PLAN_B, strokeWidth=2.5, strokeDash=[7, 4]).encode(x=month, y=height("mid"))
    ends = (
        alt.Chart(alt.NamedData("ends"))
        .mark_rule(strokeWidth=1.25)
        .encode(
            x=month,
            color=alt.Color("plan:N", scale=alt.Scale(domain=["a", "b"], range=[QUIET, PLAN_B]), legend=None),
            strokeDash=alt.StrokeDash(
                "plan:N", scale=alt.Scale(domain=["a", "b"], range=[[1, 0], [7, 4]]), legend=None
            ),
        )
    )
    return (
        alt.layer(doubt, luck, other_low, other_high, ends, middle, other_middle)
        .add_params(last_month, year_word)
        .properties(width=300, height=150, background="transparent", autosize="none")
        .properties(datasets={"a": [], "b": [], "ends": []})
        .configure(font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=QUIET, labelFontSize=12, gridColor=FAINT, domainColor=RULED, tickColor=RULED, tickSize=4
        )
    )
