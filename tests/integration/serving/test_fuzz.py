"""A short run of the fuzzer, `tests/load/fuzz.py`, with kernels that are forked and with others."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.load.fuzz import LEAKS, Found, Grammar, fuzz
from tests.load.servers import free_port, ours, running

LOADED = 5.0  # this many times as long on a machine that runs other tests beside


@pytest.mark.slow
@pytest.mark.parametrize("fork", [True, False])
def test_nobody_sees_a_trace_and_nobody_else_is_stopped(tmp_path: Path, fork: bool) -> None:
    port = free_port()
    with running(ours(port, fork=fork), port, tmp_path) as server:
        found = asyncio.run(fuzz(server, frames=5_000, count=800, seed=7))
        log = server.log()
    assert found.frames > 2_000 and found.requests == 800
    assert found.leaks == []
    assert "Traceback" not in log
    assert len(log) < 3_000
    assert max(found.stalls) < LOADED


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(leak: bytes) -> None:
    found = Found()
    found.look(b"well", "an answer")
    assert found.leaks == []
    found.look(b"before " + leak + b" after", "an answer")
    assert len(found.leaks) == 1


def test_the_same_seed_says_the_same() -> None:
    widgets = {"a": ["plans"], "b": ["codes"]}

    def drawn(seed: int) -> list[bytes]:
        grammar = Grammar(random.Random(seed))
        return [grammar.request(80, "k") for _ in range(50)] + [grammar.damaged(b"x" * 99) for _ in range(50)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert len({Grammar(random.Random(seed)).frame(widgets)[1] for seed in range(200)}) > 4
