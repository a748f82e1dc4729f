"""Trust takes time: how long until a minister admits what she cannot do?"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.answers import does_trust_build, how_far_trust_comes, what_if_the_convenor_goes
from simulation.answers.how_far_trust_comes import Level, level_names, levels_reached
from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages.board import Board
from simulation.pages.exercise import Exercise, RunPlan, Wager
from simulation.pages.mission import Mission, at_most, trusted_by
from simulation.pages.ten_figures import trust_that_comes
from simulation.vocabulary.i18n import _


def exercise() -> Exercise:
    """What the page is about."""
    return Exercise(
        first=("peer_days", "discretion"),
        series="trust",
        wager=Wager(
            question=_question,
            tap=_("On the last day, what are half of the pairs to each other at least?"),
            choices=_choices,
            answer=_answer,
        ),
        mission=Mission(
            (
                trusted_by(Level.COLLEAGUES, 9, 8),
                at_most("in_person", 0.5, _("at most half of the time in the same room"), _("{value} % of the time")),
            )
        ),
        figures=trust_that_comes,
        views=("over-time", "pairs", "people", "a-or-b"),
        talk=_("With whom at work could you admit what you cannot do? How many hours had you spent together by then?"),
        questions=(does_trust_build.ask, how_far_trust_comes.ask, what_if_the_convenor_goes.ask),
        credited_state="trust",
        surprises=({"session_size": 20.0}, {"discretion": 0.0}, {"in_person": 1.0}, {"rotation_months": 3.0}),
    )


def open_page(scenario: str = "parliament_mentors") -> Board:
    """The page's parts, ready to show: `scene`, `bet`, `try_it`, `happened`, `sure`, and `fact()`."""
    return Board(exercise(), scenario)


def _question(plan: Plan) -> str:
    return _("People meet for {months:.0f} months. Draw how far they come to trust each other.").format(
        months=plan["months"]
    )


def _choices(_plan: Plan) -> Mapping[str, str]:
    return {level.name.lower(): name.capitalize() for level, name in level_names().items()}


def _answer(results: Results, _run: RunPlan) -> Mapping[str, float]:
    return {level.name.lower(): share for level, share in levels_reached(results).items()}
