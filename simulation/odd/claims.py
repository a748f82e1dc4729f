"""The stored table of claims as Markdown: each claim of the documents, and whether the model shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.experiments.claims import CLAIMS
from simulation.experiments.claims.stored import load_table, stale_parts
from simulation.experiments.claims.suite import DOCUMENTS_ONLY, Shares, reason_not_shown, sample_shares, shown_summary
from simulation.model.fingerprint import differences
from simulation.odd.rendering import render


def by_claim() -> str:
    """Every claim: who says it, what is moved, whether it is shown at the defaults, and in which shares otherwise."""
    stored_table, shares = load_table(), sample_shares()
    found = {id: claim for id, claim in stored_table["claims"].items() if id in CLAIMS}
    older = stale_parts(stored_table) if found else []
    if shares and differences(accepted().provenance):
        older.append("the sample")
    return render(
        "claims",
        rows=[_row(id, claim, shares.get(id)) for id, claim in found.items()],
        summary=shown_summary({id: claim["shown"] for id, claim in found.items()}),
        provenance=stored_table["provenance"], documents_only=DOCUMENTS_ONLY, older=older,
    )  # fmt: skip


def _row(id: str, found: Mapping[str, Any], shares: Shares | None) -> dict[str, Any]:
    """A claim with what was found of it; the shares of E and of EC are None where there are none."""
    return {
        "id": id,
        "claim": CLAIMS[id],
        "shown": found["shown"],
        "reason": reason_not_shown(id),
        "figures": [figure["held"] for figure in found["figures"].values() if figure["held"] is not None],
        "moved": found.get("moved"),
        "evidence": shares.evidence if shares else None,
        "with_claims": shares.with_claims if shares and not np.isnan(shares.with_claims) else None,
        "documents_only": shares is not None and shares.documents_only,
    }
