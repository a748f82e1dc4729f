"""Reading a study loads none of the libraries that made it; every partnership has a study of its own."""

from __future__ import annotations

import subprocess
import sys

from simulation.ensemble.stored_screening import screening_by_scenario
from simulation.experiments.json_files import write_json
from simulation.experiments.sensitivity.batches import STUDIED_OUTCOMES
from simulation.experiments.sensitivity.everywhere import STORED_STRONGEST, everywhere
from simulation.odd import renewal
from tests.unit.experiments.test_sensitivity import _file, _made, ask, spoil  # noqa: F401


def test_reading_needs_no_salib(file):
    question = (
        "import sys; from pathlib import Path; from simulation.experiments.sensitivity import what_matters; "
        "what_matters('use', Path(sys.argv[1])); print([n for n in ('SALib', 'pandas', 'mesa') if n in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question, str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_every_partnership_has_its_own_strongest_and_another_models_are_not_told(tmp_path, capsys, monkeypatch):
    made = everywhere(
        trajectories=2, futures=2, names=["district_sanitation", "delivery_counterparts"], keep=tmp_path
    )
    assert list(tmp_path.iterdir()) == []
    file = write_json(tmp_path / "where.json", made)
    found = screening_by_scenario(file)
    for of_results in found.values():
        assert list(of_results) == list(STUDIED_OUTCOMES)
        for strongest in of_results.values():
            strengths = [each.strength for each in strongest]
            assert len(strengths) == STORED_STRONGEST and strengths == sorted(strengths, reverse=True)
        assert of_results["gain"][0].strength > 0
    one, other = ([each.name for each in of_results["gain"]] for of_results in found.values())
    assert one != other
    monkeypatch.setattr("simulation.ensemble.stored_screening.DEFAULT_FILE", file)
    code, out, _ = ask(capsys, "--everywhere")
    assert code == 0 and out.splitlines()[0] == "district_sanitation" and out.count("    gain") == 2
    code, _, err = ask(capsys, "--everywhere", "--futures", "5")
    assert code == 2 and "goes with --renew and --keep only: leave out futures" in err
    assert renewal.older_screening().state is renewal.State.FRESH
    spoil(file, lambda made: made.update(model="another"))
    assert screening_by_scenario(file) == {}
    assert str(renewal.older_screening()).startswith("screening of every partnership: older than the model")
    code, _, err = ask(capsys, "--everywhere")
    assert code == 2 and "--everywhere --renew` renews it" in err and err.count("\n") == 1
