"""Calibration on one quick pattern: it finds, it wanders no further than it may, and it goes on where it was left."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation.cli import main
from simulation.experiments import calibration
from simulation.experiments.calibration import Search, accepted, as_sets, assumptions, seek, spread_out
from simulation.model.fingerprint import fingerprint
from simulation.vocabulary.errors import CalibrationError

QUIET = lambda line: None  # noqa: E731


@pytest.fixture(autouse=True)
def one_pattern(monkeypatch):
    monkeypatch.setattr(calibration, "_FITTED", ["AT5"])


def begun(**changes) -> Search:
    return Search.at_defaults(**{"seed": 3, "sets": 8, "futures": 2, "tolerance": 1.0, **changes})


def test_a_search_that_was_left_goes_on_as_if_it_had_not_been(tmp_path):
    whole, parts = begun(), begun()
    seek(whole, 2, tmp_path / "whole.json", QUIET)
    spread_out(whole, 3, tmp_path / "whole.json", QUIET)
    seek(parts, 1, tmp_path / "parts.json", QUIET)
    parts = Search.read(tmp_path / "parts.json")
    seek(parts, 2, tmp_path / "parts.json", QUIET)
    spread_out(parts, 1, tmp_path / "parts.json", QUIET)
    parts = Search.read(tmp_path / "parts.json")
    spread_out(parts, 3, tmp_path / "parts.json", QUIET)
    assert parts == whole and (whole.step, whole.sought) == (5, 2)


def test_seeking_leaves_a_bad_start(tmp_path):
    free = assumptions()
    search = begun(sets=24)
    place = search.names.index("deception_trust_loss"), search.names.index("scar_depth")
    search.centre[place[1]] = 0.0  # no scar to speak of: deceit would heal
    before = begun().centre[place[1]]
    seek(search, 4, tmp_path / "state.json", QUIET)
    assert search.centre[place[1]] > 0.05 and before > 0
    assert all(0 <= share <= 1 for share in search.centre) and len(search.centre) == len(free)


def test_chains_stay_within_ranges_and_tolerance_and_do_move(tmp_path):
    search = begun()
    spread_out(search, 4, tmp_path / "state.json", QUIET)
    sets = as_sets(search.names, search.chains)
    for name, number in assumptions().items():
        assert (sets[name] >= number.low).all() and (sets[name] <= number.high).all()
        assert not number.whole or (sets[name] == np.rint(sets[name])).all()
    assert search.moved > 0 and max(m for m in search.misses if np.isfinite(m)) <= search.tolerance
    kept = accepted(search, search)
    assert len(kept["sets"]) == 16 and kept["provenance"]["model"] == fingerprint()
    assert [each["seed"] for each in kept["provenance"]["searches"]] == [3, 3]


def test_a_step_that_the_patterns_refuse_is_not_taken(tmp_path, monkeypatch):
    search = begun()
    monkeypatch.setattr(calibration, "miss", lambda found, margin=0.0: np.full(len(found["AT5"]["failing"]), 99.0))
    before = calibration._ranges(search.names)
    spread_out(search, 2, tmp_path / "state.json", QUIET)
    low, width = before
    assert np.allclose(search.chains, low + width * np.array(search.centre)) and search.moved == 0


def test_what_is_no_search_or_another_models_is_refused_in_one_line(tmp_path, capsys):
    file = tmp_path / "state.json"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CalibrationError, match="is no calibration that was left"):
        Search.read(file)
    begun().write(file)
    told = json.loads(file.read_text())
    file.write_text(json.dumps(told | {"model": "another"}), encoding="utf-8")
    with pytest.raises(CalibrationError, match="other assumptions or ranges"):
        Search.read(file)
    with pytest.raises(SystemExit) as stop:
        main(["calibrate", str(file), "--spread", "1"])
    _, err = capsys.readouterr()
    assert stop.value.code == 2 and err.count("\n") == 1 and "begin anew with --fresh" in err
