"""Calibration on a small made-up model whose answers are known: twelve assumptions, five patterns, one of them fixed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
from scipy.stats import kstest

from simulation.cli.calibrate import checks, claims_of_sample, search
from simulation.cli.main import main
from simulation.ensemble import posterior_sample
from simulation.ensemble.chunks import processors
from simulation.experiments.calibration import (
    archive,
    between,
    candidates,
    claims_shown,
    held_by,
    held_out,
    recovery,
    selection,
    times,
    waves,
)
from simulation.experiments.calibration import results_file as kept_beside
from simulation.experiments.calibration.emulator import Emulator, Scale
from simulation.experiments.calibration.posterior import Posterior, at_most_missed
from simulation.experiments.calibration.sampling import Agreement, draw, folded, leaps_together, quartiles
from simulation.experiments.calibration.space import Space
from simulation.experiments.calibration.store import KNOWN, Design, Store, allowed
from simulation.experiments.patterns import PATTERNS, Band, Pattern
from simulation.odd import calibration as describe_calibration
from simulation.vocabulary.errors import CalibrationError, OutputError, ResultsError

pytestmark = pytest.mark.slow

SPACE = Space(tuple(Space.of_model().assumptions[:12]))
LUCK = 0.02


def shares(trials) -> np.ndarray:
    """The sets of a trial as points, shape (sets, assumptions)."""
    return SPACE.points(np.array([trials.sets[name] for name in SPACE.names]).T)


def made_up(trials, number: int) -> dict[str, np.ndarray]:
    """Figures of three neighbouring assumptions each, with the luck of so many futures."""
    x = shares(trials)[:, 2 * number : 2 * number + 3]
    luck = (
        np.random.default_rng([trials.seed, number]).standard_normal(trials.size) * LUCK / np.sqrt(trials.futures / 8)
    )
    level = x[:, 0] + 0.5 * x[:, 1] ** 2 - 0.4 * x[:, 1] * x[:, 2] + luck
    return {"level": level, "far": np.where(x[:, 2] < 0.9, np.exp(3 * x[:, 2]), np.nan), "told": level}


def pattern(id: str, number: int) -> Pattern:
    bands = {"level": Band("level", 0.4, 0.9), "far": Band("far", None, 8.0), "told": Band("told")}
    return Pattern(id, id, "made up", "", bands, partial(made_up, number=number))


def fixed(trials) -> dict[str, np.ndarray]:
    return {"one": np.ones(trials.size)}


TOY = {id: pattern(id, number) for number, id in enumerate(("AT1", "AT3", "AT9", "AT16"))}
WHOLE = {**TOY, "AT19": Pattern("AT19", "fixed", "", "", {"one": Band("one", 0.5)}, fixed, assumed=False)}


def filled(folder, sets: int = 600, patterns=TOY) -> Store:
    store = Store(folder, SPACE, patterns)
    for design in waves.first_wave(SPACE, sets, 8, 5):
        store.add(design)
    store.run()
    return store


@cache
def toy_emulator(folder) -> tuple[Store, Emulator]:
    store = filled(folder / "store")
    return store, Emulator(store.table(), store.patterns)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory) -> tuple[Store, Emulator]:
    return toy_emulator(tmp_path_factory.mktemp("toy"))


def with_a_wave(store: Store) -> None:
    for design in waves.later_wave(store, 80, 8, 7, lambda line: None):
        store.add(design)
    store.run()


def true_shares(number: int, seed: int = 9) -> np.ndarray:
    """Points of the prior that truly meet a pattern, without luck: by trying."""
    points = np.random.default_rng(seed).random((60_000, SPACE.size))
    x = points[:, 2 * number : 2 * number + 3]
    level = x[:, 0] + 0.5 * x[:, 1] ** 2 - 0.4 * x[:, 1] * x[:, 2]
    return points[(level >= 0.4) & (level <= 0.9) & (x[:, 2] < 0.9) & (np.exp(3 * x[:, 2]) <= 8.0)]


# ---- space and store


def test_points_and_values_go_together_and_whole_numbers_are_whole_and_as_likely():
    space = Space.of_model()
    points = waves.sobol(space.size, 512, 1)
    values = space.values(points)
    space.check(values, "here")
    assert np.abs(space.points(values) - points)[:, [not a.whole for a in space.assumptions]].max() < 1e-4
    for place in (k for k, each in enumerate(space.assumptions) if each.whole):
        kinds, number = np.unique(values[:, place], return_counts=True)
        assert (kinds == np.rint(kinds)).all() and number.min() > 0.8 * number.max()
    assert np.allclose(space.values(space.defaults[None])[0], [a.default for a in space.assumptions], rtol=1e-5)
    ends = space.values(np.array([np.zeros(space.size), np.ones(space.size)]))
    assert (ends == [[a.low for a in space.assumptions], [a.high for a in space.assumptions]]).all()


def test_a_store_that_was_left_goes_on_and_every_set_keeps_its_figures(tmp_path):
    design = Design(waves.PRIOR, waves.sobol(SPACE.size, 50, 2), 8, 3)
    store, steps = Store(tmp_path / "s", SPACE, WHOLE), []
    store.add(design)
    with pytest.raises(CalibrationError, match="no sets were run yet"):
        store.table()
    store.run(progress=steps.append, enough=lambda: len(steps) == 2)
    again = Store(tmp_path / "s", SPACE, WHOLE)
    assert (
        again.left() == again.left(waves.PRIOR) == 18
        and again.left(KNOWN) == again.run(KNOWN) == 0
        and again.table().size == 32
    )
    again.run(progress=steps.append)
    assert steps == ["1.0", "1.1", "1.2", "1.3"] and again.left() == 0
    table = Store(tmp_path / "s", SPACE, WHOLE).table()
    assert table.size == 50 and table.row.tolist() == list(range(50)) and "AT19" not in table.figures
    assert np.allclose(table.points, design.points, atol=0.06)
    x = table.points[:, 2]
    assert np.array_equal(np.isnan(table.figures["AT1"]["far"]), x >= 0.9)


def test_known_sets_are_never_fitted_to(tmp_path):
    store = filled(tmp_path / "s", 64)
    store.add(Design(KNOWN, waves.sobol(SPACE.size, 3, 2), 8, 3))
    store.run()
    assert store.table().size == 64 and store.table(KNOWN).size == 3


def test_another_models_store_is_refused_in_one_line_and_left_as_it_is(tmp_path, monkeypatch):
    store = filled(tmp_path / "s", 32)
    before = store.file.path.read_bytes()
    other = {**TOY, "AT1": replace(TOY["AT1"], bands={**TOY["AT1"].bands, "level": Band("level", 0.5, 0.8)})}
    with pytest.raises(ResultsError, match="made with another patterns") as problem:
        Store(tmp_path / "s", SPACE, other)
    assert str(problem.value).count("\n") == 0 and store.file.path.read_bytes() == before
    monkeypatch.setattr("simulation.experiments.calibration.recipe.fingerprint", lambda assumed: "another")
    with pytest.raises(ResultsError, match="made with another model"):
        Store(tmp_path / "s", SPACE, TOY)


def test_a_design_with_a_set_out_of_range_or_of_another_version_is_refused_in_one_line(tmp_path):
    store = filled(tmp_path / "s", 32)
    file = tmp_path / "s" / "designs" / "0001.json"
    told = json.loads(file.read_text())
    name = SPACE.names[1]
    for change, said in (
        (
            {"sets": {**told["sets"], name: [1e9, *told["sets"][name][1:]]}},
            rf"set 1: {name} = 1e\+09 is out of range; allowed",
        ),
        ({"sets": {**told["sets"], name: [float("nan"), *told["sets"][name][1:]]}}, "out of range"),
        (
            {"sets": {**told["sets"], "gone": told["sets"][name]}},
            "does not know: 'gone'; it was made by another version",
        ),
        ({"sets": {n: c for n, c in told["sets"].items() if n != name}}, f"lacks the assumption '{name}'"),
        ({"format": 9}, "is in format 9"),
        ({"sets": 3}, "is no design"),
    ):
        file.write_text(json.dumps({**told, **change}))
        with pytest.raises(CalibrationError, match=said) as problem:
            Store(tmp_path / "s", SPACE, TOY)
        assert "\n" not in str(problem.value)
    file.write_text(json.dumps(told))
    assert Store(tmp_path / "s", SPACE, TOY).table().size == store.table().size
    with pytest.raises(OutputError, match="is no folder"):
        Store(tmp_path / "s" / "figures.jsonl", SPACE, TOY)
    with pytest.raises(CalibrationError, match="'hours_to_trus' is no assumption of the model; did you mean"):
        Space.of_model(["hours_to_trus"])


# ---- emulator


def test_the_error_that_an_emulator_states_covers_sets_it_has_not_seen(fitted):
    store, emulator = fitted
    fresh = Design("fresh", np.random.default_rng(8).random((400, SPACE.size)), 8, 77)
    new = Store(store.folder.parent / "fresh", SPACE, TOY)
    new.add(fresh)
    new.run()
    table = new.table()
    inside = []
    for (id, name), each in emulator.figures.items():
        true = each.scale(table.figures[id][name])
        there = np.isfinite(true)
        mean, apart = each.process(table.points)
        out, error = np.abs(mean - true)[there], each.process.error()(apart)[there]
        inside.append((out < 1.645 * error).mean())
        assert np.sqrt((out**2).mean()) < 0.35 * np.std(true[there]), (id, name)
    assert 0.84 <= np.mean(inside) <= 0.96 and min(inside) > 0.7
    for error, unknown, covered in emulator.errors().values():
        assert error > 0 and 0 <= unknown < 0.5 and 0.8 <= covered <= 1.0


def test_an_emulator_of_noise_says_that_it_knows_nothing(tmp_path):
    noise = replace(
        TOY["AT1"],
        find=lambda trials: {
            "level": np.random.default_rng(3).random(trials.size),
            "far": shares(trials)[:, 0],
            "told": 0.0,
        },
    )
    store = filled(tmp_path / "s", 320, {"AT1": noise})
    errors = Emulator(store.table(), store.patterns).errors()
    assert errors["AT1", "level"][1] > 0.8 and errors["AT1", "far"][1] < 0.1


def test_an_emulator_needs_sets_and_takes_what_never_changes_or_is_never_there(tmp_path):
    with pytest.raises(CalibrationError, match="an emulator needs 60 sets that were run, and there are 32"):
        Emulator(filled(tmp_path / "few", 32).table(), TOY)
    odd = replace(TOY["AT1"], find=lambda trials: {"level": 0.6, "far": np.nan, "told": 0.0})
    store = filled(tmp_path / "odd", 80, {"AT1": odd})
    posterior = Posterior(Emulator(store.table(), store.patterns), store.patterns, 0)
    assert (posterior.met(store.table().points)["AT1"] < 0.01).all()


def test_the_scale_keeps_order_and_its_ends():
    scale = Scale.of(Band("", 1.0, 3.0))
    assert scale(2.0) == 0 and scale(3.0) == pytest.approx(-scale(1.0)) and scale(np.inf) == 5 and scale(-np.inf) == -5
    assert (np.diff(scale(np.linspace(0, 9, 20))) > 0).all()


# ---- posterior


def test_the_chance_to_miss_no_more_than_some_is_the_upper_tail_of_the_count():
    met = np.random.default_rng(1).uniform(0.1, 0.9, (6, 3))
    tried = np.random.default_rng(2).random((200_000, 6, 1)) < met
    for misses in (0, 1, 3):
        assert at_most_missed(met, misses) == pytest.approx((tried.sum(axis=1) >= 6 - misses).mean(axis=0), abs=0.01)


def test_draws_of_a_known_density_are_right_and_say_what_they_are_worth():
    def log_density(points):
        return -0.5 * ((points[:, 0] - 0.5) / 0.1) ** 2 - 0.5 * ((points[:, 1] - points[:, 2]) / 0.05) ** 2

    found = draw(log_density, np.random.default_rng(0).random((40, 10)), seed=3, steps=20_000)
    assert found.converged and found.effective.min() >= 600
    few = found.subset(600, 1)
    assert kstest((few[:, 0] - 0.5) / 0.1, "norm").pvalue > 1e-3 and kstest(few[:, 5], "uniform").pvalue > 1e-3
    assert np.std(few[:, 1] - few[:, 2]) == pytest.approx(0.05, rel=0.15)


def test_walkers_that_stay_where_they_are_are_worth_little():
    ridges = lambda points: np.where(np.abs(points[:, 0] - 0.5) > 0.45, 0.0, -1e9)  # noqa: E731
    start = np.array([[0.02, 0.5], [0.98, 0.5]])
    stuck = draw(lambda points: ridges(points) - 1e9 * (np.abs(points[:, 1] - 0.5) > 0.5), start, seed=1, steps=1000)
    assert stuck.steps == 1000 or stuck.effective.min() >= 600
    alone = draw(lambda points: -1e9 * np.abs(points - start[0]).max(axis=1), start, seed=1, steps=1000)
    assert not alone.converged


def test_two_runs_agree_or_do_not():
    one, other = (np.random.default_rng(seed).random((3000, 50)) for seed in (1, 2))
    assert Agreement.of(one, other).holds
    other[:, 0] = 0.2 * other[:, 0]
    far = Agreement.of(one, other)
    assert not far.holds and far.farthest > 0.15 and "% of quartiles within 0.1" in str(far)
    other[:, 0] = one[:, 0]
    other[:, 1:9] = 0.12 + 0.88 * other[:, 1:9]
    many = Agreement.of(one, np.clip(other, 0, 1))
    assert many.farthest < 0.15 and many.holds == (many.within >= 0.95)


def test_what_leaves_the_cube_comes_back():
    assert np.allclose(folded(np.array([-0.1, 0.3, 1.2, 2.1, -1.3])), [0.1, 0.3, 0.8, 0.1, 0.7])


def test_the_posterior_is_the_prior_where_the_evidence_holds(fitted):
    store, emulator = fitted
    posterior = Posterior(emulator, {"AT3": store.patterns["AT3"]}, misses=0)
    found = waves.draws_of(posterior.in_proportion, store.table(), 4, effective=600, steps=20_000)
    true = quartiles(true_shares(1))
    assert found.converged and np.abs(quartiles(found.points) - true).max() < 0.06
    assert np.ptp(true[:, 2]) < 0.42, "the truth is no prior"


def test_a_set_may_miss_some_patterns(fitted):
    store, emulator = fitted
    strict, lax = (Posterior(emulator, store.patterns, misses=misses) for misses in (0, 1))
    points = np.random.default_rng(5).random((2000, SPACE.size))
    assert (lax.enough(points) >= strict.enough(points)).all()
    assert lax.enough(points).mean() > 2 * strict.enough(points).mean()


def test_two_that_trade_off_are_drawn_as_well_as_all_others():
    def ridge(points):  # a thousandth of the square, far from straight across
        apart = points[:, 0] - points[:, 1]
        return -0.5 * (apart / 0.005) ** 2

    start = np.random.default_rng(1).random((60, 12))
    start[:, 1] = start[:, 0]
    found = draw(ridge, start, seed=4, effective=300, steps=6_000)
    assert found.converged and kstest(found.subset(300, 1)[:, 0], "uniform").pvalue > 0.001
    assert np.corrcoef(found.points[:, 0], found.points[:, 1])[0, 1] > 0.99


def test_a_leap_together_moves_one_and_what_goes_with_it():
    luck = np.random.RandomState(1)
    others = luck.random_sample((400, 5))
    others[:, 3] = others[:, 2]
    moved = leaps_together(others[:200], others[200:], luck) != others[:200]
    assert np.array_equal(moved[:, 2], moved[:, 3]) and set(moved.sum(axis=1)) == {1, 2} and moved.any(axis=0).all()


# ---- waves, selection


def test_a_wave_is_drawn_where_more_patterns_are_met_and_the_emulator_foresees_how_many(tmp_path):
    store = filled(tmp_path / "s", 400)
    before = waves.count_met(store.table(waves.PRIOR).figures, store.patterns).mean()
    assert waves.check_prediction(store) is None
    with_a_wave(store)
    drawn = store.table(waves.DRAWN)
    told = waves.check_prediction(store)
    assert told.found == pytest.approx(waves.count_met(drawn.figures, store.patterns).mean()) and told.found > before + 1
    assert abs(told.predicted - told.found) < 0.4 and "foresaw" in str(told)


def test_the_sample_meets_enough_for_real_and_only_that_which_shows_enough_claims_is_in_ec(tmp_path, monkeypatch):
    store = filled(tmp_path / "s", 400, WHOLE)
    with_a_wave(store)
    design, runs = candidates.propose(store, 11, 20, 30, lambda line: None)
    assert runs.converged and candidates.candidate_designs(store) == [design] and len(design.points) == 81
    with pytest.raises(CalibrationError, match="no candidates were run yet"):
        selection.select_sample(store, [design], 1)
    store.run(
        candidates.CANDIDATE,
        enough=lambda: store.of(design) is not None and selection.select_sample(store, [design], 1).table.size >= 20,
    )
    always = selection.met_always(store, design)
    found = selection.select_sample(store, [design], always)
    assert always == 1 and found.of == 5 and found.table.size >= 20 and (found.met == 5).all()
    met = np.all([each.met(found.table.figures[id]) for id, each in TOY.items()], axis=0)
    assert met.all() and found.run <= 81
    claims = {
        f"K{k}": Pattern(
            f"K{k}", "", "", "", {"x": Band("x", 0.0 if k else 0.4)}, lambda trials: {"x": shares(trials)[:, 11]}
        )
        for k in range(2)
    }
    half = iter([False] * 10 + [True] * 100)
    of_claims = claims_shown.run_claims(store, found.table, claims, futures=4, seed=1, enough=lambda: next(half))
    assert np.isnan(claims_shown.shown(claims, of_claims)["K0"]).sum() == found.table.size - 10
    of_claims = claims_shown.run_claims(store, found.table, claims, futures=4, seed=1)
    shown = claims_shown.shown(claims, of_claims)
    assert np.array_equal(claims_shown.showing(shown), found.table.points[:, 11] >= 0.4)
    kept = json.loads(json.dumps(selection.sample(store, design, found, claims_shown.EC(4, shown))))
    sample = posterior_sample.read(json.dumps(kept), "here")
    assert sample.size == found.table.size and tuple(sample.sets) == SPACE.names
    assert np.array_equal(
        sample.showing_claims[SPACE.names[11]], found.table.values[found.table.points[:, 11] >= 0.4, 11]
    )
    assert sample.provenance["candidates"]["converged"] is True and sample.provenance["claims"]["shares"]["K1"] == 1.0
    told = sample.provenance["claims"]
    assert told["shares_with_claims"]["K0"] == 1.0 > told["shares"]["K0"] and told["futures"] == 4
    sample.provenance["candidates"]["met"]["AT9"] = 0.25
    monkeypatch.setattr(describe_calibration, "accepted", lambda: sample)
    said = describe_calibration.sample()
    assert "on average they meet 5.0, seldom AT9 (in 25 % of them)." in said
    average = sum(told["shares"].values())
    assert f": {len(told['sets'])} of {sample.size}. A set of E shows {average:.0f} of 2 claims" in said
    store.add(Design(waves.DRAWN, design.points[:4], 8, 1, notes={"foreseen": [1.0] * 4}))
    assert candidates.candidate_designs(store) == []


def with_candidates(folder) -> tuple[Store, Design]:
    """A store with a first lot of nine candidates, not run, of two runs that are kept."""
    store, luck = filled(folder, 16, WHOLE), np.random.default_rng(1)
    (folder / "draws").mkdir()
    for run in range(2):
        draws = {"points": luck.random((50, SPACE.size)), "effective": np.full(SPACE.size, 50.0)}
        np.savez(folder / "draws" / f"48-11-{run}.npz", **draws, steps=50, converged=True)
    points = np.concatenate([SPACE.defaults[None], luck.random((8, SPACE.size))])
    return store, store.add(Design(candidates.CANDIDATE, points, 30, 11, notes={"sets": 48}))


def test_where_too_few_meet_enough_another_lot_of_the_same_draws_follows(tmp_path):
    store, first = with_candidates(tmp_path / "s")
    second = candidates.add_candidates(store, 2)
    assert candidates.candidate_designs(store) == [first, second] and (second.futures, second.seed) == (30, 11)
    assert len(second.points) == 8
    assert not {tuple(each) for each in first.points} & {tuple(each) for each in second.points}
    assert store.run(candidates.CANDIDATE, since=second.number) == 1 and store.of(first) is None
    both = selection.select_sample(store, [first, second], 1)
    assert both.run == 8
    store.run(candidates.CANDIDATE)
    found = selection.select_sample(store, [first, second], 1)
    assert found.run == 17 and found.table.size >= both.table.size
    for file in (store.folder / "draws").iterdir():
        file.unlink()
    with pytest.raises(CalibrationError, match="run another wave: counterparts calibrate run"):
        candidates.add_candidates(store, 2)


def test_defaults_that_moved_are_a_candidate_too(tmp_path):
    store, first = with_candidates(tmp_path / "s")
    assert candidates.with_defaults(store) == first
    one, *others = SPACE.assumptions
    moved = replace(SPACE, assumptions=(replace(one, default=0.6 * one.low + 0.4 * one.high), *others))
    store = Store(store.folder, moved, WHOLE)
    of_today = candidates.with_defaults(store)
    assert [each.number for each in candidates.candidate_designs(store)] == [first.number, of_today.number]
    assert np.allclose(of_today.points, moved.defaults, atol=1e-5)
    assert candidates.with_defaults(store) == of_today
    store.run(candidates.CANDIDATE, since=of_today.number)
    found = selection.select_sample(store, candidates.candidate_designs(store), 1)
    assert found.run == 1 and found.defaults == bool(found.table.size)


LARGE = Pattern("K1", "", "", "", {"x": Band("x", 0.4)}, lambda trials: {"x": shares(trials)[:, 11]})


def test_where_e_has_few_sets_that_show_the_claims_ec_is_looked_for_between_it_and_the_defaults(
    tmp_path, capsys, monkeypatch
):
    store, first = with_candidates(tmp_path / "s")
    store.run()
    found = selection.select_sample(store, [first], 5)
    assert found.table.size == 9 and found.defaults
    of_sample = partial(claims_of_sample.claims_of_sample, store, found.table, {"K1": LARGE}, futures=4, seed=1, always=1)
    assert of_sample(is_time_up=lambda: True) is None, "the time is over before E is tried"
    tried = iter([False] * 9 + [True] * 100)
    assert of_sample(is_time_up=lambda: next(tried)) is None, "the time is over before any set between is run"
    ec = of_sample(is_time_up=lambda: False)
    assert ec is not None and ec.between is not None and ec.between.table.size == 48
    design = store.newest(between.BETWEEN)
    assert design.number == between.between(store, found.table, 1).number, "they are not drawn twice"
    thirds = np.split(design.points - SPACE.defaults, 3)
    near = np.abs(thirds[0]) > 0.01
    assert np.allclose(thirds[0][near] / thirds[1][near], 2, rtol=0.01), "on straight lines"
    assert np.allclose(thirds[1][near] / thirds[2][near], 2, rtol=0.02)
    assert np.array_equal(ec.between.shown["K1"], ec.between.table.points[:, 11] >= 0.4)
    assert np.array_equal(ec.between.enough, selection.enough(store, ec.between.table, 1)[1])
    sample = posterior_sample.read(json.dumps(selection.sample(store, first, found, ec)), "here")
    told = sample.provenance["claims"]["between"]
    assert told["tried"] == [16] * 3 and told["enough"][2] >= told["showing"][2] and sum(told["showing"]) > 0
    assert len(told["sets"]) == sum(told["showing"]) == int(ec.between.showing.sum())
    assert sample.provenance["claims"]["shares_with_claims"]["K1"] == 1.0
    own = SPACE.names[11]
    here = sample.sets[own][sample.provenance["claims"]["sets"]]
    assert np.allclose(sample.showing_claims[own], [*here, *ec.between.table.values[ec.between.showing, 11]])
    monkeypatch.setattr(describe_calibration, "accepted", lambda: sample)
    assert f"at 50 % of the way {told['showing'][0]} of 16 ({told['enough'][0]} meet" in describe_calibration.sample()
    assert "sets between E and the defaults do too" in capsys.readouterr().out
    monkeypatch.setattr(between, "MIN_EC_SETS", 1)
    assert of_sample(is_time_up=lambda: False).between is None, "where E has enough, E is EC"


def test_three_of_nineteen_may_be_missed_and_no_larger_share_of_fewer():
    assert [allowed(number) for number in (19, 18, 16, 7, 5)] == [3, 2, 2, 1, 0]


def test_a_sample_of_another_version_is_one_line():
    for text, told in (
        ('{"format": 2}', "a sample in format 2, and format 1 is read here"),
        ("[]", "is no accepted sample"),
        ("x", "is no accepted sample"),
        ('{"names": ["a"], "sets": [[1, 2]], "provenance": {}}', "is no accepted sample"),
    ):
        with pytest.raises(CalibrationError, match=told):
            posterior_sample.read(text, "sample.json")


# ---- how far to believe it


def test_known_sets_are_found_again(fitted):
    store, emulator = fitted
    posterior = Posterior(emulator, store.patterns, misses=3)
    if store.newest(KNOWN) is None:
        store.add(recovery.known_sets(posterior, store.table(), 30, 6, sets=10))
        store.run()
    found = recovery.recover(store, emulator, store.table(KNOWN), 6)
    held = sum(each.held.sum() for each in found)
    assert len(found) == 10 and held >= 30
    assert 0.8 <= recovery.share_found(found) <= 0.97
    wrong = [replace(each, true=folded(each.true + 0.5)) for each in found]
    assert recovery.share_found(wrong) < 0.7


def test_evidence_made_of_a_set_is_as_strong_as_ours_and_holds_for_it(fitted):
    store, _ = fitted
    one = store.table().where(np.array([17]))
    made = recovery.evidence_of(one, store.patterns, np.random.default_rng(1))
    for id, each in made.items():
        assert each.met(one.figures[id])[0]
        level, ours = each.bands["level"], TOY[id].bands["level"]
        assert level.high - level.low == pytest.approx(ours.high - ours.low) and each.bands["told"].open


def test_a_theme_left_out_is_predicted_from_the_others(fitted):
    store, emulator = fitted
    design = store.newest("without crises") or store.add(held_out.propose_without(store, emulator, "crises", 48, 30, 9))
    store.run()
    told = held_out.predictions(store, "crises")
    lines = told.figures
    assert told.run == 48 >= told.sets > 0 and str(told).startswith("without crises: ")
    assert [(each.pattern, each.figure) for each in lines] == [("AT9", "level"), ("AT9", "far")] and len(
        design.points
    ) == 48
    assert all(each.low <= each.middle <= each.high and each.holds > 0 for each in lines)
    assert set(held_out.other_patterns("crises", TOY)) == {"AT1", "AT3", "AT16"} and "predicted" in str(lines[0])


def test_the_themes_are_those_of_the_evidence():
    named = [id for ids in held_out.THEMES.values() for id in ids]
    assert len(named) == len(set(named)) and {*named, "AT16", "AT19"} == set(PATTERNS)


def test_a_theme_without_findings_is_one_line():
    for name, told in (
        ("turnover", "the theme turnover has no findings here: none of AT13 is a pattern"),
        ("crisis", "there is no theme 'crisis'; did you mean 'crises'?"),
    ):
        with pytest.raises(CalibrationError) as problem:
            held_out.theme(name, TOY)
        assert told in str(problem.value) and "\n" not in str(problem.value)


def test_what_holds_an_assumption_and_what_holds_nothing(fitted):
    _, emulator = fitted
    points = true_shares(1)[:300]
    told = {each.name: each for each in held_by.held_by(points, SPACE, emulator, {"AT3": TOY["AT3"]})}
    names = SPACE.names
    assert told[names[4]].narrower and told[names[2]].patterns == ("AT3",)
    assert [name for name, each in told.items() if each.by_nothing] == [
        n for k, n in enumerate(names) if k not in (2, 3, 4)
    ]
    assert told[names[2]].prior[0] < told[names[2]].prior[1] < told[names[2]].prior[2]
    moved = {"K1": {"x": points[:, 7] + 0.1 * points[:, 8], "none": np.full(300, np.nan)}, "K2": {"flat": np.ones(300)}}
    answers = held_by.claims_that_answer(points, moved)
    with_claims = held_by.held_by(points, SPACE, emulator, {"AT3": TOY["AT3"]}, answers)
    assert [each.name for each in with_claims if each.claims == ("K1",)] == [names[7]]
    assert not with_claims[7].by_nothing and told[names[7]].by_nothing
    pairs = list(held_by.trading_off(points, names))
    assert pairs and {names[2], names[3]} in [{one, other} for one, other, _ in pairs]
    assert all(abs(together) >= held_by.TOGETHER for *_, together in pairs)


def test_what_a_calibration_told_is_kept_part_by_part_and_said(tmp_path, fitted, monkeypatch):
    store, _ = fitted
    monkeypatch.setattr(kept_beside, "DEFAULT_FILE", tmp_path / "calibration.json")
    assert kept_beside.load_results() == {} and "calibrate predict" in describe_calibration.predicted()
    assert "calibrate recover" in describe_calibration.recovery() and "calibrate held" in describe_calibration.held()
    one = held_out.Prediction("AT9", "calm", "0.2 to 0.6", 0.1, float("nan"), 0.5, 0.75, 0.125)
    others = {
        "trust": (replace(one, holds=0.4), replace(one, holds=0.9)), "habit": (replace(one, holds=0.1),),
        "networks": (replace(one, by_chance=0.6),),
    }  # fmt: skip
    themes = {"crises": (one,), **others}
    told = [held_out.Predicted(name, 12, 48, figures) for name, figures in themes.items()]
    kept_beside.write(store, "themes", kept_beside.themes_part(told))
    told = describe_calibration.predicted()
    assert "Foreseen from the rest: crises." in told and "Foreseen in part: trust." in told
    assert "Not foreseen: habit." in told and "mostly do as well: networks." in told
    assert "crises: 1 of 1 (12 of 48 sets)" in told and "| 75 % | 12 % | yes |" in told and "(0.1 to 0.5)" in told
    assert told.endswith("Older than the model: the themes left out.")
    found = recovery.Recovered(("a", "b"), np.array([0.5, 0.9]), np.zeros(2), np.full(2, 0.8), np.array([True, True]))
    kept_beside.write(store, "recovery", kept_beside.recovery_part([found]))
    assert list(kept_beside.load_results()) == ["recovery", "themes"]
    assert "Of 2 assumptions that this evidence holds" in describe_calibration.recovery()
    one = held_by.Held("a", (0.0, 0.5, 1.0), (0.1, 0.5, 0.9), False, (), ("K3",))
    none = replace(one, name="b", claims=())
    kept_beside.write(store, "assumptions", kept_beside.assumptions_part([one, none], [("a", "b", -0.5)]))
    told = describe_calibration.held()
    assert "Held by nothing: 1 of 2 (`b`)" in told and "`a` and `b` (-0.50)" in told and "| K3 |" in told
    for damaged in ("x", "[]", '{"themes": {}}', '{"other": {"made_with": 1}}'):
        kept_beside.DEFAULT_FILE.write_text(damaged)
        with pytest.raises(CalibrationError, match="does not hold what a calibration told"):
            kept_beside.load_results()


def test_how_long_each_command_worked_is_kept(tmp_path):
    store = Store(tmp_path / "store", SPACE, TOY)
    assert times.processor_hours(store.folder) == 0
    times.add_time(store.folder, "run", 1800.0)
    times.add_time(store.folder, "select", 1800.0)
    assert times.processor_hours(store.folder) == pytest.approx(processors())
    (tmp_path / "store" / "times.jsonl").write_text("x\n")
    with pytest.raises(CalibrationError, match="times.jsonl: is damaged; only how long was worked stands there"):
        times.processor_hours(store.folder)


# ---- the archive


def test_what_is_packed_can_be_gone_on_from_and_is_never_replaced_by_less(tmp_path):
    store = filled(tmp_path / "store", 96)
    first = archive.pack(store, tmp_path / "one.tar.xz").read_bytes()
    assert archive.pack(store, tmp_path / "one.tar.xz").read_bytes() == first, "the same runs, the same bytes"
    archive.unpack(tmp_path / "other", tmp_path / "one.tar.xz")
    other = Store(tmp_path / "other", SPACE, TOY)
    assert other.left() == 0
    np.testing.assert_array_equal(other.table().values, store.table().values)
    with_a_wave(other)
    archive.pack(other, tmp_path / "one.tar.xz")
    with pytest.raises(CalibrationError, match="holds sets that .*store has not; go on from `calibrate unpack`"):
        archive.pack(store, tmp_path / "one.tar.xz")
    archive.unpack(tmp_path / "third", tmp_path / "one.tar.xz")
    assert Store(tmp_path / "third", SPACE, TOY).table().size == 96 + 80


def test_the_archive_that_comes_with_the_kit_is_of_this_model(tmp_path):
    assert archive.is_stale() == "", "the model moved: run a calibration again and pack it, or remove the archive"
    archive.unpack(tmp_path / "kit")
    store = Store(tmp_path / "kit", Space.of_model(), PATTERNS)
    assert store.table().size >= 1900 and times.processor_hours(store.folder) > 4
    filled(tmp_path / "toy", 32)
    assert archive.is_stale(archive.pack(Store(tmp_path / "toy", SPACE, TOY), tmp_path / "one.tar.xz")).startswith(
        "made"
    )
    assert archive.is_stale(tmp_path / "none.tar.xz") == "no runs are packed"


def test_an_archive_that_cannot_be_used_is_one_line_and_changes_nothing(tmp_path):
    with pytest.raises(CalibrationError, match="no sets were run yet, so there is nothing to pack"):
        archive.pack(Store(tmp_path / "empty", SPACE, TOY), tmp_path / "one.tar.xz")
    with pytest.raises(CalibrationError, match="no runs are packed in this copy of the kit"):
        archive.unpack(tmp_path / "other", tmp_path / "one.tar.xz")
    assert not (tmp_path / "other").exists()
    (tmp_path / "one.tar.xz").write_bytes(b"nothing of the kind")
    with pytest.raises(CalibrationError, match="cannot be unpacked into"):
        archive.unpack(tmp_path / "other", tmp_path / "one.tar.xz")
    assert list((tmp_path / "other").iterdir()) == []
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("x")
    with pytest.raises(CalibrationError, match="holds something already"):
        archive.unpack(tmp_path / "full", tmp_path / "one.tar.xz")
    with pytest.raises(OutputError, match="cannot be written"):
        archive.pack(filled(tmp_path / "store", 32), tmp_path / "nowhere" / "one.tar.xz")


# ---- the command


@pytest.fixture
def toy_command(monkeypatch):
    monkeypatch.setattr("simulation.experiments.patterns.PATTERNS", WHOLE)
    monkeypatch.setattr("simulation.experiments.calibration.space.Space.of_model", lambda: SPACE)
    for commands in (search, checks):
        monkeypatch.setattr(commands, "claims_of_one_set", dict)


def said(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(["calibrate", *arguments])
    out, err = capsys.readouterr()
    if stop.value.code == 2:
        assert out.count("\n") <= 1 and err.strip().count("\n") == 0
        return err
    assert stop.value.code == 0
    return out


def test_each_command_says_what_is_finished_and_how_to_go_on(tmp_path, capsys, toy_command, monkeypatch):
    store = str(tmp_path / "store")
    assert "0 sets are run and kept" in said(capsys, "run", store, "--minutes", "0")
    assert "there is no sample yet: counterparts calibrate select" in said(capsys, "held", store)
    assert "no sets were run yet" in said(capsys, "select", store)
    kept = Store(tmp_path / "store", SPACE, WHOLE)
    for design in waves.first_wave(SPACE, 320, 8, 1):
        kept.add(design)
    assert (
        "0 sets are run and kept, 320 are to be run, 0.0 hours of one processor so far. To go on: counterparts calibrate run"
        in said(capsys, "run", store, "--minutes", "0")
    )
    kept.run()
    monkeypatch.setattr(archive, "PACKED", tmp_path / "runs.tar.xz")
    assert "2 designs packed: runs.tar.xz" in said(capsys, "pack", store)
    assert "counterparts calibrate status" in said(capsys, "unpack", f"{store}-again")
    with_a_wave(kept)
    assert "design 1, prior: 80 of 80 sets, 8 futures" in said(capsys, "status", store)
    written = tmp_path / "accepted.json"
    monkeypatch.setattr(search, "ACCEPTED", written)
    monkeypatch.setattr(kept_beside, "DEFAULT_FILE", tmp_path / "calibration.json")
    told = said(capsys, "select", store, "--sets", "12", "--write")
    assert (
        "converged" in told and "candidates meet enough of the 5 patterns" in told and "Written: accepted.json" in told
    )
    assert posterior_sample.read(written.read_text(), "here").size >= 12
    assert "assumptions are held by nothing" in said(capsys, "held", store, "--write")
    assert "leave out their names" in said(capsys, "predict", store, "trust", "--write")
    parts = kept_beside.load_results()
    assert list(parts) == ["emulator", "assumptions"] and len(parts["assumptions"]["held"]) == SPACE.size
    out, unseen = parts["emulator"]["ruled_out"]
    assert f"Of the {unseen} sets of the waves that did and that it had not seen, {out} lay outside" in (
        describe_calibration.sample()
    )
    assert parts["emulator"]["converged"] is True and kept_beside.stale_parts(parts) == list(kept_beside.PARTS.values())[::3]
    assert "there is no theme 'x'" in said(capsys, "predict", store, "x")
    assert "To go on: counterparts calibrate predict" in said(capsys, "predict", store, "trust", "--sets", "16")


def test_ctrl_c_says_what_is_kept(tmp_path, capsys, toy_command, monkeypatch):
    def stopped(self, *_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "run", stopped)
    with pytest.raises(SystemExit) as stop:
        main(["calibrate", "run", str(tmp_path / "store"), "--wave-sets", "8"])
    out, err = capsys.readouterr()
    assert (
        stop.value.code == 130
        and out.startswith("Stopped. 0 sets are run and kept, 16 are to be run, 0.0 hours")
        and "nothing was" not in err
    )


@pytest.mark.slow
@pytest.mark.timeout(900)  # 80 sets are run for real
def test_the_model_itself_is_run_emulated_and_drawn_from(tmp_path):
    space = Space.of_model()
    store = Store(tmp_path / "store", space, PATTERNS)
    store.add(Design(waves.ROUND, np.concatenate([space.defaults[None], waves.points_on_the_way(space, 79, 1)]), 4, 1))
    store.run()
    table = store.table()
    assert table.size == 80 and set(table.figures) == set(PATTERNS) - {"AT19"} and store.misses == 3
    met = waves.count_met(table.figures, store.patterns)
    assert met[0] >= 11 and (met > met[0]).sum() <= 1, "four futures tell the defaults from most others"
    emulator = Emulator(table, store.patterns)
    assert np.median([unknown for _, unknown, _ in emulator.errors().values()]) < 1.0
    posterior = Posterior(emulator, store.patterns, store.misses)
    found = waves.draws_of(posterior.possible(posterior.least(table.points)), table, 1, effective=10, steps=1000)
    assert found.points.shape[1] == space.size and (0 <= found.points).all() and (found.points <= 1).all()
