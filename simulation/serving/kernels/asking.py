"""A page's futures, run by a desk; by this kernel itself where no desk answers."""

from __future__ import annotations

import asyncio
import pickle
import socket
from dataclasses import dataclass
from pathlib import Path

from simulation.model.plan import Plan
from simulation.pages.futures import Here
from simulation.runs.results import Results
from simulation.serving.kernels.desk import LENGTH, framed, read

PATIENCE = 20.0  # seconds; then whoever asks does it alone


@dataclass(frozen=True)
class Desks:
    """Where they listen: those whom somebody waits for, and those who work ahead."""

    now_at: Path
    later_at: Path
    alone: Here = Here()  # noqa: RUF009  it keeps nothing

    def now(self, plan: Plan, futures: int) -> Results:
        """Waits for a desk."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(PATIENCE)
                line.connect(str(self.now_at))
                line.sendall(question(plan, futures))
                return answer(read(line))
        except (OSError, EOFError):
            return self.alone.now(plan, futures)

    async def later(self, plan: Plan, futures: int) -> Results:
        """Asks a desk, and hangs up when cancelled."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.later_at))
            try:
                writer.write(question(plan, futures))
                (size,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
                return answer(await reader.readexactly(size))
            finally:
                writer.close()
        except (OSError, EOFError):
            return await self.alone.later(plan, futures)


def question(plan: Plan, futures: int) -> bytes:
    """As a desk reads it."""
    return framed(pickle.dumps((plan, futures), protocol=5))


def answer(message: bytes) -> Results:
    """What a desk says."""
    results: Results = pickle.loads(message)
    return results
