"""The commands that the README names exist, both ways, and say what they are for."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOLD = sorted(set(re.findall(r"^counterparts ([\w-]+)", README, re.MULTILINE)))
WAYS_TO_CALL = {
    "counterparts": [str(Path(sys.executable).with_name("counterparts"))],
    "python -m": [sys.executable, "-m", "simulation"],
}


@pytest.mark.parametrize("way", WAYS_TO_CALL)
@pytest.mark.parametrize("command", ["", *TOLD])
def test_each_command_helps(way: str, command: str) -> None:
    words = [*WAYS_TO_CALL[way], *command.split(), "--help"]
    answer = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "Usage" in answer.stdout
    assert all(name in answer.stdout for name in ([command] if command else TOLD))


def test_an_unknown_command_is_refused_without_a_traceback() -> None:
    answer = subprocess.run([*WAYS_TO_CALL["python -m"], "dance"], capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert "dance" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_readmes_example_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    body, last = example.rstrip().rsplit("\n", 1)
    seen: dict[str, Any] = {}
    exec(body, seen)
    share = eval(last.split("#")[0], seen)
    assert seen["results"].quantiles("trust", (0.05, 0.5, 0.95)).shape == (3, seen["results"].weeks + 1)
    assert 0 <= share <= 1
    assert seen["found"].cases["finished"].all() and (tmp_path / "sweep").is_dir()


def test_each_way_to_set_up_compiles_the_model_at_its_end() -> None:
    lines = (ROOT / ".ci" / "make-venv").read_text(encoding="utf-8").splitlines()
    compiles = next(number for number, line in enumerate(lines) if "-m simulation compile || true" in line)
    assert compiles == next(number for number, line in enumerate(lines) if '> "$ready"' in line) - 1
    windows = re.findall(r"^\.venv\\Scripts\\python (.*)$", README, re.MULTILINE)
    assert windows[-2:] == ["-m simulation compile", "-m simulation serve --lan"]
