"""What opening a page loads, and the bundle of scripts that is made once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simulation.pages.pictures import vega_bundle


def test_a_page_loads_neither_altair_nor_voila_nor_mesa() -> None:
    asked = (
        "import sys; from simulation.pages.design_a_partnership import open_page; open_page();"
        "print(*[m for m in ('altair', 'voila', 'mesa', 'pandas', 'vl_convert') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=120, check=True)
    assert said.stdout.strip() == ""


def test_the_bundle_is_made_once_whole_and_outside_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(vega_bundle.CACHE_VARIABLE, str(tmp_path / "cache"))
    made = vega_bundle.bundle_file()
    first = made.stat().st_mtime_ns
    assert vega_bundle.bundle_file() == made
    assert made.stat().st_mtime_ns == first
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert b"export{" in made.read_bytes()[-200:]
