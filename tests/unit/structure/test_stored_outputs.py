"""Every cell of a notebook for analysts is compared, or says why not; what is stored holds facts and no noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.stored_outputs import IGNORED, NOTEBOOKS, faults

PRINTED = new_output("stream", name="stdout", text="3 of 4\n")


def of(source: str, *outputs: Any, **more: Any) -> list[str]:
    """The faults of a cell, beside one that is right."""
    right = new_code_cell("print('3 of 4')", outputs=[PRINTED], execution_count=1)
    number = None if source.startswith(f"{IGNORED}\n") else 2
    cell = new_code_cell(source, outputs=list(outputs), **{"execution_count": number, **more})
    return [each.split(": ", 1)[1] for each in faults(new_notebook(cells=[right, cell]))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebooks_keep_the_rules(path: Path) -> None:
    assert faults(nbformat.read(path, as_version=4)) == []


def test_all_notebooks_for_analysts_are_looked_at() -> None:
    assert {"evidence", "first_steps", "what_matters"} <= {path.stem for path in NOTEBOOKS}


def test_a_compared_cell_and_an_ignored_one_with_its_reason_are_right() -> None:
    assert of("print('3 of 4')", PRINTED) == []
    assert of(f"{IGNORED}\n# a picture\nchart") == []


@pytest.mark.parametrize(
    ("source", "outputs", "fault"),
    [
        (f"{IGNORED}\nchart", [], "the second line of an ignored cell is a comment with the reason"),
        (f"{IGNORED}\n#\nchart", [], "the second line of an ignored cell is a comment with the reason"),
        (f"{IGNORED}\n# a picture\nchart", [PRINTED], "an ignored cell stores no output"),
        (f"{IGNORED}  # a picture\nchart", [], "the only marker is # NBVAL_IGNORE_OUTPUT, alone on the first line"),
        (f"chart\n{IGNORED}", [], "the only marker is # NBVAL_IGNORE_OUTPUT, alone on the first line"),
        ("# NBVAL_SKIP\nchart", [], "the only marker is # NBVAL_IGNORE_OUTPUT, alone on the first line"),
        ("x", [new_output("stream", name="stdout", text="it holds: True\n")], "a fact is a number, not True or False"),
        ("x", [new_output("display_data", data={"text/html": "<td>False</td>"})], "a fact is a number, not True or False"),
        ("x", [new_output("execute_result", data={"text/plain": "3"}, execution_count=7)], "an output has no metadata, and no number but its cell's"),
        ("x", [new_output("display_data", data={"image/png": "iVBO"})], "image/png is not compared: ignore the cell, or print a number"),
        ("x", [new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "7"}})], "application/vnd.jupyter.widget-view+json is not compared: ignore the cell, or print a number"),
        ("x", [new_output("stream", name="stdout", text="/home/me/x.py: 3\n")], "no path of a computer"),
        ("x", [new_output("stream", name="stderr", text="a warning\n")], "no stderr"),
        ("x", [new_output("error", ename="E", evalue="3", traceback=[])], "no error"),
    ],
)  # fmt: skip
def test_what_breaks_the_rules_is_said(source: str, outputs: list[Any], fault: str) -> None:
    assert of(source, *outputs) == [fault]


def test_numbers_metadata_of_an_execution_and_a_skipping_tag_break_the_rules() -> None:
    numbered = "a compared cell is numbered by its place among the code, an ignored one is not numbered"
    assert of("x", execution_count=3) == of("x", execution_count=None) == [numbered]  # nbval would not compare the second
    assert of(f"{IGNORED}\n# a picture\nx", execution_count=2) == [numbered]
    assert of("x", metadata={"execution": {"iopub.status.busy": "now"}}) == ["no metadata but tags"]
    assert "the only marker is # NBVAL_IGNORE_OUTPUT, alone on the first line" in of("x", metadata={"tags": ["nbval-skip"]})


def test_the_state_of_widgets_breaks_the_rules() -> None:
    right = new_code_cell("print('3 of 4')", outputs=[PRINTED], execution_count=1)
    assert faults(new_notebook(cells=[right])) == []
    assert faults(new_notebook(cells=[right], metadata={"widgets": {"state": {}}})) == ["no state of widgets"]


def test_a_notebook_without_a_number_that_is_compared_breaks_the_rules() -> None:
    assert faults(new_notebook(cells=[new_code_cell(f"{IGNORED}\n# a picture\nchart")])) == ["no output with a number is compared"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_whoever_draws_with_altair_draws_here(path: Path) -> None:
    source = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert "alt.Chart(" not in source or 'alt.renderers.enable("svg")' in source, "Altair's own renderer asks another host"
