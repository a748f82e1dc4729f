"""What Altair makes, kept ready as JSON: a participant's kernel reads it and never loads Altair (10 MB each saved).

`python -m simulation.charts.specification` writes all anew after a change to a chart; a test compares what is
kept with what is drawn, so that no file can fall behind its drawing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

CHARTS = {  # by module
    "fan": "fan_chart", "differences": "differences_chart", "waterfall": "waterfall_chart", "couples": "couples_chart",
}  # fmt: skip


def kept_in(name: str) -> Path:
    """The file that keeps a chart."""
    return Path(__file__).with_name(f"{name}.json")


def kept(name: str) -> dict[str, Any]:
    """The Vega-Lite specification of a chart as it lies beside this file."""
    specification: dict[str, Any] = json.loads(kept_in(name).read_text(encoding="utf-8"))
    return specification


def drawn(name: str) -> dict[str, Any]:
    """The same, drawn by Altair now."""
    module = import_module(f"simulation.charts.{name}")  # Altair: at set-up and in tests only
    chart: Callable[[], Any] = getattr(module, CHARTS[name])
    specification: dict[str, Any] = chart().to_dict()
    return specification


def write() -> list[Path]:
    """Draw and keep all; returns where."""
    for name in CHARTS:
        text = json.dumps(drawn(name), separators=(",", ":"), sort_keys=True)
        kept_in(name).write_text(text + "\n", encoding="utf-8")
    return [kept_in(name) for name in CHARTS]


if __name__ == "__main__":
    print("wrote", ", ".join(path.name for path in write()))
