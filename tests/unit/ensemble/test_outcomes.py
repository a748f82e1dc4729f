"""Outcomes, each worked by hand on series made for the purpose; and the same futures without support."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import load, run_futures
from simulation.ensemble import run as running
from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.outcomes import OUTCOMES, OVERALL, OutcomeInputs, end_of_support
from simulation.ensemble.run_arguments import default_weeks
from simulation.ensemble.without_support import (
    SNAPSHOT_STATES,
    WithoutSupport,
    month_ends,
    rules_without_support,
    run_without_support,
    without_support_key,
)
from simulation.model.engine.shape import Shape
from simulation.model.parameters import parameters
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD
from simulation.vocabulary.parameters import LEVER, SETTING

WEEKS = 157
NUMBERS = {"months": 12, "support_from_month": 0}
# Two people supported, each with one of two peers from outside, and two colleagues, in two institutions.
MENTORED = Shape(officials=4, institutions=2, units=1, colleagues=2, counterparts=2, partners=1, peers=2)
NETWORK = Shape(officials=4, institutions=2, units=1, colleagues=2, counterparts=2, partners=1, peers=0)
LAST_DAY, A_YEAR_LATER = 52, 104


def told(moments=None, alone=None, *, shape=MENTORED, numbers=NUMBERS, pairs=None, served_alone=None, **weekly):
    """What outcomes are made from; without support everything is 0 unless told. Moments are {name: {week: members}}."""
    series = {name: np.atleast_2d(np.asarray(values, np.float32)) for name, values in weekly.items()}
    at = {
        name: {week: np.atleast_2d(np.asarray(values, np.float32)) for week, values in of_week.items()}
        for name, of_week in (moments or {}).items()
    }
    futures = max(map(len, [*series.values(), *(values for each in at.values() for values in each.values())]))
    weeks = month_ends(WEEKS - 1)
    seats = {name: np.zeros((futures, len(weeks), shape.members), np.float32) for name in SNAPSHOT_STATES}
    for name, of_week in (alone or {}).items():
        for week, values in of_week.items():
            seats[name][:, weeks.index(week)] = values
    served = {} if served_alone is None else {"service": np.atleast_2d(np.asarray(served_alone, np.float32))}
    pairs = np.zeros((futures, 2), np.float32) if pairs is None else np.asarray(pairs, np.float32)
    return OutcomeInputs(series, at, pairs, WithoutSupport(weeks, seats, served), numbers, shape)


def find(name, made):
    return OUTCOMES[name].compute(made)


def test_support_of_twelve_months_ends_in_week_52_and_what_begins_later_ends_later():
    assert end_of_support(NUMBERS) == 52
    assert end_of_support(NUMBERS | {"support_from_month": 3}) == 65
    assert end_of_support(NUMBERS | {"support_from_month": 2.5}) == 63


PRACTICE = {
    "practice": {LAST_DAY: [0.5, 0.7, 0.2, 0.2, 0.9, 0.9], A_YEAR_LATER: [0.4, 0.6, 0.3, 0.6, 0.9, 0.9]}
}  # fmt: skip
ALONE = {"practice": {LAST_DAY: [0.1, 0.1, 0.2, 0.2, 0.9, 0.9], A_YEAR_LATER: [0.2, 0.2, 0.2, 0.2, 0.9, 0.9]}}


def test_gain_is_what_support_added_a_year_after_the_last_day():
    # 0.4 - 0.2 and 0.6 - 0.2; on the last day 0.4 and 0.6; of that mean of 0.5, 0.3 is left: three fifths.
    made = told(PRACTICE, ALONE)
    assert find("gain", made) == pytest.approx([0.3])
    assert find("gain_at_end", made) == pytest.approx([0.5])
    assert find("kept", made) == pytest.approx([0.6])


def test_spread_is_what_it_added_to_colleagues_whom_nobody_supports():
    assert find("spread", told(PRACTICE, ALONE)) == pytest.approx([0.25])
    everybody = Shape(officials=2, institutions=1, units=1, colleagues=2, counterparts=2, partners=1, peers=1)
    made = told({"practice": {104: [0.5, 0.5, 0.9]}}, shape=everybody)
    assert np.isnan(find("spread", made)).all()


def test_reach_counts_who_works_mostly_the_new_way():
    # Two of four officials, at 0.6; without support nobody: peers from outside do not count.
    made = told(PRACTICE, ALONE)
    assert (find("persons", made), find("reach", made)) == (pytest.approx([2.0]), pytest.approx([0.5]))


def test_of_a_gain_too_small_to_tell_nothing_is_kept_or_lost():
    made = told({"practice": {LAST_DAY: [0.04, 0.04, 0, 0, 0, 0], A_YEAR_LATER: [0.1, 0.1, 0, 0, 0, 0]}})
    assert np.isnan(find("kept", made)).all()


def test_a_run_that_stops_too_soon_has_no_gain_and_no_reach():
    made = told({"practice": {LAST_DAY: PRACTICE["practice"][LAST_DAY]}}, ALONE)
    for name in ("gain", "spread", "reach", "persons", "kept"):
        assert np.isnan(find(name, made)).all(), name
    assert find("gain_at_end", made) == pytest.approx([0.5])


def test_kept_and_days_for_each_person_are_ratios_of_means():
    outcomes = {"gain_at_end": np.array([0.1, 0.3]), "gain": np.array([0.1, 0.0]), "days": np.array([30.0, 50.0])}
    assert OVERALL["kept"](outcomes) == pytest.approx(0.25)
    assert OVERALL["days_per_person"](outcomes | {"persons": np.array([1.0, 3.0])}) == pytest.approx(20.0)
    assert OVERALL["days_per_person"](outcomes | {"persons": np.array([0.0, 0.9])}) == np.inf
    assert np.isnan(OVERALL["kept"](outcomes | {"gain_at_end": np.array([0.04, 0.05])}))


def test_everybodys_days():
    hours, days = np.full(WEEKS, 3.0), np.full(WEEKS, 0.25)
    hours[0] = days[0] = 0.0
    # 156 weeks x 3 h x 2 ties / 6 h = 156 days of participants; 156 x 0.25 x 2 institutions = 78 of peers.
    made = told(own_hours=hours, support_days=days, convening_days=np.zeros(WEEKS))
    assert find("days", made) == pytest.approx([156 + 78])
    # In a mutual network peers are participants; whoever convenes gives days too.
    made = told(own_hours=hours, support_days=days, convening_days=days / 2, shape=NETWORK)
    assert find("days", made) == pytest.approx([156 + 39])


def test_months_to_trust_are_until_half_of_the_pairs_are_more_than_strangers():
    known = np.zeros((3, WEEKS))
    known[0, 26:], known[1, 26:], known[2, 60:] = 0.5, 0.4, 1.0  # the third only after the last day
    assert find("months_to_trust", told(acquainted=known)) == pytest.approx([6.0, np.nan, np.nan], nan_ok=True)


def test_trust_is_that_of_pairs_who_are_still_there():
    made = told(pairs=[[0.6, 0.8], [np.nan, np.nan]], crises=np.zeros((2, WEEKS)))
    assert find("trust", made) == pytest.approx([0.6, np.nan], nan_ok=True)
    assert find("acquainted", made) == pytest.approx([0.8, np.nan], nan_ok=True)


def test_taking_part_is_looked_at_on_the_last_day():
    coming = np.ones(WEEKS)
    coming[52:] = 0.75
    assert find("taking_part", told(taking_part_supported=coming)) == pytest.approx([0.75])
    assert find("taking_part", told(taking_part_supported=np.ones(20))) == pytest.approx([1.0])


def test_windows_used_are_of_those_that_opened():
    opened, used = np.zeros((3, WEEKS)), np.zeros((3, WEEKS))
    opened[0, [3, 90]] = opened[1, 8] = used[0, 5] = 1
    made = told(windows=opened, windows_used=used)
    assert find("use", made) == pytest.approx([0.5, 0.0, np.nan], nan_ok=True)


def test_citizens_are_asked_three_years_after_the_first_day():
    served = np.zeros(300)
    served[156], served[169] = 0.5, 0.7
    assert find("citizens", told(served_alone=np.full(300, 0.1), service=served)) == pytest.approx([0.4])
    later = told(served_alone=np.full(300, 0.1), service=served, numbers=NUMBERS | {"support_from_month": 3})
    assert find("citizens", later) == pytest.approx([0.6])
    assert np.isnan(find("citizens", told(served_alone=np.zeros(156), service=np.zeros(156)))).all()


def test_gini_of_gains_of_officials():
    gains = {"practice": {LAST_DAY: [[0.2, 0.2, 0.2, 0.2, 0.9, 0.9], [0, 0, 0, 0.8, 0.9, 0.9], [0, 0, -0.1, 0, 0.9, 0.9]]}}
    assert find("gini", told(gains)) == pytest.approx([0.0, 0.75, np.nan], nan_ok=True)


def test_the_peers_own_gain():
    known, alone = {"knowledge": {LAST_DAY: [0.9, 0.7, 0.2, 0.2, 0.6, 0.7]}}, {"knowledge": {LAST_DAY: 0.5}}
    assert find("peers_gain", told(known, alone)) == pytest.approx([0.15])
    # In a mutual network they are those supported.
    known["knowledge"][LAST_DAY] = known["knowledge"][LAST_DAY][:4]
    assert find("peers_gain", told(known, alone, shape=NETWORK)) == pytest.approx([0.3])


def test_what_is_lost_with_the_convenor():
    hours = np.ones((3, WEEKS))
    exits = np.zeros((3, WEEKS))
    exits[0, 20] = exits[1, 45] = 1  # the second is too near the end of support to tell
    hours[0, 21:34] = 0.6
    assert find("convenor_loss", told(contact_hours=hours, convenor_exits=exits)) == pytest.approx(
        [0.4, np.nan, np.nan], nan_ok=True
    )


def test_counts_are_sums_over_the_weeks():
    events = np.zeros((1, WEEKS))
    events[0, [3, 90]] = 1
    for name in ("reforms", "crises", "windows"):
        assert find(name, told(**{name: events})) == [2.0]


def test_every_outcome_says_what_it_is():
    assert all(o.label and o.unit and o.help and o.better in (-1, 0, 1) for o in OUTCOMES.values())


# ---- the same futures without support


def alone(plan, weeks=110):
    return run_without_support(plan, STANDARD, EnsembleContext(3, range(5)), weeks)


def test_without_support_nobody_comes_and_the_rest_is_as_the_place_has_it():
    plan = load("parliament_mentors")
    beside = alone(plan)
    bare = run_futures(plan.with_(implementation_fund=0), 5, seed=3, weeks=110, rules=rules_without_support(STANDARD))
    np.testing.assert_array_equal(beside.weekly["service"], bare.weekly("service"))
    assert not beside.weekly["contact_hours"].any() and not beside.weekly["support_days"].any()
    officials = beside.at("practice", 104)[:, : plan["officials"]].mean(axis=1)
    np.testing.assert_allclose(officials, bare.weekly("practice")[:, 104], rtol=1e-5)


SLIDERS = sorted(
    n for n, d in parameters().items() if d.role is LEVER and n != "peers"
)  # fmt: skip


@given(st.sampled_from(SLIDERS), st.floats(0.0, 1.0))
def test_it_is_the_same_whatever_lever_moves(name, place):
    plan, number = load("parliament_mentors").with_(peer_days_cap=20, taper=0), parameters()[name]
    top = min(number.notches - 1, 40)
    moved = plan.with_(**{name: number.at(round(place * top))})
    assert without_support_key(plan, STANDARD) == without_support_key(moved, STANDARD)


def test_it_is_another_where_the_place_is_another_or_other_people_are_there():
    plan = load("parliament_mentors")
    for name in ("turnover_per_year", "fear", "habit_days", "peers"):
        moved = plan.with_(**{name: parameters()[name].at(7)})
        assert without_support_key(moved, STANDARD) != without_support_key(plan, STANDARD)
    settings = [name for name, number in parameters().items() if number.role is SETTING]
    assert {"support_from_month", "promised_months", "peer_days_cap"} <= set(settings)


def test_it_is_run_once_and_kept_while_levers_move(monkeypatch):
    ran, run = [], running.run_without_support
    monkeypatch.setattr(running, "run_without_support", lambda *how, **more: ran.append(1) or run(*how, **more))
    plan = load("parliament_mentors")
    first = run_futures(plan, 4, seed=41)
    run_futures(plan.with_(peer_days=5, celebration=1.0, months=15, taper=2, ownership=0.1), 4, seed=41)
    run_futures(plan.with_(counterparts=5), 4, seed=41)
    assert len(ran) == 1
    run_futures(plan.with_(fear=0.9), 4, seed=41)
    assert len(ran) == 2
    np.testing.assert_array_equal(run_futures(plan, 4, seed=41).per_future("gain"), first.per_future("gain"))


def test_neither_the_horizon_nor_whom_one_would_have_supported_changes_it():
    plan = load("parliament_mentors").with_(turnover_per_year=0.5)
    short, long = alone(plan), alone(plan, 160)
    for name in SNAPSHOT_STATES:
        for week in short.weeks:
            np.testing.assert_array_equal(short.at(name, week), long.at(name, week))
    np.testing.assert_array_equal(short.weekly["service"], long.weekly["service"][:, :111])
    bare = plan.with_(implementation_fund=0)
    many, few = (
        run_futures(one, 5, seed=3, weeks=110, rules=rules_without_support(STANDARD))
        for one in (bare, bare.with_(counterparts=2))
    )
    for name in ("practice", "knowledge", "service"):
        np.testing.assert_array_equal(many.weekly(name), few.weekly(name))


def test_fewer_officials_than_the_scenario_supports_can_stand_without_support():
    plan = load("parliament_mentors")
    few = plan.with_(counterparts=3, officials=8, institutions=1)
    assert run_futures(few, 3, seed=41).per_future("gain").shape == (3,)


def test_the_gain_of_a_run_is_what_its_seats_have_more_than_without_support():
    plan = load("parliament_mentors").with_(months=9, taper=0, support_from_month=2)
    results, end = run_futures(plan, 5, seed=3), end_of_support(plan.values)
    beside = alone(plan, results.weeks)
    for week, name in ((end, "gain_at_end"), (end + 52, "gain")):
        without = beside.at("practice", week)[:, : plan["counterparts"]].mean(axis=1)
        with_support = results.weekly("practice", who="supported")[:, week]
        np.testing.assert_allclose(results.per_future(name), with_support - without, atol=1e-6)


def test_a_plan_that_nobody_carries_out_gains_nothing():
    results = run_futures(load("parliament_mentors").with_(implementation_fund=0), 5, seed=3, rules=rules_without_support(STANDARD))
    for name in ("gain", "gain_at_end", "spread", "reach", "citizens", "peers_gain", "days"):
        assert not results.per_future(name).any(), name


@given(st.integers(1, 60), st.integers(0, 36))
def test_a_run_lasts_two_years_beyond_the_last_day_and_three_from_the_first(months, before):
    numbers = {"months": months, "support_from_month": before}
    end, weeks = end_of_support(numbers), default_weeks(numbers)
    assert weeks == max(end + 104, -(-52 * before // 12) + 156) <= 520
    assert {end, end + 52} <= set(month_ends(weeks, -(-52 * before // 12)))


def test_no_number_of_a_plan_is_too_long_to_run():
    longest = defaults().with_(months=60, support_from_month=36, officials=4, counterparts=2, peers=3)
    results = run_futures(longest, 2)
    assert results.weeks == 520 and np.isfinite(results.per_future("gain")).all()
