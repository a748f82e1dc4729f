"""What kernels, dispatcher and workers send each other; each message is one pickle (see the package)."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from simulation.model.plan import Plan
from simulation.runs.results import Results

PROTOCOL = 5
REFUSED = pickle.dumps(None, PROTOCOL)  # the reply where no worker could run a plan: the kernel may try it itself


@dataclass(frozen=True)
class Worker:
    """A worker's first message, with its process id. A kernel's first is a plan already."""

    pid: int


@dataclass(frozen=True)
class Job:
    """A plan for a worker to run, on so many threads."""

    plan: Plan
    threads: int


def reply_of(results: Results) -> bytes:
    """Results as they travel; their plan says which request they answer."""
    return pickle.dumps(results, PROTOCOL)
