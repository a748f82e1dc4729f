"""Which request is served next. Newest wins: a session has one request, its newest. Fair: the session that has waited
longest comes first, and one that was served queues again at the end.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from simulation.model.plan import Plan
from simulation.serving.workers.messages import Job

ATTEMPTS = 3  # workers that may be lost over a plan before it is refused
Session = TypeVar("Session")  # whoever requests; any hashable


@dataclass(eq=False)
class RequestQueue(Generic[Session]):
    """Requests of sessions. Safe to use from many threads. `workers`: how many take jobs.

    A plan that several sessions request is run once, for all of them.
    """

    workers: int
    _requests: OrderedDict[Session, Plan] = field(default_factory=OrderedDict)  # by session, oldest first
    _running: set[Plan] = field(default_factory=set)
    _lost: dict[Plan, int] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, session: Session, plan: Plan) -> None:
        """A session's newest request. It takes the place of an older one that still waits."""
        with self._changed:
            if self._requests.get(session) in self._running:  # served already: to the end
                del self._requests[session]
            self._requests[session] = plan
            self._changed.notify_all()

    def drop(self, session: Session) -> None:
        """The session has hung up."""
        with self._changed:
            self._requests.pop(session, None)

    def take(self) -> Job:
        """Wait for the next plan to run; it counts as running until `finish` or `lose`.

        On as many threads as workers are idle, this one among them.
        """
        with self._changed:
            while (plan := self._next()) is None:
                self._changed.wait()
            self._running.add(plan)
            return Job(plan, max(1, self.workers - len(self._running) + 1))

    def finish(self, plan: Plan) -> list[Session]:
        """The plan was run: the sessions whose newest request it is, no longer queued."""
        with self._changed:
            self._running.discard(plan)
            self._lost.pop(plan, None)
            return self._remove(plan)

    def lose(self, plan: Plan) -> list[Session]:
        """The plan's worker was lost: it waits again in its place; after ATTEMPTS its sessions are returned."""
        with self._changed:
            self._running.discard(plan)
            self._lost[plan] = self._lost.get(plan, 0) + 1
            if self._lost[plan] < ATTEMPTS and plan in self._requests.values():
                self._changed.notify_all()
                return []
            del self._lost[plan]
            return self._remove(plan)

    def _next(self) -> Plan | None:
        return next((plan for plan in self._requests.values() if plan not in self._running), None)

    def _remove(self, plan: Plan) -> list[Session]:
        found = [session for session, wanted in self._requests.items() if wanted == plan]
        for session in found:
            del self._requests[session]
        return found
