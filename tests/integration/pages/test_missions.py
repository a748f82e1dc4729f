"""Missions: open at the start in most partnerships, each part tells how far one is, and each can be reached by playing."""

from __future__ import annotations

import pytest

from simulation import load, run_futures, scenarios
from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages import design_a_partnership, small_is_beautiful, trust_takes_time
from simulation.pages.executor import PAGE_SERIES
from tests.offenders import check_all, offenders

PAGES = {"design": design_a_partnership, "trust": trust_takes_time, "small": small_is_beautiful}


def results(plan: Plan) -> Results:
    return run_futures(plan, 40, seed=7, keep=PAGE_SERIES)


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


PLAYED = [  # elsewhere, as somebody found them who moved a few sliders at random, seventy times at most
    ("design", "ageing_network", {"counterparts": 14, "ownership": 0.8, "discretion": 1.0, "months": 47, "peer_days": 9.0, "session_size": 1}),
    ("trust", "ageing_network", {"counterparts": 10, "discretion": 0.8, "shared_experience": 0.9, "in_person": 0.5, "peer_days": 5.0, "implementation_fund": 0.1, "convenor_share": 0.2, "rotation_months": 0}),
    ("small", "ageing_network", {"counterparts": 12}),
    ("design", "civil_service_counterparts", {"counterparts": 11, "celebration": 0.7, "shared_experience": 0.9, "in_person": 0.4, "peer_days": 27.0}),
    ("trust", "civil_service_counterparts", {"counterparts": 8}),
    ("small", "civil_service_counterparts", {"counterparts": 11}),
    ("design", "clerks_to_clerks", {"counterparts": 8, "celebration": 0.9, "discretion": 1.0, "months": 18, "peer_days": 10.5, "convenor_share": 0.1}),
    ("trust", "clerks_to_clerks", {"counterparts": 5}),
    ("small", "clerks_to_clerks", {"counterparts": 8}),
    ("design", "community_business_network", {"counterparts": 18, "ownership": 0.8, "discretion": 1.0, "months": 23, "implementation_fund": 0.5, "session_size": 4}),
    ("trust", "community_business_network", {"counterparts": 12, "ownership": 0.8, "celebration": 0.7, "step_size": 0.2, "shared_experience": 1.0, "in_person": 0.3, "peer_days": 11.5, "implementation_fund": 0.3, "rotation_months": 0}),
    ("small", "community_business_network", {"counterparts": 15}),
    ("design", "country_peer_review", {"counterparts": 10, "ownership": 1.0, "celebration": 0.7, "step_size": 0.1, "discretion": 0.8, "implementation_fund": 0.5, "convenor_share": 0.2, "session_size": 4}),
    ("trust", "country_peer_review", {"counterparts": 8}),
    ("small", "country_peer_review", {"counterparts": 8}),
    ("design", "delivery_counterparts", {"counterparts": 5, "celebration": 0.9, "discretion": 0.8, "implementation_fund": 0.5}),
    ("trust", "delivery_counterparts", {"counterparts": 4, "ownership": 0.8, "shared_experience": 0.9, "in_person": 0.3, "months": 18, "implementation_fund": 0.3, "rotation_months": 0}),
    ("small", "delivery_counterparts", {"counterparts": 9, "ownership": 0.8, "step_size": 0.2, "discretion": 0.8, "implementation_fund": 0.1, "rotation_months": 0, "session_size": 4}),
    ("design", "district_sanitation", {"counterparts": 8, "ownership": 1.0, "step_size": 0.25, "discretion": 1.0, "in_person": 0.5, "implementation_fund": 0.5, "convenor_share": 0.2, "rotation_months": 0, "session_size": 4}),
    ("trust", "district_sanitation", {"counterparts": 8, "ownership": 1.0, "in_person": 0.4, "months": 16, "peer_days": 9.5, "convenor_share": 0.2, "rotation_months": 0}),
    ("small", "district_sanitation", {"counterparts": 10}),
    ("small", "generic_training", {"counterparts": 50}),
    ("design", "health_budget_network", {"counterparts": 6, "step_size": 0.2, "shared_experience": 0.9, "implementation_fund": 0.1, "rotation_months": 0}),
    ("trust", "health_budget_network", {"counterparts": 8}),
    ("small", "health_budget_network", {"counterparts": 8}),
    ("design", "long_generic_programme", {"counterparts": 40, "celebration": 0.7, "discretion": 0.8, "months": 24, "rotation_months": 0, "session_size": 4}),
    ("trust", "long_generic_programme", {"counterparts": 50, "ownership": 0.8, "celebration": 0.9, "step_size": 0.2, "shared_experience": 1.0, "in_person": 0.5, "months": 18, "peer_days": 38.5, "implementation_fund": 0.5}),
    ("small", "long_generic_programme", {"counterparts": 50}),
    ("trust", "generic_training", {"counterparts": 70, "peer_days": 42.0, "months": 29, "in_person": 0.3, "discretion": 0.3, "ownership": 1.0, "shared_experience": 0.65, "convenor_share": 0.4, "reserve_share": 0.02, "rotation_months": 21, "implementation_fund": 0.65}),
    ("trust", "twenty_group", {"counterparts": 10, "celebration": 0.5, "discretion": 0.8, "in_person": 0.5, "months": 24, "peer_days": 6.5}),
    ("small", "twenty_group", {"counterparts": 18}),
    ("design", "union_parishads", {"counterparts": 32, "celebration": 0.5, "step_size": 0.2, "implementation_fund": 0.5, "session_size": 4}),
    ("trust", "union_parishads", {"counterparts": 16, "ownership": 0.8, "celebration": 0.5, "discretion": 0.8, "in_person": 0.5}),
    ("small", "union_parishads", {"counterparts": 20}),
]
# One that is near its best as it stands, and the foil: a hundred and sixty plans of each did not do it.
NOT_FOUND = {("design", "twenty_group"), ("design", "generic_training")}


def it_is_reached(page: str, name: str, levers: dict[str, float]) -> None:
    assert met(page, name, **levers)


@pytest.mark.slow
def test_a_mission_can_be_reached_in_every_partnership() -> None:
    check_all(PLAYED, lambda played: it_is_reached(*played), lambda played: f"{played[0]} in {played[1]}")
    page, name, _levers = PLAYED[0]
    assert offenders([(page, name, {})], lambda played: it_is_reached(*played), str)  # where nobody plays it is not


def test_of_every_partnership_it_is_known_which_missions_can_be_reached() -> None:
    reached = {(page, name) for page, name, _levers in [*REACHED, *PLAYED]}
    assert {(page, name) for page in PAGES for name in scenarios()} - reached == NOT_FOUND
