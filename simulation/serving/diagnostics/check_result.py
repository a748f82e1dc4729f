"""One result of the doctor's: what, what was found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How it stands with one thing."""

    GOOD = "good"
    DO = "do"  # the workshop runs, and something is better done before the day
    BAD = "bad"  # the workshop does not run like this


@dataclass(frozen=True)
class CheckResult:
    """`advice` says what to do where all is not good."""

    what: str
    found: str
    health: Severity = Severity.GOOD
    advice: str = ""


def good(what: str, found: str) -> CheckResult:
    """Nothing to do."""
    return CheckResult(what, found)


def to_do(what: str, found: str, advice: str) -> CheckResult:
    """Better done before the day."""
    return CheckResult(what, found, Severity.DO, advice)


def bad(what: str, found: str, advice: str) -> CheckResult:
    """Must be done."""
    return CheckResult(what, found, Severity.BAD, advice)
