"""Who watches whom: given link by link, everybody, or drawn in teams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.engine.network import Colleagues, colleagues
from simulation.model.engine.shape import Shape
from simulation.model.engine.streams import RandomStreams


def watchers(network: Colleagues, of: int, member: int) -> list[int]:
    first, last = network.starts[of, member : member + 2]
    return network.watchers[first:last].tolist()


def test_links_are_kept_network_by_network_and_a_link_given_twice_counts_once():
    network = Colleagues.of_links(
        np.array([0, 0, 0, 1, 1]), np.array([0, 0, 2, 1, 1]), np.array([1, 1, 1, 0, 2]), networks=2, members=3
    )
    assert [watchers(network, 0, member) for member in range(3)] == [[], [0, 2], []]
    assert [watchers(network, 1, member) for member in range(3)] == [[1], [], [1]]
    np.testing.assert_array_equal(network.watched, [[1, 1, 1], [1, 2, 1]])  # at least 1: it is divided by
    assert sorted(map(tuple, network.links(0).tolist())) == [(0, 1), (2, 1)]
    assert sorted(map(tuple, network.links(1).tolist())) == [(1, 0), (1, 2)]


def test_everybody_watches_everybody_else():
    network = Colleagues.everybody(5)
    assert {tuple(link) for link in network.links().tolist()} == {(a, b) for a in range(5) for b in range(5) if a != b}
    assert (network.watched == 4).all() and network.starts.shape == (1, 6)


@given(st.integers(0, 10_000))
def test_links_given_come_back(seed):
    rng = np.random.default_rng(seed)
    given_links = {tuple(map(int, rng.integers((3, 8, 8)))) for _ in range(rng.integers(1, 60))}
    network = Colleagues.of_links(*map(np.array, zip(*given_links, strict=True)), networks=3, members=8)
    found = {(n, *link) for n in range(3) for link in map(tuple, network.links(n).tolist())}
    assert found == given_links


SHAPE = {"institutions": 1, "units": 3, "colleagues": 4, "counterparts": 4, "partners": 1, "peers": 2}


def watched(officials: int) -> list[set[tuple[int, int]]]:
    """Who watches whom in each future, leaving out the peers, whose numbers move."""
    found = colleagues(Shape(officials=officials, **SHAPE), RandomStreams(3, range(3)), 0.5)
    links = [found.links(future).tolist() for future in range(3)]
    return [{(a, b) for a, b in of_future if a < officials} for of_future in links]


def test_one_more_official_hardly_rewires_the_others():
    """A team of eight that becomes nine changes only its newcomer's and its two ends' links."""
    for before, after in zip(watched(24), watched(25), strict=True):
        assert len(before - after) <= 12 and len(before & after) > 0.8 * len(before)


def test_every_future_has_a_network_of_its_own_and_the_same_alone_or_among_many():
    shape = Shape(officials=24, **SHAPE)
    many = colleagues(shape, RandomStreams(3, range(20)), 0.5)
    alone = colleagues(shape, RandomStreams(3, range(17, 18)), 0.5)
    np.testing.assert_array_equal(alone.links(0), many.links(17))
    assert len({many.links(future).tobytes() for future in range(20)}) == 20


@given(st.integers(2, 60), st.integers(1, 6), st.integers(1, 6), st.integers(2, 10), st.floats(0, 1), st.integers(0, 5))
def test_colleagues_are_others_in_the_same_institution(officials, institutions, units, slots, long_ties, peers):
    institutions = min(institutions, officials)
    shape = Shape(officials, institutions, units, slots, 1, 1, peers)
    found = colleagues(shape, RandomStreams(1, range(2)), long_ties)
    home = shape.institution()
    size = np.bincount(home)[home]
    for future in range(2):
        here, there = found.links(future).T
        assert (here != there).all() and (home[here] == home[there]).all()
        watched_by = np.bincount(here, minlength=shape.members)
        np.testing.assert_array_equal(found.watched[future], np.maximum(watched_by, 1))
        assert watched_by.max(initial=0) <= slots
        assert (watched_by[size > 2 * slots * units] > 0).all()


@pytest.mark.parametrize("long_ties", [0.0, 1.0])
def test_long_ties_lead_to_other_teams_and_short_ones_stay(long_ties):
    shape = Shape(officials=48, **{**SHAPE, "units": 4})
    found, unit = colleagues(shape, RandomStreams(1, range(3)), long_ties), shape.unit()
    for future in range(3):
        here, there = found.links(future).T
        official = here < 48
        assert ((unit[here] == unit[there]) == (long_ties == 0.0))[official].all()
