"""Many futures: the same luck for every plan, in batches that change nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from simulation import compare, load, parameters, run_futures
from simulation.ensemble import context
from simulation.ensemble.context import EnsembleContext
from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.parameter_uncertainty import sampled_parameters
from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.run_arguments import default_weeks
from simulation.model.engine.rule import Rule
from simulation.model.engine.streams import RandomStreams
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD
from simulation.model.rules.diffusion import Diffusion
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import ASSUMPTION, JUDGEMENT, LEVER, param
from simulation.vocabulary.state_variables import MEMBERS

PLAN = defaults().with_(officials=24, counterparts=6, units=3, rotation_months=6, crisis_per_year=1.0)


def same(a, b, rows=slice(None)):
    for name in a.series:
        np.testing.assert_array_equal(a.weekly(name), b.weekly(name)[rows], err_msg=name)
    for name in OUTCOMES:
        np.testing.assert_array_equal(a.per_future(name), b.per_future(name)[rows], err_msg=name)


def test_shapes_and_kinds():
    results = run_futures(PLAN, futures=5, seed=1, weeks=70)
    assert results.weekly("practice").shape == (5, 71) and results.weekly("practice").dtype == np.float32
    assert results.per_future("gain").shape == (5,)
    assert results.quantiles("trust").shape == (5, 71)
    assert {part.shape for part in results.credit("practice").values()} == {(5,)}


def test_the_same_seed_gives_the_same_futures_and_another_does_not():
    same(run_futures(PLAN, 4, seed=3), run_futures(PLAN, 4, seed=3))
    other = run_futures(PLAN, 4, seed=4).weekly("practice")
    assert not np.array_equal(run_futures(PLAN, 4, seed=3).weekly("practice"), other)


@pytest.mark.parametrize("futures", [1, 2, 3, 7])
def test_a_future_is_the_same_among_few_or_many(futures):
    same(run_futures(PLAN, futures, seed=3), run_futures(PLAN, 20, seed=3), slice(futures))


def test_batches_change_nothing(monkeypatch):
    whole = run_futures(PLAN, 23, seed=3, doubt=True)
    batches = in_batches_of(5, monkeypatch)
    done = []
    parts = run_futures(PLAN, 23, seed=3, doubt=True, threads=1, progress=lambda *at: done.append(at))
    same(parts, whole)
    same(parts.doubt, whole.doubt)
    for rule, credit in whole.credit("practice").items():
        np.testing.assert_array_equal(parts.credit("practice")[rule], credit)
    assert batches == [5, 5, 5, 5, 5, 5, 5, 5, 3, 3]
    assert [finished for finished, _ in done] == sorted(finished for finished, _ in done)
    assert done[-1] == (23, 23) and {(5, 23), (10, 23), (15, 23), (20, 23)} <= set(done)
    batches = in_batches_of(11, monkeypatch)  # the last is alone
    same(run_futures(PLAN, 23, seed=3), whole)
    assert batches == [11, 11, 11, 11, 1, 1]


def in_batches_of(size: int, monkeypatch) -> list[int]:
    """So many futures a batch; the list comes to hold how many each batch had, without support and with it."""
    people = PLAN["officials"] + PLAN["peers"] + PLAN["counterparts"] * PLAN["partners"]
    for limit in ("_BATCH_DRAW_BYTES", "MAX_CACHE_BYTES"):
        monkeypatch.setattr(context, limit, people * default_weeks(PLAN.values) * 4 * 3 * size)
    seen: list[int] = []
    made = EnsembleContext.setting
    monkeypatch.setattr(
        EnsembleContext, "setting", lambda self, *a, **k: seen.append(len(self.streams.futures)) or made(self, *a, **k)
    )
    return seen


def test_what_is_kept_may_be_less_and_is_the_same(monkeypatch):
    in_batches_of(5, monkeypatch)
    few, whole = run_futures(PLAN, 12, seed=3, keep=["practice"]), run_futures(PLAN, 12, seed=3)
    assert few.series == ("practice",)
    np.testing.assert_array_equal(few.weekly("practice"), whole.weekly("practice"))
    for name in OUTCOMES:
        np.testing.assert_array_equal(few.per_future(name), whole.per_future(name), err_msg=name)
    spread = run_futures(PLAN, 12, seed=3, keep=["trust_spread"])
    np.testing.assert_array_equal(spread.weekly("trust_spread"), whole.weekly("trust_spread"))


def test_draws_and_networks_are_kept_while_sliders_move(monkeypatch):
    weeks = run_futures(PLAN, 6, seed=11).weeks
    monkeypatch.setattr(RandomStreams, "_make", lambda *_: pytest.fail("drew again"))
    monkeypatch.setattr(context, "colleagues", lambda *_: pytest.fail("linked again"))
    run_futures(PLAN.with_(months=9, step_size=0.3, fear=1.0, crisis_per_year=3.0), 6, seed=11, weeks=weeks)
    with pytest.raises(pytest.fail.Exception, match="again"):
        run_futures(PLAN, 6, seed=12)


def test_no_more_draws_are_kept_than_there_is_room_for(monkeypatch):
    run_futures(PLAN, 6, seed=11)
    one = context.kept_context((PLAN.name, 11, 6)).nbytes
    monkeypatch.setattr(context, "MAX_CACHE_BYTES", 3 * one)
    for seed in range(20, 28):
        run_futures(PLAN, 6, seed=seed)
    kept = [key for key, _first in context._contexts]
    assert (PLAN.name, 27, 6) in kept and (PLAN.name, 11, 6) not in kept
    assert sum(each.nbytes for each in context._contexts.values()) <= 4 * one


def test_doubt_shares_the_luck_and_not_the_assumptions():
    results = run_futures(PLAN, 30, seed=3, doubt=True)
    assert results.doubt.band == "doubt" and results.doubt.doubt is None
    same(results, run_futures(PLAN, 30, seed=3))
    np.testing.assert_array_equal(results.weekly("crises"), results.doubt.weekly("crises"))


@pytest.mark.parametrize(("partnership", "outcome"), [("twenty_group", "trust"), ("union_parishads", "gain")])
def test_doubt_widens_the_band_where_many_people_even_out_the_luck(partnership, outcome):
    results = run_futures(load(partnership), 60, seed=3, doubt=True)
    assert results.doubt.per_future(outcome).std() > 1.3 * results.per_future(outcome).std()


def test_doubt_keeps_levers_and_draws_assumptions_together_from_the_accepted_sample():
    drawn = sampled_parameters(PLAN, STANDARD, RandomStreams(1, range(1500)))
    assert set(drawn) == {number.name for number in parameters().values() if number.role is ASSUMPTION}
    sets = {tuple(each) for each in zip(*accepted().sets.values(), strict=True)}
    together = [tuple(drawn[name][future] for name in accepted().sets) for future in range(1500)]
    assert set(together) <= sets and len(set(together)) > 0.8 * len(sets)
    for name, values in drawn.items():
        number = parameters()[name]
        assert values.shape == (1500,) and (values >= number.low).all() and (values <= number.high).all()
        assert number.whole or len(np.unique(values)) >= 10


def test_the_luck_band_runs_on_the_plans_own_values_and_the_doubt_band_on_the_drawn_ones(monkeypatch):
    seen = []
    made = EnsembleContext.setting

    def watched(self, *given, **how):
        seen.append((made(self, *given, **how), how["columns"]))
        return seen[-1][0]

    monkeypatch.setattr(EnsembleContext, "setting", watched)
    run_futures(PLAN, 5, seed=1, weeks=3, doubt=True)
    (without, of_place), (setting, columns) = seen  # the same futures without support come first
    levers = {name for name, number in parameters().items() if number.role is LEVER}
    assert set(of_place) == set(columns) - levers and len(without) == 10
    expected = sampled_parameters(PLAN, STANDARD, RandomStreams(1, range(5)))
    assert set(columns) == set(expected) and len(setting) == 10
    for name, number in parameters().items():
        column = setting.parameters[:, setting.loop.layout.column[name]] if name in setting.loop.layout.column else None
        if column is None:
            continue  # a structural one
        assert (column[::2] == PLAN[name]).all(), name
        np.testing.assert_array_equal(column[1::2], expected.get(name, PLAN[name]), err_msg=number.name)


def test_an_assumption_that_the_plan_sets_is_drawn_round_the_plans_own_value():
    drawn = sampled_parameters(PLAN.with_(adoption_gain=0.3), STANDARD, RandomStreams(1, range(400)))["adoption_gain"]
    assert 0.4 < (drawn < 0.3).mean() < 0.6 and len(np.unique(drawn)) > 300


def test_the_accepted_sample_is_of_this_models_assumptions():
    number = parameters()
    assert set(accepted().sets) == {name for name in number if number[name].role is ASSUMPTION}
    for name, values in accepted().sets.items():
        assert (values >= number[name].low).all() and (values <= number[name].high).all(), name
        assert accepted().size >= 40 and (not number[name].whole or (values == np.rint(values)).all())


@dataclass(frozen=True)
class Applause(Rule):
    """Applause makes people bold."""

    each = MEMBERS

    boldness: float = param(
        0.01, 0.0, 0.1, unit="share/week", label="Boldness from applause", help="Confidence that a week of applause gives.",
        evidence=JUDGEMENT,
    )  # fmt: skip

    def change(self, confidence):
        return {"confidence": (1.0 - confidence) * self.boldness}


def test_an_analysts_own_idea_runs_beside_the_standard_ones():
    plain = run_futures(PLAN, 5, seed=3)
    own = run_futures(PLAN, 5, seed=3, rules=(*STANDARD, Applause()), doubt=True)
    assert own.weekly("confidence")[:, 100].mean() > plain.weekly("confidence")[:, 100].mean() + 0.05
    assert own.credit("confidence")["applause"].min() > 0
    assert own.rules["applause"] == "Applause makes people bold."
    assert "boldness" in parameters((Applause(),)) and "boldness" not in parameters()


def test_a_number_set_on_ones_own_idea_counts_with_doubt_and_without():
    bold, shy = (*STANDARD, Applause(boldness=0.08)), (*STANDARD, Applause())
    plain = run_futures(PLAN, 5, seed=3, rules=bold)
    same(run_futures(PLAN, 5, seed=3, rules=bold, doubt=True), plain)
    assert (
        plain.weekly("confidence")[:, 60].mean()
        > run_futures(PLAN, 5, seed=3, rules=shy).weekly("confidence")[:, 60].mean()
    )
    with pytest.raises(ParameterError, match=r"applause: boldness = 5.0 is out of range; allowed: 0 to 0.1 share/week"):
        run_futures(PLAN, 2, rules=(*STANDARD, Applause(boldness=5.0)))


def test_a_number_that_the_plan_has_a_word_on_is_set_there():
    with pytest.raises(
        ParameterError, match=r"adoption_gain = 0.5 was set on the rule diffusion, but the plan says 0.7"
    ):
        run_futures(PLAN.with_(adoption_gain=0.7), 2, rules=[Diffusion(adoption_gain=0.5)])
    run_futures(PLAN.with_(adoption_gain=0.5), 2, rules=[Diffusion(adoption_gain=0.5)], weeks=3)


def test_what_a_plan_leaves_out_does_not_run():
    results = run_futures("generic_training", 3, weeks=60)
    assert not {"benchmarking", "hub_loss"} & set(results.rules)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"futures": 0}, "futures = 0 is out of range; allowed: 1 to"),
        ({"futures": 2.5}, "futures = 2.5 must be a whole number"),
        ({"futures": True}, "futures = True must be a whole number"),
        ({"seed": -1}, "seed = -1 is out of range"),
        ({"seed": "x"}, "seed = 'x' must be a whole number"),
        ({"threads": 0}, "threads = 0 is out of range; allowed: 1 to"),
        ({"keep": "practice"}, "keep = 'practice' must be a list of names, such as"),
        ({"doubt": "no"}, "doubt = 'no'; allowed: True or False"),
        ({"weeks": 521}, "weeks = 521 is out of range; allowed: 1 to 520"),
        ({"keep": ["practise"]}, "no weekly series 'practise'; did you mean 'practice'"),
    ],
)
def test_bad_arguments_get_one_line(arguments, says):
    with pytest.raises(ParameterError) as refused:
        run_futures(PLAN, **arguments)
    assert says in str(refused.value)


def test_unknown_names_get_the_nearest():
    results = run_futures(PLAN, 2, weeks=5)
    for ask in (results.weekly, results.per_future, results.credit, results.quantiles):
        with pytest.raises(ParameterError, match="there is no"):
            ask("nonsense")


def test_two_plans_meet_the_same_luck():
    plan = load("parliament_mentors")
    both = compare(plan, plan.with_(peer_days=6), futures=20, seed=5)
    np.testing.assert_array_equal(both.a.weekly("crises"), both.b.weekly("crises"))
    assert both.difference("gain").mean() < 0
    assert both.better("gain") < 0.2 and both.better("days") != both.better("days")
    np.testing.assert_allclose(both.weekly("practice"), both.b.weekly("practice") - both.a.weekly("practice"))
    assert both.doubt is None
    same_plan = compare(plan, plan, futures=5, doubt=True)
    assert same_plan.better("gain") == 0.5 and not same_plan.doubt.difference("gain").any()
