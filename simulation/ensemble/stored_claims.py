"""The stored table of claims of the documents, and whether the model shows each; loads no experiment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.ensemble.posterior_sample import accepted
from simulation.model.fingerprint import fingerprint

DEFAULT_FILE = Path(__file__).parent / "data" / "claims.json"
MIN_SHARE = 0.5  # of the sets of assumptions that the evidence accepts: shown in fewer, a claim rests on the documents


@dataclass(frozen=True)
class StoredClaim:
    """One claim of the documents. share: of the sets of assumptions that the evidence accepts, those that show it; None
    where that was not tried with the model as it is.
    """

    id: str
    sentence: str
    shown: bool
    reason: str
    share: float | None

    @property
    def documents_only(self) -> bool:
        """Whether the model shows it, and the evidence alone mostly does not."""
        return self.shown and self.share is not None and self.share < MIN_SHARE


def load_table(file: Path = DEFAULT_FILE) -> dict[str, Any]:
    """The table as it was last written down, with its provenance; one with nothing in it where there is none yet."""
    if not file.exists():
        return {"provenance": {}, "claims": {}, "partnerships": {}, "levers": {}}
    return json.loads(file.read_text(encoding="utf-8"))


def claims(table: Mapping[str, Any] | None = None) -> list[StoredClaim]:
    """Every claim of a table (default: the project's own), in its order; none of one that another model made. The
    shares are those of the accepted sample.
    """
    table = load_table() if table is None else table
    provenance = table["provenance"]
    if provenance.get("model") != fingerprint():
        return []
    sample = accepted().provenance
    shares = sample.get("claims", {}).get("shares", {}) if sample.get("model") == provenance["model"] else {}
    return [
        StoredClaim(id, claim["sentence"], claim["shown"], claim["reason"], shares.get(id))
        for id, claim in table["claims"].items()
    ]
