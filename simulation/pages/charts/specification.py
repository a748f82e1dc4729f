"""What Altair makes, kept ready as JSON: a participant's kernel reads it and never loads Altair (10 MB each saved).

`python -m simulation.pages.charts.specification` writes it anew after a change to `fan.py`; a test compares the
two, so that the file cannot fall behind the drawing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("fan.json")


def kept() -> dict[str, Any]:
    """The Vega-Lite specification of the fan as it lies beside this file."""
    specification: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return specification


def drawn() -> dict[str, Any]:
    """The same, drawn by Altair now."""
    from simulation.pages.charts.fan import fan_chart  # Altair: at set-up and in tests only

    specification: dict[str, Any] = fan_chart().to_dict()
    return specification


def write() -> Path:
    """Draw and keep; returns where."""
    KEPT.write_text(json.dumps(drawn(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return KEPT


if __name__ == "__main__":
    print(f"wrote {write().name}")
