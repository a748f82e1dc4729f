"""Templates refuse what they are not given, and write numbers, names and cells in one way."""

from __future__ import annotations

from importlib import resources
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError

from simulation.odd.documents import BLOCKS
from simulation.odd.rendering import render


def test_data_that_a_template_lacks_are_refused_by_name():
    with pytest.raises(UndefinedError, match="'look' is undefined"):
        render("week", phase="When.")


def test_a_bar_stays_in_its_cell_and_an_empty_cell_gets_a_dash():
    finding = SimpleNamespace(id="T01", finding="this | that", figures="", source="a book", status="DERIVED")
    assert render("findings", findings=[finding]).splitlines()[-1] == "| T01 | this &#124; that | – | a book | DERIVED |"


def test_a_figure_that_was_not_found_is_a_dash_and_a_share_is_in_per_cent():
    band = SimpleNamespace(text="share", allowed="at most 1")
    stored = {"AT1": {"figures": {"a": {"found": 0.12345}, "b": {"found": None, "sample": [0.1, 0.2, 0.3]}}}}
    patterns = {"AT1": SimpleNamespace(bands={"a": band, "b": band})}
    told = render("bands", stored=stored, patterns=patterns, sample_differences=[], unknown_to_sample=["x", "y"])
    assert "| AT1 | share | at most 1 | 0.123 | – to – |\n| AT1 | share | at most 1 | – | 0.1 to 0.3 |" in told
    assert told.endswith("\n\nThe accepted sample does not know `x`, `y`: it is used with their defaults.")
    recovery = {"held": [3, 4], "share": 0.906}
    assert "in 91 %." in render("recovery", recovery=recovery, older=None)


def test_sentences_on_lines_of_their_own_become_one_paragraph():
    told = render("recovery", recovery={"held": [3, 4], "share": 0.9}, older="the recovery of known sets")
    first, second = told.split("\n\n")
    assert "\n" not in first and "looked for. Of 7 assumptions that this evidence holds, the 90 %" in first
    assert second == "Older than the model: the recovery of known sets."


def test_every_template_is_used(monkeypatch):
    used = set()
    for module in ("acceptance", "calibration", "claims", "model_tables", "process_overview", "results"):
        monkeypatch.setattr(f"simulation.odd.{module}.render", lambda template, **_: used.add(template) or "")
    for make in BLOCKS.values():
        make("")
    folder = resources.files("simulation.odd") / "templates"
    included = {"older", "sample_note"}
    assert used | included == {file.name.removesuffix(".md.jinja") for file in folder.iterdir()}
