"""The bet: a line drawn on the empty axes, or one tap; then the bet and what the futures do stand in one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import traitlets

from simulation.charts import specification
from simulation.charts.fan_lines import LINES, thinned_months
from simulation.fault_log import guard
from simulation.pages.pictures.fan_payload import PANELS, FanData
from simulation.pages.pictures.over_time import compressed_months, panels
from simulation.pages.pictures.vega_widget import VegaWidget, vega_address
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent
LINE_POINTS = 13  # of a drawn line, evenly spaced from the first day to the end of the axis
NO_BET = "none"  # the choice of those who would rather look
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LINE_PREFIX = "d-"  # begins a drawn line where it is written as text

Line = list[tuple[float, float]]  # (month, share)


@dataclass(frozen=True)
class Question:
    """What is asked about a partnership: the bet's axes and words. `series`: what can be drawn; "" for nothing."""

    about: str
    text: str
    tap: str
    choices: Mapping[str, str]
    series: str = ""
    last_month: float = 36.0
    ends: float = 12.0
    begins: float = 0.0  # share on the first day, which is given
    figures: Mapping[str, int] = field(default_factory=dict)  # people drawn beside a choice


@dataclass(frozen=True)
class BetOutcome:
    """What the futures do: the share in which each choice comes true, sentences, and the fan."""

    shares: Mapping[str, float]
    sentences: Sequence[str] = ()
    picture: FanData | None = None


@dataclass(frozen=True)
class PlacedBet:
    """A bet: one of the choices, "" or NONE; and the line, if one was drawn."""

    choice: str
    line: Line = field(default_factory=list)


class BetHandler(Protocol):
    """Handles a bet: called with it, returns its outcome."""

    def __call__(self, placed: PlacedBet) -> BetOutcome:
        """Called once for each question."""


def words() -> dict[str, Any]:
    """The fixed words around the bet."""
    return {
        "panels": panels(),
        "order": PANELS,
        "today": _("today"),
        "year": _("year"),
        "years": _("years"),
        "draw": _("Draw with your finger, from today to the right edge."),
        "or_tap": _("Or tap. {question}"),
        "go_on": _("Go on drawing to the right edge."),
        "again": _("Draw it anew"),
        "show": _("Show me"),
        "hint": _("Nobody sees your bet, and nobody is graded."),
        "ends": _("support ends"),
        "yours": _("your bet"),
        "answer": _("{tenths} futures of 10"),
        "one": _("1 future of 10"),
        "rare": _("fewer than 1 in 10"),
        "never": _("no future of 100"),
        "skip": _("Look without betting"),
        "revealed": _("Your bet, and what the futures do"),
        "picture": _("Empty axes to draw on. The choices below ask the same."),
        "failed": _("This device cannot draw. Tap one of the answers instead."),
    }


class Bet(VegaWidget):
    """A drawn line or one of four choices; `answer(placed)` is called once for each question."""

    _esm = module(_HERE / "bet.js")
    _css = styles(_HERE / "bet.css")

    frame = traitlets.Dict().tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    placed = traitlets.Unicode("").tag(sync=True)  # the bet as text, as the page's address has it; "" while it is open
    revealed = traitlets.Dict().tag(sync=True)  # empty while the bet is open
    lines = traitlets.Bytes().tag(sync=True)  # the fan under the drawn line

    def __init__(self, answer: BetHandler) -> None:
        frame = {"spec": specification.load("fan"), "words": words(), "lines": LINES, "vega": vega_address()}
        super().__init__(frame=frame)
        self._answer = answer
        self._question: Question | None = None
        self.on_msg(self._handle_message)

    @property
    def about(self) -> str:
        """The partnership that the bet is about."""
        return self._question.about if self._question else ""

    def ask(self, question: Question) -> None:
        """Ask (again)."""
        self._question = question
        with self.hold_sync():
            self.placed, self.revealed, self.lines = "", {}, b""
            self.question = {
                "about": question.about,
                "text": question.text,
                "tap": question.tap,
                "choices": dict(question.choices),
                "series": question.series,
                "last": round(question.last_month, 2),
                "ends": round(question.ends, 2),
                "begins": round(question.begins, 4),
                "figures": dict(question.figures),
            }

    @guard
    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self.place(content.get("bet") if isinstance(content, dict) else None)

    def place(self, text: object) -> None:
        """Take the bet: a choice by its name, a drawn line as text, or "none". What is none of them, or comes after
        another, is left aside.
        """
        question = self._question
        if question is None or self.revealed or not isinstance(text, str):
            return
        line = line_from_text(text, question.last_month) if question.series else []
        if text not in question.choices and text != NO_BET and not line:
            return
        outcome = self._answer(PlacedBet("" if line else text, line))
        with self.hold_sync():
            self.placed = text
            if outcome.picture is not None and question.series:
                self.lines = outcome.picture.packed()
            self.revealed = {
                "shares": dict(outcome.shares),
                "sentences": list(outcome.sentences),
                "months": compressed_months(thinned_months(outcome.picture.weeks)) if outcome.picture else [],
            }


def line_to_text(shares: Sequence[float]) -> str:
    """A line as text: `d-` and two figures a point, so that an address can hold it."""
    hundredths = [int(np.clip(round(1000 * share), 0, 1000)) for share in shares]
    return _LINE_PREFIX + "".join(_DIGITS[number // 36] + _DIGITS[number % 36] for number in hundredths)


def line_from_text(text: str, last_month: float) -> Line:
    """The line of a text; [] if it is none."""
    digits = text.removeprefix(_LINE_PREFIX)
    if digits == text or len(digits) != 2 * LINE_POINTS or any(letter not in _DIGITS for letter in digits):
        return []
    numbers = [36 * _DIGITS.index(digits[at]) + _DIGITS.index(digits[at + 1]) for at in range(0, len(digits), 2)]
    if max(numbers) > 1000:
        return []
    return [(last_month * nth / (LINE_POINTS - 1), number / 1000) for nth, number in enumerate(numbers)]
