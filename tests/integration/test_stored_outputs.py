"""A number that was made up in what a notebook stores is found when nbval runs it, and nothing else is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.stored_outputs import NOTEBOOKS, ROOT, texts

pytestmark = pytest.mark.slow


def falsify(path: Path, copy: Path) -> str:
    """A copy of a notebook in which the last digit that is compared is another; returns nbval's name of the cell."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = [
        (number, output)
        for number, cell in enumerate(cells)
        for output in cell.outputs
        if re.search(r"\d", texts(output).get("text/plain", ""))
    ]
    number, output = found[-1]
    holder, key = (output, "text") if output.output_type == "stream" else (output.data, "text/plain")
    holder[key] = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), holder[key])
    nbformat.write(notebook, copy)
    return f"{copy.name}::Cell {number}"


def test_one_falsified_number_in_each_notebook_fails_and_no_other_cell(tmp_path: Path) -> None:
    falsified = [falsify(path, tmp_path / path.name) for path in NOTEBOOKS]
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-cell-timeout=120", "-p", "no:cacheprovider", "-rf", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=600,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    failed = re.findall(r"^FAILED (?:\S*/)?(\S+\.ipynb::Cell \d+)", run.stdout, re.MULTILINE)
    assert sorted(failed) == sorted(falsified), run.stdout[-3000:]
