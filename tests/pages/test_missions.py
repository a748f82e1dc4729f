"""Missions: open at the start in most partnerships, each part tells how far one is, and each can be reached by playing."""

from __future__ import annotations

import pytest

from simulation import load, run_futures, scenarios
from simulation.model.plan import Plan
from simulation.pages import design_a_partnership, small_is_beautiful, trust_takes_time
from simulation.pages.executor import KEPT
from simulation.runs.results import Results

PAGES = {"design": design_a_partnership, "trust": trust_takes_time, "small": small_is_beautiful}


def results(plan: Plan) -> Results:
    return run_futures(plan, 40, seed=7, keep=KEPT)


def met(page: str, name: str, **levers: float) -> bool:
    start = results(load(name))
    moved = results(load(name).with_(**levers)) if levers else start
    return all(each.met for each in PAGES[page].exercise().mission.ask(moved, start))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_mission_is_open_at_the_start_in_at_least_half_of_the_partnerships(page: str) -> None:
    assert sum(not met(page, name) for name in scenarios()) >= len(scenarios()) / 2


REACHED = [  # plans that somebody who plays may come to
    ("design", "parliament_mentors", {"counterparts": 10, "peer_days": 23.0, "ownership": 1.0, "celebration": 0.7}),
    ("trust", "parliament_mentors", {"counterparts": 6}),
    ("small", "parliament_mentors", {"counterparts": 10}),
]


@pytest.mark.parametrize(("page", "name", "levers"), REACHED)
def test_a_mission_can_be_reached(page: str, name: str, levers: dict[str, float]) -> None:
    assert not met(page, name)
    assert met(page, name, **levers)
