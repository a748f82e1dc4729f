"""What one page is about: its two first controls, the picture shown large, the bet, the mission, what to talk about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulation.answers import does_it_last, what_does_it_cost, who_was_reached
from simulation.answers.answer import Answer
from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages.mission import Mission
from simulation.pages.ten_figures import TenFigures

RunPlan = Callable[[Plan], Results]


@dataclass(frozen=True)
class Wager:
    """What a page lets one bet on.

    question: asked of the plan, as a sentence. choices: what one taps instead of drawing, by a short name. answer: the
    share of futures in which each comes true; given the plan's results and a way to run other plans. drawn: whether the
    line of the exercise's series can be drawn. tap: the question over the choices.
    """

    question: Callable[[Plan], str]
    tap: str
    choices: Callable[[Plan], Mapping[str, str]]
    answer: Callable[[Results, RunPlan], Mapping[str, float]]
    drawn: bool = True
    figures: Callable[[Plan], Mapping[str, int]] = lambda _plan: {}  # people drawn beside a choice, by its name


@dataclass(frozen=True)
class Exercise:
    """One page.

    first: the two controls shown first. series: the weekly series shown large (one of `charts.picture.PANELS`).
    surprises: levers of instructive plans, tried one after another. talk: a question to talk over at the end. asked:
    what is told of the futures, a sentence or two each. moved: the state of which is shown what gave and what took.
    view: the picture in sight at first, one of `views`, its pictures tab by tab; "pairs" is on some pages only.
    """

    first: tuple[str, str]
    series: str
    wager: Wager
    mission: Mission
    figures: Callable[[Results, Results], TenFigures]
    talk: str
    questions: tuple[Callable[[Results], Answer], ...] = (does_it_last.ask, who_was_reached.ask, what_does_it_cost.ask)
    credited_state: str = "practice"
    surprises: tuple[Mapping[str, float], ...] = ()
    view: str = "over-time"
    views: tuple[str, ...] = ("over-time", "people", "a-or-b")
