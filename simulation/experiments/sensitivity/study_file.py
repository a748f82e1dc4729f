"""Writing a study as readable JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.ensemble.stored_sensitivity import DEFAULT_FILE, PARTS
from simulation.experiments.json_files import short
from simulation.vocabulary.errors import OutputError


def write(content: Mapping[str, Any], path: Path | None = None) -> Path:
    """Store a study: a line for each thing it rests on, and one for each assumption and result.

    Raises OutputError when it cannot be written.
    """
    path = path or DEFAULT_FILE
    lines = []
    for name in PARTS:
        part = content[name]
        if name == "outcomes":
            tables = ",\n".join(f"  {json.dumps(result)}: [\n{_rows(rows)}\n  ]" for result, rows in part.items())
            lines.append(f'"outcomes": {{\n{tables}\n}}')
        else:
            lines.append(f"{json.dumps(name)}: {json.dumps(short(part) if name == 'as_planned' else part)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written ({problem.strerror})") from None
    return path


def _rows(rows: list[dict[str, Any]]) -> str:
    return ",\n".join(f"    {json.dumps(short(row))}" for row in rows)
