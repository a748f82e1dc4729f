"""The acceptance table at several seeds: how often luck alone breaks a pattern, and how near a figure lies to an end.

1. A margin is a share of the width between two ends, and standard errors of one run from a single end.
2. What could not be worked out is near, whatever the rest; what luck does not move is not, if it lies inside.
3. What is stored tells the same as what was found.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation.cli.main import main
from simulation.experiments import acceptance
from simulation.experiments import acceptance_seeds as seeds
from simulation.experiments.patterns import Band, Pattern


@pytest.fixture
def two(monkeypatch):
    """A pattern with a figure between 0 and 1, and one with a figure of at least 2 and one that is only told."""
    bands = ({"share": Band("a share", 0.0, 1.0)}, {"rise": Band("a rise", 2.0), "told": Band("told")})
    of = zip(("P1", "P2"), bands, strict=True)
    patterns = {id: Pattern(id, "title", "run", "T1", each, lambda trials: {}) for id, each in of}
    for module in (acceptance, seeds):
        monkeypatch.setattr(module, "PATTERNS", patterns)


def found(shares, rises) -> dict:
    return {
        seed: {"P1": {"share": np.array([share])}, "P2": {"rise": np.array([rise]), "told": np.array([9.0])}}
        for seed, (share, rise) in enumerate(zip(shares, rises, strict=True), 1)
    }


def test_margins_are_shares_of_the_width_or_standard_errors(two):
    share, rise = seeds.margins(found([0.9, 1.0, 0.98], [3.0, 4.0, 5.0]))
    assert share.margin == pytest.approx(0.04) and share.near and share.held == 3
    assert rise.margin == pytest.approx(2.0) and not rise.near and rise.held == 3
    share, rise = seeds.margins(found([0.5, 0.5, 1.2], [1.0, 4.0, 5.0]))
    assert not share.near and share.held == 2 and rise.near and rise.held == 2
    assert "1.27 of its width" not in str(share) and "0.64 standard errors inside, held at 2 seeds" in str(rise)


def test_what_cannot_be_worked_out_is_near_and_what_luck_does_not_move_is_not(two):
    share, rise = seeds.margins(found([0.5, np.nan], [2.5, 2.5]))
    assert share.near and share.held == 1 and not rise.near
    assert seeds.missed(found([0.5, np.nan], [2.5, 1.0])) == {1: [], 2: ["P1", "P2"]}
    _, beyond = seeds.margins(found([0.5, 0.5], [1.5, 1.5]))
    assert beyond.near and "outside, held at 0 seeds" in str(beyond)


def test_what_is_stored_tells_what_was_found(two, tmp_path, monkeypatch):
    monkeypatch.setattr(seeds, "TABLE", tmp_path / "seeds.json")
    assert "not made yet" in seeds.stored_summary(seeds.load_table()) and seeds.is_stale(seeds.load_table()) == "not made yet"
    of = found([0.98, np.nan, 0.5], [2.5, 2.5, 1.0])
    seeds.TABLE.write_text(json.dumps(seeds.store(of, 60)))
    told = seeds.stored_summary(seeds.load_table())
    assert told == seeds.summary(seeds.missed(of), seeds.margins(of), 60)
    assert "met at 1 of 3 seeds (60 futures each): P1 missed at seed 2; P2 missed at seed 3." in told
    monkeypatch.setattr("simulation.experiments.acceptance.patterns_digest", lambda: "other")
    assert seeds.stored_summary(seeds.load_table()).endswith("Older than the model: made with other patterns.")


def test_the_command_runs_the_defaults_at_each_seed_and_keeps_what_is_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(seeds, "TABLE", tmp_path / "seeds.json")
    with pytest.raises(SystemExit) as stop:
        main(["acceptance", "AT5", "--seeds", "2", "--futures", "4"])
    assert not stop.value.code and " of 2 seeds (4 futures each)" in capsys.readouterr().out and not seeds.load_table()
    with pytest.raises(SystemExit) as stop:
        main(["acceptance", "--seeds", "2", "--sample"])
    assert stop.value.code == 2 and "leave out --sample" in capsys.readouterr().err
