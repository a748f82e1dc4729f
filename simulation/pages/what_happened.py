"""What happened: which idea gave and which took, in a picture and three sentences; the bet; a question to talk over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import traitlets

from simulation.answers.answer import Answer
from simulation.charts import specification
from simulation.charts.waterfall_steps import steps
from simulation.ensemble.results import Results
from simulation.fault_log import guard
from simulation.pages.pictures.vega_widget import VegaWidget, save_words, vega_address
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


def words() -> dict[str, str]:
    """The fixed words of the step."""
    return {
        **save_words(),
        "title": _("What gave, and what took"),
        "talk": _("Talk about it"),
        "bet": _("Your bet"),
        "closed": _("Place a bet first, or look without betting: then this page says what happened."),
        "picture": _("A waterfall of what each idea gave or took. The list below says the same."),
        "failed": _("This device cannot draw the picture. The list says the same."),
    }


def state_headings() -> dict[str, str]:
    """What the steps of each state add up to."""
    return {
        "practice": _("How much of the new way everybody in the institutions uses, in 100; the mean of all futures"),
        "trust": _("How far people trust the peers they meet, in 100, to the end; the mean of all futures"),
    }


class WhatHappened(VegaWidget):
    """The waterfall and the sentences beside it; until `show` is called, a text that the bet comes first."""

    _esm = module(_HERE / "what_happened.js")
    _css = styles(_HERE / "what_happened.css")

    frame = traitlets.Dict().tag(sync=True)
    told = traitlets.Dict().tag(sync=True)  # parts, sentences, bet; empty while the bet is open
    in_sight = traitlets.Bool(False).tag(sync=True)  # set by the browser: until then nothing is worked out or sent

    def __init__(self, talk: str, questions: Sequence[Callable[[Results], Answer]], state: str = "practice") -> None:
        texts = {**words(), "lead": state_headings()[state]}
        frame = {"spec": specification.load("waterfall"), "words": texts, "talk": talk, "vega": vega_address()}
        super().__init__(frame=frame)
        self._questions, self._state = questions, state
        self._latest: tuple[Results, list[str]] | None = None

    def show(self, results: Results, bet: Sequence[str]) -> None:
        """Tell what happened; `bet`: sentences about the bet, none where none was placed."""
        self._latest = results, list(bet)
        if self.in_sight:
            self._send_answers()

    def clear(self) -> None:
        """The bet is open again."""
        self._latest, self.told = None, {}

    @traitlets.observe("in_sight")
    @guard
    def _on_in_sight(self, change: Any) -> None:
        if change["new"] and self._latest is not None:
            self._send_answers()

    def _send_answers(self) -> None:
        assert self._latest is not None
        results, bet = self._latest
        sentences = [ask(results).sentence for ask in self._questions]
        python = (
            "from simulation import load, run_futures\n"
            f'results = run_futures(load("{results.plan.code}"), futures={results.futures}, seed={results.seed})\n'
            f'{{idea: part.mean() for idea, part in results.credit("{self._state}").items()}}'
        )
        self.told = {"parts": waterfall(results, self._state), "sentences": sentences, "bet": bet, "python": python}


def waterfall(results: Results, state: str = "practice") -> list[list[Any]]:
    """The steps from a state's mean before to that at the horizon, [name, points in 100, kind] each: kind is `level`,
    `gave` or `took`. The steps between the first and the last add up to their difference.
    """
    before, after = (float(results.weekly(state)[:, week].mean()) for week in (0, -1))
    credit = {name: float(part.mean()) for name, part in results.credit(state).items()}
    return [[step.name, round(step.points, 2), step.kind] for step in steps(before, after, credit, results.rules)]
