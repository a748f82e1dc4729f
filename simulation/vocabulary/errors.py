"""The errors that a user can mend. Each message is one line: what is wrong, where, and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CounterpartsError(Exception):
    """An error that a user can mend. Its text is one printable line; all errors below are of this kind.

    Args:
        message: what is wrong, where, and what is allowed.

    Examples:
        >>> from simulation import CounterpartsError, load
        >>> try:
        ...     load("parliament_mentors").with_(months=99)
        ... except CounterpartsError as problem:
        ...     print(problem)
        months = 99 is out of range; allowed: 1 to 60 months, whole numbers
    """

    def __init__(self, message: str) -> None:
        line = " ".join(message.split())
        super().__init__("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line))


class ParameterError(CounterpartsError, ValueError):
    """A number that does not exist, does not fit its range, or does not go with another."""


class ScenarioError(CounterpartsError, ValueError):
    """A scenario that is missing, damaged or incomplete."""


class CodeError(CounterpartsError, ValueError):
    """A plan code that was mistyped or comes from a different version."""


class EvidenceError(CounterpartsError, ValueError):
    """A finding, or a status of one, that does not exist."""


class DescriptionError(CounterpartsError, ValueError):
    """A description that is missing, or whose generated blocks are not marked as they should be."""


class RuleError(CounterpartsError, ValueError):
    """A rule that cannot be run as it is written: which rule, which line, and what to write instead."""


class CalibrationError(CounterpartsError, ValueError):
    """A calibration that cannot be gone on with, or a parameter set, sample or theme that does not fit it."""


class ResultsError(CounterpartsError, ValueError):
    """A file of stored results that is damaged, is something else, or was made by another model or version."""


class SettingError(CounterpartsError, ValueError):
    """A setting of the server that does not exist or has a value of the wrong kind."""


class BusyError(CounterpartsError):
    """No worker was free for optional work."""


class OutputError(CounterpartsError, OSError):
    """A file that could not be written; nothing is left under its name."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A "did you mean" tail for an error message.

    Args:
        word: the unknown name.
        known: the names there are.
        cutoff: how like the word a name must be, from 0 to 1.

    Returns:
        `; did you mean 'months'?`, or an empty string when no name is close.
    """
    close = difflib.get_close_matches(str(word), list(known), n=1, cutoff=cutoff)
    return f"; did you mean {close[0]!r}?" if close else ""


def one_line(value: object, limit: int = 60) -> str:
    """A value as one short printable line, however wild it is."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
