"""Memory of a server and of all that it started, as the kernel of this system counts it (Linux)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil

from simulation.load_test.process_tree import leads

PROC = Path("/proc")


@dataclass(frozen=True)
class Held:
    """Megabytes of one process: its own alone, and with its part of what it shares."""

    private: float
    with_share: float


def held(pid: int) -> Held:
    """What a process holds. Raises OSError when it is gone."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return Held(private / 1024, kilobytes["Pss"] / 1024)


def family(pid: int) -> dict[int, list[int]]:
    """The processes under one, each with its own children."""
    children: dict[int, list[int]] = {}
    for each in PROC.iterdir():
        if each.name.isdigit():
            try:
                told = (each / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:  # it has just ended
                continue
            children.setdefault(int(told.rpartition(")")[2].split()[1]), []).append(int(each.name))
    found: dict[int, list[int]] = {}
    todo = [pid]
    while todo:
        one = todo.pop()
        found[one] = children.get(one, [])
        todo += found[one]
    return found


def kernels_of(pid: int) -> list[int]:
    """Kernels of a server: those that stand ready, and visitors'."""
    found = []
    for each, children in family(pid).items():
        with contextlib.suppress(psutil.NoSuchProcess):
            if not children and leads(each):
                found.append(each)
    return found


def of_all(pids: list[int]) -> list[Held]:
    """What each of them holds, but those that have just ended."""
    found = []
    for pid in pids:
        try:
            found.append(held(pid))
        except OSError:
            continue
    return found
