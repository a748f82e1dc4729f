"""What more of something does to the whole partnership, under the same luck.

1. Where the ideas together say that more of one thing raises (or lowers) a result, the mean over the futures does not
   move the other way at any step over the range, by more than luck can do, and clearly moves from end to end.
2. More days never mean less trust, and more discretion never less openness: with everything else that bears on a tie
   switched on but what people do with it, for each tie, in every week of support in every future.
3. More friction never means more reforms: with everybody as ready as they are, in every week of every future.
4. More means never mean worse service: with the same practice, in every week of every future.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulation import Plan, load, run_futures
from simulation.ensemble.outcomes import end_of_support
from simulation.model.plans.plan import defaults
from tests.unit.model.engine.worlds import only, weekly, world

pytestmark = pytest.mark.slow

PLANS = {
    "defaults": defaults().with_(taper=0, peer_days_cap=20),
    "mentors": load("parliament_mentors").with_(taper=0, peer_days_cap=20),
}
FUTURES, SEED = 60, 5

AT_END = {name: lambda r, name=name: r.weekly(name)[:, r.end_of_support] for name in
          ("trust", "knowledge", "engagement", "freshness", "practice")}  # fmt: skip
RESULTS = AT_END | {
    "openness": lambda r: r.weekly("openness")[:, 1 : r.end_of_support].mean(axis=1),
    "contact": lambda r: r.weekly("contact_hours")[:, 1 : r.end_of_support + 1].sum(axis=1),
    "service": lambda r: r.weekly("service")[:, -1],
    "strain": lambda r: r.weekly("strain").mean(axis=1),
    "window": lambda r: r.weekly("window").mean(axis=1),
    **{
        name: lambda r, name=name: r.per_future(name)
        for name in ("gain_at_end", "gain", "taking_part", "reforms", "windows")
    },
}

# number, values over its range: what it raises (+) or lowers (-)
SAYINGS = """
peer_days 4 12 30 60: trust + contact + knowledge + gain_at_end + gain +
months 3 6 12 18 24: gain_at_end + gain +
discretion 0 0.5 1: openness +
fear 0 0.5 1: openness - trust - contact -
rivalry 0 0.5 1: openness - gain_at_end -
friction 0 0.3 0.6 1: reforms - gain_at_end - gain -
means 0 0.3 0.6 1: service + gain_at_end + gain +
implementation_fund 0 0.5 1: gain_at_end +
turnover_per_year 0 0.2 0.5 1.5: trust - gain -
election_turnover 0 0.3 0.6 0.9: gain -
crisis_per_year 0 0.5 1.5 3: windows + strain + window +
crisis_severity 0.05 0.3 0.6 0.9: windows + strain + window +
window_months 1 6 24: window +
workload 0 0.5 1: contact - taking_part - trust -
local_incentive 0 0.5 1: gain_at_end + gain +
shared_experience 0 0.5 1: trust + gain_at_end +
in_person 0 0.5 1: trust +
ownership 0 0.5 1: trust + gain_at_end +
peer_mastery 0.3 0.6 1: knowledge + gain_at_end +
convenor_share 0 0.5 1: contact - trust -
celebration 0 0.5 1: engagement +
peer_diversity 0 0.5 1: freshness +
starting_knowledge 0 0.3 0.6: gain_at_end +
"""


def _sayings():
    for line in SAYINGS.strip().splitlines():
        number, said = line.split(": ")
        name, *values = number.split()
        words = said.split()
        for result, sign in zip(words[::2], words[1::2], strict=True):
            yield pytest.param(
                name, tuple(map(float, values)), result, {"+": 1, "-": -1}[sign], id=f"{name} {sign} {result}"
            )


@cache
def runs(plan: str, name: str, values: tuple[float, ...]):
    whole = isinstance(PLANS[plan][name], int)
    return [
        run_futures(PLANS[plan].with_(**{name: int(value) if whole else value}), futures=FUTURES, seed=SEED)
        for value in values
    ]


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("name", "values", "result", "sign"), list(_sayings()))
def test_more_of_it_moves_the_partnership_as_the_ideas_say(plan, name, values, result, sign):
    found = [sign * RESULTS[result](run).astype(float) for run in runs(plan, name, values)]

    def means_and_luck(less, more):
        change = more - less
        return change.mean(), change.std(ddof=1) / np.sqrt(len(change))

    for value, less, more in zip(values[1:], found[:-1], found[1:], strict=True):
        change, luck = means_and_luck(less, more)
        assert change >= -3 * luck - 1e-6, f"{result} moves the other way up to {name} = {value}: {sign * change}"
    change, luck = means_and_luck(found[0], found[-1])
    assert change > 3 * luck and change > 1e-4, f"{name} hardly moves {result}: {sign * change}"


def watch(plan: Plan, name: str, rules, weeks: int = 120) -> np.ndarray:
    """A variable week by week, shape (weeks, futures, entries)."""
    return weekly(world(plan, rules, futures=20, weeks=weeks, seed=SEED), [name])[name][1:]


# What bears on a tie: crises, the calendar, what is shown, breaches, and people and convenors who go. Engagement stays.
OF_A_TIE = only("crisis", "calendar", "disclosure", "trust", "keeping_in_touch", "breach", "hub_loss", "turnover")


@pytest.mark.parametrize("plan", PLANS)
def test_more_days_never_mean_less_trust(plan):
    weeks = end_of_support(PLANS[plan].values)  # afterwards only friends go on meeting, and can let each other down
    told = [watch(PLANS[plan].with_(peer_days=days), "trust", OF_A_TIE, weeks) for days in (2, 8, 18, 40, 80)]
    for less, more in pairwise(told):
        assert (more >= less - 1e-6).all()
        assert more.mean() > less.mean() + 0.02


@pytest.mark.parametrize("plan", PLANS)
def test_more_discretion_never_means_less_openness(plan):
    values = (0.0, 0.3, 0.7, 1.0)
    several = PLANS[plan].with_(session_size=6, fear=0.8)
    weeks = end_of_support(several.values)
    told = [watch(several.with_(discretion=value), "openness", OF_A_TIE, weeks) for value in values]
    for less, more in pairwise(told):
        assert (more >= less - 1e-6).all()
        assert more.mean() > less.mean() + 0.001


@pytest.mark.parametrize("plan", PLANS)
def test_more_friction_never_means_more_reforms(plan):
    ready = PLANS[plan].with_(starting_knowledge=0.7, starting_practice=0.5, crisis_per_year=1.5, crisis_severity=0.6)
    told = [
        watch(ready.with_(friction=value), "reforms", only("crisis", "calendar", "reform"))
        for value in (0, 0.3, 0.6, 1.0)
    ]
    for less, more in pairwise(told):
        assert (more <= less).all() and more.sum() < less.sum()


@pytest.mark.parametrize("plan", PLANS)
def test_more_means_never_mean_worse_service(plan):
    told = [
        watch(PLANS[plan].with_(means=value), "service", only("means", "service")) for value in (0.0, 0.3, 0.6, 1.0)
    ]
    for less, more in pairwise(told):
        assert (more >= less - 1e-6).all() and more.mean() > less.mean()
