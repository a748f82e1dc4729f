"""What happened: which idea gave and which took, in a picture and three sentences; the bet; a question to talk over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from simulation.answers.answer import Answer
from simulation.charts import specification
from simulation.ensemble.results import Results
from simulation.fault_log import guard
from simulation.pages.pictures.vega_widget import VegaWidget, save_words, vega_address
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent
_MAX_GAINS, _MAX_LOSSES = 3, 2  # ideas named one by one; the others are summed up
_MIN_PART = 0.0005  # a share of practice below which an idea is not named


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


def rule_names() -> dict[str, str]:
    """Each rule in the fewest words."""
    return {
        "benchmarking": _("Figures side by side"),
        "breach": _("Broken trust"),
        "calendar": _("Meetings"),
        "crisis": _("Crises"),
        "diffusion": _("Seeing others do it"),
        "disclosure": _("Openly said"),
        "groupthink": _("All alike"),
        "habit": _("Sliding back"),
        "hub_loss": _("The one who left"),
        "keeping_in_touch": _("Losing touch"),
        "learning": _("Learning"),
        "means": _("Money to act"),
        "reform": _("New rules"),
        "service": _("What citizens get"),
        "small_steps": _("Small steps that work"),
        "staying_engaged": _("Staying away"),
        "trust": _("Shared hours"),
        "turnover": _("People leaving"),
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
    named = {name: part for name, part in credit.items() if name in results.rules and abs(part) >= _MIN_PART}
    order = sorted(named, key=named.__getitem__)
    gains = [name for name in reversed(order) if named[name] > 0][:_MAX_GAINS]
    losses = [name for name in order if named[name] < 0][:_MAX_LOSSES]
    rest = after - before - sum(named[name] for name in (*gains, *losses))
    steps: list[list[Any]] = [[_("Before"), before, "level"]]
    steps += [[_rule_name(name, results.rules[name]), named[name], "gave"] for name in gains]
    steps += [[_rule_name(name, results.rules[name]), named[name], "took"] for name in losses]
    if abs(rest) >= _MIN_PART:
        steps.append([_("All else"), rest, "gave" if rest > 0 else "took"])
    steps.append([_("At the end"), after, "level"])
    return [[name, round(100 * float(np.float64(part)), 2), kind] for name, part, kind in steps]


def _rule_name(rule: str, idea: str) -> str:
    return rule_names().get(rule) or _(idea).rstrip(".")
