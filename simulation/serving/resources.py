"""Processors, memory and open files this server may use: the computer's, or its container's where those are less."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from simulation.serving.settings import ServerSettings

resource: Any = None
with suppress(ImportError):  # not on Windows
    import resource

ROOT = Path("/")
UNLIMITED_DESCRIPTORS = 2**20  # what counts as no limit
_DESCRIPTORS_TRIED = (UNLIMITED_DESCRIPTORS, 65_536, 10_240, 4_096)  # macOS takes no more than the third
NO_LIMIT = "max"  # how the second version of control groups says that there is no limit


@dataclass(frozen=True)
class Memory:
    """Bytes: all there is, and what could still be taken."""

    total: float
    available: float

    def spared(self, settings: ServerSettings) -> float:
        """Bytes that visitors are not to have."""
        return min(settings.spared_bytes, settings.spared_share * self.total)


def processors(root: Path = ROOT) -> float:
    """Processors that this process may use; a container may be given half of one."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else psutil.cpu_count() or 1
    return min([float(mine), *_quotas(root)])


def memory(root: Path = ROOT) -> Memory:
    """Memory of the computer, or of the tightest limit around this process."""
    told = psutil.virtual_memory()
    limits = list(_limits(root))
    return Memory(
        min([told.total, *(each.total for each in limits)]),
        max(0.0, min([told.available, *(each.available for each in limits)])),
    )


@dataclass(frozen=True)
class Descriptors:
    """Open files and connections of this process: how many there may be, and how many there are."""

    limit: int
    used: int


def descriptors() -> Descriptors:
    """Of this process. Windows has no limit that a room would meet."""
    if resource is None:
        return Descriptors(UNLIMITED_DESCRIPTORS, 0)
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = UNLIMITED_DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, UNLIMITED_DESCRIPTORS)
    return Descriptors(limit, psutil.Process().num_fds())


def raise_descriptor_limit() -> None:
    """Let this process, and those that it starts, open as many files as the system allows."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return
    for tried in _DESCRIPTORS_TRIED:
        wanted = tried if hard == resource.RLIM_INFINITY else min(tried, hard)
        if wanted <= soft:
            return
        with suppress(ValueError, OSError):  # some systems say that there is no limit, and have one
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return


def _quotas(root: Path) -> Iterator[float]:
    for group in _groups(root, "cpu"):
        with suppress(OSError, ValueError, ZeroDivisionError):
            quota, period = (group / "cpu.max").read_text(encoding="ascii").split()
            if quota != NO_LIMIT:
                yield int(quota) / int(period)
        with suppress(OSError, ValueError, ZeroDivisionError):  # the first version
            share = _number(group / "cpu.cfs_quota_us") / _number(group / "cpu.cfs_period_us")
            if share > 0:  # -1: no limit
                yield share


def _limits(root: Path) -> Iterator[Memory]:
    for group in _groups(root, "memory"):
        for limit, used, kept in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),  # the first version
        ):
            with suppress(OSError, ValueError):  # no such file, or no limit
                most = _number(group / limit)
                taken = _number(group / used) - _in_stat(group / "memory.stat", kept)  # kept files make room when asked
                yield Memory(most, most - taken)


def _groups(root: Path, what: str) -> Iterator[Path]:
    """The control groups around this process, the closest first; in a container the outermost seen is its own."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return
    mounted = root / "sys/fs/cgroup"
    for line in lines:
        _number_of, kinds, path = line.split(":", 2)
        if kinds == "" or what in kinds.split(","):
            top = mounted / kinds if kinds else mounted
            group = top / path.lstrip("/")
            yield from (each for each in (group, *group.parents) if each.is_relative_to(top))


def _number(file: Path) -> int:
    return int(file.read_text(encoding="ascii"))


def _in_stat(file: Path, name: str) -> int:
    told = dict(line.split() for line in file.read_text(encoding="ascii").splitlines())
    return int(told.get(name, 0))
