"""Luck is fair: draws depend on the seed and on whom they are for, never on how many others there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.colleagues import Colleagues
from simulation.model.engine.shape import Shape
from simulation.model.engine.streams import Luck, stable_choice

PEOPLE = (("officials", 5), ("peers", 2))


def test_the_same_seed_gives_the_same_luck():
    np.testing.assert_array_equal(
        Luck(7, range(4)).weekly("crisis/arrival", PEOPLE, 60), Luck(7, range(4)).weekly("crisis/arrival", PEOPLE, 60)
    )


@pytest.mark.parametrize("other", [Luck(8, range(4)), Luck(7, range(4, 8))])
def test_another_seed_or_future_has_other_luck(other):
    ours = Luck(7, range(4)).weekly("crisis/arrival", PEOPLE, 60)
    assert not np.isclose(ours, other.weekly("crisis/arrival", PEOPLE, 60)).any(axis=(0, 2)).all()


def test_another_rule_has_other_luck():
    luck = Luck(7, range(4))
    assert (luck.weekly("a/draw", PEOPLE, 60) != luck.weekly("b/draw", PEOPLE, 60)).mean() > 0.99


def test_future_17_is_the_same_alone_or_among_500():
    alone, among = Luck(7, range(17, 18)), Luck(7, range(500))
    np.testing.assert_array_equal(alone.weekly("x", PEOPLE, 70)[:, 0], among.weekly("x", PEOPLE, 70)[:, 17])
    np.testing.assert_array_equal(alone.once("x", PEOPLE)[0], among.once("x", PEOPLE)[17])


def test_one_more_member_or_week_leaves_everyone_elses_luck_alone():
    luck = Luck(7, range(3)).weekly("x", PEOPLE, 104)
    more = Luck(7, range(3)).weekly("x", (("officials", 6), ("peers", 3)), 105)
    np.testing.assert_array_equal(luck[:, :, :5], more[:104, :, :5])
    np.testing.assert_array_equal(luck[:, :, 5:], more[:104, :, 6:8])


def test_what_happens_once_is_not_what_happens_weekly():
    luck = Luck(7, range(3))
    assert not np.isin(luck.once("x", PEOPLE), luck.weekly("x", PEOPLE, 52)).any()


def test_copies_share_their_luck():
    twice = Luck(7, range(3), copies=2).weekly("x", PEOPLE, 10)
    np.testing.assert_array_equal(twice[:, :3], twice[:, 3:])


def test_draws_are_even_and_uncorrelated():
    draws = Luck(1, range(200)).weekly("x", PEOPLE, 156)
    assert 0.0 <= draws.min() and draws.max() < 1.0
    counts = np.histogram(draws, bins=20, range=(0, 1))[0]
    assert np.abs(counts / counts.mean() - 1).max() < 0.03
    flat = draws - 0.5
    for one, next_ in ((flat[1:], flat[:-1]), (flat[:, 1:], flat[:, :-1]), (flat[:, :, 1:], flat[:, :, :-1])):
        assert abs((one * next_).mean() * 12) < 0.01


def test_draws_are_kept_and_cannot_be_spoilt():
    luck = Luck(7, range(3))
    first = luck.weekly("x", PEOPLE, 10)
    assert luck.weekly("x", PEOPLE, 10) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1.0
    assert luck.nbytes == first.nbytes


@given(st.integers(1, 400), st.integers(0, 2**32))
def test_a_choice_stays_or_becomes_the_newcomer(size, seed):
    draws = np.random.default_rng(seed).random((50, 24), dtype=np.float32)
    before = stable_choice(draws, np.full(50, size))
    after = stable_choice(draws, np.full(50, size + 1))
    assert ((before == after) | (after == size)).all()
    assert (before >= 0).all() and (before < size).all()


def test_a_choice_is_fair():
    draws = np.random.default_rng(3).random((200_000, 24), dtype=np.float32)
    counts = np.bincount(stable_choice(draws, np.full(200_000, 7)), minlength=7)
    assert np.abs(counts / counts.mean() - 1).max() < 0.03


SHAPE = {"futures": 3, "institutions": 1, "units": 3, "colleagues": 4, "counterparts": 4, "partners": 1, "peers": 2}


def watched(officials: int) -> list[set[tuple[int, int]]]:
    """Who watches whom in each future, leaving out the peers, whose numbers move."""
    shape = Shape(officials=officials, **SHAPE)
    links = Colleagues(shape, Luck(3, range(3)), 0.5).links.tocoo()
    pairs = [
        {(r // 3, c // 3) for r, c in zip(links.row, links.col, strict=True) if r % 3 == f and r // 3 < officials}
        for f in range(3)
    ]
    assert all(c % 3 == r % 3 for r, c in zip(links.row, links.col, strict=True)), "a link crosses futures"
    return pairs


def test_one_more_official_hardly_rewires_the_others():
    """A team of eight that becomes nine changes only its newcomer's and its two ends' links."""
    for before, after in zip(watched(24), watched(25), strict=True):
        assert len(before - after) <= 12 and len(before & after) > 0.8 * len(before)


@given(st.integers(2, 60), st.integers(1, 6), st.integers(1, 6), st.integers(2, 10), st.floats(0, 1), st.integers(0, 5))
def test_colleagues_are_others_in_the_same_institution(officials, institutions, units, colleagues, long_ties, peers):
    institutions = min(institutions, officials)
    shape = Shape(2, officials, institutions, units, colleagues, 1, 1, peers)
    found = Colleagues(shape, Luck(1, range(2)), long_ties)
    links, home = found.links.tocoo(), shape.institution()
    here, there = links.row // 2, links.col // 2
    assert (here != there).all() and (home[here] == home[there]).all() and (links.data == 1.0).all()
    assert (found.degree >= 1).all() and (found.degree <= colleagues).all()
    size = np.bincount(home)[home]
    assert (np.bincount(here, minlength=shape.members * 1)[size > 2 * colleagues * units] > 0).all()
