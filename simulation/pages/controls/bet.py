"""The bet: one tap before the picture opens; then the bet and the answer stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.answers.what_stays import Stays
from simulation.pages.browser import module, styles
from simulation.pages.mishap import kindly
from simulation.vocabulary.words import _

_HERE = Path(__file__).parent


def words() -> dict[str, Any]:
    """The question, its four answers and the words around them."""
    return {
        "question": _(
            "Think of how much of the new way of working is in use on the last day of support. "
            "A year later, how much of that is still in use?"
        ),
        "choices": {
            Stays.MORE.value: _("More than on the last day"),
            Stays.MOST.value: _("About as much"),
            Stays.SOME.value: _("About half of it"),
            Stays.LITTLE.value: _("Hardly any of it"),
        },
        "hint": _("One tap. Nobody sees it, nobody is graded; then the picture opens."),
        "yours": _("your bet"),
        "answer": _("{tenths} futures of 10"),
        "one": _("1 future of 10"),
        "rare": _("fewer than 1 in 10"),
        "never": _("no future of 100"),
        "skip": _("Show me without a bet"),
    }


class Bet(anywidget.AnyWidget):
    """Four choices; `placed(choice)` is called once with the choice, or with None by those who would rather not."""

    _esm = module(_HERE / "bet.js")
    _css = styles(_HERE / "bet.css")

    words = traitlets.Dict().tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)  # choice -> share of futures; empty while the bet is open
    about = traitlets.Unicode("").tag(sync=True)  # the partnership the bet is about: a new one asks anew

    def __init__(self, placed: Callable[[Stays | None], Mapping[Stays, float]]) -> None:
        super().__init__(words=words())
        self._placed = placed
        self.on_msg(self._asked)

    def ask(self, about: str) -> None:
        """Ask (again), about this partnership."""
        with self.hold_sync():
            self.choice, self.answer, self.about = "", {}, about

    @kindly
    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self.place(content.get("bet") if isinstance(content, dict) else None)

    def place(self, wanted: object) -> None:
        """Take the bet: a choice by its name, or "none"; what is neither, or comes after another, is left aside."""
        known = {each.value: each for each in Stays}
        if self.answer or not isinstance(wanted, str) or (wanted not in known and wanted != "none"):
            return
        answer = self._placed(known.get(wanted))
        with self.hold_sync():
            self.choice = wanted
            self.answer = {each.value: share for each, share in answer.items()}
