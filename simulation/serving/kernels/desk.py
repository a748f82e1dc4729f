"""Where the kernels of a page have futures run: a few processes, forked like them, that do nothing else.

Eighty kernels that each ran the model would need eighty times its memory, and push each other out of the processors'
caches. A desk has its draws at hand, and keeps what it was asked before. Whoever asks connects, says which plan and how
many futures, and waits; who hangs up meanwhile is not served. Connections wait in the order in which they came.
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
from simulation.pages.futures import run
from simulation.pages.mishap import note

LENGTH = struct.Struct("!I")  # before each message: how many bytes it has
LONGEST = 2**16  # bytes of a question
WAITING = 1024  # kernels that may wait for a desk
SLOW = 5.0  # seconds for a kernel to say what it wants, or to take its answer
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


class Desk:
    """Answers at one door until its parent is gone."""

    def __init__(self, door: socket.socket, parent: socket.socket) -> None:
        self.door, self.parent = door, parent
        door.setblocking(False)
        self._kept: OrderedDict[tuple[Plan, int], bytes] = OrderedDict()

    def work(self) -> None:
        """One kernel after the other."""
        while True:
            ready, _, _ = select.select([self.door, self.parent], [], [])
            if self.parent in ready:
                return
            with contextlib.suppress(BlockingIOError):  # another desk was faster
                self._serve(self.door.accept()[0])

    def _serve(self, line: socket.socket) -> None:
        with line:
            try:
                line.settimeout(SLOW)
                plan, futures = pickle.loads(read(line, LONGEST))
                if not gone(line):
                    line.sendall(framed(self._answer(plan, futures)))
            except (OSError, EOFError):
                return  # whoever asked has something newer to ask
            except Exception as error:  # the kernel runs it itself, and says what is wrong
                note(error)

    def _answer(self, plan: Plan, futures: int) -> bytes:
        key = plan, futures
        answer = self._kept.pop(key, None) or pickle.dumps(run(plan, futures), protocol=5)
        self._kept[key] = answer
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return answer


def gone(line: socket.socket) -> bool:
    """Whether the other end has hung up."""
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    finally:
        line.settimeout(SLOW)
