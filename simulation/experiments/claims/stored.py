"""The stored table of claims: its content and provenance, and whether it is stale."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from simulation.ensemble import stored_claims
from simulation.ensemble.versions import versions
from simulation.experiments.claims import CLAIMS
from simulation.experiments.claims.suite import FoundClaims, figure_rows, reason_not_shown, shown
from simulation.experiments.json_files import short
from simulation.experiments.source_digest import python_files, source_digest
from simulation.model.fingerprint import fingerprint

TABLE = stored_claims.DEFAULT_FILE
_PARTS = {"moved": "the settings moved", "partnerships": "the partnerships", "levers": "the levers"}
_NOT_DIGESTED = ("not_shown.py", "stored.py", "suite.py")  # files on which no figure of a claim depends


def store(
    found_claims: FoundClaims, futures: int, seed: int, before: Mapping[str, Any] | None = None, *,
    moved: Mapping[str, float] | None = None, partnerships: Mapping[str, Any] | None = None,
    levers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The content of a stored table, from a run of the whole suite, ready for JSON.

    What was not made in this run is that of the table `before`, where it had any, with the model it was made with.
    """
    is_shown, before = shown(found_claims), before or {}
    made: dict[str, dict[str, Any]] = {
        id: {
            "sentence": CLAIMS[id].sentence, "shown": bool(is_shown[id][0]),
            "reason": "" if is_shown[id][0] else reason_not_shown(id), "figures": {},
        }
        for id in found_claims
    }  # fmt: skip
    for line in figure_rows(found_claims):
        figure: dict[str, Any] = {name: short(getattr(line, name)) for name in ("found", "low", "high")}
        figure["held"] = line.holds
        made[line.claim]["figures"][line.figure] = figure
    provenance: dict[str, Any] = {
        "model": fingerprint(), "claims": claims_digest(), "futures": futures, "seed": seed, "versions": versions(),
    }  # fmt: skip
    shares_moved = moved if moved is not None else _moved_shares(before)
    for id in made.keys() & shares_moved.keys():
        made[id]["moved"] = round(shares_moved[id], 3)
    _record_model(provenance, "moved", moved is not None, bool(shares_moved), before)
    table: dict[str, Any] = {"provenance": provenance, "claims": made}
    for name, part in (("partnerships", partnerships), ("levers", levers)):
        table[name] = part if part is not None else before.get(name, {})
        _record_model(provenance, name, part is not None, bool(table[name]), before)
    return table


def _record_model(provenance: dict[str, Any], name: str, fresh: bool, present: bool, before: Mapping[str, Any]) -> None:
    """Write down with which model a part was made, where there is such a part."""
    if present:
        earlier = before.get("provenance", {})
        provenance[name] = fingerprint() if fresh else earlier.get(name, earlier.get("model", ""))


def _moved_shares(table: Mapping[str, Any]) -> dict[str, float]:
    return {id: claim["moved"] for id, claim in table.get("claims", {}).items() if "moved" in claim}


def load_table(file: Path | None = None) -> dict[str, Any]:
    """The table as it was last written down (see `stored_claims.table`)."""
    return stored_claims.load_table(file or TABLE)


def ids_shown(table: Mapping[str, Any]) -> list[str]:
    """The claims that a stored table has as shown."""
    return [id for id, claim in table["claims"].items() if claim["shown"]]


def no_longer_shown(table: Mapping[str, Any], found_claims: FoundClaims) -> list[str]:
    """The claims among those tried that a stored table has as shown and that are shown no more."""
    now = shown(found_claims)
    return [id for id in ids_shown(table) if id in now and not now[id][0]]


def claims_digest() -> str:
    """A digest of the source of all claims and of what they run on: another one, and a stored table is stale."""
    here = resources.files("simulation.experiments")
    claims = [file for file in python_files(here / "claims") if file.name not in _NOT_DIGESTED]
    return source_digest(
        [here / "trials.py", here / "patterns" / "pattern.py", here / "patterns" / "arrangements.py", *claims]
    )


def is_stale(table: Mapping[str, Any]) -> str:
    """Why a stored table is stale, in some words; empty when it is not."""
    provenance = table["provenance"]
    if not provenance:
        return "not made yet"
    if provenance["model"] != fingerprint():
        return "made with another model"
    return "" if provenance["claims"] == claims_digest() else "made with other claims"


def stale_parts(table: Mapping[str, Any]) -> list[str]:
    """The parts of a stored table that were made with another model than today's, in words."""
    provenance = table["provenance"]
    return [words for name, words in _PARTS.items() if name in provenance and provenance[name] != fingerprint()]
