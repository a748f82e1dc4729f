"""A kernel's side of the pool: its requests, and what becomes of them where no worker answers."""

from __future__ import annotations

import threading
import time
from multiprocessing.connection import Client, Connection

from simulation.ensemble.results import Results
from simulation.model.plans.plan import Plan
from simulation.pages.executor import Executor, LocalExecutor, UncertaintyBand
from simulation.pages.one_future import OneFuture
from simulation.serving.settings import DEFAULT
from simulation.serving.workers.messages import DoubtRequest, PeopleRequest, Reply, Request, answers
from simulation.vocabulary.errors import BusyError


class PoolExecutor:
    """Sends requests to the dispatcher at an address. The fallback answers where nobody listens there, the request is
    refused, or no reply comes in time.

    It connects at the first request, so that it may be made before a fork. Doubt bands that nobody waits for are
    asked for on a connection of their own: nothing waits behind them.
    """

    def __init__(
        self, address: str, fallback: Executor | None = None, timeout_s: float = DEFAULT.worker_reply_timeout_s
    ) -> None:
        self.fallback = fallback or LocalExecutor(threads=1)
        self._first, self._later = _Requests(address, timeout_s), _Requests(address, timeout_s)

    def results(self, plan: Plan) -> Results:
        """A worker's results of the plan, or the fallback's."""
        reply = self._first.reply(plan)
        return reply if isinstance(reply, Results) else self.fallback.results(plan)

    def doubt(self, plan: Plan, waited_for: bool = True) -> UncertaintyBand:
        """A worker's doubt band of the plan, or the fallback's. Raises BusyError where nobody waits for it and the
        workers are too busy for it: a kernel that ran it itself would only make them busier.
        """
        requests = self._first if waited_for else self._later
        reply = requests.reply(DoubtRequest(plan, waited_for))
        if isinstance(reply, UncertaintyBand):
            return reply
        if requests.late and not waited_for:
            raise BusyError("the workers are too busy for a doubt band")
        return self.fallback.doubt(plan)

    def people(self, plan: Plan, future: int) -> OneFuture:
        """A worker's future of the plan as people, or the fallback's."""
        reply = self._first.reply(PeopleRequest(plan, future))
        return reply if isinstance(reply, OneFuture) else self.fallback.people(plan, future)

    def close(self) -> None:
        """Hang up; a later request connects anew."""
        self._first.hang_up()
        self._later.hang_up()


class _Requests:
    """One connection to the dispatcher, one request at a time."""

    def __init__(self, address: str, timeout_s: float) -> None:
        self.address, self.timeout_s = address, timeout_s
        self.late = False  # whether the last request was given up because no reply came in time
        self._connection: Connection | None = None
        self._asking = threading.Lock()

    def reply(self, request: Request) -> Reply | None:
        """The dispatcher's reply; None where there is none, or a refusal."""
        with self._asking:
            self.late = False
            for _attempt in range(1 if self._connection is None else 2):  # the dispatcher may have been replaced since
                try:
                    return self._ask(request)
                except (EOFError, OSError) as error:
                    self.hang_up()
                    self.late = isinstance(error, TimeoutError)
                    if self.late:
                        break
            return None

    def _ask(self, request: Request) -> Reply | None:
        """None when refused. Raises EOFError, OSError, TimeoutError."""
        if self._connection is None:
            self._connection = Client(self.address, "AF_UNIX")
        self._connection.send(request)
        end = time.monotonic() + self.timeout_s
        while self._connection.poll(max(0.0, end - time.monotonic())):
            reply: Reply | None = self._connection.recv()
            if reply is None or answers(reply, request):
                return reply
        raise TimeoutError("no worker answered in time")

    def hang_up(self) -> None:
        """Leave the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
