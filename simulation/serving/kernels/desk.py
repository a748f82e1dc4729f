"""Where the kernels of a page have futures run: a few processes, forked like them, that do nothing else.

Eighty kernels that each ran the model would need eighty times its memory, and push each other out of the processors'
caches. A desk has its draws at hand, keeps what it was asked before, and runs side by side what several ask at the same
time. Whoever asks connects, says which plan and how many futures, and waits; who hangs up meanwhile is not served.
Connections wait in the order in which they came.
"""

from __future__ import annotations

import contextlib
import pickle
import select
import socket
import struct
from collections import OrderedDict
from pathlib import Path

from simulation.model.plan import Plan
from simulation.pages.futures import run_all
from simulation.pages.mishap import note

LENGTH = struct.Struct("!I")  # before each message: how many bytes it has
LONGEST = 2**16  # bytes of a question
WAITING = 1024  # kernels that may wait for a desk
SLOW = 5.0  # seconds for a kernel to say what it wants, or to take its answer
TOGETHER = 8  # kernels answered in one round
KEPT = 32  # answers
POLITE = 10  # how far those who work ahead stand back (`nice`)


def listening(path: Path) -> socket.socket:
    """Where kernels ask. In the household's folder, where nobody else may look in: what comes is believed."""
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(path))
    door.listen(WAITING)
    return door


def read(line: socket.socket, longest: int = 2**32) -> bytes:
    """One message. Raises EOFError when the other end hangs up first, ValueError when it is too long."""
    whole = bytearray()
    wanted = LENGTH.size
    while len(whole) < wanted:
        part = line.recv(min(wanted - len(whole), 2**20))
        if not part:
            raise EOFError("the other end hung up")
        whole += part
        if wanted == len(whole) == LENGTH.size:
            (size,) = LENGTH.unpack(whole)
            if size > longest:
                raise ValueError("too long a message")
            wanted += size
    return bytes(whole[LENGTH.size :])


def framed(message: bytes) -> bytes:
    """A message as it travels."""
    return LENGTH.pack(len(message)) + message


Question = tuple[Plan, int]


class Desk:
    """Answers at one door until its parent is gone."""

    def __init__(self, door: socket.socket, parent: socket.socket) -> None:
        self.door, self.parent = door, parent
        door.setblocking(False)
        self._kept: OrderedDict[Question, bytes] = OrderedDict()

    def work(self) -> None:
        """All who wait, together, as they come."""
        while True:
            ready, _, _ = select.select([self.door, self.parent], [], [])
            if self.parent in ready:
                return
            self.round()

    def round(self) -> None:
        """Those who wait now, up to as many as run side by side."""
        asked: dict[Question, list[socket.socket]] = {}
        with contextlib.ExitStack() as lines:
            with contextlib.suppress(BlockingIOError):  # no more, or another desk was faster
                for _ in range(TOGETHER):
                    line = lines.enter_context(self.door.accept()[0])
                    question = heard(line)
                    if question is not None:
                        asked.setdefault(question, []).append(line)
            try:
                self._answer(asked)
            except Exception as error:  # each kernel runs its own, and says what is wrong
                note(error)

    def _answer(self, asked: dict[Question, list[socket.socket]]) -> None:
        for question in [each for each in asked if each in self._kept]:
            self._kept.move_to_end(question)
            say(asked.pop(question), self._kept[question])
        for futures in {futures for _, futures in asked}:
            plans = [plan for plan, many in asked if many == futures]
            for nth, results in run_all(plans, futures):
                question = plans[nth], futures
                self._kept[question] = answer = pickle.dumps(results, protocol=5)
                say(asked[question], answer)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def heard(line: socket.socket) -> Question | None:
    """What somebody asks; None when they have hung up, or said what nobody understands."""
    line.settimeout(SLOW)
    try:
        plan, futures = pickle.loads(read(line, LONGEST))
        return None if gone(line) or not isinstance(plan, Plan) else (plan, futures)
    except (OSError, EOFError):  # whoever asked has something newer to ask
        return None
    except Exception as error:
        note(error)
        return None


def say(lines: list[socket.socket], answer: bytes) -> None:
    """To all who asked the same; those who have hung up meanwhile miss nothing."""
    for line in lines:
        with contextlib.suppress(OSError):
            line.sendall(framed(answer))


def gone(line: socket.socket) -> bool:
    """Whether the other end has hung up."""
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    finally:
        line.settimeout(SLOW)
