"""What a run of many futures costs. `make bench` prints the timings; nothing here asserts one."""

from itertools import count, cycle

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulation import Plan, load, run_futures

WEEKS = 156


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The scenario that most pages open with."""
    return load("parliament_mentors")


def test_two_hundred_futures_with_luck_never_seen(benchmark: BenchmarkFixture, plan: Plan) -> None:
    """The first answer on a page: draws and networks are made as well."""
    seeds = count(1000)
    results = benchmark.pedantic(lambda: run_futures(plan, 200, seed=next(seeds)), rounds=7, warmup_rounds=1)
    benchmark.extra_info["member-weeks"] = 200 * plan["officials"] * WEEKS
    assert results.futures == 200


@pytest.mark.parametrize("doubt", [False, True], ids=["luck", "luck and doubt"])
def test_a_slider_moves_under_the_same_luck(benchmark: BenchmarkFixture, plan: Plan, doubt: bool) -> None:
    """What a visitor waits for: 100 futures, draws and networks kept, credit with every run."""
    months = cycle([12, 15, 18])
    results = benchmark.pedantic(
        lambda: run_futures(plan.with_(months=next(months)), 100, seed=7, doubt=doubt), rounds=20, warmup_rounds=2
    )
    assert (results.doubt is not None) == doubt


@pytest.mark.parametrize("futures", [200, 2_000, 20_000])
def test_cost_stays_flat_as_the_run_grows(benchmark: BenchmarkFixture, plan: Plan, futures: int) -> None:
    """Read the printed lines: nanoseconds a member-week, which should differ little from row to row."""
    seeds = count(2000)
    benchmark.pedantic(
        lambda: run_futures(plan, futures, seed=next(seeds), keep=["practice"]), rounds=3 if futures < 5_000 else 1
    )
    member_weeks = futures * plan["officials"] * WEEKS
    benchmark.extra_info["ns per member-week"] = round(benchmark.stats.stats.min / member_weeks * 1e9, 1)
    print(f"\n{futures} futures: {benchmark.extra_info['ns per member-week']} ns per member-week")
