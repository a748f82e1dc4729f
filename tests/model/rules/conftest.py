"""A world of one: one member with one peer in one institution, so that a story can be worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation.model.few import FewChange


class OneOfEach:
    """Links where every sum and mean is the thing itself."""

    degree = np.ones((2, 1), np.float32)

    def _same(self, values: np.ndarray) -> np.ndarray:
        return values

    at_receiver = at_institution = to_receivers = mean = at_member = count = _same


class PeerAhead(OneOfEach):
    """The same, but what is looked up at the peer is given."""

    def __init__(self, peer: float) -> None:
        self.peer = peer

    def at_giver(self, values: np.ndarray) -> np.ndarray:
        return np.full_like(values, self.peer)

    def to_givers(self, values: np.ndarray) -> np.ndarray:
        return np.zeros_like(values)


def tell(rule: Any, *, peer: float = 0.0, **seen: Any) -> dict[str, float]:
    """What a rule changes for the one there is, given what it sees; numbers as plain floats."""
    links = PeerAhead(peer)
    arguments = {
        name: links if name in ("ties", "home", "colleagues") else _array(name, seen[name]) for name in rule.reads
    }
    return {name: _number(change) for name, change in rule.change(**arguments).items()}


def _array(name: str, value: Any) -> Any:
    return value if name == "week" else np.full((2, 1), value, np.float32)


def _number(change: Any) -> float:
    if isinstance(change, FewChange):
        array = np.zeros((1, 2), np.float32).T
        change.add_to(array)
        return float(array[0, 0])
    return float(np.broadcast_to(change, (2, 1))[0, 0])


@pytest.fixture(name="tell")
def _tell() -> Any:
    return tell
