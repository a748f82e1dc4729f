"""Memory is given back once a process is idle, not at every message."""

from __future__ import annotations

import asyncio

import pytest

from simulation.serving import idle_trim
from simulation.serving.idle_trim import IdleTrim


def test_after_many_messages_it_trims_once(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed: list[int] = []
    monkeypatch.setattr(idle_trim, "_malloc_trim", trimmed.append)

    async def story() -> None:
        idle = IdleTrim(0.05)
        for _ in range(5):
            idle.restart()
            await asyncio.sleep(0.01)
        assert trimmed == []
        await asyncio.sleep(0.2)
        idle.restart()
        await asyncio.sleep(0.2)

    asyncio.run(story())
    assert trimmed == [0, 0]
