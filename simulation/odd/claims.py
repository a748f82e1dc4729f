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
from simulation.odd.model_tables import NONE, table


def by_claim() -> str:
    """Every claim: who says it, what is moved, whether it is shown at the defaults, and in which shares otherwise."""
    stored_table = load_table()
    claims = {id: claim for id, claim in stored_table["claims"].items() if id in CLAIMS}
    if not claims:
        return "The claims have not been tried yet: `counterparts claims --write` does it."
    provenance, shares = stored_table["provenance"], sample_shares()
    rows = [
        (
            id, CLAIMS[id].sentence, CLAIMS[id].documents.replace(" ", ", "), CLAIMS[id].contrast,
            "yes" if claim["shown"] else "no", _figures(claim), _percent(claim.get("moved")),
            *_sample(shares.get(id)),
        )
        for id, claim in claims.items()
    ]  # fmt: skip
    head = (
        "claim", "in a participant's words", "documents", "contrast", "shown", "figures held", "settings moved",
        "share of E", "share of EC",
    )  # fmt: skip
    return (
        f"{shown_summary({id: claim['shown'] for id, claim in claims.items()})} "
        f"({provenance['futures']} futures, seed {provenance['seed']}).\n\n"
        + table(head, rows) + f"\n\n{not_shown(claims)}{_stale_note(stored_table)}"
    )  # fmt: skip


def not_shown(claims: Mapping[str, Mapping[str, Any]]) -> str:
    """The claims that are not shown, each with the reason."""
    missing = [id for id, claim in claims.items() if not claim["shown"]]
    if not missing:
        return "Every claim is shown at the defaults."
    return "Not shown:\n\n" + "\n".join(f"- {id}, {CLAIMS[id].sentence}: {reason_not_shown(id)}" for id in missing)


def _figures(claim: Mapping[str, Any]) -> str:
    held = [figure["held"] for figure in claim["figures"].values() if figure["held"] is not None]
    return f"{sum(held)} of {len(held)}"


def _sample(shares: Shares | None) -> tuple[str, str]:
    if shares is None:
        return NONE, NONE
    with_claims = "" if np.isnan(shares.with_claims) else _percent(shares.with_claims)
    return _percent(shares.evidence) + (f" ({DOCUMENTS_ONLY})" if shares.documents_only else ""), with_claims or NONE


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{100 * share:.0f} %"


def _stale_note(stored_table: Mapping[str, Any]) -> str:
    older = stale_parts(stored_table)
    if sample_shares() and differences(accepted().provenance):
        older.append("the sample")
    return f"\n\nOlder than the model: what is said of {', '.join(older)}." if older else ""
