"""What a calibration told, kept beside the code: how good its emulator was, known sets found again, themes predicted,
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

OWN = Path(__file__).resolve().parents[1] / "data" / "calibration.json"
PARTS = {
    "emulator": "the emulator", "recovery": "recovery", "themes": "the themes left out",
    "assumptions": "what holds each assumption",
}  # fmt: skip


def stored(file: Path | None = None) -> dict[str, Any]:
    """What was written down last, part by part; each part says in `made_with` what it was made with.

    Raises CalibrationError where the file cannot be read as that.
    """
    file = file or OWN
    if not file.exists():
        return {}
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        if not all(told[name]["made_with"] for name in told) or not told.keys() <= PARTS.keys():
            raise KeyError
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise CalibrationError(f"{file.name}: does not hold what a calibration told") from None
    return dict(told)


def older(told: Mapping[str, Any]) -> list[str]:
    """The parts, in words, that were made with another model or other patterns than today's."""
    now = recipe_of_today()
    return [PARTS[name] for name, part in told.items() if part["made_with"] != now]


def write(store: Store, part: str, told: Mapping[str, Any], file: Path | None = None) -> Path:
    """Write one part down, beside the others as they were. Raises OutputError where it cannot be written."""
    of = {**stored(file), part: {"made_with": dict(store.file.recipe), **told}}
    return write_json(file or OWN, {name: short(of[name]) for name in PARTS if name in of})


def of_emulator(design: Design, processor_hours: float) -> dict[str, Any]:
    """What candidates were drawn with: the emulator's errors on sets it had not seen, how the two runs agree, and how
    long the store's commands had worked by then, in hours of one processor.
    """
    noted = design.noted
    return {
        "sets": noted["sets"], "least": noted["least"], "ruled_out": noted["ruled_out"],
        "effective": noted["effective"], "agreement": noted["agreement"], "converged": noted["converged"],
        "errors": noted["errors"], "processor_hours": processor_hours,
    }  # fmt: skip


def of_recovery(found: list[Recovered]) -> dict[str, Any]:
    """How many assumptions the figures of each known set held, and how many of those were found again."""
    return {
        "held": [int(each.held.sum()) for each in found],
        "found": [int(each.inside[each.held].sum()) for each in found],
        "share": share_found(found),
    }


def of_themes(found: Iterable[Predicted]) -> dict[str, Any]:
    """What the sets selected without each theme say of it."""
    return {
        "themes": {
            each.theme: {
                "run": each.run, "sets": each.sets,
                "figures": [
                    {name: value for name, value in asdict(one).items() if name != "allowed"} for one in each.figures
                ],
            }
            for each in found
        }
    }  # fmt: skip


def of_assumptions(held: Iterable[Held], together: Iterable[tuple[str, str, float]]) -> dict[str, Any]:
    """Quartiles of prior and posterior of every assumption, what answers to it, and the pairs that trade off."""
    return {
        "held": {
            each.name: {
                "prior": list(each.prior), "posterior": list(each.posterior), "narrower": each.narrower,
                "patterns": list(each.patterns), "claims": list(each.claims), "by_nothing": each.by_nothing,
            }
            for each in held
        },
        "together": [[one, other, by] for one, other, by in together],
    }  # fmt: skip
