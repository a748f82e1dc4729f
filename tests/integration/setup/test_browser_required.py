"""Where a browser is required, a browser test that skips fails the run; elsewhere it may skip."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]


PAGE = """
import pytest

@pytest.fixture
def chromium():
    pytest.skip("none here")

def test_skips_at_once():
    pytest.skip("no browser")

def test_skips_by_its_fixture(chromium):
    pass
"""


@pytest.mark.slow
@pytest.mark.parametrize(("required", "told"), [("1", "1 failed, 1 error"), ("0", "2 skipped")])
def test_a_skipped_browser_test_fails_where_one_is_required(tmp_path: Path, required: str, told: str) -> None:
    (tmp_path / "browser").mkdir()
    shutil.copy(HERE / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: opens one\n", encoding="utf-8")
    (tmp_path / "browser" / "test_page.py").write_text(PAGE, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "browser", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"COUNTERPARTS_REQUIRE_BROWSER": required},
    )
    assert told in run.stdout
    assert (run.returncode == 0) == (required == "0")
