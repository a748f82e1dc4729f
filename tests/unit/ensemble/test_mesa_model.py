"""Mesa's face: one future of the ensemble, bit for bit, with all that an analyst expects of Mesa."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import warnings
import weakref
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from simulation import PartnershipModel, load, run_futures, scenarios
from simulation.ensemble.mesa_agents import Institution, Member
from simulation.vocabulary.errors import ParameterError


def test_future_17_of_500_is_the_mesa_model_bit_for_bit():
    results = run_futures("parliament_mentors", futures=500, seed=7)
    model = PartnershipModel("parliament_mentors", rng=7, future=17)
    for _ in range(results.weeks):
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


def test_a_step_past_the_horizon_is_refused_in_one_line():
    short = PartnershipModel("parliament_mentors", weeks=2)
    short.step()
    short.step()
    before = short.weekly("practice").copy()
    with pytest.raises(ParameterError, match=r"all 2 weeks are done; make the model with more, weeks=\.\.\."):
        short.step()
    np.testing.assert_array_equal(short.weekly("practice"), before)


# ---- seeds


def test_the_seed_is_a_number_and_is_written_down():
    assert PartnershipModel().seed_used == 7 and PartnershipModel(rng=12).seed_used == 12
    drawn = [PartnershipModel(rng=None).seed_used for _ in range(3)]
    assert len(set(drawn)) == 3
    again = PartnershipModel(rng=drawn[0], weeks=20)
    model = PartnershipModel(rng=None, weeks=20)
    twin = PartnershipModel(rng=model.seed_used, weeks=20)
    for _ in range(20):
        model.step(), twin.step(), again.step()
    np.testing.assert_array_equal(model.weekly("practice"), twin.weekly("practice"))
    assert (model.weekly("practice") != again.weekly("practice")).any()
    results = run_futures("parliament_mentors", 1, seed=model.seed_used, weeks=20)
    np.testing.assert_array_equal(model.weekly("practice"), results.weekly("practice")[0])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"seed": 7}, "seed = 7: the seed is called rng here, as in Mesa; rng=7"),
        ({"scenario": object()}, "scenario: Mesa's are not known here; give a plan, or numbers such as months=24"),
    ],
)
def test_other_ways_to_say_a_seed_are_explained(arguments, says):
    with pytest.raises(ParameterError, match=says):
        PartnershipModel(**arguments)


def test_a_seed_is_drawn_from_a_generator_and_written_down():
    ours, theirs = np.random.default_rng(3), np.random.default_rng(3)
    models = [PartnershipModel(rng=ours, weeks=2) for _ in range(2)]
    assert [model.seed_used for model in models] == theirs.integers(2**32, size=2).tolist()


# ---- as Mesa's users expect, or refused in a line


def test_agents_and_models_say_what_they_are(model):
    model.step()
    assert repr(model) == "<PartnershipModel of parliament_mentors, seed 7, week 1 of 182>"
    member, institution = model.members[3], model.institutions[0]
    assert repr(member).startswith(f"<Member 3 of parliament_mentors, week 1: practice={member.practice:.3g}, habit=")
    assert repr(institution).startswith("<Institution 0 of parliament_mentors, week 1: mean_practice=")
    assert {"practice", "knowledge", "peers", "trust"} <= set(dir(member)) and "reform" not in dir(member)
    assert {"reform", "members"} <= set(dir(institution)) and "habit" not in dir(institution)
    with pytest.raises(AttributeError, match="Member has no attribute 'practise'; did you mean 'practice'"):
        _ = member.practise


@pytest.mark.parametrize("value", [1.5, float("nan"), "much", None])
def test_a_state_takes_numbers_of_its_range_only(model, value):
    with pytest.raises(ParameterError, match=f"practice = {value!r} is out of range; allowed: 0 to 1 share"):
        model.members[0].practice = value


def test_a_mistyped_state_is_not_taken_for_an_attribute_of_ones_own(model):
    with pytest.raises(AttributeError, match="Member has no state 'confidense'; did you mean 'confidence'"):
        model.members[0].confidense = 0.5
    with pytest.raises(AttributeError, match="threshold is drawn for a whole run and cannot be set"):
        model.members[0].threshold = 0.5
    model.members[0].colour = "red"  # as Mesa's users do
    assert model.members[0].colour == "red"


def test_a_series_that_is_none_gets_the_nearest(model):
    with pytest.raises(ParameterError, match="no weekly series called 'practise'; did you mean 'practice'"):
        model.weekly("practise")


def test_nobody_is_removed_or_steps_alone(model):
    with pytest.raises(ParameterError, match="no member can be removed; run another plan"):
        model.members[0].remove()
    with pytest.raises(ParameterError, match="no institution can be removed"):
        model.institutions[0].remove()
    with pytest.raises(ParameterError, match=r"all move at once, in model.step\(\)"):
        model.agents.shuffle_do("step")
    assert len(model.agents) == len(model.members) + len(model.institutions)


def test_agent_level_collection_gives_what_mesa_users_ask_for(model):
    model.step()
    model.members[0].practice = 1.0
    people = model.datacollector.get_agent_vars_dataframe()
    assert len(people) == 2 * len(model.members)
    assert people.loc[(1, model.members[0].unique_id), "practice"] == 1.0
    institutions = model.datacollector.get_agenttype_vars_dataframe(Institution)
    assert len(institutions) == 2 * len(model.institutions) and "reform" in institutions.columns


def test_mesas_viewers_find_all_that_they_ask_of_a_model(model):
    parameters = inspect.signature(PartnershipModel.__init__).parameters
    required = [name for name, each in parameters.items() if each.default is inspect.Parameter.empty]
    assert required == ["self", "kwargs"]  # which Mesa 3.3 and 3.5 know by this name
    assert model.grid is model.network


# ---- Mesa's own batches


def batch(**how):
    """Weekly trust in Mesa's batch_run, with what Mesa 3.5 says of `iterations` expected.

    Not practice: Mesa 3.5 adds a row for each agent, whose own practice takes the place of the mean.
    """
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        rows = mesa.batch_run(
            PartnershipModel, parameters={"plan": "twenty_group", "weeks": 12, **how.pop("parameters", {})},
            number_processes=1, data_collection_period=1, max_steps=12, display_progress=False, **how,
        )  # fmt: skip
    deprecated = [
        each for each in said if issubclass(each.category, DeprecationWarning) and "iterations" in str(each.message)
    ]
    newer = tuple(map(int, mesa.__version__.split(".")[:2])) >= (3, 5)
    assert bool(deprecated) is (newer and "iterations" in how)
    weekly = {}
    for row in rows:
        weekly.setdefault((row["iteration"], row.get("months"), row.get("rng")), {})[row["Step"]] = row["trust"]
    return {run: np.array([by_week[week] for week in range(12)], np.float32) for run, by_week in weekly.items()}


def test_iterations_of_a_batch_are_the_first_futures_of_the_ensemble():
    results = run_futures("twenty_group", 3, seed=7, weeks=12)
    found = batch(iterations=3)
    assert len(found) == 3
    for (iteration, _, _), trust in found.items():
        np.testing.assert_array_equal(trust, results.weekly("trust")[iteration, :12])
    assert len({trust.tobytes() for trust in found.values()}) == 3
    again = batch(iterations=3)
    for run, trust in found.items():
        np.testing.assert_array_equal(again[run], trust)


def test_every_setting_of_a_batch_meets_the_same_luck():
    found = batch(iterations=2, parameters={"months": [6, 12]})
    assert len(found) == 4
    for (iteration, months, _), trust in found.items():
        own = run_futures(load("twenty_group").with_(months=months), 2, seed=7, weeks=12)
        np.testing.assert_array_equal(trust, own.weekly("trust")[iteration, :12])


@pytest.mark.skipif(tuple(map(int, mesa.__version__.split(".")[:2])) < (3, 5), reason="Mesa 3.3 has no rng in batches")
def test_seeds_said_to_a_batch_are_seeds():
    found = batch(rng=[9, 7])
    assert {rng for _, _, rng in found} == {7, 9}
    for (_, _, rng), trust in found.items():
        own = run_futures("twenty_group", 1, seed=rng, weeks=12)
        np.testing.assert_array_equal(trust, own.weekly("trust")[0, :12])


# ---- copies


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))], ids=["deepcopy", "pickle"]
)
@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])
def test_a_copy_goes_on_by_itself_and_comes_to_the_same(copied, compiled):
    model = PartnershipModel("parliament_mentors", rng=7, weeks=30, compiled=compiled)
    for _ in range(10):
        model.step()
    other = copied(model)
    untouched = model.weekly("practice").copy()
    while other.running:
        other.step()
    assert model.week == 10 and other.week == 30
    np.testing.assert_array_equal(model.weekly("practice"), untouched)
    assert other.members[3].practice != model.members[3].practice, "its members show what they were"
    assert np.mean([m.practice for m in other.members[:40]]) == pytest.approx(other.weekly("practice")[-1], rel=1e-6)
    other.members[0].confidence = 0.123
    assert model.members[0].confidence != 0.123 and other.members[0].model is other
    while model.running:
        model.step()
    for name in ("practice", "trust", "departures"):
        np.testing.assert_array_equal(model.weekly(name), other.weekly(name))
    assert len(other.datacollector.get_model_vars_dataframe()) == 31


def test_plain_python_steps_the_same_model():
    compiled, plain = (PartnershipModel("twenty_group", rng=5, weeks=8, compiled=way) for way in (True, False))
    for _ in range(8):
        compiled.step(), plain.step()
    assert not plain.world.setting.loop.compiled
    np.testing.assert_allclose(plain.weekly("practice"), compiled.weekly("practice"), rtol=1e-6)


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


def test_a_scenario_of_mesas_that_holds_nothing_is_what_its_viewer_resets_with():
    empty, full = SimpleNamespace(rng=None), SimpleNamespace(rng=None, months=24)
    assert PartnershipModel("parliament_mentors", scenario=empty).seed_used == 7
    for refused in (full, SimpleNamespace(rng=3)):
        with pytest.raises(ParameterError, match="scenario: Mesa's are not known here"):
            PartnershipModel("parliament_mentors", scenario=refused)
    own = getattr(mesa, "experimental", None)
    kind = getattr(getattr(own, "scenarios", None), "Scenario", None)
    if kind is not None:  # from Mesa 3.5
        assert PartnershipModel("parliament_mentors", scenario=kind()).week == 0
