"""What the documents claim and whether the model shows it, as Markdown, from the table that was stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.experiments.claims import CLAIMS
from simulation.experiments.claims.stored import older_parts, stored
from simulation.experiments.claims.suite import DOCUMENTS_ONLY, Shares, counted, sample_shares, why_not
from simulation.model.fingerprint import differences
from simulation.odd.model_tables import NONE, table


def by_claim() -> str:
    """Every claim: who says it, what is moved, whether it is shown at the defaults, and in which shares otherwise."""
    kept = stored()
    told = {id: each for id, each in kept["claims"].items() if id in CLAIMS}
    if not told:
        return "The claims have not been tried yet: `counterparts claims --write` does it."
    of, shares = kept["provenance"], sample_shares()
    rows = [
        (
            id, CLAIMS[id].sentence, CLAIMS[id].documents.replace(" ", ", "), CLAIMS[id].contrast,
            "yes" if each["shown"] else "no", _figures(each), _percent(each.get("moved")),
            *_sample(shares.get(id)),
        )
        for id, each in told.items()
    ]  # fmt: skip
    head = (
        "claim", "in a participant's words", "documents", "contrast", "shown", "figures held", "settings moved",
        "share of E", "share of EC",
    )  # fmt: skip
    return (
        f"{counted({id: each['shown'] for id, each in told.items()})} ({of['futures']} futures, seed {of['seed']}).\n\n"
        + table(head, rows) + f"\n\n{not_shown(told)}{_older(kept)}"
    )  # fmt: skip


def not_shown(told: Mapping[str, Mapping[str, Any]]) -> str:
    """The claims that are not shown, each with the reason."""
    missing = [id for id, each in told.items() if not each["shown"]]
    if not missing:
        return "Every claim is shown at the defaults."
    return "Not shown:\n\n" + "\n".join(f"- {id}, {CLAIMS[id].sentence}: {why_not(id)}" for id in missing)


def _figures(told: Mapping[str, Any]) -> str:
    asked = [figure["held"] for figure in told["figures"].values() if figure["held"] is not None]
    return f"{sum(asked)} of {len(asked)}"


def _sample(of: Shares | None) -> tuple[str, str]:
    if of is None:
        return NONE, NONE
    said = "" if np.isnan(of.with_claims) else _percent(of.with_claims)
    return _percent(of.evidence) + (f" ({DOCUMENTS_ONLY})" if of.by_documents_only else ""), said or NONE


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{100 * share:.0f} %"


def _older(kept: Mapping[str, Any]) -> str:
    older = older_parts(kept)
    if sample_shares() and differences(accepted().provenance):
        older.append("the sample")
    return f"\n\nOlder than the model: what is said of {', '.join(older)}." if older else ""
