"""What is generated or stored follows from the model, and says so where it does not.

1. Nothing in this repository is stale. (Whether the stored figures are those of today is for `acceptance` and `reference`.)
2. One command makes everything anew that takes seconds, and only where it is stale; what takes longer is told as older.
3. Reference results that moved are renewed with a reason only, and it is said by how much each moved.
4. What changed in the model is named: rules, numbers, scenarios.
5. A sample that lacks an assumption is used with its default, and says so wherever people look.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from html import escape

import numpy as np
import pytest

from simulation import STANDARD, load, parameters, run_futures
from simulation.cli.main import main
from simulation.ensemble import parameter_uncertainty, stored_sensitivity
from simulation.ensemble.posterior_sample import PosteriorSample, accepted
from simulation.experiments import acceptance, reference
from simulation.experiments.claims import stored as stored_claims
from simulation.experiments.claims import suite
from simulation.experiments.claims.found import exactly
from simulation.experiments.json_files import json_text, write_json
from simulation.experiments.patterns import PATTERNS
from simulation.load_test import hosting_table
from simulation.model import fingerprint as model
from simulation.model.engine.layout import Layout
from simulation.model.engine.streams import RandomStreams
from simulation.odd import acceptance as describe_acceptance
from simulation.odd import documents, renewal
from simulation.odd.rendering import code
from simulation.odd.renewal import State
from simulation.pages.evidence_panel import EvidencePanel
from simulation.vocabulary.errors import OutputError

pytestmark = pytest.mark.slow


def ask(capsys, *arguments):
    try:
        main(["renew", *arguments])
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    return code, told.out, told.err


def test_nothing_generated_or_stored_is_stale(capsys):
    failed, _, err = ask(capsys, "--check")
    if failed:
        pytest.fail(f"run `counterparts renew`: {err.strip()}", pytrace=False)


@pytest.fixture(name="copies")
def _copies(monkeypatch, tmp_path):
    """All that the command writes, as copies that belong to the model as it is."""
    table, numbers = tmp_path / "acceptance.json", tmp_path / "reference.json"
    told = acceptance.load_table()
    told["provenance"].update(**acceptance.current_provenance(), sample=model.record())
    write_json(table, told)
    monkeypatch.setattr(renewal, "TABLE", table)
    monkeypatch.setattr(acceptance, "load_table", lambda: json.loads(table.read_text(encoding="utf-8")))
    monkeypatch.setattr(describe_acceptance, "load_table", acceptance.load_table)
    reference.write({name: reference.scenario_means(name) for name in reference.SCENARIOS}, "As they were.", numbers)
    real = reference.load_reference
    monkeypatch.setattr(reference, "load_reference", lambda: real(numbers))
    write = reference.write
    monkeypatch.setattr(reference, "write", lambda results, because: write(results, because, numbers))
    files = tuple(shutil.copy(file, tmp_path) for file in documents.OWN_DOCUMENTS)
    monkeypatch.setattr(documents, "OWN_DOCUMENTS", tuple(tmp_path / file.name for file in documents.OWN_DOCUMENTS))
    assert len(files) == 3
    claims = stored_claims.load_table()
    claims["provenance"].update(model=model.fingerprint(), claims=stored_claims.claims_digest())
    claims["provenance"].update({part: model.fingerprint() for part in ("partnerships", "levers")})
    monkeypatch.setattr(stored_claims, "TABLE", write_json(tmp_path / "claims.json", claims))
    for file in documents.OWN_DOCUMENTS:
        documents.renew(file)
    monkeypatch.setattr(hosting_table, "renew", lambda _write: [])
    return tmp_path


@pytest.fixture(name="few_patterns")
def _few_patterns(monkeypatch):
    """Running the table takes one cheap pattern; the others' figures are those stored."""
    kept = {
        id: {name: np.array([np.nan if f["found"] is None else f["found"]]) for name, f in each["figures"].items()}
        for id, each in acceptance.load_table()["patterns"].items()
    }  # fmt: skip
    real = acceptance.figures
    monkeypatch.setattr(acceptance, "figures", lambda trials, only=None, _=None: kept | real(trials, ["AT5"]))


def test_what_is_fresh_is_left_alone(capsys, copies):
    before = {file.name: file.stat().st_mtime_ns for file in copies.iterdir()}
    code, out, _ = ask(capsys)
    states = dict(line.split(": ", 1) for line in out.splitlines())
    assert code == 0 and list(states)[:2] == ["acceptance table", "reference results"]
    for name in ("acceptance table", "reference results", *(file.name for file in documents.OWN_DOCUMENTS)):
        assert states[name] == "fresh"
    assert {"accepted sample", "sensitivity study"} <= set(states)
    assert {file.name: file.stat().st_mtime_ns for file in copies.iterdir()} == before
    assert ask(capsys, "--check")[:2] == (0, "Nothing is stale.\n")


@pytest.mark.usefixtures("few_patterns")
def test_what_is_stale_is_made_anew_and_the_samples_columns_are_kept_as_older(capsys, copies):
    told = acceptance.load_table()
    older = {**model.record(), "model": "older0000000", "rules": {**model.record()["rules"], "patience": "1234"}}
    told["provenance"].update(model="older0000000", sample=older)
    write_json(renewal.TABLE, told)
    share = told["patterns"]["AT5"]["met_in_sample"]
    code, out, err = ask(capsys, "--check")
    assert (code, out) == (1, "") and err.count("\n") == 1
    assert err.startswith("counterparts: acceptance table: stale (") and err.endswith(
        "`counterparts renew` renews it\n"
    )
    assert acceptance.load_table() == told
    code, out, _ = ask(capsys)
    assert code == 0
    assert (
        f"acceptance table: renewed ({len(PATTERNS)} of {len(PATTERNS)} patterns met; the sample's columns are older"
        in out
    )
    assert "model_card.md: renewed (acceptance)" in out
    made = acceptance.load_table()
    assert (
        made["provenance"]["model"] == model.fingerprint() and made["provenance"]["sample"]["model"] == "older0000000"
    )
    assert made["patterns"]["AT5"]["met_in_sample"] == share and "sample" in next(
        iter(made["patterns"]["AT5"]["figures"].values())
    )
    card = (copies / "model_card.md").read_text(encoding="utf-8")
    assert "What is said of the accepted sample is older than the model: the rule patience is no longer there;" in card
    assert ask(capsys, "--check")[0] == 0


@pytest.mark.usefixtures("copies", "few_patterns")
def test_patterns_that_were_changed_make_the_table_stale(capsys):
    told = acceptance.load_table()
    told["provenance"]["patterns"] = "others"
    write_json(renewal.TABLE, told)
    assert "acceptance table: stale (made with other patterns)" in ask(capsys, "--check")[2]
    assert "acceptance table: renewed" in ask(capsys)[1]
    assert ask(capsys, "--check")[0] == 0


@pytest.mark.usefixtures("copies")
def test_claims_of_another_model_are_tried_anew_and_what_was_lost_is_named(capsys, monkeypatch):
    told = stored_claims.load_table()
    told["provenance"]["model"] = "older0000000"
    told["claims"]["K13"]["shown"] = True
    write_json(stored_claims.TABLE, told)
    made = {"K13": {"worth": exactly(0.0), "grown": exactly(0.1)}}
    monkeypatch.setattr(suite, "find_claims", lambda trials, only, tell: made)
    monkeypatch.setattr(renewal.lever_table, "lever_moves", lambda trials: {})
    assert "claims table: stale (made with another model)" in ask(capsys, "--check")[2]
    assert "claims table: renewed (0 of 1 claims and 0 of 0 are shown at the defaults, no longer K13" in ask(capsys)[1]
    assert list(stored_claims.load_table()["claims"]) == ["K13"]


def test_reference_results_that_moved_need_a_reason(capsys, copies):
    told = json.loads((copies / "reference.json").read_text(encoding="utf-8"))
    told["results"]["twenty_group"]["reforms"] /= 2
    write_json(copies / "reference.json", told)
    code, out, err = ask(capsys)
    assert code == 1 and "reference results: stale (twenty_group, reforms: " in out and "(by +100.0 %)" in out
    assert '--because "what moved, and why"' in err and err.count("\n") == 1
    assert reference.load_reference()["because"] == "As they were."
    code, _, err = ask(capsys, "--because", "so")
    assert code == 2 and "--because must say what moved, and why" in err
    reason = "Reforms are counted twice, since the rule was  mended."
    code, out, _ = ask(capsys, "--because", reason)
    assert code == 0 and "reference results: renewed (twenty_group, reforms: " in out
    assert reference.load_reference()["because"] == " ".join(reason.split())
    assert ask(capsys)[1].splitlines()[1] == "reference results: fresh"


def test_changes_nothing_goes_with_no_change(capsys):
    code, _, err = ask(capsys, "--check", "--all")
    assert code == 2 and "--check changes nothing" in err


def test_all_of_it_says_first_how_long_it_takes(capsys, copies, monkeypatch):
    monkeypatch.setattr(renewal, "minutes_of_sample", lambda: 3.2)
    monkeypatch.setattr(renewal, "minutes_of_study", lambda: 0.6)
    monkeypatch.setattr(renewal, "renew_sample_columns", lambda tell: renewal.Artefact("columns", State.RENEWED))
    monkeypatch.setattr(
        renewal, "renew_study", lambda keep, progress: renewal.Artefact("sensitivity study", State.RENEWED)
    )
    code, out, err = ask(capsys, "--all")
    assert code == 0 and err.startswith(
        "The sample's acceptance takes about 3 minutes, the sensitivity study about 1.\n"
    )
    assert out.startswith("columns: renewed\nsensitivity study: renewed\nacceptance table: fresh\n")


def test_reference_results_say_what_is_new_and_what_is_gone():
    then, now = {"a": {"x": 1.0, "y": 0.0}}, {"a": {"y": 0.5, "z": 2.0}}
    assert reference.changed_numbers(then, now) == ["a, y: 0 to 0.5 (by +0.5)", "a, z: 2, new", "a, x: no longer looked at"]
    assert reference.changed_numbers(then, then) == []


def test_what_holds_no_reference_results_is_refused_in_one_line(tmp_path):
    for text in ("{}", "nothing"):
        (tmp_path / "odd.json").write_text(text, encoding="utf-8")
        with pytest.raises(OutputError, match="holds no reference results"):
            reference.load_reference(tmp_path / "odd.json")


def test_what_changed_in_the_model_is_named():
    then = model.record()
    assert model.differences(then) == []
    then["model"] = "another"
    then["rules"]["patience"] = then["rules"].pop("crisis")
    then["rules"]["trust"] = "else"
    then["numbers"]["months"] = [1.0, 12.0, 24.0]
    del then["scenarios"]["twenty_group"]
    months = parameters()["months"].default
    assert model.differences(then) == [
        "the rule crisis is new", "the rule patience is no longer there", "the rule trust changed",
        f"months was 12 (1 to 24) then, and is {months:g} (1 to 60) now", "the scenario twenty_group is new",
        f"the model was another then, and is {model.fingerprint()} now",
    ]  # fmt: skip
    assert model.differences({"model": "another"})[0].startswith("the model was another then")
    then["numbers"] = {name: [0.0, 0.0, 0.0] for name in then["numbers"]}
    assert any(line.endswith(" more") for line in model.differences(then))


def test_a_rule_more_leaves_the_other_rules_prints_alone():
    whole = model._rule_digests(Layout(tuple(type(rule) for rule in STANDARD)))
    less = model._rule_digests(Layout(tuple(type(rule) for rule in STANDARD[1:])))
    assert less == {name: each for name, each in whole.items() if name != STANDARD[0].name()}


def test_json_keeps_a_list_on_its_line(tmp_path):
    told = {"a": [1, 2.5, None], "b": {"c": [["x", 1], ["y, \n z", 2]]}}
    assert json.loads(json_text(told)) == told and '"a": [1, 2.5, null]' in json_text(told)
    with pytest.raises(OutputError, match="cannot be written"):
        write_json(tmp_path / "none" / "x.json", told)


# 5. A sample that lacks an assumption

LACKING = "hours_to_trust"


@pytest.fixture(name="lacking")
def _lacking(monkeypatch):
    sample = accepted()
    less = PosteriorSample({name: values for name, values in sample.sets.items() if name != LACKING}, sample.provenance)
    for where in (parameter_uncertainty, acceptance, renewal):
        monkeypatch.setattr(where, "accepted", lambda: less)


@pytest.mark.usefixtures("lacking")
def test_a_sample_that_lacks_an_assumption_is_used_with_its_default():
    assert LACKING in parameter_uncertainty.unknown_to_sample()
    default = parameters()[LACKING].default
    plan = load("parliament_mentors")
    results = run_futures(plan, futures=20, seed=3, doubt=True)
    assert results.doubt is not None
    assert LACKING not in acceptance.sample_trials().sets and acceptance.sample_trials().size == min(accepted().size, acceptance.SAMPLE_SETS)
    drawn = parameter_uncertainty.sampled_parameters(plan, STANDARD, RandomStreams(3, range(20)))
    assert set(drawn[LACKING]) == {default} and len(set(drawn["warming_hours"])) > 1


@pytest.mark.usefixtures("lacking")
def test_it_says_so_in_renew_on_the_card_and_on_the_page(monkeypatch):
    unknown = parameter_uncertainty.unknown_to_sample()
    assert f"it does not know {', '.join(unknown)}: used with their defaults" in str(renewal.older_sample())
    said = f"The accepted sample does not know {code(unknown)}: it is used with their defaults."
    assert said in describe_acceptance.by_pattern() and said in describe_acceptance.by_figure()
    labels = escape("; ".join(parameters()[name].label for name in unknown))
    assert f"Not varied in it, since it is newer than the band: {labels}." in EvidencePanel(parameters())._repr_html_()
    monkeypatch.setattr("simulation.pages.evidence_panel.unknown_to_sample", tuple)
    assert "newer than the band" not in EvidencePanel(parameters())._repr_html_()


def test_a_study_made_with_another_model_is_older(monkeypatch):
    study = stored_sensitivity.load_study()
    plan = {**study.content["plan"], "values": dict(load(study.content["plan"]["scenario"]).values)}
    now = {**study.content, "record": model.record(), "plan": plan, "ranges": {}}
    monkeypatch.setattr(renewal, "load_study", lambda: replace(study, content=now))
    assert renewal.older_study().state is State.FRESH
    rules = {name: each for name, each in model.record()["rules"].items() if name != "breach"}
    then = {**now, "record": {**model.record(), "model": "another", "rules": rules}}
    monkeypatch.setattr(renewal, "load_study", lambda: replace(study, content=then))
    told = renewal.older_study()
    assert told.state is State.OLDER and "the rule breach is new" in told.why
