"""What comes in and what goes out add up, in every week.

1. Posts never change in number: each departure is one successor, with no tenure and as they come.
2. Tenure adds up: a week for each who stays, and what leavers had is gone.
3. Turnover touches nobody who did not leave, and no tie of two who did not.
4. What each idea changed, and what the range cut off, add up to the change; a rule's part is all that it answered.
5. Hours together add up to the hours of contact; days given, and days still held back, to the days there were.
6. A window that is used was open, and is used once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from simulation import load
from simulation.model.engine.rule import Rule
from simulation.model.engine.world import World
from simulation.model.rules import STANDARD
from simulation.model.rules.turnover import Turnover
from simulation.vocabulary.state_variables import LONG_AGO, MEMBERS, STATE_VARIABLES
from simulation.vocabulary.units import HOURS_PER_DAY
from tests.unit.model.engine.worlds import only, world

FUTURES, WEEKS = 12, 110
RESTLESS = {"turnover_per_year": 0.8, "election_every_months": 12, "election_turnover": 0.5}


def a_run(rules=STANDARD, scenario="parliament_mentors", *, start=None, **numbers) -> World:
    return world(load(scenario).with_(**numbers), rules, futures=FUTURES, weeks=WEEKS, seed=4, start=start)


def held(run: World, *names: str) -> dict[str, np.ndarray]:
    return {name: run.arrays[name].copy() for name in names}


PEOPLE = ("knowledge", "confidence", "practice", "habit", "tenure", "weeks_since_try")
OF_A_TIE = ("trust", "warmth", "scar", "freshness", "hours")


@pytest.mark.parametrize("scenario", ["parliament_mentors", "twenty_group"])
def test_posts_stay_successors_are_new_and_tenure_adds_up(scenario):
    run = a_run(scenario=scenario, **RESTLESS)
    own, posts, departures = run.arrays, run.setting.shape.members, 0
    for _ in range(WEEKS):
        before = own["tenure"].copy()
        run.advance()
        left = own["departures"] > 0
        departures += left.sum()
        assert own["tenure"].shape == before.shape == (FUTURES, posts)
        assert (own["tenure"][left] == 0).all() and (own["weeks_since_try"][left] >= LONG_AGO).all()
        np.testing.assert_allclose(own["confidence"][left], own["newcomer_confidence"][left], atol=1e-12)
        assert (own["practice"][left] >= own["newcomer_practice"][left] - 1e-12).all()
        gone = np.where(left, before + 1, 0).sum(axis=1)
        assert (own["tenure"].sum(axis=1) == before.sum(axis=1) + posts - gone).all()
    assert departures > FUTURES * posts


def test_turnover_touches_nobody_who_stays():
    rng = np.random.default_rng(1)
    start = {name: lambda values, _world: rng.random(values.shape) for name in (*PEOPLE, *OF_A_TIE)}
    run = a_run((Turnover(),), start=start, **RESTLESS)
    own, shape = run.arrays, run.setting.shape
    moved = False
    for _ in range(WEEKS):
        before = held(run, *PEOPLE, *OF_A_TIE)
        run.advance()
        left = own["departures"] > 0
        cut = left[:, shape.receiver()] | left[:, shape.giver()]
        for name in ("knowledge", "confidence", "practice", "habit"):
            assert (own[name] == before[name])[~left].all(), name
            moved = moved or (own[name] != before[name]).any()
        assert (own["tenure"] == before["tenure"] + 1)[~left].all()
        for name in OF_A_TIE:
            assert (own[name] == before[name])[~cut].all(), name
        assert not own["hours"][cut].any() and not own["warmth"][cut].any() and not own["scar"][cut].any()
        np.testing.assert_allclose(own["trust"][cut], own["initial_trust"][cut], atol=1e-12)
        np.testing.assert_allclose(own["freshness"][cut], 1.0, atol=1e-12)
    assert moved


@dataclass(frozen=True)
class Windfall(Rule):
    """More than there is room for."""

    each = MEMBERS

    def change(self, practice):
        return {"knowledge": 0.02, "practice": practice * -0.5 - 0.02}


@pytest.mark.parametrize("rules", [STANDARD, (*STANDARD, Windfall())], ids=["the ideas", "and a windfall"])
def test_what_each_idea_changed_and_the_range_cut_off_adds_up(rules):
    """The ideas keep to the ranges themselves: what they did is the whole change, to rounding.

    But for confidence: in a week full of visits a peer ahead, something learnt and a step that worked may each give what
    is missing, and what they give together beyond that stands under `range`.
    """
    run = a_run(rules, crisis_per_year=2, rotation_months=4, **RESTLESS)
    credited = [v for v in STATE_VARIABLES.values() if v.credited]
    begin = held(run, *(v.name for v in credited))
    run.advance(WEEKS)
    cut = set()
    for variable in credited:
        name, counted = variable.name, run.setting.shape.reported(variable.table)
        change = (run.arrays[name] - begin[name])[:, :counted].sum(axis=1)
        parts = [run.credit[:, place] for place, (state, _) in enumerate(run.layout.pairs) if state == name]
        assert parts, name
        if np.abs(change - sum(parts)).max() > 1e-9 * counted:
            cut.add(name)
    assert cut - {"confidence"} == ({"knowledge", "practice"} if len(rules) > len(STANDARD) else set())


@pytest.mark.parametrize("scenario", ["parliament_mentors", "twenty_group"])
def test_credit_is_the_sum_of_what_each_rule_answered(monkeypatch, scenario):
    """Every answer of every rule is written down beside the run, rule by rule, over those who count in results."""
    plan = load(scenario).with_(crisis_per_year=2, rotation_months=4, **RESTLESS)
    run = world(plan, futures=1, weeks=40, compiled=False)
    shape = run.setting.shape
    told: dict[tuple[str, str], float] = dict.fromkeys(run.layout.pairs, 0.0)
    asked: dict[str, int] = {}
    ends = {"receiver_": shape.receiver(), "giver_": shape.giver()}

    def watched(step):
        label, method = f"{step.part.rule.name()}.{step.part.method}", step.part.function
        entries = shape.entries(step.table)

        def ask(self, *given):
            entry = asked[label] = (asked.get(label, -1) + 1) % entries
            answer = method(self, *given)
            for target in step.targets:
                variable = target.variable
                who = ends[target.end][entry] if target.end else entry
                if variable.credited and who < shape.reported(variable.table):
                    told[variable.name, step.part.rule.name()] += answer.get(target.key, 0.0)
            return answer

        return ask

    for step in run.layout.changes:
        monkeypatch.setattr(step.part.rule, step.part.method, watched(step))
    run.advance(40)
    assert any(told.values())
    for place, pair in enumerate(run.layout.pairs):
        assert run.credit[0, place] == pytest.approx(told[pair], rel=1e-9, abs=1e-9), pair


def test_hours_together_are_the_hours_of_contact():
    run = a_run(turnover_per_year=0, election_every_months=0, rotation_months=0)
    together = np.zeros(run.arrays["hours"].shape)
    for _ in range(WEEKS):
        run.advance()
        together += run.arrays["contact_hours"]
    np.testing.assert_allclose(run.arrays["hours"], together, rtol=1e-5)
    assert together.min() > 0


@pytest.mark.parametrize(("scenario", "institutions"), [("parliament_mentors", 1), ("delivery_counterparts", 3)])
def test_days_given_lapsed_and_held_back_are_the_days_there_were(scenario, institutions):
    """With support for a year to the week and no fade-out, the days there were are twelve months of peer_days."""
    numbers = {"months": 12, "taper": 0, "crisis_per_year": 3, "crisis_severity": 0.8, "response_weeks": 2}
    run = a_run(scenario=scenario, institutions=institutions, reserve_share=0.4, **numbers)
    days, here = load(scenario)["peer_days"], slice(0, institutions)
    given = np.zeros(FUTURES)
    for _ in range(52):
        run.advance()
        given += run.arrays["support_days"][:, here].sum(axis=1)
    held = run.arrays["reserve"][:, here].sum(axis=1)
    np.testing.assert_allclose(given + held, 12 * days, rtol=1e-4)
    assert held.min() >= 0 and np.ptp(given) > 0  # some were set free in a window, in some futures more than in others
    run.advance()
    assert not run.arrays["reserve"].any() and not run.arrays["support_days"].any()  # what is left lapses


def test_hours_are_the_days_shared_out():
    """Where nobody misses a meeting, each day gives six hours, but for what goes into convening, to each in a session."""
    plan = {"in_person": 0, "workload": 0, "fear": 0, "convenor_share": 0, "session_size": 3, "reserve_share": 0, "taper": 0,
            "willingness_fall": 0, "induction_days": 0, "convening_half_people": 36}  # fmt: skip
    run = a_run(only("calendar"), months=12, **plan)
    hours, mentors = np.zeros(FUTURES), load("parliament_mentors")
    for _ in range(52):
        run.advance()
        hours += run.arrays["contact_hours"].sum(axis=1)
    assert mentors["counterparts"] == 12  # of whom 36 would halve the days: a quarter goes into convening
    np.testing.assert_allclose(hours, 12 * mentors["peer_days"] * 0.75 * HOURS_PER_DAY * 3, rtol=1e-4)


def test_a_window_that_is_used_was_open_and_is_used_once():
    run = a_run(crisis_per_year=3, crisis_severity=0.7, starting_knowledge=0.8, starting_practice=0.7, friction=0)
    own, used = run.arrays, np.zeros(run.arrays["windows"].shape)
    opened = np.zeros_like(used)
    for _ in range(WEEKS):
        run.advance()
        opened += own["windows"]
        used += own["windows_used"]
        assert (own["windows_used"] <= own["reforms"]).all() and (used <= opened).all()
    assert used.sum() > 0
