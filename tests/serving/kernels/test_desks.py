"""Futures that a kernel has run by a desk are the futures that it would run itself, whatever happens to the desk."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from simulation.model.scenario import load, scenarios
from simulation.pages import futures
from simulation.pages.charts.picture import PANELS
from simulation.runs.results import Results
from simulation.serving.kernels import desk
from simulation.serving.kernels.asking import Desks, answer, question
from simulation.serving.kernels.desk import LENGTH, LONGEST, framed, read
from simulation.serving.kernels.staff import MOST_DEATHS
from simulation.serving.machine import processors
from tests.load.memory import family
from tests.load.servers import ROOT
from tests.serving.kernels.conftest import Home, gone

PLAN = load("parliament_mentors")


def same(one: Results, other: Results) -> bool:
    """To the bit, both bands."""
    assert one.doubt is not None and other.doubt is not None
    return all(
        np.array_equal(a.weekly(name), b.weekly(name))
        for a, b in ((one, other), (one.doubt, other.doubt))
        for name in PANELS
    )


class Nobody:
    """Runs nothing: whoever asks it fails."""

    def now(self, plan: object, futures: int) -> Results:
        raise AssertionError("the kernel ran its futures itself")

    async def later(self, plan: object, futures: int) -> Results:
        raise AssertionError("the kernel ran its futures itself")


HIRING = """
import sys
from pathlib import Path
from simulation.serving.kernels.staff import Staff

staff = Staff(Path(sys.argv[1]), "k")
staff.hire(lambda: None)
print(flush=True)
sys.stdin.read()
"""


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[int, Desks]]:
    """The desks of a process with one thread, and its id."""
    command = [sys.executable, "-c", HIRING, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None and parent.stdin is not None
        assert parent.stdout.readline() == b"\n"
        hired = family(parent.pid)[parent.pid]
        yield parent.pid, Desks(tmp_path / "k-now", tmp_path / "k-later", Nobody())  # type: ignore[arg-type]
        parent.stdin.close()
        parent.wait(10)
    assert asyncio.run(gone(*hired, within=10)), "a desk outlived its parent"


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_a_desk_says_what_the_kernel_itself_would(desks: tuple[int, Desks], scenario: str) -> None:
    plan = load(scenario)
    assert same(desks[1].now(plan, 3), futures.run(plan, 3))
    assert same(asyncio.run(desks[1].later(plan, 3)), futures.run(plan, 3))


def test_the_first_look_is_at_the_first_of_all_futures() -> None:
    few, all_of_them = futures.run(PLAN, futures.FIRST_LOOK), futures.run(PLAN, futures.FUTURES)
    assert np.array_equal(few.weekly("practice"), all_of_them.weekly("practice")[: futures.FIRST_LOOK])
    assert few.doubt is not None and all_of_them.doubt is not None
    assert np.array_equal(few.doubt.weekly("trust"), all_of_them.doubt.weekly("trust")[: futures.FIRST_LOOK])


def test_twenty_ask_at_once_and_each_gets_their_own(desks: tuple[int, Desks]) -> None:
    plans = [PLAN.with_(months=month) for month in range(3, 23)]

    async def story() -> list[Results]:
        return list(await asyncio.gather(*(desks[1].later(plan, 2) for plan in plans)))

    found = asyncio.run(story())
    assert [each.plan["months"] for each in found] == list(range(3, 23))
    assert same(found[7], futures.run(plans[7], 2))


def test_garbage_does_a_desk_no_harm(desks: tuple[int, Desks]) -> None:
    def shout(message: bytes) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(desks[1].now_at))
            line.sendall(message)

    for message in (b"", b"\0", framed(b"no pickle"), LENGTH.pack(LONGEST + 1), framed(pickle.dumps((PLAN, "many")))):
        for _ in range(2 * int(processors())):
            shout(message)
    assert same(desks[1].now(PLAN, 2), futures.run(PLAN, 2))
    running = [psutil.Process(pid).status() for pid in family(desks[0])[desks[0]]]
    assert len(running) == 2 * int(processors()) and psutil.STATUS_ZOMBIE not in running


class Counting:
    """A desk in this process that notes what it runs."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[list[tuple[object, int]]] = []
        self.doubt: list[bool] = []
        monkeypatch.setattr(desk, "run_together", self.run_together)
        self.path = folder / "door"
        self.ends = socket.socketpair()
        self.desk = desk.Desk(desk.listening(self.path), self.ends[1])

    def run_together(self, plans: list[object], many: int, doubt: bool) -> list[object]:
        self.doubt.append(doubt)
        self.ran.append([(plan, many) for plan in plans])
        return list(self.ran[-1])

    def serve(self) -> None:
        """All who wait now."""
        self.desk.take()
        while self.desk._waiting:
            self.desk.serve()

    def ask(self, plan: object, many: int) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self.path))
        line.sendall(question(plan, many))  # type: ignore[arg-type]
        return line

    def close(self) -> None:
        for each in (*self.ends, self.desk.door):
            each.close()


@pytest.fixture
def counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    at_it = Counting(tmp_path, monkeypatch)
    yield at_it
    at_it.close()


def test_whoever_hangs_up_is_not_served(counting: Counting) -> None:
    counting.ask(PLAN, 2).close()
    late = counting.ask(PLAN, 4)
    with counting.ask(PLAN, 3) as stays:
        counting.desk.take()
        late.close()  # while others are served
        counting.serve()
        assert pickle.loads(read(stays)) == (PLAN, 3)
    assert counting.ran == [[(PLAN, 3)]]


def test_those_who_wait_are_answered_together_each_with_their_own(counting: Counting) -> None:
    plans = [PLAN.with_(months=month) for month in (7, 8, 7, 9, 10)]
    lines = [counting.ask(plan, 25) for plan in plans] + [
        counting.ask(load("twenty_group"), 25),
        counting.ask(PLAN, 100),
    ]
    counting.serve()
    said = [pickle.loads(read(line)) for line in lines]
    assert said == [*((plan, 25) for plan in plans), (load("twenty_group"), 25), (PLAN, 100)]
    assert list(map(len, counting.ran)) == [4, 1, 1]  # two asked the same
    for line in lines:
        line.close()


def test_in_a_crowd_a_first_look_is_by_luck_alone_and_is_not_kept(counting: Counting) -> None:
    plans = [PLAN.with_(months=month, peers=month) for month in range(5, 6 + desk.CROWD)]
    lines = [counting.ask(plan, futures.FIRST_LOOK) for plan in plans]
    lines += [counting.ask(plan, futures.FUTURES) for plan in plans]
    counting.serve()
    looks = dict(zip([ran[0] for ran in counting.ran], counting.doubt, strict=True))
    assert looks[plans[0], futures.FIRST_LOOK] is False
    assert all(looks[plan, futures.FUTURES] for plan in plans)
    with counting.ask(plans[0], futures.FIRST_LOOK) as line:
        counting.serve()
        assert counting.ran[-1] == [(plans[0], futures.FIRST_LOOK)] and counting.doubt[-1]
        assert read(line)
    for line in lines:
        line.close()


def test_a_desk_gives_memory_back_once_it_rests(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    monkeypatch.setattr(desk, "REST", 0.1)
    monkeypatch.setattr(desk, "give_back", lambda: given.append(time.monotonic()))
    working = threading.Thread(target=counting.desk.work)
    working.start()
    for months in (7, 8):
        with counting.ask(PLAN.with_(months=months), 3) as line:
            assert read(line)
    time.sleep(0.5)
    counting.ends[0].close()
    working.join(10)
    assert not working.is_alive()
    assert len(given) == 1


def test_some_are_left_to_other_desks(counting: Counting) -> None:
    lines = [counting.ask(PLAN, many) for many in range(1, desk.MOST + 3)]
    counting.desk.take()
    assert len(counting.desk._waiting) == desk.MOST
    counting.serve()
    counting.serve()
    assert [pickle.loads(read(line))[1] for line in lines] == list(range(1, desk.MOST + 3))
    for line in lines:
        line.close()


def test_what_was_asked_before_is_not_run_again(counting: Counting) -> None:
    def asks(many: int) -> None:
        with counting.ask(PLAN.with_(), many) as line:
            counting.serve()
            assert pickle.loads(read(line))[1] == many

    for many in range(1, desk.KEPT + 1):
        asks(many)
    assert len(counting.ran) == desk.KEPT
    asks(1)
    assert len(counting.ran) == desk.KEPT
    asks(desk.KEPT + 1)
    asks(1)  # looked at since
    assert len(counting.ran) == desk.KEPT + 1
    asks(2)  # long forgotten
    assert len(counting.ran) == desk.KEPT + 2
    assert len(counting.desk._kept) == desk.KEPT


def test_without_a_desk_the_kernel_does_it_alone(tmp_path: Path) -> None:
    alone = Desks(tmp_path / "nobody", tmp_path / "nobody")
    assert same(alone.now(PLAN, 2), futures.run(PLAN, 2))
    assert same(asyncio.run(alone.later(PLAN, 2)), futures.run(PLAN, 2))


def test_a_desk_that_ends_in_the_middle_leaves_the_kernel_to_itself(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door"))
        door.listen()

        async def story() -> None:
            async def hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                writer.close()

            server = await asyncio.start_unix_server(hangs_up, sock=door)
            asking = Desks(tmp_path / "door", tmp_path / "door")
            assert same(await asking.later(PLAN, 2), futures.run(PLAN, 2))
            assert same(await asyncio.to_thread(asking.now, PLAN, 2), futures.run(PLAN, 2))
            server.close()

        asyncio.run(story())


def test_desks_that_are_killed_are_replaced_and_at_last_kernels_do_without(at_home: Callable) -> None:
    async def story(home: Home) -> None:
        def hired() -> list[int]:
            kernels_too = family(home.page.pid)[home.page.pid]
            return [pid for pid in kernels_too if os.getsid(pid) != pid]

        async def some(count: int) -> list[int]:
            async with asyncio.timeout(10):
                while len(found := hired()) != count:
                    await asyncio.sleep(0.02)
            return found

        first = await some(2 * int(processors()))
        doors = [each for each in home.household.folder.iterdir() if each.name.endswith(("-now", "-later"))]
        assert len(doors) == 2
        os.kill(first[0], signal.SIGKILL)
        assert await gone(first[0])
        assert len(set(await some(2 * int(processors()))) & set(first)) == 2 * int(processors()) - 1
        for _ in range(MOST_DEATHS + 2 * int(processors())):
            for pid in hired()[:1]:
                os.kill(pid, signal.SIGKILL)
                assert await gone(pid)
        await some(0)
        assert not any(each.exists() for each in doors)
        assert home.page.alive

    at_home(story)


def test_an_answer_is_what_was_packed() -> None:
    results = futures.run(PLAN, 2)
    again = answer(pickle.dumps(results, protocol=5))
    assert same(results, again)
    assert again.plan == results.plan and again.plan.code == PLAN.code
