"""Processes killed at random moments while people drag: whether anybody is lost, and how soon everybody is back.

    python tests/load/kills.py [--kills 100] [--people 20] [--kinds kernel,zygote,first,worker,server] [--seed 1]

Each person moves a slider again and again without a pause, and does what a page does when its connection is cut: asks
whether its kernel is there, connects anew or opens its own address again. Back is who has moved a slider again, with the
plan as it was last confirmed. Ends with exit code 1 where somebody was lost or hung.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation.load_test.process_tree import leads
from simulation.load_test.simulated_client import RefusedError, SimulatedClient
from tests.load.servers import ROOT, LocalServer, answers, free_port
from tests.load.table import row

KINDS = ("kernel", "zygote", "first", "worker", "server")
BACK_S = {"server": 6.0}  # p95; all others:
OTHERS_BACK_S = 3.0
LOST_S = 30.0  # who is not back by then is lost
SETTLE_S = (1.0, 3.0)  # between everybody's being back and the next kill
RETRY_S = 0.25
MODULE = "simulation.serving.kernels.zygote_main"  # its arguments: a channel, the folder of this server's sockets, settings
USED_S = 0.1  # of a processor: a kernel that took more is somebody's


@dataclass
class Person:
    """Somebody who drags; `moves` counts answered moves, `wrong` returns to another plan than was confirmed."""

    address: str
    luck: random.Random
    moves: int = 0
    wrong: int = 0
    returns: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    client: SimulatedClient | None = None

    async def live(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._come()
                while True:
                    await self._move()
            except (OSError, EOFError, ValueError, TimeoutError) as error:
                self.faults[f"{type(error).__name__}: {error}"[:80]] += 1
                await asyncio.sleep(RETRY_S)
            finally:
                if self.client is not None:
                    self.client.disconnect()

    async def _come(self) -> None:
        before = self.client
        self.client = SimulatedClient(self.address, timeout_s=30)
        if before is not None:
            self.returns += 1
            self.client.plan, self.client.cookies = before.plan, before.cookies
        await self.client.arrive()
        if self.client.failure:
            raise OSError(self.client.failure)
        if before is not None and before.plan and self.client.plan != before.plan:
            self.wrong += 1

    async def _move(self) -> None:
        assert self.client is not None
        months = float(self.luck.randint(6, 30))
        with suppress(RefusedError):
            async with asyncio.timeout(20):
                await self.client.move_slider("months", months)
            await asyncio.sleep(0.02)
            while not self.client._incoming.empty():  # the plan's code comes with the picture
                self.client._note_code((await self.client.next_message()).content)
        self.moves += 1


def _zygotes() -> Iterator[tuple[psutil.Process, tuple[str, ...]]]:
    """Every process of this computer that is a zygote or a fork of one, with the folder of its server's sockets."""
    for each in psutil.process_iter():
        with suppress(psutil.Error):
            words = each.cmdline()
            if MODULE in words and each.status() != psutil.STATUS_ZOMBIE:
                yield each, tuple(words[words.index(MODULE) + 2 :][:1])


def victim(server: int, kind: str, luck: random.Random) -> int | None:
    """A process of a kind that a server has started; None where there is none just now."""
    if kind == "server":
        return server
    children: dict[int, list[psutil.Process]] = defaultdict(list)
    own = {each.ppid(): words for each, words in _zygotes() if each.ppid() == server}.get(server)
    if own is None:
        return None
    firsts = []
    for each, words in _zygotes():
        if words == own:  # forks have the words of the first, and in them the folder of this very server
            with suppress(psutil.Error):
                children[each.ppid()].append(each)
                firsts += [each] if each.ppid() == server else []
    if kind == "first":
        return firsts[0].pid if firsts else None
    found = []
    for each in [each for siblings in children.values() for each in siblings if each not in firsts]:
        with suppress(psutil.Error):
            kernels = [child for child in children[each.pid] if leads(child.pid)]
            if kind == "zygote" and kernels:
                found.append(each.pid)
            elif kind == "kernel":
                found += [child.pid for child in kernels if child.cpu_times().user > USED_S]
            elif kind == "worker" and not children[each.pid] and not leads(each.pid):
                found.append(each.pid)
    return luck.choice(found) if found else None


async def everybody_moves(people: list[Person]) -> dict[int, float]:
    """Wait until each has moved a slider twice more; the seconds for each, by its place. Lost ones are missing."""
    start, before, back = time.monotonic(), [each.moves for each in people], {}
    while len(back) < len(people) and time.monotonic() - start < LOST_S:
        await asyncio.sleep(0.02)
        for nth, each in enumerate(people):
            if nth not in back and each.moves >= before[nth] + 2:
                back[nth] = time.monotonic() - start
    return back


async def story(supervisor: subprocess.Popen[bytes], address: str, kills: int, count: int, kinds: list[str], seed: int) -> bool:
    """All kills; whether nobody was lost."""
    luck = random.Random(seed)
    people = [Person(address, random.Random(luck.random())) for _ in range(count)]
    living = [asyncio.create_task(each.live()) for each in people]
    took: dict[str, list[float]] = defaultdict(list)
    lost: Counter[str] = Counter()
    await everybody_moves(people)
    for kind in kinds:
        for _ in range(kills):
            pid = None
            end = time.monotonic() + LOST_S
            while pid is None:  # a moment after the last was killed there may be none
                if time.monotonic() > end:
                    raise TimeoutError(f"there is no {kind} any more")
                await asyncio.sleep(luck.uniform(*SETTLE_S))
                for server in psutil.Process(supervisor.pid).children():
                    pid = victim(server.pid, kind, luck)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            back = await everybody_moves(people)
            took[kind] += back.values()
            lost[kind] += count - len(back)
    for each in living:
        each.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    well = not any(each.wrong for each in people)
    for kind in kinds:
        wanted = BACK_S.get(kind, OTHERS_BACK_S)
        p95 = quantiles(took[kind], n=20)[-1] if len(took[kind]) > 1 else float("nan")
        row(f"  {kind} killed {len(took[kind]) // count} times: back, p95", f"{p95:.2f} s", f"{wanted:g} s", p95 < wanted)
        row("    lost", f"{lost[kind]}", "0", not lost[kind])
        well = well and not lost[kind] and bool(took[kind])
    row("  moves", f"{sum(each.moves for each in people):,}")
    row("  returns to another plan", f"{sum(each.wrong for each in people)} of {sum(each.returns for each in people)}", "0", not any(each.wrong for each in people))
    print(f"  faults met on the way: {dict(sum((each.faults for each in people), Counter()))}")
    return well


def main(kills: int, people: int, kinds: list[str], seed: int) -> int:
    """Start a supervised server and kill."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.txt"
        with said.open("wb") as out:
            command = [sys.executable, "-m", "simulation", "serve", "--no-browser", f"--port={port}", f"--people={people}"]
            supervisor = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True)
        site = LocalServer(f"http://127.0.0.1:{port}/", supervisor.pid, said)
        try:
            answers(supervisor, site)
            print(f"Killed at random, {people} people drag, seed {seed}")
            well = asyncio.run(story(supervisor, site.address, kills, people, kinds, seed))
        finally:
            supervisor.terminate()
            supervisor.wait(60)
        traces = site.log().count("Traceback")
        row("  traces in the terminal", f"{traces}", "0", not traces)
        if traces:
            print(site.log()[-3000:])
    return 0 if well and not traces else 1


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--kinds", default=",".join(KINDS))
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    sys.exit(main(chosen.kills, chosen.people, chosen.kinds.split(","), chosen.seed))
