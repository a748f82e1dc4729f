"""Each measurement behind `make load` still runs, on a handful of people; its figures are nobody's business here."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.load.servers import ROOT


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured as Linux counts it")
@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("arrivals", ["--people", "3", "--stock", "0"], r"3 at once: until the last has its picture +[\d.]+ s"),
        (
            "moving",
            ["--people", "3", "--seconds", "6", "--alone", "4"],
            r"3 visitors, each every 5 s: 95 moves in 100 within +\d+ ms",
        ),
        ("crowd", ["--people", "4", "--places", "3"], r"came in, of 4, where 3 fit +4 "),
        ("many_moves", ["--moves", "12", "--warm", "4"], r"moves made +12 "),
    ],
)
def test_a_measurement_runs_and_says_its_figure(name: str, options: list[str], says: str) -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "load" / f"{name}.py"), *options],
        capture_output=True, text=True, timeout=200, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(says, ran.stdout), ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr
