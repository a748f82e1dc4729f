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
from simulation.pages.futures import FIRST_LOOK, run_together
from simulation.pages.mishap import note
from simulation.runs.side_by_side import fitting
from simulation.serving.kernels.tidy import REST, give_back

LENGTH = struct.Struct("!I")  # before each message: how many bytes it has
LONGEST = 2**16  # bytes of a question
WAITING = 1024  # kernels that may wait for a desk
SLOW = 5.0  # seconds for a kernel to say what it wants, or to take its answer
MOST = 16  # kernels that one desk lets in at a time
CROWD = 2  # who wait for a first look: it is then by luck alone, a fifth faster, and doubt comes with all futures
KEPT = 32  # answers


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
        self._waiting: list[tuple[Question, socket.socket]] = []
        self._kept: OrderedDict[Question, bytes] = OrderedDict()

    def work(self) -> None:
        """Whoever waits longest, with all who can be served beside."""
        rested = True
        while True:
            wait = 0.0 if self._waiting else None if rested else REST
            ready, _, _ = select.select([self.door, self.parent], [], [], wait)
            if self.parent in ready:
                return
            rested = not ready and not self._waiting
            if rested:
                give_back()
            else:
                self.take()
                self.serve()

    def take(self) -> None:
        """Let in who has come, but leave some to other desks."""
        with contextlib.suppress(BlockingIOError):  # no more, or another desk was faster
            while len(self._waiting) < MOST:
                line, _ = self.door.accept()
                question = heard(line)
                if question is None:
                    line.close()
                else:
                    self._waiting.append((question, line))

    def serve(self) -> None:
        """Answer what is known, then the oldest question and those that fit beside it."""
        for question, line in self._waiting:
            if gone(line):
                line.close()
            elif question in self._kept:
                self._kept.move_to_end(question)
                say(line, self._kept[question])
        self._waiting = [each for each in self._waiting if each[1].fileno() >= 0]
        if not self._waiting:
            return
        futures = self._waiting[0][0][1]
        plans = list(dict.fromkeys(plan for (plan, many), _ in self._waiting if many == futures))
        doubt = futures != FIRST_LOOK or len(self._waiting) < CROWD
        together = [plans[nth] for nth in fitting(plans, futures, doubt)]
        answers: dict[Question, bytes | None] = {(plan, futures): None for plan in together}
        try:
            for question, results in zip(answers, run_together(together, futures, doubt), strict=True):
                answers[question] = pickle.dumps(results, protocol=5)
        except Exception as error:  # each kernel runs its own, and says what is wrong
            note(error)
        for question, line in self._waiting:
            if question in answers:
                say(line, answers[question])
        self._waiting = [each for each in self._waiting if each[0] not in answers]
        if doubt:
            self._keep(answers)

    def _keep(self, answers: dict[Question, bytes | None]) -> None:
        for question, answer in answers.items():
            if answer is not None:
                self._kept[question] = answer
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


def say(line: socket.socket, answer: bytes | None) -> None:
    """The answer, where there is one, and good-bye."""
    with line, contextlib.suppress(OSError):  # whoever has hung up meanwhile misses nothing
        if answer is not None:
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
