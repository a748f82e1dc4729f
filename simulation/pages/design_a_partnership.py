"""Design a partnership: everything at once. One scenario, every lever, two plans under the same luck."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.answers.what_stays import Retention, what_stays
from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages.board import Board
from simulation.pages.exercise import Exercise, RunPlan, Wager
from simulation.pages.mission import (
    Mission,
    as_many_reached,
    more_than_at_the_start,
    no_more_days_than_at_the_start,
)
from simulation.pages.ten_figures import gain_that_lasts
from simulation.vocabulary.i18n import _, counted


def exercise() -> Exercise:
    """What the page is about."""
    return Exercise(
        first=("peer_days", "months"),
        series="practice_supported",
        wager=Wager(
            question=_question,
            tap=_("Of what support has added by its last day, how much is still there a year later?"),
            choices=_choices,
            answer=_answer,
        ),
        mission=Mission((more_than_at_the_start(5, 8), as_many_reached(5), no_more_days_than_at_the_start())),
        figures=gain_that_lasts,
        talk=_("Which slider did you expect to matter, and it did not? What would make that wrong where you work?"),
        surprises=({"months": 6.0, "taper": 0.0}, {"step_size": 0.5}, {"ownership": 0.0}, {"session_size": 30.0}),
    )


def open_page(scenario: str = "parliament_mentors") -> Board:
    """The page's parts, ready to show: `scene`, `bet`, `try_it`, `happened`, `sure`, and `fact()`."""
    return Board(exercise(), scenario)


def _question(plan: Plan) -> str:
    months = round(plan["months"])
    text = counted(
        "Support comes for {n} month and ends. Draw how much of the new way those supported will use.",
        "Support comes for {n} months and ends. Draw how much of the new way those supported will use.",
        months,
    )
    return text.format(n=months)


def _choices(_plan: Plan) -> Mapping[str, str]:
    return {
        Retention.MORE.value: _("More than on the last day"),
        Retention.MOST.value: _("About as much"),
        Retention.SOME.value: _("About half of it"),
        Retention.LITTLE.value: _("Hardly any of it"),
    }


def _answer(results: Results, _run: RunPlan) -> Mapping[str, float]:
    return {answer.value: share for answer, share in what_stays(results).items()}
