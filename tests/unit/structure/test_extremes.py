"""At the ends of what can be asked for, the partnership does what anybody would expect.

1. Without crises there are no windows and no strain.
2. Where nobody leaves, nobody leaves: tenure is the weeks in post.
3. Without a calendar nobody meets, trust never grows and nobody learns or is learnt from; with next to no days, next to
   nothing happens.
4. The smallest partnership (two people, one of them supported) runs, and so do the oddest shapes: everybody supported,
   everybody a team of one, everybody from one peer, a pair of each other.
5. Where nothing can be paid for, no step works and citizens get nothing.
6. Who knows nothing tries nothing; who is certain of nobody's help may still follow colleagues.
7. Whatever the numbers, shares stay shares, flags flags and counts whole, in every week.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulation import Plan, load, parameters, run_futures
from simulation.ensemble.outcomes import OUTCOMES
from simulation.experiments.trials import without as all_but
from simulation.model.engine.world import World
from simulation.model.plans.plan import defaults
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind
from tests.unit.model.engine.worlds import weekly, world
from tests.unit.structure.rows import within

WEEKS = 80


def run(plan: Plan, weeks: int = WEEKS, without: tuple[str, ...] = (), futures: int = 8):
    """A world at its end and what each variable held, week by week from week 0: {name: (weeks + 1, futures, entries)}."""
    done = world(plan, all_but(*without), futures=futures, weeks=weeks)
    return done, weekly(done, STATE_VARIABLES)


def credit(done: World, state: str, rule: str) -> np.ndarray:
    """What a rule has changed in a state."""
    return done.credit[:, done.layout.pairs.index((state, rule))]


@pytest.mark.parametrize("scenario", ["parliament_mentors", "twenty_group"])
def test_without_crises_no_window_opens_and_nothing_strains(scenario):
    _, seen = run(load(scenario).with_(crisis_per_year=0))
    for name in ("crises", "windows", "window", "strain", "open_weeks", "windows_used"):
        assert not seen[name].any(), name
    _, seen = run(load(scenario).with_(crisis_per_year=3))
    assert seen["window"].any() and seen["strain"].any()


def test_where_nobody_leaves_tenure_is_the_weeks():
    stays = load("parliament_mentors").with_(turnover_per_year=0, election_every_months=0)
    _, seen = run(stays)
    assert not seen["departures"].any()
    start = seen["tenure"][0]
    for week, tenure in enumerate(seen["tenure"]):
        assert (tenure == start + week).all()
    _, seen = run(stays.with_(election_every_months=1, election_turnover=0.9))
    assert seen["departures"].sum() > 0


def test_without_a_calendar_nobody_meets_and_trust_never_grows():
    done, seen = run(load("parliament_mentors"), without=("calendar",))
    assert not seen["contact_hours"].any() and not seen["hours"].any()
    stayed = seen["departures"][1:, :, :].sum(axis=0) == 0
    shape = done.setting.shape
    both = stayed[:, shape.receiver()] & stayed[:, shape.giver()]
    assert both.any() and (np.diff(seen["trust"], axis=0)[:, both] <= 0).all()
    _, seen = run(load("parliament_mentors"), without=("calendar", "diffusion"))  # nor does anybody copy colleagues
    stayed = seen["departures"][1:, :, :].sum(axis=0) == 0
    knows = np.diff(seen["knowledge"], axis=0)[:, stayed]
    assert (knows <= 0).all()


def test_with_next_to_no_days_next_to_nothing_happens():
    nearly = load("parliament_mentors").with_(peer_days=0.5, counterparts=30, peer_days_cap=20)
    _, seen = run(nearly)
    assert 0 < seen["hours"][-1].mean() < 2
    assert (seen["trust"][-1] - seen["trust"][0]).mean() < 0.02
    _, plenty = run(nearly.with_(peer_days=80))
    assert (plenty["trust"][-1] - plenty["trust"][0]).mean() > 0.2


SMALLEST = {"officials": 2, "counterparts": 1, "peers": 1, "partners": 1, "units": 1}
ODD_SHAPES = {
    "two people, one of them supported": SMALLEST,
    "a pair of each other": {"officials": 2, "counterparts": 2, "peers": 0, "partners": 1, "units": 1},
    "everybody supported": {"officials": 40, "counterparts": 40, "peers": 4},
    "everybody supported by everybody": {"officials": 6, "counterparts": 6, "peers": 0, "partners": 5},
    "everybody a team of one": {"officials": 12, "units": 12, "counterparts": 4},
    "everybody an institution": {"officials": 6, "institutions": 6, "counterparts": 6, "units": 1},
    "more teams than people": {"officials": 5, "units": 40, "counterparts": 2},
    "a class": {"officials": 60, "counterparts": 60, "session_size": 100, "peers": 1},
}  # fmt: skip


@pytest.mark.parametrize("shape", ODD_SHAPES)
def test_odd_shapes_run_and_say_something(shape):
    plan = defaults().with_(peer_days_cap=20, **ODD_SHAPES[shape])
    results = run_futures(plan, futures=6, seed=2)
    nobody = [
        *(["_colleagues"] if plan["counterparts"] == plan["officials"] else []), *([] if plan["peers"] else ["_peers"]),
    ]  # fmt: skip
    for name in results.series:
        known = np.isfinite(results.weekly(name))
        assert not known.any() if name.endswith(tuple(nobody)) else known.all(), name
    for name in OUTCOMES:
        found = results.per_future(name)
        assert found.shape == (6,)
        may_be_unknown = name in ("months_to_trust", "convenor_loss", "gini", "kept", "use", "trust", "acquainted")
        if name == "spread" and plan["counterparts"] == plan["officials"]:
            may_be_unknown = not np.isfinite(found).any()
        assert may_be_unknown or np.isfinite(found).all(), name
    assert (results.weekly("contact_hours").sum(axis=1) > 0).all()


def test_where_everybody_is_supported_everybody_has_met_somebody():
    _, seen = run(defaults().with_(officials=20, counterparts=20, turnover_per_year=0, election_every_months=0))
    assert (seen["hours"][-1] > 0).all() and (seen["support"][-1, :, :20] > 0).all()


def test_teams_of_one_still_see_colleagues_elsewhere():
    done, _ = run(defaults().with_(officials=12, units=12, counterparts=4))
    for future in range(8):
        members, others = done.setting.colleagues.links(future).T
        assert (members != others).all() and set(members[members < 12].tolist()) == set(range(12))


def test_where_nothing_can_be_paid_for_no_step_works_and_citizens_get_nothing():
    poor = load("parliament_mentors").with_(means=0, implementation_fund=0)
    done, seen = run(poor)
    assert not seen["affordable"][1:].any() and not seen["service"].any()
    assert not credit(done, "practice", "small_steps").any()
    done, seen = run(poor.with_(means=0.5))
    assert credit(done, "practice", "small_steps").any() and seen["service"].any()


def test_who_knows_nothing_tries_nothing():
    blank = defaults().with_(starting_knowledge=0, people_spread=0, peer_mastery=0.1)
    _, seen = run(blank, without=("learning", "diffusion"))
    officials = seen["weeks_since_try"][1:, :, : int(blank["officials"])]
    assert (officials >= 99).all()


def test_shoes_nobody_was_ever_in_and_a_stranger_start_from_nothing():
    _, seen = run(defaults().with_(shared_experience=0), weeks=1)
    assert not seen["trust"][0].any() and not seen["warmth"][0].any()


def _any_plan():
    """Plans with every number anywhere in its range, small enough to run many."""
    small = {"officials": 30, "counterparts": 12, "peers": 8, "institutions": 4, "partners": 3, "units": 6}
    numbers = {
        name: st.integers(int(each.low), small[name]) if name in small else st.one_of(within(each), st.sampled_from([each.low, each.high]))
        for name, each in parameters().items()
    }  # fmt: skip
    return st.fixed_dictionaries(numbers)


@settings(max_examples=25)
@given(_any_plan())
def test_shares_stay_shares_flags_flags_and_counts_whole(numbers):
    numbers["taper"] = min(numbers["taper"], numbers["months"])
    try:
        plan = defaults().with_(**{n: int(v) if parameters()[n].whole else v for n, v in numbers.items()})
    except ParameterError:
        assume(False)
    _, seen = run(plan, weeks=30, futures=3)
    for name, quantity in STATE_VARIABLES.items():
        held = seen[name]
        assert np.isfinite(held).all(), name
        if quantity.unit == "0 or 1":
            assert np.isin(held, (0, 1)).all(), name
        elif quantity.unit == "share" and not (quantity.total and not quantity.total.mean):  # a sum may exceed 1
            assert 0 <= held.min() and held.max() <= 1, name
        elif quantity.unit in ("count", "colleagues") or quantity.kind is Kind.EVENT:
            assert (held >= 0).all() and (held == np.rint(held)).all(), name
        else:
            assert (held >= 0).all(), name
