"""What matters of what we suppose, partnership by partnership: the stored screening of all of them, read fast."""

from __future__ import annotations

import json
from pathlib import Path

from simulation.ensemble.stored_sensitivity import Influence
from simulation.model.fingerprint import fingerprint
from simulation.model.parameters import parameters

OWN = Path(__file__).parent / "data" / "what_matters_where.json"

Where = dict[str, dict[str, list[Influence]]]  # scenario -> result -> the strongest first


def what_matters_where(file: Path | None = None) -> Where:
    """The strongest assumptions for each result in each scenario; empty where the table is of another model, or there
    is none: `counterparts sensitivity --everywhere --renew` makes it.
    """
    file = file or OWN
    if not file.exists():
        return {}
    made = json.loads(file.read_text(encoding="utf-8"))
    if made["model"] != fingerprint():
        return {}
    return {
        scenario: {
            result: [
                Influence(name, strength, effect, unevenness=float("nan"), strength_within=within)
                for name, strength, effect, within in rows
                if name in parameters()
            ]
            for result, rows in of_results.items()
        }
        for scenario, of_results in made["scenarios"].items()
    }
