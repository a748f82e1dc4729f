"""Every text of the source, read once for all tests: reading takes seconds, and no test changes the source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from simulation.translation import catalogues
from simulation.translation.messages import Message, messages


@cache
def every_text() -> tuple[Message, ...]:
    return tuple(messages())


@contextmanager
def read_once() -> Iterator[None]:
    """Inside it, catalogues are made of the texts that were read already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "messages", lambda: iter(every_text()))
        yield
