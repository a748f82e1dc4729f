"""Working times of the commands of a calibration, in its store: `times.jsonl`, a line for each command."""

from __future__ import annotations

import json
from pathlib import Path

from simulation.ensemble.chunks import processors
from simulation.vocabulary.errors import CalibrationError, OutputError

_FILE = "times.jsonl"


def add_time(folder: Path, command: str, seconds: float) -> None:
    """Keep how long a command worked. Raises OutputError where it cannot be written."""
    file = folder / _FILE
    line = json.dumps({"command": command, "seconds": round(seconds, 1), "processors": processors()})
    try:
        with file.open("a", encoding="utf-8") as times:
            times.write(f"{line}\n")
    except OSError as problem:
        raise OutputError(f"{file}: cannot be written ({problem.strerror})") from None


def processor_hours(folder: Path) -> float:
    """How long all commands worked, times the processors they had. A command that was killed is not counted.

    Raises CalibrationError where that cannot be read.
    """
    file = folder / _FILE
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return float(sum(row["seconds"] * row["processors"] for row in map(json.loads, lines)) / 3600)
    except (OSError, ValueError, KeyError, TypeError):
        raise CalibrationError(f"{file}: is damaged; only how long was worked stands there") from None
