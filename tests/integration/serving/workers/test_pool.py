"""Results from the pool are those that the kernel would find itself, whatever happens to a worker."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

import numpy as np
import psutil
import pytest

from simulation.ensemble.results import Results
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.pages import executor as pages_executor
from simulation.pages.executor import PAGE_SERIES, UncertaintyBand
from simulation.pages.one_future import OneFuture
from simulation.serving.resources import processors
from simulation.serving.settings import DEFAULT
from simulation.serving.workers import dispatcher, worker
from simulation.serving.workers.dispatcher import Dispatcher
from simulation.serving.workers.executor import PoolExecutor
from simulation.serving.workers.messages import REFUSED, Job, PeopleRequest, Worker, answers
from simulation.vocabulary.errors import BusyError
from tests.integration.serving.kernels.conftest import RunningZygotes, gone
from tests.load.memory import family
from tests.load.servers import ROOT

PLAN = load("parliament_mentors")
PLANS = [PLAN.with_(months=months) for months in range(3, 23)]
CORES = max(1, int(processors()))


def same(one: Results, other: Results) -> bool:
    """To the bit; where everybody is supported, there are no colleagues."""
    return all(np.array_equal(one.weekly(name), other.weekly(name), equal_nan=True) for name in PAGE_SERIES)


def same_band(one: UncertaintyBand, other: UncertaintyBand) -> bool:
    """To the bit."""
    return one.plan == other.plan and all(
        np.array_equal(values, other.weekly[name], equal_nan=True) for name, values in one.weekly.items()
    )


class NoFallback:
    """Whoever falls back on it fails."""

    def results(self, plan: Plan) -> Results:
        raise AssertionError("the kernel ran its plan itself")

    def doubt(self, plan: Plan, waited_for: bool = True) -> UncertaintyBand:
        raise AssertionError("the kernel ran its doubt band itself")

    def people(self, plan: Plan, future: int) -> OneFuture:
        raise AssertionError("the kernel recorded a future itself")


START = """
import sys, time
from pathlib import Path
from simulation.pages import executor
from simulation.serving.workers.pool import WorkerPool

executor.FUTURES = 3
if "slow" in sys.argv[2:]:  # each run can be killed in its middle
    from simulation.serving.workers import worker
    worker.run = lambda plan, threads, run=worker.run: time.sleep(1.0) or run(plan, threads)
import errno, os, signal
from simulation.serving.settings import ServerSettings
from simulation.serving.workers import pool as pools
if "refused" in sys.argv[2:]:  # the first forks fail
    left, fork = [2], pools.forked
    def refuse(child):
        left[0] -= 1
        if left[0] >= 0:
            raise OSError(errno.EAGAIN, "no more processes")
        return fork(child)
    pools.forked = refuse
pool = WorkerPool(Path(sys.argv[1]), "k", ServerSettings(worker_deaths_tolerated=3, worker_retry_s=0.5))
pool.start(lambda: None)
print(flush=True)
signal.signal(signal.SIGCHLD, lambda *_: None)
while sys.stdin.readline():
    try:
        while pool.ended(os.waitpid(-1, os.WNOHANG)[0]):
            pass
    except ChildProcessError:
        pass
    pool.reopen()
    print(flush=True)
"""


class Pool:
    """A process of one thread that has a pool, and the address of the pool."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process, self.address = process, address

    def processes(self) -> list[int]:
        """The dispatcher first."""
        return sorted(family(self.process.pid)[self.process.pid])

    def bury(self) -> None:
        """Have the pool replace whatever has ended, and reopen once it is time."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def executor(self) -> PoolExecutor:
        """A kernel's."""
        return PoolExecutor(self.address, NoFallback())


@contextlib.contextmanager
def pool_of(folder: Path, *how: str) -> Iterator[Pool]:
    command = [sys.executable, "-c", START, str(folder), *how]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == b"\n"
        made = Pool(process, str(folder / "k-workers"))
        yield made
        left = made.processes()
        process.stdin.close()
        process.wait(10)
    assert asyncio.run(gone(*left, within=10)), "a process of the pool outlived its zygote"


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    monkeypatch.setattr(pages_executor, "FUTURES", 3)
    with pool_of(tmp_path) as made:
        yield made


def test_the_pool_finds_what_the_kernel_itself_would(pool: Pool) -> None:
    executor = pool.executor()
    for scenario in scenarios():
        plan = load(scenario)
        found = executor.results(plan)
        assert same(found, pages_executor.run(plan))
        assert found.plan == plan and found.plan.code == plan.code


def test_the_pool_records_the_future_that_the_kernel_itself_would(pool: Pool) -> None:
    executor = pool.executor()
    for scenario in scenarios():
        plan = load(scenario)
        assert executor.people(plan, 2) == pages_executor.run_people(plan, 2)
    assert same(executor.results(PLAN), pages_executor.run(PLAN))  # the two kinds of request share a connection
    assert same_band(executor.doubt(PLAN), pages_executor.run_uncertainty_band(PLAN))
    assert executor.people(PLAN, 1) == pages_executor.run_people(PLAN, 1)


def test_twenty_kernels_ask_at_once_and_each_gets_its_own(pool: Pool) -> None:
    with ThreadPoolExecutor(len(PLANS)) as kernels:
        found = list(kernels.map(lambda plan: pool.executor().results(plan), PLANS))
    assert [each.plan for each in found] == PLANS
    assert same(found[7], pages_executor.run(PLANS[7]))


def test_there_is_one_thread_in_the_zygote_and_one_worker_a_core(pool: Pool) -> None:
    pool.executor().results(PLAN)
    assert psutil.Process(pool.process.pid).num_threads() == 1
    assert len(pool.processes()) == 1 + CORES


def test_garbage_is_refused_and_ends_nobody(pool: Pool) -> None:
    before = pool.processes()

    def send(message: bytes) -> None:
        with socket.socket(socket.AF_UNIX) as raw:
            raw.connect(pool.address)
            raw.sendall(message)

    mute = Client(pool.address, "AF_UNIX")  # connects, and never says anything
    for message in (b"", b"\0", b"\0\0\0\x05abcde", b"\xff\xff\xff\xff\xff\xff\xff\xff", b"\0\0\xff\xffcut"):
        send(message)
    for odd in ("worker", 7, None, (PLAN, "many"), Job(PLAN, 1), (PLAN, 3)):
        with Client(pool.address, "AF_UNIX") as connection:
            connection.send(odd)
            with pytest.raises((EOFError, OSError)):
                got(connection)
    assert same(pool.executor().results(PLAN), pages_executor.run(PLAN))
    mute.close()
    assert pool.processes() == before
    assert all(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in before)


def test_a_request_outlives_the_worker_that_was_killed_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_executor, "FUTURES", 3)
    with pool_of(tmp_path, "slow") as slow, ThreadPoolExecutor(1) as kernel:
        executor = slow.executor()
        answer = kernel.submit(executor.results, PLAN)
        time.sleep(0.4)
        _dispatcher, *workers = slow.processes()
        for pid in workers:  # all, so that only a replaced one can answer
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while len(set(slow.processes()) - {_dispatcher, *workers}) < CORES:
            assert time.monotonic() < end
            slow.bury()
            time.sleep(0.05)
        assert same(answer.result(20), pages_executor.run(PLAN))


def test_a_kernel_goes_on_with_the_dispatcher_that_replaces_a_killed_one(pool: Pool) -> None:
    executor = pool.executor()
    executor.results(PLANS[0])
    first = pool.processes()[0]
    os.kill(first, signal.SIGKILL)
    end = time.monotonic() + 10
    while first in pool.processes():
        assert time.monotonic() < end
        pool.bury()
        time.sleep(0.05)
    assert same(executor.results(PLANS[1]), pages_executor.run(PLANS[1]))
    assert len(pool.processes()) == 1 + CORES


# ---- a dispatcher in this process


class Bench:
    """A dispatcher in this process; the test plays its workers and kernels."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.address = str(folder / "workers")
        self.listener = Listener(self.address, "AF_UNIX", 16)
        self.lifeline, there = socket.socketpair()
        self.dispatcher = Dispatcher(self.listener, workers)
        self._main = threading.Thread(target=self.dispatcher.run, args=[there])
        self._main.start()
        self._ends = contextlib.ExitStack()
        self._ends.enter_context(there)

    def worker(self, pid: int = 0) -> Connection:
        connection = self.connect()
        connection.send(Worker(pid))
        return connection

    def connect(self) -> Connection:
        return self._ends.enter_context(Client(self.address, "AF_UNIX"))

    def ask(self, plan: Plan) -> Connection:
        connection = self.connect()
        connection.send(plan)
        return connection

    def waiting(self, many: int) -> None:
        """Until so many requests wait or run."""
        end = time.monotonic() + 10
        while len(self.dispatcher.queue._requests) != many:
            assert time.monotonic() < end
            time.sleep(0.005)

    def close(self) -> None:
        self.lifeline.close()
        self._main.join(10)
        self._ends.close()
        self.listener.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, 2)
    yield made
    made.close()
    threading.stack_size(0)


def serve(connection: Connection) -> Job:
    """A worker's turn: answer with the plan's months."""
    assert connection.poll(10)
    job: Job = connection.recv()
    connection.send_bytes(pickle.dumps(job.request["months"]))
    return job


def got(connection: Connection) -> object:
    assert connection.poll(10)
    return connection.recv()


def test_a_kernel_that_hung_up_is_not_served_and_a_newer_request_replaces_the_older(bench: Bench) -> None:
    bench.ask(PLANS[0]).close()
    moves = bench.ask(PLANS[1])
    bench.waiting(1)
    leaves = bench.ask(PLANS[2])
    bench.waiting(2)
    moves.send(PLANS[3])
    leaves.close()
    bench.waiting(1)
    worker = bench.worker()
    assert serve(worker) == Job(PLANS[3], 2)
    assert got(moves) == PLANS[3]["months"]
    assert not worker.poll(0.1)


def test_the_same_plan_is_run_once_and_not_again_later(bench: Bench) -> None:
    kernels = [bench.ask(PLAN) for _ in range(3)]
    bench.waiting(3)
    worker = bench.worker()
    serve(worker)
    assert [got(kernel) for kernel in kernels] == [PLAN["months"]] * 3
    assert got(bench.ask(PLAN.with_())) == PLAN["months"]
    assert not worker.poll(0.1)


def test_a_refusal_is_passed_on_and_not_cached(bench: Bench) -> None:
    worker = bench.worker()
    for _ in range(2):
        kernel = bench.ask(PLAN)
        assert worker.poll(10)
        worker.recv()
        worker.send_bytes(REFUSED)
        assert got(kernel) is None


def test_a_worker_that_does_not_answer_in_time_is_killed_and_another_answers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.dispatcher.settings = replace(DEFAULT, worker_run_timeout_s=0.2)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as hangs:
        hung = bench.worker(hangs.pid)
        kernel = bench.ask(PLAN)
        assert hung.poll(10)
        serves = bench.worker()
        serve(serves)
        assert got(kernel) == PLAN["months"]
        assert hangs.wait(10) == -signal.SIGKILL


def test_a_kernel_that_does_not_take_its_reply_is_hung_up_on_and_holds_up_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.dispatcher.settings = replace(DEFAULT, worker_send_timeout_s=1)
    frozen = bench.ask(PLANS[0])
    bench.waiting(1)
    worker = bench.worker()
    assert worker.poll(10)
    worker.recv()
    worker.send_bytes(pickle.dumps(bytes(10**7)))  # far more than a socket holds
    kernel = bench.ask(PLANS[1])
    serve(worker)
    assert got(kernel) == PLANS[1]["months"]
    with pytest.raises((EOFError, OSError)):
        got(frozen)


def test_a_machine_that_is_full_for_a_moment_does_not_end_the_dispatcher(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[BaseException] = []
    monkeypatch.setattr(dispatcher, "log_fault", noted.append)
    start = threading.Thread.start
    full = iter([True])

    def started(thread: threading.Thread) -> None:
        if thread.name.endswith("(_serve)") and next(full, False):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", started)
    with pytest.raises((EOFError, OSError)):
        got(bench.ask(PLAN))
    kernel = bench.ask(PLAN)
    serve(bench.worker())
    assert got(kernel) == PLAN["months"]
    assert [str(each) for each in noted] == ["can't start new thread"]


def test_idle_memory_is_given_back_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    time.sleep(1.5 * DEFAULT.worker_trim_after_s)  # other tests' dispatchers, whose threads live on, have trimmed
    trimmed: list[float] = []
    bench.dispatcher.settings = replace(DEFAULT, worker_trim_after_s=0.1)
    monkeypatch.setattr(dispatcher, "trim", lambda: trimmed.append(time.monotonic()))
    worker = bench.worker()
    for plan in PLANS[:3]:
        kernel = bench.ask(plan)
        serve(worker)
        got(kernel)
    time.sleep(0.5)
    assert len(trimmed) == 1


def test_an_idle_worker_gives_memory_back_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trimmed: list[float] = []
    settings = replace(DEFAULT, worker_trim_after_s=0.1)
    monkeypatch.setattr(worker, "trim", lambda: trimmed.append(time.monotonic()))
    monkeypatch.setattr(worker, "answer", lambda job: pickle.dumps(job.threads))
    address = str(tmp_path / "k")
    with Listener(address, "AF_UNIX") as listener:
        working = threading.Thread(target=worker.work, args=[address, settings])
        working.start()
        with listener.accept() as dispatcher_end:
            assert dispatcher_end.recv() == Worker(os.getpid())
            for threads in (1, 2):
                dispatcher_end.send(Job(PLAN, threads))
                assert dispatcher_end.recv() == threads
            time.sleep(0.4)
        again = listener.accept()  # the worker turns to whoever listens now
        assert again.recv() == Worker(os.getpid())
    again.close()
    working.join(10)
    assert not working.is_alive()
    assert len(trimmed) == 1


def test_a_run_that_fails_is_refused_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[BaseException] = []

    def broken(_plan: Plan, _threads: int) -> Results:
        raise MemoryError("no room")

    monkeypatch.setattr(worker, "run", broken)
    monkeypatch.setattr(worker, "log_fault", noted.append)
    assert worker.answer(Job(PLAN, 1)) == REFUSED
    assert [str(each) for each in noted] == ["no room"]


# ---- without a pool


class Counting:
    """A fallback that counts."""

    def __init__(self) -> None:
        self.ran: list[Plan] = []

    def results(self, plan: Plan) -> Results:
        self.ran.append(plan)
        return pages_executor.run(plan)

    def doubt(self, plan: Plan, waited_for: bool = True) -> UncertaintyBand:
        self.ran.append(plan)
        return pages_executor.run_uncertainty_band(plan)

    def people(self, plan: Plan, future: int) -> OneFuture:
        self.ran.append(plan)
        return pages_executor.run_people(plan, future)


def test_without_a_pool_the_kernel_runs_its_plan_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_executor, "FUTURES", 2)
    alone = Counting()
    assert same(PoolExecutor(str(tmp_path / "nobody"), alone).results(PLAN), pages_executor.run(PLAN))
    assert alone.ran == [PLAN]


@pytest.mark.parametrize("waited_for", [True, False])
def test_a_kernel_runs_a_late_doubt_band_itself_only_if_somebody_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waited_for: bool
) -> None:
    monkeypatch.setattr(pages_executor, "FUTURES", 2)
    with Listener(str(tmp_path / "k"), "AF_UNIX"):  # it never answers
        alone = Counting()
        executor = PoolExecutor(str(tmp_path / "k"), alone, timeout_s=0.3)
        if waited_for:
            executor.doubt(PLAN, waited_for)
        else:
            with pytest.raises(BusyError, match="too busy"):
                executor.doubt(PLAN, waited_for)
        assert alone.ran == [PLAN] * waited_for
        executor.close()


def test_without_a_pool_the_kernel_runs_a_doubt_band_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_executor, "FUTURES", 2)
    alone = Counting()
    assert same_band(
        PoolExecutor(str(tmp_path / "nobody"), alone).doubt(PLAN), pages_executor.run_uncertainty_band(PLAN)
    )
    assert alone.ran == [PLAN]


def test_without_a_pool_the_kernel_records_a_future_itself(tmp_path: Path) -> None:
    alone = Counting()
    found = PoolExecutor(str(tmp_path / "nobody"), alone).people(PLAN, 2)
    assert found == pages_executor.run_people(PLAN, 2) and alone.ran == [PLAN]


def test_a_future_that_cannot_be_recorded_is_refused_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[BaseException] = []
    monkeypatch.setattr(worker, "log_fault", noted.append)
    assert worker.answer(Job(PeopleRequest(PLAN, -1), 1)) == REFUSED
    assert len(noted) == 1


def test_a_reply_answers_its_own_request_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_executor, "FUTURES", 2)
    results, people = pages_executor.run(PLAN), pages_executor.run_people(PLAN, 1)
    requests = [PLAN, PLANS[0], PeopleRequest(PLAN, 1), PeopleRequest(PLAN, 2), PeopleRequest(PLANS[0], 1)]
    assert [answers(results, each) for each in requests] == [True, False, False, False, False]
    assert [answers(people, each) for each in requests] == [False, False, True, False, False]


def test_results_and_people_of_one_plan_are_two_requests(bench: Bench) -> None:
    kernel, other = bench.ask(PLAN), bench.connect()
    other.send(PeopleRequest(PLAN, 0))
    bench.waiting(2)
    worker = bench.worker()
    for _ in range(2):
        assert worker.poll(10)
        worker.send_bytes(pickle.dumps(type(worker.recv().request).__name__))
    assert (got(kernel), got(other)) == ("Plan", "PeopleRequest")


@pytest.mark.parametrize("how", ["hangs up", "refuses", "is silent"])
def test_whatever_the_dispatcher_does_the_kernel_gets_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(pages_executor, "FUTURES", 2)
    address = str(tmp_path / "k")
    with Listener(address, "AF_UNIX") as listener:

        def dispatch() -> None:
            with listener.accept() as connection:
                connection.recv()
                if how == "refuses":
                    connection.send_bytes(REFUSED)
                if how != "hangs up":
                    with contextlib.suppress(EOFError):
                        connection.recv()

        dispatching = threading.Thread(target=dispatch)
        dispatching.start()
        alone = Counting()
        executor = PoolExecutor(address, alone, timeout_s=0.3)
        assert same(executor.results(PLAN), pages_executor.run(PLAN))
        assert alone.ran == [PLAN]
        executor.close()
        dispatching.join(10)


def test_workers_that_end_too_often_are_made_again_later(tmp_path: Path) -> None:
    with pool_of(tmp_path) as pool:
        whole = 1 + CORES
        alone = Counting()
        executor = PoolExecutor(pool.address, alone)
        executor.results(PLAN)
        for _ in range(3 + 1):  # one more than is tolerated
            assert len(pool.processes()) == whole
            killed = pool.processes()[-1]
            os.kill(killed, signal.SIGKILL)
            settle(pool, lambda killed=killed: killed not in pool.processes())
        assert not Path(pool.address).exists()
        assert alone.ran == []
        executor.results(PLANS[0])
        assert alone.ran == [PLANS[0]]
        settle(pool, lambda: len(pool.processes()) == whole)
        pool.executor().results(PLAN)
        executor.results(PLAN)  # the kernel that did without goes on with the pool
        assert alone.ran == [PLANS[0]]


def test_what_cannot_be_forked_is_forked_later(tmp_path: Path) -> None:
    with pool_of(tmp_path, "refused") as pool:
        assert pool.processes() == [] and not Path(pool.address).exists()  # no kernel waits for nobody
        settle(pool, lambda: len(pool.processes()) == 1 + CORES)
        pool.executor().results(PLAN)


def settle(pool: Pool, there: Callable[[], bool]) -> None:
    """Let the pool do what it does until something is so."""
    end = time.monotonic() + 20
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)
        pool.bury()


def test_workers_that_are_killed_are_replaced_and_when_that_happens_too_often_kernels_do_without(
    running_zygotes: Callable,
) -> None:
    async def story(running: RunningZygotes) -> None:
        def pool_processes() -> list[int]:
            kernels_too = family(running.page.pid)[running.page.pid]
            return [pid for pid in kernels_too if os.getsid(pid) != pid]

        async def some(count: int) -> list[int]:
            async with asyncio.timeout(10):
                while len(found := pool_processes()) != count:
                    await asyncio.sleep(0.02)
            return found

        first = await some(1 + CORES)
        (address,) = [each for each in running.supervisor.first.folder.iterdir() if each.name.endswith("-workers")]
        os.kill(first[0], signal.SIGKILL)
        assert await gone(first[0])
        assert len(set(await some(1 + CORES)) & set(first)) == CORES
        for _ in range(DEFAULT.worker_deaths_tolerated):
            for pid in pool_processes()[-1:]:
                os.kill(pid, signal.SIGKILL)
                assert await gone(pid)
        await some(0)
        assert not address.exists()
        assert running.page.alive

    running_zygotes(story)
