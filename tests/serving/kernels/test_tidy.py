"""Memory is given back once a visitor rests, not at every move."""

from __future__ import annotations

import asyncio

import pytest

from simulation.serving.kernels import tidy
from simulation.serving.kernels.tidy import Tidy


def test_many_moves_are_tidied_up_after_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy, "REST", 0.05)
    done: list[int] = []
    monkeypatch.setattr(tidy, "_trim", done.append)

    async def story() -> None:
        after = Tidy()
        for _ in range(5):
            after.soon()
            await asyncio.sleep(0.01)
        assert done == []
        await asyncio.sleep(0.2)
        after.soon()
        await asyncio.sleep(0.2)

    asyncio.run(story())
    assert done == [0, 0]
