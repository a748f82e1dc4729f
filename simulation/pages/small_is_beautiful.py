"""Small is beautiful: the same days for many people at once, or for a few well?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages.board import Board
from simulation.pages.exercise import Exercise, RunPlan, Wager
from simulation.pages.mission import Mission, as_many_reached, fewer_supported_than_at_the_start
from simulation.pages.ten_figures import people_reached
from simulation.vocabulary.errors import CounterpartsError
from simulation.vocabulary.i18n import _

_SIZE_FACTORS = (0.25, 0.5, 1.0, 2.0)  # of the people that the plan supports


def exercise() -> Exercise:
    """What the page is about."""
    return Exercise(
        first=("counterparts", "step_size"),
        series="practice_colleagues",
        wager=Wager(
            question=_question,
            tap=_("Tap one. The days stay the same and are shared among those supported."),
            choices=_choices,
            answer=_answer,
            drawn=False,
            figures=_group_sizes,
        ),
        mission=Mission((fewer_supported_than_at_the_start(), as_many_reached(5))),
        figures=people_reached,
        talk=_("Where you work, who would have to be seen doing it before the others follow?"),
        view="people",
        surprises=({"step_size": 0.05}, {"step_size": 0.5}, {"session_size": 30.0}),
    )


def open_page(scenario: str = "parliament_mentors") -> Board:
    """The page's parts, ready to show: `scene`, `bet`, `try_it`, `happened`, `sure`, and `fact()`."""
    return Board(exercise(), scenario)


def _question(plan: Plan) -> str:
    return _(
        "There are {days:.0f} days of support a month. How many people should share them, so that most people work the "
        "new way a year after the last day?"
    ).format(days=plan["peer_days"])


def _group_sizes(plan: Plan) -> dict[str, int]:
    """How many people each choice supports, by the choice's name; fewer choices where two come to the same."""
    sizes: dict[str, int] = {}
    for factor in _SIZE_FACTORS:
        people = int(np.clip(round(plan["counterparts"] * factor), 1, plan["officials"]))
        if people not in sizes.values():
            sizes[f"people{people}"] = people
    return sizes


def _choices(plan: Plan) -> Mapping[str, str]:
    return {name: _("{people} people").format(people=people) for name, people in _group_sizes(plan).items()}


def _answer(results: Results, run: RunPlan) -> Mapping[str, float]:
    """In which share of the same futures each number of people leaves most working the new way; ties are shared."""
    reached = {}
    for name, people in _group_sizes(results.plan).items():
        try:
            reached[name] = run(results.plan.with_(counterparts=people)).per_future("persons")
        except CounterpartsError:  # so many do not go with the rest of this plan
            reached[name] = np.full(results.futures, -np.inf)
    table = np.nan_to_num(np.stack(list(reached.values())), nan=-np.inf)
    best = table == table.max(axis=0)
    return dict(zip(reached, (best / best.sum(axis=0)).mean(axis=1).tolist(), strict=True))
