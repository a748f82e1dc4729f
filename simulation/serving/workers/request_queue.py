"""Which request is served next. Newest wins: a session has one request, its newest. Fair: the session that has waited
longest comes first, and one that was served queues again at the end. What nobody waits for, a doubt band, comes after
everything else, and never has all workers.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from simulation.serving.settings import DEFAULT
from simulation.serving.workers.messages import DoubtRequest, Job, Request

Session = TypeVar("Session")  # whoever requests; any hashable


@dataclass(eq=False)
class RequestQueue(Generic[Session]):
    """Requests of sessions. Safe to use from many threads. `workers`: how many take jobs. `attempts`:
    how many workers may be lost over a request before it is refused.

    What several sessions request is run once, for all of them.
    """

    workers: int
    attempts: int = DEFAULT.worker_attempts
    _requests: OrderedDict[Session, Request] = field(default_factory=OrderedDict)  # by session, oldest first
    _running: set[Request] = field(default_factory=set)
    _lost: dict[Request, int] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, session: Session, request: Request) -> None:
        """A session's newest request. It takes the place of an older one that still waits."""
        with self._changed:
            if self._requests.get(session) in self._running:  # served already: to the end
                del self._requests[session]
            self._requests[session] = request
            self._changed.notify_all()

    def drop(self, session: Session) -> None:
        """The session has hung up."""
        with self._changed:
            self._requests.pop(session, None)

    def take(self) -> Job:
        """Wait for the next request to run; it counts as running until `finish` or `lose`.

        On as many threads as workers are idle, this one among them.
        """
        with self._changed:
            while (request := self._next()) is None:
                self._changed.wait()
            self._running.add(request)
            return Job(request, max(1, self.workers - len(self._running) + 1))

    def finish(self, request: Request) -> list[Session]:
        """The request was run: the sessions whose newest request it is, no longer queued."""
        with self._changed:
            self._running.discard(request)
            self._lost.pop(request, None)
            return self._remove(request)

    def lose(self, request: Request) -> list[Session]:
        """The request's worker was lost: it waits again in its place; after all attempts its sessions are returned."""
        with self._changed:
            self._running.discard(request)
            self._lost[request] = self._lost.get(request, 0) + 1
            if self._lost[request] < self.attempts and request in self._requests.values():
                self._changed.notify_all()
                return []
            del self._lost[request]
            return self._remove(request)

    def _next(self) -> Request | None:
        waiting = [request for request in self._requests.values() if request not in self._running]
        if sum(map(_can_wait, self._running)) >= max(1, self.workers - 1):
            waiting = [request for request in waiting if not _can_wait(request)]
        return min(waiting, key=_can_wait, default=None)

    def _remove(self, request: Request) -> list[Session]:
        found = [session for session, wanted in self._requests.items() if wanted == request]
        for session in found:
            del self._requests[session]
        return found


def _can_wait(request: Request) -> bool:
    return isinstance(request, DoubtRequest) and not request.waited_for
