"""The table of claims as it is kept beside the code: what was found, with what, and what is older than that."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from simulation.ensemble import stored_claims
from simulation.ensemble.results import versions
from simulation.experiments.claims import CLAIMS
from simulation.experiments.claims.suite import FoundClaims, lines, shown, why_not
from simulation.experiments.json_files import short
from simulation.experiments.source_digest import python_files, source_digest
from simulation.model.fingerprint import fingerprint

TABLE = stored_claims.DEFAULT_FILE
_PARTS = {"moved": "the settings moved", "partnerships": "the partnerships", "levers": "the levers"}
_TELLING = ("not_shown.py", "stored.py", "suite.py")  # files on which no figure of a claim depends


def store(
    what: FoundClaims, futures: int, seed: int, before: Mapping[str, Any] | None = None, *,
    moved: Mapping[str, float] | None = None, partnerships: Mapping[str, Any] | None = None,
    levers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What is kept of a run of the whole suite, ready for JSON.

    What was not made in this run is that of the table `before`, where it had any, with the model it was made with.
    """
    is_shown, before = shown(what), before or {}
    made: dict[str, dict[str, Any]] = {
        id: {
            "sentence": CLAIMS[id].sentence, "shown": bool(is_shown[id][0]),
            "reason": "" if is_shown[id][0] else why_not(id), "figures": {},
        }
        for id in what
    }  # fmt: skip
    for line in lines(what):
        told: dict[str, Any] = {name: short(getattr(line, name)) for name in ("found", "low", "high")}
        told["held"] = line.holds
        made[line.claim]["figures"][line.figure] = told
    provenance: dict[str, Any] = {
        "model": fingerprint(), "claims": claims_print(), "futures": futures, "seed": seed, "versions": versions(),
    }  # fmt: skip
    ways = moved if moved is not None else _ways_of(before)
    for id in made.keys() & ways.keys():
        made[id]["moved"] = round(ways[id], 3)
    _note(provenance, "moved", moved is not None, bool(ways), before)
    table: dict[str, Any] = {"provenance": provenance, "claims": made}
    for name, part in (("partnerships", partnerships), ("levers", levers)):
        table[name] = part if part is not None else before.get(name, {})
        _note(provenance, name, part is not None, bool(table[name]), before)
    return table


def _note(provenance: dict[str, Any], name: str, fresh: bool, there: bool, before: Mapping[str, Any]) -> None:
    """Write down with which model a part was made, where there is such a part."""
    if there:
        of = before.get("provenance", {})
        provenance[name] = fingerprint() if fresh else of.get(name, of.get("model", ""))


def _ways_of(before: Mapping[str, Any]) -> dict[str, float]:
    return {id: each["moved"] for id, each in before.get("claims", {}).items() if "moved" in each}


def stored(file: Path | None = None) -> dict[str, Any]:
    """The table as it was last written down (see `stored_claims.table`)."""
    return stored_claims.load_table(file or TABLE)


def were_shown(told: Mapping[str, Any]) -> list[str]:
    """The claims that a stored table has as shown."""
    return [id for id, each in told["claims"].items() if each["shown"]]


def lost(told: Mapping[str, Any], what: FoundClaims) -> list[str]:
    """The claims among those tried that a stored table has as shown and that are shown no more."""
    now = shown(what)
    return [id for id in were_shown(told) if id in now and not now[id][0]]


def claims_print() -> str:
    """A digest of the source of all claims and of what they run on: another one, and a stored table is stale."""
    here = resources.files("simulation.experiments")
    claims = [file for file in python_files(here / "claims") if file.name not in _TELLING]
    return source_digest(
        [here / "trials.py", here / "patterns" / "pattern.py", here / "patterns" / "arrangements.py", *claims]
    )


def is_stale(told: Mapping[str, Any]) -> str:
    """Why a stored table is stale, in some words; empty when it is not."""
    of = told["provenance"]
    if not of:
        return "not made yet"
    if of["model"] != fingerprint():
        return "made with another model"
    return "" if of["claims"] == claims_print() else "made with other claims"


def older_parts(told: Mapping[str, Any]) -> list[str]:
    """The parts of a stored table that were made with another model than today's, in words."""
    of = told["provenance"]
    return [words for name, words in _PARTS.items() if name in of and of[name] != fingerprint()]
