"""Plans that run side by side are, to the bit, what each is alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.model.per_future import PerFuture, either, least, log, most
from simulation.model.plan import Plan
from simulation.model.scenario import load, scenarios
from simulation.runs import side_by_side as module
from simulation.runs.futures import run_futures
from simulation.runs.outcomes import OUTCOMES
from simulation.runs.results import Results
from simulation.runs.side_by_side import FREE, WIDTHS, fitting, side_by_side
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.levers import LEVERS

KEEP = ("practice", "trust", "reform", "service", "support_days")
SEED = 7


def same(one: Results, other: Results) -> bool:
    """Both bands: weekly series, outcomes and credit."""
    pairs = [(one, other), (one.doubt, other.doubt)]
    return one.plan == other.plan and all(
        a is not None and b is not None
        and all(np.array_equal(a.weekly(name), b.weekly(name)) for name in KEEP)
        and all(np.array_equal(a.per_future(name), b.per_future(name), equal_nan=True) for name in OUTCOMES)
        and all(np.array_equal(part, b.credit("practice")[idea]) for idea, part in a.credit("practice").items())
        for a, b in pairs
    )  # fmt: skip


def alone(plan: Plan, futures: int) -> Results:
    return run_futures(plan, futures=futures, seed=SEED, doubt=True, keep=KEEP)


def moved(plan: Plan, names: list[str], shares: list[float]) -> Plan:
    """Some levers somewhere in their ranges; what does not go together is left."""
    for name, share in zip(names, shares, strict=True):
        lever = LEVERS[name]
        value = lever.low + share * (lever.high - lever.low)
        try:
            plan = plan.with_(**{name: round(value) if lever.whole else value})
        except ParameterError:
            continue
    return plan


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_every_lever_at_once(scenario: str) -> None:
    draw = np.random.default_rng(11)
    plans = [moved(load(scenario), list(FREE), list(draw.random(len(FREE)))) for _ in range(2)]
    assert fitting(plans, 3) == [0, 1]
    found = side_by_side(plans, 3, SEED, KEEP)
    assert all(same(results, alone(plan, 3)) for results, plan in zip(found, plans, strict=True))
    for results, with_doubt in zip(side_by_side(plans, 3, SEED, KEEP, doubt=False), found, strict=True):
        assert results.doubt is None
        results.doubt = with_doubt.doubt
        assert same(results, with_doubt)


@pytest.mark.parametrize("lever", FREE)
def test_each_lever_by_itself_at_both_ends(lever: str) -> None:
    plan = load("parliament_mentors").with_(months=20, taper=1, rotation_months=6)
    plans = [plan.with_(**{lever: end}) for end in (LEVERS[lever].low, LEVERS[lever].high)]
    found = side_by_side(plans, 2, SEED, KEEP)
    assert all(same(results, alone(each, 2)) for results, each in zip(found, plans, strict=True))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["parliament_mentors", "twenty_group"]),
            st.lists(st.sampled_from(list(LEVERS)), min_size=1, max_size=3, unique=True),
            st.lists(st.floats(0, 1), min_size=3, max_size=3),
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_any_plans_in_any_order(asked: list[tuple[str, list[str], list[float]]]) -> None:
    plans = [moved(load(name), levers, shares[: len(levers)]) for name, levers, shares in asked]
    while plans:
        places = fitting(plans, 2)
        assert places[0] == 0 and places == sorted(set(places)) and len(places) in (1, *WIDTHS)
        found = side_by_side([plans[nth] for nth in places], 2, SEED, KEEP)
        assert all(same(results, alone(plans[nth], 2)) for nth, results in zip(places, found, strict=True))
        plans = [plan for nth, plan in enumerate(plans) if nth not in places]


def test_those_fit_that_differ_in_levers_alone_and_no_more_than_run_well(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load("parliament_mentors")
    others = [load("twenty_group"), plan.with_(peers=7), plan.with_(counterparts=5), plan.with_(workload=0.9)]
    plans = [plan, *others, *(plan.with_(months=month) for month in range(6, 15))]
    assert fitting(plans, 25) == [0, *range(5, 12)]
    assert fitting(plans[:7], 25) == [0, 5]
    assert fitting(plans, 120) == [0, 5] and fitting(plans, 120, doubt=False) == [0, 5, 6, 7]
    assert fitting(others, 25) == [0]
    monkeypatch.setattr(module, "BATCH", 46 * 2 * 25 * 3)
    assert fitting(plans, 25) == [0, 5]


def test_a_number_per_future_counts_as_the_plain_number_in_its_place() -> None:
    plain, many = 0.35, PerFuture.of([0.35, 12.0])
    state = np.float32([[0.1, 0.7, 0.9]])
    for formula in (
        lambda x: state * (1.0 - x),
        lambda x: (x / 3.0 / 7.0) * state,
        lambda x: np.asarray(0.3, np.float32) * x * state,
        lambda x: state < x,
        lambda x: log(1.0 + x) * state,
        lambda x: least(most(x, 0.2), 0.3) * state,
        lambda x: either(x > 0.1, x * 2.0, 1.0) * state,
        lambda x: (1.0 * (x > 0.1)) * state,
        lambda x: (1 < x * 4.0) & (state > 0.5),
    ):
        one, both = np.asarray(formula(plain)), np.asarray(formula(many))
        assert one.dtype == both.dtype
        assert np.array_equal(one, both[:1])
    assert type(many * state) is np.ndarray
    assert type(many * 2.0) is PerFuture
    assert (many * 3.0).dtype == np.float64
