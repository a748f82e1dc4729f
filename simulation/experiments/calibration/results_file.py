"""Stored results of a calibration: errors of its emulator, recovery of known sets, predictions of themes left out,
and what holds each assumption.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.experiments.calibration.held_by import Held
from simulation.experiments.calibration.held_out import Predicted
from simulation.experiments.calibration.recipe import recipe_of_today
from simulation.experiments.calibration.recovery import Recovered, share_found
from simulation.experiments.calibration.store import Design, Store
from simulation.experiments.json_files import short, write_json
from simulation.vocabulary.errors import CalibrationError

DEFAULT_FILE = Path(__file__).resolve().parents[1] / "data" / "calibration.json"
PARTS = {
    "emulator": "the emulator", "recovery": "recovery", "themes": "the themes left out",
    "assumptions": "what holds each assumption",
}  # fmt: skip


def load_results(file: Path | None = None) -> dict[str, Any]:
    """The stored results by part; `made_with` of each part is the recipe it was made by.

    Raises CalibrationError where the file cannot be read as that.
    """
    file = file or DEFAULT_FILE
    if not file.exists():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if not all(content[name]["made_with"] for name in content) or not content.keys() <= PARTS.keys():
            raise KeyError
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise CalibrationError(f"{file.name}: does not hold what a calibration told") from None
    return dict(content)


def stale_parts(content: Mapping[str, Any]) -> list[str]:
    """The parts, in words, that were made with another model or other patterns than today's."""
    now = recipe_of_today()
    return [PARTS[name] for name, part in content.items() if part["made_with"] != now]


def write(store: Store, part: str, content: Mapping[str, Any], file: Path | None = None) -> Path:
    """Write one part down, beside the others as they were. Raises OutputError where it cannot be written."""
    parts = {**load_results(file), part: {"made_with": dict(store.file.recipe), **content}}
    return write_json(file or DEFAULT_FILE, {name: short(parts[name]) for name in PARTS if name in parts})


def emulator_part(design: Design, processor_hours: float) -> dict[str, Any]:
    """What candidates were drawn with: the emulator's errors on sets it had not seen, how the two runs agree, and how
    long the store's commands had worked by then, in hours of one processor.
    """
    noted = design.notes
    return {
        "sets": noted["sets"], "least": noted["least"], "ruled_out": noted["ruled_out"],
        "effective": noted["effective"], "agreement": noted["agreement"], "converged": noted["converged"],
        "errors": noted["errors"], "processor_hours": processor_hours,
    }  # fmt: skip


def recovery_part(recovered: list[Recovered]) -> dict[str, Any]:
    """How many assumptions the figures of each known set held, and how many of those were found again."""
    return {
        "held": [int(one.held.sum()) for one in recovered],
        "found": [int(one.inside[one.held].sum()) for one in recovered],
        "share": share_found(recovered),
    }


def themes_part(predicted: Iterable[Predicted]) -> dict[str, Any]:
    """What the sets selected without each theme say of it."""
    return {
        "themes": {
            theme.theme: {
                "run": theme.run, "sets": theme.sets,
                "figures": [
                    {name: value for name, value in asdict(figure).items() if name != "allowed"}
                    for figure in theme.figures
                ],
            }
            for theme in predicted
        }
    }  # fmt: skip


def assumptions_part(held: Iterable[Held], trade_offs: Iterable[tuple[str, str, float]]) -> dict[str, Any]:
    """Quartiles of prior and posterior of every assumption, what answers to it, and the pairs that trade off."""
    return {
        "held": {
            assumption.name: {
                "prior": list(assumption.prior), "posterior": list(assumption.posterior),
                "narrower": assumption.narrower,
                "patterns": list(assumption.patterns), "claims": list(assumption.claims),
                "by_nothing": assumption.by_nothing,
            }
            for assumption in held
        },
        "together": [[one, other, correlation] for one, other, correlation in trade_offs],
    }  # fmt: skip
