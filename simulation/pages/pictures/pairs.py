"""The pairs of one future as lines, from strangers to confidants, month by month; a tap shows a pair's story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import traitlets

from simulation.answers.answer import trust_levels
from simulation.answers.story_of_one_pair import end, month, story, title
from simulation.charts import specification
from simulation.model.population import TRUST_BANDS
from simulation.pages.executor import SEED
from simulation.pages.one_future import OneFuture
from simulation.pages.pictures import future_picture
from simulation.pages.pictures.future_picture import FuturePicture
from simulation.pages.pictures.vega_widget import VegaWidget, save_words, vega_address
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _, counted

_HERE = Path(__file__).parent


def words() -> dict[str, Any]:
    """The fixed words around the picture."""
    return {
        **future_picture.words(),
        **save_words(),
        "title": _("How far each pair comes to trust each other"),
        "picture": _(
            "The pairs of one future. Arrow keys move from pair to pair. "
            "The table under “Read it, save it” says the same."
        ),
        "levels": trust_levels(),
        "at": [0.0, *TRUST_BANDS.values()],
        "today": _("today"),
        "year": _("year"),
        "years": _("years"),
        "ends": _("support ends"),
        "month": _("month {n}"),
        "legend": {
            "line": _("a pair"),
            "left": _("somebody leaves"),
            "broken": _("a promise is broken"),
        },
        "hint": _("Tap a line to read about a pair."),
        "story": _("One pair's story"),
        "next": _("next pair"),
        "table": _("The month in which each pair came to each level"),
        "pair": _("Pair"),
        "ended": _("How it ended"),
        "never": _("never"),
        "read": _("Read it, save it"),
        "failed": _("This device cannot draw the picture. The table says the same."),
    }


class Pairs(FuturePicture, VegaWidget):
    """The pairs of the future that the people beside them show; it is chosen here or there.

    What a browser sends besides: {"kind": "story", "line": n, "nth": n}; {"kind": "read", "nth": n}. Each is answered
    by a message of the same kind.
    """

    _esm = module(_HERE / "pairs.js")
    _css = styles(_HERE / "pairs.css")

    frame = traitlets.Dict().tag(sync=True)  # all that never changes: specification, words

    def __init__(self, beside: FuturePicture) -> None:
        super().__init__(frame={"spec": specification.load("couples"), "words": words(), "vega": vega_address()})
        beside.linked.append(self)
        self.linked = beside.linked

    def _pack(self, future: OneFuture) -> tuple[bytes, dict[str, Any]]:
        pairs, n_pairs = future.pairs.head["pairs"], future.pairs.head["everybody"]
        if pairs < n_pairs:
            count = _("You see {shown} of {n} pairs.").format(shown=pairs, n=n_pairs)
        else:
            count = counted("There is one pair.", "There are {n} pairs.", pairs).format(n=pairs)
        return future.pairs.data, {
            "head": future.pairs.head,
            "count": [count, _("Where somebody leaves, a line ends and the next one begins.")],
            "of": future.plan.name,
        }

    def _reply(self, future: OneFuture, content: dict[str, Any]) -> dict[str, Any] | None:
        facts, line = future.pairs.facts, content.get("line")
        if content["kind"] == "read":
            return {"rows": [_row(future, nth) for nth in range(len(facts))], "python": python_code(future)}
        if content["kind"] != "story" or not isinstance(line, int) or isinstance(line, bool):
            return None
        if not 0 <= line < len(facts):
            return None
        return {"line": line, "title": _title(future, line), "sentences": story(facts[line])}


def python_code(future: OneFuture) -> str:
    """The same lines by four lines of Python."""
    return (
        "from simulation import load, record_future\n"
        f'future = record_future(load("{future.plan.code}"), future={future.future}, seed={SEED})\n'
        'ties = future.tidy("ties")\n'
        'ties[["week", "receiver", "giver", "trust"]]'
    )


def _title(future: OneFuture, line: int) -> str:
    """Who a pair are, counted as in the picture of the people."""
    pair, members = future.pairs.facts[line], future.payload.members
    return title(pair, (members.index(pair.receiver) + 1, members.index(pair.giver) + 1))


def _row(future: OneFuture, line: int) -> list[Any]:
    """A row of the table: who, the months in which they came to each level (None for never), how it ended."""
    pair = future.pairs.facts[line]
    return [_title(future, line), [None if week is None else month(week) for week in pair.reached], end(pair)]
