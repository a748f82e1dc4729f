"""What comes in and what goes out add up, in every week.

1. Posts never change in number: each departure is one successor, with no tenure and as they come.
2. Tenure adds up: a week for each who stays, and what leavers had is gone.
3. Turnover touches nobody who did not leave, and no tie of two who did not.
4. What each idea changed, and what the range cut off, add up to the change, entry by entry.
5. Hours together add up to the hours of contact; days given, and days still held back, to the days there were.
6. A window that is used was open, and is used once.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulation import load
from simulation.model import week as week_module
from simulation.model.few import FewChange
from simulation.model.engine.rule import Rule
from simulation.model.rules import STANDARD
from simulation.model.rules.turnover import Turnover
from simulation.model.week import Weeks
from simulation.runs.stage import Stage
from simulation.vocabulary.state_variables import LONG_AGO, STATE_VARIABLES
from simulation.vocabulary.units import HOURS_PER_DAY

FUTURES, WEEKS = 12, 110
RESTLESS = {"turnover_per_year": 0.8, "election_every_months": 12, "election_turnover": 0.5}


def a_run(rules=STANDARD, scenario="parliament_mentors", **numbers):
    plan = load(scenario).with_(**numbers)
    return Weeks(Stage(4, range(FUTURES)).world(plan.values, rules, WEEKS))


def states(run, *names):
    return {name: run.world.own[name].copy() for name in names}


PEOPLE = ("knowledge", "confidence", "practice", "habit", "tenure", "weeks_since_try")
TIES = ("trust", "warmth", "scar", "freshness", "hours")


@pytest.mark.parametrize("scenario", ["parliament_mentors", "twenty_group"])
def test_posts_stay_successors_are_new_and_tenure_adds_up(scenario):
    run = a_run(scenario=scenario, **RESTLESS)
    own, posts, departures = run.world.own, run.world.shape.members, 0
    for _ in range(WEEKS):
        before = own["tenure"].copy()
        run.step()
        left = own["departures"] > 0
        departures += left.sum()
        assert own["tenure"].shape == before.shape == (FUTURES, posts)
        assert (own["tenure"][left] == 0).all() and (own["weeks_since_try"][left] >= LONG_AGO).all()
        assert (own["confidence"][left] == own["newcomer_confidence"][left]).all()
        assert (own["practice"][left] >= own["newcomer_practice"][left] - 1e-6).all()
        gone = np.where(left, before + 1, 0).sum(axis=1)
        assert (own["tenure"].sum(axis=1) == before.sum(axis=1) + posts - gone).all()
    assert departures > FUTURES * posts


def test_turnover_touches_nobody_who_stays():
    run = a_run((Turnover(),), **RESTLESS)
    own, ties = run.world.own, run.world.ties
    rng = np.random.default_rng(1)
    for name in (*PEOPLE, *TIES):
        own[name][:] = rng.random(own[name].shape)
    moved = False
    for _ in range(WEEKS):
        before = states(run, *PEOPLE, *TIES)
        run.step()
        left = own["departures"] > 0
        cut = left[:, ties.receivers] | left[:, ties.givers]
        for name in ("knowledge", "confidence", "practice", "habit"):
            assert (own[name] == before[name])[~left].all(), name
            moved = moved or (own[name] != before[name]).any()
        assert (own["tenure"] == before["tenure"] + 1)[~left].all()
        for name in TIES:
            assert (own[name] == before[name])[~cut].all(), name
        assert not own["hours"][cut].any() and not own["warmth"][cut].any() and not own["scar"][cut].any()
        assert (own["trust"] == own["initial_trust"])[cut].all() and (own["freshness"] == 1)[cut].all()
    assert moved


class Windfall(Rule):
    """More than there is room for: only so does the range cut anything off, since the ideas keep to it themselves."""

    def change(self, knowledge, practice):
        return {"knowledge": 0.02 + knowledge * 0, "practice": practice * -0.5 - 0.02}

    def bound(self, numbers):
        return self


@pytest.mark.parametrize("rules", [STANDARD, (*STANDARD, Windfall())], ids=["the ideas", "and a windfall"])
def test_what_each_idea_changed_and_the_range_cut_off_adds_up(monkeypatch, rules):
    run = a_run(rules, crisis_per_year=2, rotation_months=4, **RESTLESS)
    own = run.world.own
    credited = [q.name for q in STATE_VARIABLES.values() if q.credited]
    cut_off = {name: np.zeros(own[name].shape) for name in credited}
    whole_range, few_range = week_module.keep_to_ranges, FewChange.keep

    def keep_all(world, changed):
        before = states(run, *credited)
        whole_range(world, changed)
        for name in credited:
            cut_off[name] += own[name] - before[name]

    def keep_few(change, array, low, high):
        name = next(name for name in STATE_VARIABLES if own[name] is array)
        before = array.copy()
        few_range(change, array, low, high)
        if name in cut_off:
            cut_off[name] += array - before

    monkeypatch.setattr(week_module, "keep_to_ranges", keep_all)
    monkeypatch.setattr(FewChange, "keep", keep_few)
    start = states(run, *credited)
    for _ in range(WEEKS):
        run.step()
    for name in credited:
        parts = sum((part.astype(float) for part in run.credit[name].values()), np.zeros(own[name].shape))
        np.testing.assert_allclose(start[name] + parts + cut_off[name], own[name], atol=2e-4, err_msg=name)
        assert len(run.credit[name]) > 0
    cut = {name for name, part in cut_off.items() if np.abs(part).max() > 1e-5}
    assert cut == ({"knowledge", "practice"} if len(rules) > len(STANDARD) else set())


def test_hours_together_are_the_hours_of_contact():
    run = a_run(turnover_per_year=0, election_every_months=0, rotation_months=0)
    together = np.zeros(run.world.own["hours"].shape)
    for _ in range(WEEKS):
        run.step()
        together += run.world.own["contact_hours"]
    np.testing.assert_allclose(run.world.own["hours"], together, rtol=1e-5)
    assert together.min() > 0


@pytest.mark.parametrize(("scenario", "institutions"), [("parliament_mentors", 1), ("delivery_counterparts", 3)])
def test_days_given_lapsed_and_held_back_are_the_days_there_were(scenario, institutions):
    """With support for a year to the week and no fade-out, the days there were are twelve months of peer_days."""
    numbers = {"months": 12, "taper": 0, "crisis_per_year": 3, "crisis_severity": 0.8, "response_weeks": 2}
    run = a_run(scenario=scenario, institutions=institutions, reserve_share=0.4, **numbers)
    days, here = load(scenario)["peer_days"], slice(0, institutions)
    given = np.zeros(FUTURES)
    for _ in range(52):
        run.step()
        given += run.world.own["support_days"][:, here].sum(axis=1)
    held = run.world.own["reserve"][:, here].sum(axis=1)
    np.testing.assert_allclose(given + held, 12 * days, rtol=1e-4)
    assert held.min() >= 0 and np.ptp(given) > 0  # some were set free in a window, in some futures more than in others
    run.step()
    assert not run.world.own["reserve"].any() and not run.world.own["support_days"].any()  # what is left lapses


def test_hours_are_the_days_shared_out():
    """Where nobody misses a meeting, each day gives six hours to each person in the session, in turn to everybody."""
    ideas = tuple(rule for rule in STANDARD if type(rule).name() == "calendar")
    plan = {"in_person": 0, "workload": 0, "convenor_share": 0, "session_size": 3, "reserve_share": 0, "taper": 0}
    run = a_run(ideas, months=12, **plan)
    run.world.own["convenor"].fill(1.0)
    hours = np.zeros(FUTURES)
    for _ in range(52):
        run.step()
        hours += run.world.own["contact_hours"].sum(axis=1)
    np.testing.assert_allclose(hours, 12 * load("parliament_mentors")["peer_days"] * HOURS_PER_DAY * 3, rtol=1e-4)


def test_a_window_that_is_used_was_open_and_is_used_once():
    run = a_run(crisis_per_year=3, crisis_severity=0.7, starting_knowledge=0.8, starting_practice=0.7, friction=0)
    own, used = run.world.own, np.zeros(run.world.own["windows"].shape)
    opened = np.zeros_like(used)
    for _ in range(WEEKS):
        run.step()
        opened += own["windows"]
        used += own["windows_used"]
        assert (own["windows_used"] <= own["reforms"]).all() and (used <= opened).all()
    assert used.sum() > 0
