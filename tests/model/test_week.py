"""Invariants of the week.

1. States stay in their ranges, whatever happens.
2. Every state's change is the sum of what the rules are credited with (and of what the range cut off).
3. Dropping a rule leaves the others' luck alone; without any rule nothing moves.
4. People are neither made nor lost: posts stay the same through turnover, and tenure counts from the last arrival.
5. The order of the rules of one phase does not matter.
6. Nothing is left of memory between runs: the same plan and seed give the same future.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import load, run_futures, scenarios
from simulation.model.engine.streams import Luck
from simulation.model.parameters import parameters
from simulation.model.plan import defaults
from simulation.model.engine.rule import Phase
from simulation.model.rules import STANDARD
from simulation.model.week import Weeks
from simulation.model.world import World
from simulation.vocabulary.declare import Role
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

SMALL = {"officials": 24, "counterparts": 6, "units": 3}


def world(weeks: int = 60, rules=STANDARD, futures: int = 4, **changes: float) -> World:
    return World(defaults().with_(**{**SMALL, **changes}).values, rules, Luck(3, range(futures)), weeks)


def run(made: World) -> Weeks:
    weeks = Weeks(made)
    for _ in range(made.weeks):
        weeks.step()
    return weeks


def in_range(made: World) -> None:
    for quantity in STATE_VARIABLES.values():
        if quantity.kind is Kind.STATE:
            array = made.arrays[quantity.name]
            assert np.isfinite(array).all(), quantity.name
            assert array.min() >= 0.0 and array.max() <= quantity.high, quantity.name


@st.composite
def wild_plans(draw):
    """Plans with any levers and settings at the ends of their ranges."""
    plan = defaults().with_(**SMALL)
    names = [d.name for d in parameters().values() if d.name not in ("officials", "institutions")]
    for name in draw(st.lists(st.sampled_from(names), max_size=25, unique=True)):
        declaration = parameters()[name]
        try:
            plan = plan.with_(**{name: draw(st.sampled_from([declaration.low, declaration.high]))})
        except ParameterError:
            continue  # an impossible combination; the rest stands
    return plan


@settings(max_examples=40, deadline=None)
@given(wild_plans(), st.integers(0, 2**64 - 1))
def test_states_stay_in_their_ranges_whatever_happens(plan, seed):
    made = World(plan.values, STANDARD, Luck(seed, range(2)), 30)
    weeks = Weeks(made)
    for _ in range(30):
        weeks.step()
        in_range(made)


@pytest.mark.parametrize("scenario", scenarios())
def test_every_scenario_runs_and_stays_in_range(scenario):
    plan = load(scenario)
    made = World(plan.values, [r for r in STANDARD if type(r).name() not in plan.without], Luck(1, range(3)), 156)
    run(made)
    in_range(made)


@pytest.mark.parametrize("doubt", [False, True])
def test_credit_adds_up_to_the_whole_change(doubt):
    results = run_futures(defaults().with_(**SMALL), futures=20, doubt=doubt)
    results = results.doubt if doubt else results
    for state in ("practice", "trust", "knowledge", "confidence", "habit", "reform", "service", "warmth"):
        parts = results.credit(state)
        change = results.weekly(state)[:, -1] - results.weekly(state)[:, 0]
        np.testing.assert_allclose(sum(parts.values()), change, atol=1e-4)
        beyond = np.abs(parts["range"]).mean()
        assert beyond < 0.02 + 0.1 * sum(np.abs(p).mean() for p in parts.values()), (
            f"{state}: the range eats {beyond:.3f}"
        )


def test_the_range_takes_nothing_from_practice_where_rules_keep_within_it():
    assert np.abs(run_futures(defaults().with_(**SMALL), futures=20).credit("practice")["range"]).max() < 1e-3


def test_dropping_a_rule_leaves_the_others_luck_alone():
    """Without ripple the same crises come, the same people leave and the same promises break."""
    whole = run_futures(defaults(), futures=6, seed=2)
    part = run_futures(defaults(), futures=6, seed=2, rules=[r for r in STANDARD if type(r).name() != "diffusion"])
    for series in ("crises", "departures", "convenor_exits", "window", "strain"):
        np.testing.assert_array_equal(whole.weekly(series), part.weekly(series))
    assert not np.array_equal(whole.weekly("practice"), part.weekly("practice"))


def test_the_same_crises_come_whatever_the_levers_say():
    base = defaults()
    levers = [d for d in parameters().values() if d.role is Role.LEVER]
    before = run_futures(base, futures=4, seed=9)
    for lever in levers:
        try:
            moved = base.with_(**{lever.name: lever.low if lever.default != lever.low else lever.high})
        except ParameterError:
            continue
        after = run_futures(moved, futures=4, seed=9)
        np.testing.assert_array_equal(before.weekly("crises"), after.weekly("crises"), err_msg=lever.name)
        if lever.name != "peers":
            np.testing.assert_array_equal(before.weekly("departures"), after.weekly("departures"), err_msg=lever.name)


@pytest.mark.parametrize("more", ["counterparts", "officials", "peers", "institutions"])
def test_one_more_leaves_everyone_elses_luck_alone(more):
    """Draws are for somebody: those who were there before draw what they drew."""
    one, two = world(), world(**{more: defaults().with_(**SMALL)[more] + 1})
    officials = one.shape.officials
    for before, after in zip(one.rules, two.rules, strict=True):
        for name, draw in before.luck.items():
            a, b = one.draws(before, name), two.draws(after, name)
            count = {"members": officials, "institutions": one.shape.institutions}.get(draw.table.value, a.shape[-1])
            np.testing.assert_array_equal(a[..., :count], b[..., :count], err_msg=f"{type(before).name()}/{name}")
            if draw.table.value == "members":
                peers = one.shape.peers
                np.testing.assert_array_equal(a[..., officials:], b[..., two.shape.officials :][..., :peers])


def test_one_more_week_leaves_the_weeks_before_alone():
    short, long = run_futures(defaults(), futures=3, weeks=60), run_futures(defaults(), futures=3, weeks=61)
    for name in short.series:
        np.testing.assert_array_equal(short.weekly(name), long.weekly(name)[:, :61])


def test_without_rules_nothing_moves():
    made = world(rules=())
    before = {name: made.arrays[name].copy() for name in made.own}
    run(made)
    for name, array in before.items():
        if STATE_VARIABLES[name].kind in (Kind.STATE, Kind.CONSTANT):  # what is seen is only worked out when somebody looks
            np.testing.assert_array_equal(made.arrays[name], array)


def test_people_are_neither_made_nor_lost():
    made = world(weeks=104, turnover_per_year=1.0)
    weeks = Weeks(made)
    since = np.zeros_like(made.arrays["tenure"])
    for _ in range(104):
        weeks.step()
        left = made.arrays["departures"] > 0
        since = np.where(left, 0.0, since + 1.0)
        np.testing.assert_array_equal(made.arrays["tenure"], since)
    assert made.arrays["tenure"].shape == (4, 28)
    officials = made.shape.officials
    stayed = (made.arrays["tenure"][:, :officials] == 104).mean()
    assert stayed == pytest.approx(np.exp(-2.0) * (1 - 0.32 * 104 / 208), abs=0.1)


def test_the_order_of_rules_within_a_phase_does_not_matter():
    during = [rule for rule in STANDARD if rule.phase is Phase.DURING]
    others = [rule for rule in STANDARD if rule.phase is not Phase.DURING]
    one, two = (run_futures(defaults(), futures=3, rules=others + order) for order in (during, during[::-1]))
    for name in ("practice", "trust", "reform", "service"):
        np.testing.assert_allclose(one.weekly(name)[:, :40], two.weekly(name)[:, :40], atol=2e-3)


def test_a_world_ends_with_its_luck():
    weeks = run(world(weeks=3))
    with pytest.raises(IndexError, match="luck for 3 weeks"):
        weeks.step()


def test_a_lone_future_is_refused():
    with pytest.raises(ValueError, match="beside a twin"):
        Weeks(world(futures=1))


def test_a_rule_that_reads_what_is_not_there_is_refused():
    from dataclasses import dataclass

    from simulation.model.engine.rule import Rule

    @dataclass(frozen=True)
    class Wrong(Rule):
        """Somebody looks for what nobody has."""

        def change(self, pratice):
            return {}

    with pytest.raises(KeyError, match="'wrong' reads 'pratice'"):
        Weeks(world(rules=(Wrong(),)))
