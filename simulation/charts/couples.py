"""Trust in each pair of one future over the months: a line for each pair, and one that can be highlighted.

Rows of `lines`: `line` (its number), `month`, `trust`. Rows of `chosen`: `month`, `trust` of the line asked for; of
`reached`: `month`, `trust`, `text` where it came to a level. Rows of `left` and `broken`: `month`, `trust` where a line
ends because somebody left, and where a promise was broken. Rows of `events`: `month`, `text`. Signals as in the fan;
`faint` is the opacity of the lines, `mark` the size of the marks on them.
"""

from __future__ import annotations

import altair as alt

from simulation.charts.unfilled import Chart, unfilled
from simulation.vocabulary.units import MONTHS_PER_YEAR

DATASETS = ("lines", "chosen", "reached", "left", "broken", "events")


def couples_chart() -> Chart:
    """The lines, still empty."""
    signals = {
        "last_month": 36, "top": 1, "levels": [0, 0.5, 1], "names": ["0", "½", "1"], "today_word": "today",
        "year_word": "year", "years_word": "years", "type_size": 14, "thick": 2, "faint": 0.7, "mark": 50,
    }  # fmt: skip

    def signal(name: str) -> alt.ExprRef:
        return alt.ExprRef(name)

    year = MONTHS_PER_YEAR
    x = alt.X(
        "month:Q",
        scale=alt.Scale(domain=[0, signal("last_month")], nice=False),
        axis=alt.Axis(
            title=None,
            values=signal(f"sequence(0, last_month + 1, {year})"),
            labelExpr=(
                "datum.value == 0 ? today_word : "
                f"format(datum.value / {year}, 'd') + ' ' + (datum.value == {year} ? year_word : years_word)"
            ),
            labelFlush=True, labelOverlap="greedy", labelSeparation=4, labelPadding=8, grid=False, ticks=False,
            domain=False,
        ),
    )  # fmt: skip
    y = alt.Y(
        "trust:Q",
        scale=alt.Scale(domain=[0, signal("top")], nice=False, clamp=True),
        axis=alt.Axis(
            title=None, values=signal("levels"), labelExpr="names[indexof(levels, datum.value)]", grid=True,
            ticks=False, domain=False, labelPadding=10, labelLimit=0,
        ),
    )  # fmt: skip
    data = {name: alt.Chart(alt.NamedData(name)) for name in DATASETS}
    events = data["events"].mark_rule(color=signal("colour_quiet"), strokeWidth=1.5, strokeDash=[2, 5]).encode(x=x)
    event_labels = data["events"].mark_text(
        color=signal("colour_ink"), align="left", baseline="top", dx=6, fontSize=signal("type_size"), fontWeight=600,
        y=0,
    ).encode(x=x, text="text:N")  # fmt: skip
    lines = data["lines"].mark_line(
        color=signal("colour_a"), strokeWidth=signal("thick"), opacity=signal("faint"), strokeJoin="round"
    ).encode(x=x, y=y, detail="line:N")  # fmt: skip
    left = data["left"].mark_point(
        shape="circle", filled=True, fill=signal("colour_paper"), stroke=signal("colour_a"), strokeWidth=1.5,
        size=signal("mark"), opacity=signal("max(faint, 0.45)"),
    ).encode(x=x, y=y)  # fmt: skip
    broken = data["broken"].mark_point(
        shape="M-.7,-.7L.7,.7M-.7,.7L.7,-.7", stroke=signal("colour_strain"), strokeWidth=2, size=signal("mark"),
        opacity=signal("max(faint, 0.6)"),
    ).encode(x=x, y=y)  # fmt: skip
    halo = data["chosen"].mark_line(color=signal("colour_paper"), strokeWidth=signal("2 * thick + 5")).encode(x=x, y=y)
    chosen = data["chosen"].mark_line(
        color=signal("colour_ink"), strokeWidth=signal("thick + 2"), strokeJoin="round"
    ).encode(x=x, y=y)  # fmt: skip
    reached = data["reached"].mark_point(
        shape="circle", filled=True, fill=signal("colour_ink"), size=80, opacity=1
    ).encode(x=x, y=y)  # fmt: skip
    early = "datum.month < 0.25 * last_month"  # there the words stand under the line, elsewhere over it: trust rises
    reached_labels = data["reached"].mark_text(
        color=signal("colour_ink"), align=signal(f"{early} ? 'left' : 'right'"), dx=signal(f"{early} ? 7 : -7"),
        baseline=signal(f"{early} ? 'top' : 'bottom'"), dy=signal(f"{early} ? 5 : -4"), fontWeight=600,
        fontSize=signal("type_size"),
    ).encode(x=x, y=y, text="text:N")  # fmt: skip
    return unfilled(
        alt.layer(events, lines, left, broken, halo, chosen, reached, reached_labels, event_labels),
        signals,
        {name: [] for name in DATASETS},
    )
