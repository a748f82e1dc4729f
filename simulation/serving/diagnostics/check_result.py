"""One line of the doctor's: what, what was found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it stands with one thing."""

    GOOD = "good"
    DO = "do"  # the workshop runs, and something is better done before the day
    BAD = "bad"  # the workshop does not run like this


@dataclass(frozen=True)
class Line:
    """`advice` says what to do where all is not good."""

    what: str
    found: str
    health: Health = Health.GOOD
    advice: str = ""


def good(what: str, found: str) -> Line:
    """Nothing to do."""
    return Line(what, found)


def to_do(what: str, found: str, advice: str) -> Line:
    """Better done before the day."""
    return Line(what, found, Health.DO, advice)


def bad(what: str, found: str, advice: str) -> Line:
    """Must be done."""
    return Line(what, found, Health.BAD, advice)
