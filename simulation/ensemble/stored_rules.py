"""The rules that a file of results names: their titles, and the rules themselves where they can be run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.ensemble.posterior_sample import accepted
from simulation.model.engine.rule import Rule
from simulation.model.fingerprint import fingerprint
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ResultsError


def titles(told: Mapping[str, Any]) -> dict[str, str]:
    """The rules that ran, each with its first line; empty for one that the file has no words of.

    Args:
        told: the provenance in the file.
    """
    known = {rule.name(): rule.idea() for rule in STANDARD}
    known |= {name: own.get("idea", "") for name, own in (told.get("own_rules") or {}).items()}
    return {name: known.get(name, "") for name in told["ideas"]}


def to_run_again(told: Mapping[str, Any]) -> list[Rule]:
    """The rules that ran, for the same futures with the same bits.

    Args:
        told: the provenance in the file.

    Returns:
        Those of the standard rules that ran.

    Raises:
        ResultsError: rules of one's own took part, which a file does not hold, or the model or the accepted sample is
            another one now.
    """
    cannot = "so single persons and institutions cannot be run again"
    if told.get("own_rules"):
        raise ResultsError(
            f"read from a file, made with rules of one's own ({', '.join(told['own_rules'])}), {cannot}; ask results "
            "of run_futures(..., rules=...)"
        )
    now = {"model": fingerprint(), "sample": accepted().digest if told.get("sample") else None}
    for what, found in now.items():
        if told.get(what) != found:
            raise ResultsError(
                f"read from a file, made by another {what} ({told.get(what)}, now {found}), {cannot} with the same "
                "bits; ask results of run_futures"
            )
    return [rule for rule in STANDARD if rule.name() in told["ideas"]]
