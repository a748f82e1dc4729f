"""Networks whose weakness is known: grown ones fall to an attack on their hubs, even ones less, small ones hardly."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np

from simulation.experiments.hubs import anybody, collapse, held_together, hubs, largest, mean_path

_PEOPLE, _LINKS = 10_000, 2  # each newcomer links to two (Albert et al. 2000); as many links at random
_GONE = 0.02  # a giant of so small a share is gone; the brink is soft: 0.05 and 0.01 move the answer by 0.02 at most
_FEW, _TIMES = 100, 100  # small networks, and how many of them
_SOURCES = 60  # people from whom paths are measured
_TOP, _CHANCE = 0.05, 0.35


def grown(people: int, seed: int) -> nx.Graph:
    """A network in which newcomers link to the well linked (Barabasi and Albert)."""
    return nx.barabasi_albert_graph(people, _LINKS, seed=seed)


def even(people: int, seed: int) -> nx.Graph:
    """A network with as many links, thrown at random (Erdos and Renyi)."""
    return nx.gnm_random_graph(people, _LINKS * people, seed=seed)


def big(seed: int) -> dict[str, float]:
    """How far paths grow, and what share must go, in big networks of both kinds."""
    graph, rng = grown(_PEOPLE, seed), np.random.default_rng(seed)
    order = list(hubs(graph))
    before = mean_path(graph, _SOURCES, rng)
    rest = graph.copy()
    rest.remove_nodes_from(order[: round(_TOP * _PEOPLE)])
    other = even(_PEOPLE, seed)
    by_chance = anybody(graph, rng)[: round(_CHANCE * _PEOPLE)]
    return {
        "path": mean_path(rest, _SOURCES, rng) / before,
        "grown": collapse(graph, order, _GONE),
        "even": collapse(other, list(hubs(other)), _GONE),
        "chance": float(largest(graph, by_chance)[-1]) / _PEOPLE,
    }


def small(make: Callable[[int, int], nx.Graph], seed: int) -> tuple[float, float]:
    """Share of the survivors still in one piece without the top five in a hundred, and without any five; a mean."""
    rng, lose = np.random.default_rng(seed), round(_TOP * _FEW)
    found = []
    for graph in (make(_FEW, seed * _TIMES + k) for k in range(_TIMES)):
        top = [person for person, _ in zip(hubs(graph), range(lose), strict=False)]
        found.append((held_together(graph, top), held_together(graph, anybody(graph, rng)[:lose])))
    targeted, random = np.mean(found, axis=0)
    return float(targeted), float(random)
