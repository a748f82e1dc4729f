"""What kernels, dispatcher and workers send each other; each message is one pickle (see the package)."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages.executor import UncertaintyBand
from simulation.pages.one_future import OneFuture

PROTOCOL = 5
REFUSED = pickle.dumps(None, PROTOCOL)  # the reply where no worker could run a plan: the kernel may try it itself


@dataclass(frozen=True)
class PeopleRequest:
    """A future of a plan, wanted as people."""

    plan: Plan
    future: int


@dataclass(frozen=True)
class DoubtRequest:
    """The doubt band of a plan. Where nobody waits for it, it is run when nothing else is asked for."""

    plan: Plan
    waited_for: bool = field(default=False, compare=False)


Request = Plan | PeopleRequest | DoubtRequest  # what a kernel sends: a plan alone asks for its results


@dataclass(frozen=True)
class Worker:
    """A worker's first message, with its process id. A kernel's first is a request already."""

    pid: int


@dataclass(frozen=True)
class Job:
    """A request for a worker to answer, on so many threads."""

    request: Request
    threads: int


Reply = Results | OneFuture | UncertaintyBand


def reply_of(found: Reply) -> bytes:
    """A reply as it travels; its plan (and the number of its future) says which request it answers."""
    return pickle.dumps(found, PROTOCOL)


def answers(reply: Reply, request: Request) -> bool:
    """Whether a reply is the one to this request, and not to an older one that was given up."""
    if isinstance(request, PeopleRequest):
        return isinstance(reply, OneFuture) and (reply.plan, reply.future) == (request.plan, request.future)
    if isinstance(request, DoubtRequest):
        return isinstance(reply, UncertaintyBand) and reply.plan == request.plan
    return isinstance(reply, Results) and reply.plan == request
