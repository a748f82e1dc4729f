"""What a server and all that it started hold and spend, as this system counts it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass

import psutil

MEGABYTE = 2**20
PARTS = ("user", "system", "children_user", "children_system")  # the last two, where told: of those that have ended


@dataclass(frozen=True)
class ProcessTree:
    """A server's processes at one moment: `private` megabytes of each visitor's kernel, seconds `spent` by all.

    `whole`: megabytes of all together, each part that several share counted once where the system can tell.
    """

    private: tuple[float, ...]
    spent: float
    whole: float


def process_tree(pid: int) -> ProcessTree:
    """Look at a server and its descendants; those that end meanwhile are left out."""
    family = []
    with suppress(psutil.NoSuchProcess):
        server = psutil.Process(pid)
        family = [server, *server.children(recursive=True)]
    parents = set()
    spent, whole, private = 0.0, 0.0, {}
    for each in family:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            parents.add(each.ppid())
            times = each.cpu_times()
            spent += sum(getattr(times, part, 0.0) for part in PARTS)
            memory = each.memory_full_info()
            if leads(each.pid):
                private[each.pid] = memory.uss / MEGABYTE
            whole += getattr(memory, "pss", memory.uss) / MEGABYTE
    return ProcessTree(tuple(held for process, held in private.items() if process not in parents), spent, whole)


def leads(pid: int) -> bool:
    """Whether a process leads a session of its own, as every kernel does and no worker; yes where nobody can tell.

    Raises psutil.NoSuchProcess when it has ended.
    """
    try:
        return not hasattr(os, "getsid") or os.getsid(pid) == pid
    except ProcessLookupError:
        raise psutil.NoSuchProcess(pid) from None


def own_seconds() -> float:
    """Processor time of this very process: what pretending costs, which real phones do for themselves."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)
