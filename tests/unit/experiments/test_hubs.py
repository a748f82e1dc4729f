"""What goes when hubs go, on networks small enough to count on one's fingers.

1. The best linked go first, and links are counted anew after each.
2. What is left connected is what one counts, whatever the order of leaving.
3. Where ties run through the convenor their loss is a loss of everything; where they do not, there is nobody to lose.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.experiments.hubs import (
    CONVENOR,
    anybody,
    collapse,
    held_together,
    hubs,
    largest,
    mean_path,
    partnership,
)
from simulation.model.engine.world import World
from simulation.model.plans.loading import load
from tests.unit.model.engine.worlds import world as made


def a_world(convenor_share: float) -> World:
    return made(load("health_budget_network").with_(convenor_share=convenor_share), futures=2, weeks=1)


def test_links_are_counted_anew_after_each_loss():
    # 1 has three links and 5 has two; without 0 and 8, who have more, 1 keeps a single one.
    graph = nx.Graph(
        [(0, 1), (0, 2), (0, 3), (0, 4), (0, 9), (8, 1), (8, 10), (8, 11), (8, 12), (1, 13), (5, 6), (5, 7)]
    )
    order = list(hubs(graph))
    assert order[:3] == [0, 8, 5] and sorted(order) == sorted(graph)


@given(st.integers(0, 1000), st.integers(2, 25), st.integers(0, 60))
def test_the_largest_part_is_what_a_count_finds(seed, people, links):
    graph = nx.gnm_random_graph(people, links, seed=seed)
    for order in (list(hubs(graph)), anybody(graph, np.random.default_rng(seed))):
        left = graph.copy()
        for found, leaver in zip(largest(graph, order), [*order, None], strict=True):
            assert found == max(map(len, nx.connected_components(left)), default=0)
            if leaver is not None:
                most = max(degree for _, degree in left.degree)
                assert order != list(hubs(graph)) or left.degree[leaver] == most
                left.remove_node(leaver)


def test_a_star_falls_with_its_centre_and_a_ring_does_not():
    star, ring = nx.star_graph(9), nx.cycle_graph(10)
    assert held_together(star, [0]) == pytest.approx(1 / 9) and held_together(star, [5]) == 1.0
    assert held_together(ring, [0]) == 1.0
    assert collapse(star, list(hubs(star)), gone=0.2) == pytest.approx(0.1)
    assert np.isnan(collapse(ring, [0], gone=0.2))


def test_paths_in_a_ring_are_as_long_as_the_way_round():
    # From anybody in a ring of nine: two people at each of 1, 2, 3 and 4 steps, 20 steps to 8 people.
    assert mean_path(nx.cycle_graph(9), 3, np.random.default_rng(1)) == pytest.approx(2.5)


def test_a_network_through_its_convenor_is_lost_with_them_and_with_nobody_else():
    world = a_world(1.0)
    graph = partnership(world)
    people = set(world.setting.shape.giver().tolist()) | set(world.setting.shape.receiver().tolist())
    assert set(graph) == people | {CONVENOR} and next(hubs(graph)) == CONVENOR
    assert held_together(graph, [CONVENOR]) == pytest.approx(1 / len(people))
    others = [person for person in anybody(graph, np.random.default_rng(1)) if person != CONVENOR]
    assert held_together(graph, others[:1]) == 1.0


def test_a_network_that_knows_itself_is_the_ties_and_has_no_convenor():
    world = a_world(0.0)
    graph = partnership(world)
    shape = world.setting.shape
    ties = {frozenset(ends) for ends in zip(shape.giver().tolist(), shape.receiver().tolist(), strict=True)}
    assert CONVENOR not in graph and {frozenset(link) for link in graph.edges} == ties
