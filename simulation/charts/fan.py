"""One series over time as a fan: pale band of parameter uncertainty, dark aleatory band, a line for the median; over it
the starting plan, a second plan, one future, and the line that somebody drew.

Altair draws it once, without numbers; the page fills the named datasets as sliders move. Rows of `a` and `b`: `month`,
`d0` and `d1` (parameter uncertainty, only `a`), `l0` and `l1` (aleatory), `mid`. Rows of `start`, `one` and `drawn`:
`month`, `mid`. Rows of `events`: `month`, `text`. Rows of `labels`: `month`, `y`, `text`. Signals name the levels of
the vertical axis (`levels`, `names`), where it ends (`top`), the words of the horizontal one, type size and colours.
"""

from __future__ import annotations

import altair as alt

from simulation.charts.palette import ALEATORY_OPACITY, UNCERTAINTY_OPACITY
from simulation.charts.unfilled import Chart, unfilled
from simulation.vocabulary.units import MONTHS_PER_YEAR

DATASETS = ("a", "b", "start", "one", "drawn", "events", "labels")


def fan_chart() -> Chart:
    """The fan, still empty: plan A in full, everything else over it."""
    signals = {
        "last_month": 36, "top": 1, "levels": [0, 0.25, 0.5, 0.75, 1], "names": ["0", "¼", "½", "¾", "1"],
        "today_word": "today", "year_word": "year", "years_word": "years", "type_size": 14, "thick": 3,
    }  # fmt: skip

    def colour(name: str) -> alt.ExprRef:
        return alt.ExprRef(f"colour_{name}")

    year = MONTHS_PER_YEAR
    month = alt.X(
        "month:Q",
        scale=alt.Scale(domain=[0, alt.ExprRef("last_month")], nice=False),
        axis=alt.Axis(
            title=None,
            values=alt.ExprRef(f"sequence(0, last_month + 1, {year})"),
            labelExpr=(
                "datum.value == 0 ? today_word : "
                f"format(datum.value / {year}, 'd') + ' ' + (datum.value == {year} ? year_word : years_word)"
            ),
            labelFlush=True, labelOverlap="greedy", grid=False, ticks=False, domain=False, labelPadding=8,
        ),
    )  # fmt: skip
    share_scale = alt.Scale(domain=[0, alt.ExprRef("top")], nice=False, clamp=True)
    share_axis = alt.Axis(
        title=None, values=alt.ExprRef("levels"), labelExpr="names[indexof(levels, datum.value)]", grid=True,
        ticks=False, domain=False, labelPadding=10, labelLimit=0,
    )  # fmt: skip
    data = {name: alt.Chart(alt.NamedData(name)) for name in DATASETS}

    def at(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=share_scale, axis=share_axis)

    a, b = data["a"], data["b"]
    uncertainty = a.mark_area(color=colour("a"), opacity=UNCERTAINTY_OPACITY).encode(x=month, y=at("d0"), y2="d1:Q")
    aleatory = a.mark_area(color=colour("a"), opacity=ALEATORY_OPACITY).encode(x=month, y=at("l0"), y2="l1:Q")
    start = data["start"].mark_line(color=colour("start"), strokeWidth=2, clip=True).encode(x=month, y=at("mid"))
    middle = a.mark_line(color=colour("a"), strokeWidth=alt.ExprRef("thick")).encode(x=month, y=at("mid"))
    b_low, b_high = (
        b.mark_line(color=colour("b"), strokeWidth=1.25, strokeDash=[2, 3]).encode(x=month, y=at(edge))
        for edge in ("l0", "l1")
    )
    b_middle = b.mark_line(color=colour("b"), strokeWidth=alt.ExprRef("thick"), strokeDash=[8, 5]).encode(
        x=month, y=at("mid")
    )
    one = data["one"].mark_line(color=colour("ink"), strokeWidth=2, clip=True).encode(x=month, y=at("mid"))
    drawn = data["drawn"].mark_line(
        color=colour("b"), strokeWidth=alt.ExprRef("thick + 2"), strokeDash=[1, 9], strokeCap="round"
    ).encode(x=month, y=at("mid"))  # fmt: skip
    events = data["events"].mark_rule(color=colour("quiet"), strokeWidth=1.5, strokeDash=[2, 5]).encode(x=month)
    free_width = "width + 6 - scale('x', datum.month) - 0.56 * type_size * length(datum.text)"  # right of its line
    event_labels = data["events"].mark_text(
        color=colour("ink"), align="left", baseline="top", dx=alt.ExprRef(f"min(6, {free_width})"), fontWeight=600,
        fontSize=alt.ExprRef("type_size"), y=0,
    ).encode(x=month, text="text:N")  # fmt: skip
    labels = data["labels"].mark_text(
        color=colour("ink"), align="center", baseline="middle", fontSize=alt.ExprRef("type_size - 1")
    ).encode(x=month, y=at("y"), text="text:N")  # fmt: skip
    return unfilled(
        alt.layer(
            uncertainty, aleatory, start, b_low, b_high, events, middle, b_middle, one, drawn, event_labels, labels
        ),
        signals,
        {name: [] for name in DATASETS},
    )
