"""The stored sensitivity screening of every scenario; loads no SALib."""

from __future__ import annotations

import json
from pathlib import Path

from simulation.ensemble.stored_sensitivity import Influence
from simulation.model.fingerprint import fingerprint
from simulation.model.parameters import parameters

DEFAULT_FILE = Path(__file__).parent / "data" / "what_matters_where.json"

Screening = dict[str, dict[str, list[Influence]]]  # scenario -> result -> the strongest first


def screening_by_scenario(file: Path | None = None) -> Screening:
    """The strongest assumptions for each result in each scenario; empty where the table is of another model, or there
    is none: `counterparts sensitivity --everywhere --renew` makes it.
    """
    file = file or DEFAULT_FILE
    if not file.exists():
        return {}
    stored = json.loads(file.read_text(encoding="utf-8"))
    if stored["model"] != fingerprint():
        return {}
    return {
        scenario: {
            result: [
                Influence(name, strength, effect, unevenness=float("nan"), strength_within=half_width)
                for name, strength, effect, half_width in rows
                if name in parameters()
            ]
            for result, rows in results.items()
        }
        for scenario, results in stored["scenarios"].items()
    }
