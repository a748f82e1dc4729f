"""The cache never holds more bytes than it may, and keeps what was used last."""

from __future__ import annotations

from simulation.model.plans.loading import load
from simulation.serving.workers.reply_cache import ReplyCache

PLANS = [load("parliament_mentors").with_(months=months) for months in range(3, 9)]


def test_the_least_recently_used_goes_first() -> None:
    cache = ReplyCache(most_bytes=2)
    cache.put(PLANS[0], b"a")
    cache.put(PLANS[1], b"b")
    assert cache.get(PLANS[0]) == b"a"
    cache.put(PLANS[2], b"c")
    assert [cache.get(plan) for plan in PLANS[:3]] == [b"a", None, b"c"]


def test_its_bytes_are_bounded() -> None:
    cache = ReplyCache(most_bytes=100)
    for plan in PLANS:
        cache.put(plan, bytes(40))
        assert cache.nbytes <= 100
    assert [cache.get(plan) is not None for plan in PLANS] == [False] * 4 + [True] * 2
    cache.put(PLANS[5], bytes(10))  # in the place of the other
    assert cache.nbytes == 50
    cache.put(PLANS[0], bytes(101))  # larger than all of it
    assert cache.get(PLANS[0]) is None and cache.nbytes == 50  # the others stay
