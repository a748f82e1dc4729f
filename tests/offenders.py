"""One check over many declared things: all that fail it are named, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def by_name(entry: Any) -> str:
    """What an entry is called: a number, a rule's class and whatever else has a name, or itself."""
    name = getattr(entry, "name", entry)
    return str(name() if callable(name) else name)


def offenders(entries: Iterable[Any], check: Callable[[Any], object], called: Callable[[Any], str] = by_name) -> list[str]:
    """Of each entry at which a check fails, in their order: `what it is called: what is wrong`."""
    found, seen = [], 0
    for entry in entries:
        seen += 1
        try:
            check(entry)
        except (Exception, pytest.fail.Exception) as fault:  # all that would have failed a test of its own
            told = str(fault) if isinstance(fault, AssertionError | pytest.fail.Exception) else repr(fault)
            found.append("\n".join((f"{called(entry)}: {told or repr(fault)}", *getattr(fault, "__notes__", ()))))
    assert seen, "there is nothing to check"
    return found


def check_all(entries: Iterable[Any], check: Callable[[Any], object], called: Callable[[Any], str] = by_name) -> None:
    """Fails once, with all offenders."""
    found = offenders(entries, check, called)
    assert not found, "\n".join(found)
