"""Vega-Lite specifications made by Altair and stored as JSON, so that a kernel reads them without loading Altair (10
MB).

`python -m simulation.charts.specification` writes all of them after a change to a chart; a test compares the
stored specifications with those that Altair makes now.
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


def specification_file(name: str) -> Path:
    """The file of a chart's specification."""
    return Path(__file__).with_name(f"{name}.json")


def load(name: str) -> dict[str, Any]:
    """The stored Vega-Lite specification of a chart."""
    specification: dict[str, Any] = json.loads(specification_file(name).read_text(encoding="utf-8"))
    return specification


def draw(name: str) -> dict[str, Any]:
    """The specification of a chart as Altair makes it now."""
    module = import_module(f"simulation.charts.{name}")  # Altair: at set-up and in tests only
    chart: Callable[[], Any] = getattr(module, CHARTS[name])
    specification: dict[str, Any] = chart().to_dict()
    return specification


def write_all() -> list[Path]:
    """Make and store the specifications of all charts; returns their files."""
    for name in CHARTS:
        text = json.dumps(draw(name), separators=(",", ":"), sort_keys=True)
        specification_file(name).write_text(text + "\n", encoding="utf-8")
    return [specification_file(name) for name in CHARTS]


if __name__ == "__main__":
    print("wrote", ", ".join(path.name for path in write_all()))
