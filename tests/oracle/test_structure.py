"""Who there is and who is linked to whom, read from the docstrings of `Shape`, `colleagues` and `state_variables`."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulation.model.engine.world import World, shape_of
from simulation.model.plans.plan import Plan, defaults
from simulation.vocabulary.state_variables import STATE_VARIABLES

from .model import OracleModel
from .side_by_side import SEED, of_table, world_of


@st.composite
def plans(draw) -> Plan:
    """Small partnerships of every make."""
    officials = draw(st.integers(2, 30))
    counterparts = draw(st.integers(1, officials))
    peers = draw(st.integers(0 if counterparts > 1 else 1, 6))
    partners = draw(st.integers(1, min(peers or counterparts - 1, 12)))
    return defaults().with_(
        officials=officials, counterparts=counterparts, peers=peers, partners=partners,
        institutions=draw(st.integers(1, min(officials, 8))), units=draw(st.integers(1, 5)),
        colleagues=draw(st.integers(2, 8)), long_ties=0.0, peer_days_cap=20,
    )  # fmt: skip


def whole_round(plan: Plan) -> bool:
    """Whether each of an even number of counterparts is to have all the others for peers."""
    return plan["peers"] == 0 and plan["partners"] % 2 == 1 and plan["partners"] == plan["counterparts"] - 1


@given(plans())
@settings(max_examples=100)
def test_institutions_teams_and_ties_are_as_shape_says(plan):
    assume(not whole_round(plan) or plan["partners"] == 1)
    shape, oracle = shape_of(plan.values), OracleModel(plan, SEED, weeks=1)
    assert len(oracle.members) == shape.members and len(oracle.institutions) == shape.all_institutions
    assert [member.institution.place for member in oracle.members] == shape.institution().tolist()
    assert [member.unit for member in oracle.members] == shape.unit().tolist()
    assert [tie.counterpart.place for tie in oracle.ties] == shape.receiver().tolist()
    assert [tie.peer.place for tie in oracle.ties] == shape.giver().tolist()


def links_of(world: World, future: int) -> list[set[int]]:
    """Whom each member watches in a future of a world."""
    found: list[set[int]] = [set() for _ in range(world.setting.shape.members)]
    for watcher, watched in world.setting.colleagues.links(future).tolist():
        found[watcher].add(watched)
    return found


@given(plans())
@settings(max_examples=50)
def test_without_long_ties_the_next_in_the_team_are_watched(plan):
    oracle, world = OracleModel(plan, SEED, weeks=1, rules=[]), world_of(plan, [], 2, 1)
    assert world.setting.colleagues.watched[0].tolist() == [max(len(links), 1) for links in links_of(world, 0)]
    for member, links in zip(oracle.members, links_of(world, 0), strict=True):
        teams = {colleague.unit for colleague in member.institution.members}
        team = [other for other in member.institution.members if other.unit == member.unit]
        if len(teams) == 1 or len(team) > plan["colleagues"]:  # else some links lead elsewhere by lot
            assert {colleague.place for colleague in member.colleagues} == links


@pytest.mark.parametrize(("units", "long_ties"), [(4, 0.0), (4, 0.3), (4, 1.0), (12, 0.2), (1, 0.5)])
def test_long_ties_are_as_many_as_the_docstring_says(units, long_ties):
    plan = defaults().with_(officials=48, units=units, long_ties=long_ties)
    world = world_of(plan, [], 30, 1)
    arrays, oracles = [], []
    for future in range(30):
        oracle = OracleModel(plan, seed=100 + future, weeks=1, rules=[])
        units_of = [member.unit for member in oracle.members]
        oracles += [_sight([c.place for c in m.colleagues], m.place, units_of) for m in oracle.members[:48]]
        arrays += [_sight(links, place, units_of) for place, links in enumerate(links_of(world, future)[:48])]
    for ours, theirs in zip(np.transpose(oracles), np.transpose(arrays), strict=True):
        error = math.sqrt((np.var(ours) + np.var(theirs)) / len(ours))
        assert abs(ours.mean() - theirs.mean()) <= 3.5 * error


def _sight(watched, place: int, units: list[int]) -> tuple[float, float]:
    """How many a member watches, and how many of them in other teams."""
    return len(watched), sum(units[other] != units[place] for other in watched)


def test_every_quantity_is_an_attribute_that_starts_the_same():
    plan = defaults().with_(officials=12, counterparts=4)
    world, oracle = world_of(plan, [], 2, 1), OracleModel(plan, SEED, 0, weeks=1, rules=[])
    for name, quantity in STATE_VARIABLES.items():
        theirs = world.arrays[name][0].tolist()
        assert [getattr(agent, name) for agent in of_table(oracle, quantity.table)] == pytest.approx(theirs, abs=1e-12)
        for agent in of_table(oracle, quantity.table):
            assert quantity.kind.value != "state" or agent.highest.get(name, 1.0) == quantity.high


def test_people_at_the_start_differ_as_much_as_they_should():
    plan = defaults().with_(officials=400, people_spread=0.1, starting_practice=0.3)
    members = OracleModel(plan, SEED, weeks=1, rules=[]).members[:400]
    arrays = world_of(plan, [], 2, 1).arrays["practice"][0, :400]
    ours = np.array([member.practice for member in members])
    assert abs(ours.mean() - 0.3) < 3.5 * 0.1 / 20 and abs(arrays.mean() - 0.3) < 3.5 * 0.1 / 20
    assert abs(ours.std() - 0.1) < 3.5 * 0.1 / math.sqrt(800) and abs(arrays.std() - 0.1) < 3.5 * 0.1 / math.sqrt(800)


def test_the_oracle_reckons_without_numpy():
    sources = [path for path in Path(__file__).parent.glob("*.py") if not path.name.startswith(("test_", "side_"))]
    assert len(sources) == 7
    assert [path.name for path in sources if "numpy" in path.read_text() or "scipy" in path.read_text()] == []


@pytest.mark.parametrize("counterparts", [2, 3, 4, 5, 6, 7, 8])
def test_nobody_has_the_same_peer_twice(counterparts):
    plan = defaults().with_(counterparts=counterparts, peers=0, partners=counterparts - 1)
    shape = shape_of(plan.values)
    for person in range(counterparts):
        peers = shape.giver()[shape.receiver() == person].tolist()
        assert sorted([*peers, person]) == list(range(counterparts))
