"""Which assumptions matter: found where it was planted, the same after a stop, and known for stale.

1. A screening and a decomposition rank a planted strong assumption first, with the effect it was given.
2. In the model, too, what matters ranks before what cannot.
3. Every set meets the same luck: a set is what a run with its numbers gives.
4. A study that was stopped goes on where it was, and gives the same; another study's leavings are not used.
5. A study made with other numbers, or a model that gives other results, is noticed.
6. Reading needs no SALib, and refuses in one line.
7. Every partnership is screened by itself, its strongest are kept, and of another model's nothing is said.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation import load, parameters, run_futures
from simulation.cli.main import main
from simulation.experiments.problem import rounded
from simulation.experiments.sensitivity import load_study, what_matters
from simulation.experiments.sensitivity.batches import STUDIED_OUTCOMES, run_sets
from simulation.experiments.sensitivity.designs import (
    elementary_effects,
    morris_sets,
    sobol_indices,
    sobol_sets,
)
from simulation.experiments.sensitivity.study import result_differences, study
from simulation.experiments.sensitivity.study_file import write
from simulation.vocabulary.errors import OutputError, ParameterError

# What is learnt in an hour moves the gain; how gradually a coalition becomes one, and strain, hardly can.
FEW = ("mass_width", "learning_per_hour", "crisis_strain")
TINY = {"trajectories": 3, "base": 16, "futures": 4, "seed": 3, "assumptions": FEW}


@pytest.fixture(scope="module", name="made")
def _made():
    return study("parliament_mentors", **TINY)


@pytest.fixture(name="file")
def _file(made, tmp_path):
    return write(made, tmp_path / "study.json")


def spoil(file, change):
    made = json.loads(file.read_text(encoding="utf-8"))
    change(made)
    file.write_text(json.dumps(made), encoding="utf-8")


def test_a_planted_assumption_is_found_with_the_effect_it_was_given():
    here = [
        parameters()[name] for name in ("base_success_log_odds", "adoption_gain", "sources_needed", "base_reform_rate")
    ]
    low, width = np.array([each.low for each in here]), np.array([each.high - each.low for each in here])

    def planted(sets):
        share = (sets - low) / width
        return 0.1 * share[:, 0] - 3.0 * share[:, 1] + 0.2 * share[:, 3]

    walks = morris_sets(here, 6, seed=5)
    told = elementary_effects(here, walks, planted(walks), seed=5)
    assert walks.shape == (6 * 5, 4)
    assert [each["effect"] for each in told] == pytest.approx([0.1, -3.0, 0.0, 0.2], abs=1e-6)
    assert [each["strength"] for each in told] == pytest.approx([0.1, 3.0, 0.0, 0.2], abs=1e-6)
    spread = sobol_sets(here, 256, seed=5)
    shares = sobol_indices(here, planted(spread), seed=5)
    assert spread.shape == (256 * 6, 4)
    assert [each["in_all"] for each in shares] == pytest.approx([0.0011, 0.9944, 0.0, 0.0044], abs=0.05)
    assert sobol_indices(here, np.ones(len(spread)), seed=5)[0] == dict.fromkeys(shares[0], 0.0)


def test_counts_are_drawn_whole_and_each_as_likely():
    here = [parameters()["sources_needed"]]
    for sets in (morris_sets(here, 200, seed=1), sobol_sets(here, 512, seed=1)):
        counts, times = np.unique(rounded(here, sets), return_counts=True)
        assert counts.tolist() == [1, 2, 3, 4] and times.min() / times.sum() == pytest.approx(0.25, abs=0.06)


def test_what_matters_in_the_model_ranks_first(made, file):
    ranked = what_matters("gain", file)
    assert ranked[0].name == "learning_per_hour" and len(ranked) == len(FEW)
    first, second = ranked[:2]
    assert first.effect > 0.05 > 3 * second.strength and first.number.label == "Learning in an hour"
    assert {each.name for each in ranked if each.in_all is not None} == set(FEW)
    assert first.in_all > 0.5 > 2 * second.in_all
    assert set(made["outcomes"]) == set(STUDIED_OUTCOMES)


def test_the_frame_holds_the_same_row_by_row(file):
    frame = load_study(file).tidy()
    assert len(frame) == len(STUDIED_OUTCOMES) * len(FEW)
    row = frame[(frame["result"] == "use") & (frame["rank"] == 2)].iloc[0]
    second = what_matters("use", file)[1]
    assert (row["name"], row["strength"], row["label"]) == (second.name, second.strength, second.number.label)


def test_a_set_is_what_a_run_with_its_numbers_gives():
    plan = load("parliament_mentors").with_(months=2, taper=0)
    sets = np.array([[0.15, 2], [0.2, 3], [0.4, 1]])
    found = run_sets(plan, ["learning_per_hour", "sources_needed"], sets, futures=5, seed=11, weeks=80)
    assert found.shape == (3, len(STUDIED_OUTCOMES))
    for row, (rate, needed) in zip(found, sets, strict=True):
        alone = run_futures(
            plan.with_(learning_per_hour=rate, sources_needed=int(needed)), futures=5, seed=11, weeks=80
        )
        known = {name: values[np.isfinite(values)] for name in STUDIED_OUTCOMES if len(values := alone.per_future(name))}
        assert row == pytest.approx(
            [known[name].mean() if len(known[name]) else 0.0 for name in STUDIED_OUTCOMES], rel=1e-4, abs=1e-5
        )


def test_batches_make_no_difference_and_a_stopped_run_goes_on(monkeypatch, tmp_path):
    from simulation.experiments.sensitivity import batches

    plan, names = load("parliament_mentors"), ["learning_per_hour"]
    sets = np.linspace(0.02, 0.12, 5)[:, None]
    numbers = {"futures": 4, "seed": 2, "weeks": 130}
    whole = run_sets(plan, names, sets, **numbers)
    monkeypatch.setattr(batches, "_BATCH_FUTURES", 2 * 4)  # two sets side by side
    file = tmp_path / "done.jsonl"
    asked = []
    real = batches.Trials.outcomes

    def stops(*arguments, **rest):
        asked.append(1)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return real(*arguments, **rest)

    monkeypatch.setattr(batches.Trials, "outcomes", stops)
    with pytest.raises(KeyboardInterrupt):
        run_sets(plan, names, sets, keep=file, **numbers)
    with file.open("a", encoding="utf-8") as half:
        half.write("[2, [[0.1, 0.")  # the power went
    seen = []
    again = run_sets(plan, names, sets, keep=file, progress=lambda done, total: seen.append((done, total)), **numbers)
    assert len(asked) == 4 and seen == [(8, 20), (16, 20), (20, 20)]
    np.testing.assert_array_equal(again, whole)
    run_sets(plan, names, sets, keep=file, **numbers)
    assert len(asked) == 4
    run_sets(plan, names, sets + 1e-3, keep=file, **numbers)
    assert len(asked) == 7


def test_nothing_is_left_of_a_study_that_came_to_its_end(made, tmp_path):
    again = study("parliament_mentors", **TINY, keep=tmp_path)
    assert again == made and list(tmp_path.iterdir()) == []


def test_a_study_of_today_is_not_stale_and_one_of_other_numbers_is(file):
    assert load_study(file).parameter_differences() == [] and result_differences(load_study(file)) == []
    spoil(file, lambda made: made["ranges"].update(mass_width=[0.01, 0.08, 0.15]))
    now = parameters()["mass_width"]
    said = f"mass_width was 0.08 (0.01 to 0.15) then, and is {now.default:g} ({now.low:g} to {now.high:g}) now"
    assert load_study(file).parameter_differences() == [said]


def test_a_scenario_that_changed_and_a_number_that_came_or_went_are_noticed(file):
    def older(made):
        made["plan"]["values"]["months"] = 12
        made["plan"]["values"]["zeal"] = made["plan"]["values"].pop("friction")
        made["ranges"]["zeal"] = [0, 0.5, 1]

    spoil(file, older)
    months = load("parliament_mentors")["months"]
    assert load_study(file).parameter_differences() == [
        "zeal is no longer there", "friction is new", f"parliament_mentors had months = 12 then, and has {months} now",
    ]  # fmt: skip


def test_a_model_that_gives_other_results_is_noticed(file):
    spoil(file, lambda made: made["as_planned"].update(use=made["as_planned"]["use"] + 0.25))
    (told,) = result_differences(load_study(file))
    assert told.startswith("use was ")


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"base": 12}, "base = 12 must be a power of two, such as 16"),
        ({"trajectories": 1}, "trajectories = 1 is out of range; allowed: 2 to 10000"),
        ({"futures": 1}, "futures = 1 is out of range"),
        ({"weeks": 100}, "weeks = 100 end before what lasts can be seen"),
        ({"assumptions": ("adoption_gan",)}, "there is no number called 'adoption_gan'; did you mean 'adoption_gain'?"),
        ({"assumptions": ("months",)}, "months is no assumption"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(numbers, says):
    with pytest.raises(ParameterError, match=says):
        study("parliament_mentors", **numbers)


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"plan": {}}', "{"])
def test_what_is_no_study_is_refused_in_one_line(tmp_path, text):
    file = tmp_path / "odd.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match="is no study of which assumptions matter"):
        load_study(file)


def ask(capsys, *arguments):
    try:
        main(["sensitivity", *arguments])
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_tells_and_checks(capsys, file, tmp_path):
    code, out, _ = ask(capsys, "--file", str(file))
    assert code == 0 and all(f"{name}: " in out for name in STUDIED_OUTCOMES)
    code, out, _ = ask(capsys, "gain", "--file", str(file))
    rows = [line.split()[0] for line in out.splitlines() if line.startswith("    ") and line.split()[0] in FEW]
    assert code == 0 and rows[0] == "learning_per_hour" and len(rows) == len(FEW) and "use:" not in out
    code, out, _ = ask(capsys, "--check", "--file", str(file))
    assert (code, out) == (0, "The study fits the model as it is.\n")
    spoil(file, lambda made: made["ranges"].update(mass_width=[0.01, 0.08, 0.15]))
    code, _, err = ask(capsys, "--check", "--file", str(file))
    assert code == 1 and err.startswith("counterparts: stale: mass_width was ") and err.count("\n") == 1
    code, _, err = ask(capsys, "gains", "--file", str(file))
    assert code == 2 and "did you mean 'gain'?" in err
    code, _, err = ask(capsys, "--file", str(tmp_path / "none.json"))
    assert code == 2 and "`counterparts sensitivity --renew` makes one" in err
