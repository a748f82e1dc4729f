"""One process at a time writes a file or folder of results, and what the file system refuses is one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from simulation.vocabulary.errors import OutputError, ResultsError


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """An error of the file system in one line that names the file."""
    try:
        yield
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written ({problem.strerror})") from None


def lock(file: IO[bytes], path: Path) -> None:
    """One process at a time, where the system can see to it; the lock goes with the process, however it ends.

    Raises ResultsError, and closes the file, where another has it.
    """
    if find_spec("fcntl") is None:
        return
    import fcntl

    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not shared with the workers of a pool
    except (BlockingIOError, PermissionError):
        file.close()
        raise ResultsError(f"{path}: another process is writing it; wait for it, or stop it") from None
