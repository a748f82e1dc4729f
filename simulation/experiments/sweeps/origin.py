"""What the results of an experiment depend on beside its design, and who made them.

A worker that has another version of the model would mix its results with those of the others, and nothing would show.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.versions import versions
from simulation.model.engine.compiler import machine
from simulation.model.engine.rule import Rule
from simulation.model.fingerprint import fingerprint, own_rules
from simulation.vocabulary.errors import ResultsError

Origin = dict[str, Any]
_TOLD = {"model": "the model", "own_rules": "rules of your own", "sample": "the accepted sample"}


class OtherOriginError(ResultsError):
    """A worker would give other results than the computer that asks for them."""


@lru_cache(maxsize=8)
def origin(rules: tuple[Rule, ...] | None, doubt: bool) -> Origin:
    """What results depend on here: the model, rules of one's own, and the accepted sample where it is drawn from. Ready
    for JSON.
    """
    return {
        "own_rules": own_rules(rules or ()),
        "sample": accepted().digest if doubt else None,
        "model": fingerprint(),
    }


def check_origin(expected: Mapping[str, Any], rules: tuple[Rule, ...] | None, doubt: bool) -> None:
    """Compare what results depend on here, on a worker, with what they depend on where they are asked for.

    Raises:
        OtherOriginError: they differ; the message says in what, and on which computer.
    """
    here = origin(rules, doubt)
    other = [told for name, told in _TOLD.items() if here[name] != expected[name]]
    if other:
        raise OtherOriginError(
            f"the worker on {socket.gethostname()} has another version of {' and '.join(other)}: install there what is "
            "installed here; what had finished is kept: run it again to go on"
        )


@lru_cache(maxsize=1)
def made_by() -> dict[str, Any]:
    """The versions and the processor of this computer, ready for JSON."""
    return {"versions": versions(), "machine": machine()}
