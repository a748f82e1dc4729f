"""Mesa's face: one future of the ensemble, bit for bit, with all that an analyst expects of Mesa."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from simulation import PartnershipModel, load, run_futures, scenarios
from simulation.runs.mesa_model import Institution, Member
from simulation.vocabulary.errors import ParameterError


def test_future_17_of_500_is_the_mesa_model_bit_for_bit():
    results = run_futures("parliament_mentors", futures=500, seed=7)
    model = PartnershipModel("parliament_mentors", rng=7, future=17)
    for _ in range(156):
        model.step()
    for name in results.series:
        np.testing.assert_array_equal(model.weekly(name), results.weekly(name)[17], err_msg=name)


@pytest.mark.parametrize("scenario", scenarios())
def test_every_scenario_agrees_with_its_ensemble_bit_for_bit(scenario):
    results = run_futures(scenario, futures=5, seed=2, weeks=60)
    model = PartnershipModel(scenario, rng=2, future=3, weeks=60)
    while model.running:
        model.step()
    for name in results.series:
        np.testing.assert_array_equal(model.weekly(name), results.weekly(name)[3], err_msg=name)


@pytest.fixture
def model():
    return PartnershipModel("parliament_mentors", rng=7, months=18)


def test_agents_can_be_asked_as_mesa_agents_are(model):
    members = model.agents_by_type[Member]
    assert len(members) == 44 and len(model.agents_by_type[Institution]) == 2
    supported = model.agents.select(lambda agent: agent.supported, agent_type=Member)
    assert len(supported) == 12
    assert supported.get("practice") == pytest.approx(model.world.arrays["practice"][0, :12].tolist())
    assert model.agents.select(agent_type=Member).agg("knowledge", np.mean) > 0
    assert {member.unit for member in model.members if not member.outside} == set(range(4))
    assert model.members[0].peers == [model.members[40]] and model.members[0] in model.members[40].counterparts
    assert model.members[0].institution.members[0] is model.members[0]
    assert 0 < model.members[0].trust < 1 and np.isnan(model.members[20].trust)


def test_agents_are_views_and_states_can_be_set(model):
    bold = model.members[3]
    bold.confidence = 0.9
    assert model.world.arrays["confidence"][0, 3] == 0.9
    with pytest.raises(ParameterError, match="confidence = 1.5 is out of range; allowed: 0 to 1 share"):
        bold.confidence = 1.5
    with pytest.raises(AttributeError, match="follows from the state"):
        bold.practising = 1.0
    with pytest.raises(AttributeError, match="no attribute 'courage'"):
        _ = bold.courage
    bold.note = "an attribute of the analyst's own"
    model.institutions[0].window = 1.0
    before = model.institutions[0].reform
    for _ in range(30):
        model.step()
    assert model.institutions[0].reform >= before


def test_setting_the_state_of_one_member_moves_only_what_follows():
    plain, meddled = (PartnershipModel("parliament_mentors", rng=7) for _ in range(2))
    meddled.members[0].practice = 1.0
    for model in (plain, meddled):
        for _ in range(20):
            model.step()
    np.testing.assert_array_equal(plain.weekly("crises"), meddled.weekly("crises"))
    assert meddled.weekly("practice")[20] > plain.weekly("practice")[20]


def test_the_data_collector_gathers_week_by_week(model):
    for _ in range(5):
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 6 and frame["practice"].to_numpy() == pytest.approx(model.weekly("practice"))
    agents = model.datacollector.get_agenttype_vars_dataframe(Member)
    assert len(agents) == 6 * 44 and {"practice", "habit"} <= set(agents.columns)
    assert model.week == 5 and model.steps == 5


def test_the_network_is_a_mesa_network(model):
    assert len(model.network.all_cells.cells) == 44
    graph = model.network.G
    assert graph.number_of_nodes() == 44
    kinds = [kind for _, _, kind in graph.edges(data="kind")]
    assert kinds.count("tie") == 12 and kinds.count("colleague") > 100
    peer = model.members[40]
    assert model.members[0] in list(peer.cell.neighborhood.agents)


def test_it_stops_at_its_horizon(model):
    short = PartnershipModel(load("parliament_mentors"), rng=1, weeks=3)
    for _ in range(3):
        assert short.running
        short.step()
    assert not short.running


def test_dropped_models_are_freed():
    alive = []
    for _ in range(20):
        model = PartnershipModel("parliament_mentors", rng=7, weeks=4)
        model.step()
        alive.append(weakref.ref(model))
        del model
    gc.collect()
    assert sum(ref() is not None for ref in alive) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"rng": -1}, "seed = -1"),
        ({"rng": 1.5}, "seed = 1.5 must be a whole number"),
        ({"weeks": 0}, "weeks = 0 is out of range"),
        ({"future": -1}, "future = -1 is out of range"),
        ({"months": 99}, "months = 99 is out of range"),
        ({"mnths": 9}, "did you mean 'months'"),
    ],
)
def test_bad_arguments_get_one_line(arguments, says):
    with pytest.raises(ParameterError) as refused:
        PartnershipModel("parliament_mentors", **arguments)
    assert says in str(refused.value)
