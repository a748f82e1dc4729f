"""On a ring where neighbours share neighbours, what must be seen twice travels; across long links it dies out."""

from __future__ import annotations

import networkx as nx
import numpy as np

from simulation.experiments.patterns.limits.diffusion_alone import certain_draws, practising
from simulation.model.engine.network import Colleagues

_PEOPLE, _NEIGHBOURS = 1000, 6
_ROUNDS = 20  # of pairing off: after a few hardly any link is left over
_WEEKS = 400
_RINGS = 150  # rewired rings tried at a time
_TIMES = {0.2: 4}  # more of them where a ring reaches all or nobody: the error of the mean is then a fiftieth


def given(graphs: list[nx.Graph]) -> Colleagues:
    """Who watches whom as given: one graph a future, all with the same members 0, 1, 2 ..."""
    ends = [np.array(graph.edges).T for graph in graphs]
    one, other = np.concatenate(ends, axis=1)
    network = np.repeat(np.arange(len(graphs)), [len(graph.edges) for graph in graphs])
    return Colleagues.of_links(
        np.tile(network, 2), np.concatenate([one, other]), np.concatenate([other, one]), len(graphs), len(graphs[0])
    )  # fmt: skip


def ring(rewired: float, seed: int) -> nx.Graph:
    """A ring in which each has six neighbours, with a share of its links rewired; nobody's number of links changes.

    The links to rewire are paired off, and the two of a pair swap ends: a - b and c - d become a - c and b - d. A pair
    for which that would link somebody to themselves, or double a link, is paired off anew.
    """
    graph = nx.watts_strogatz_graph(_PEOPLE, _NEIGHBOURS, 0)
    rng = np.random.default_rng(seed)
    links = np.array(graph.edges)
    todo = rng.permutation(links)[: round(rewired * len(links))].tolist()
    for _ in range(_ROUNDS):
        failed = []
        for (a, b), (c, d) in zip(todo[::2], todo[1::2], strict=False):
            if len({a, b, c, d}) == 4 and not graph.has_edge(a, c) and not graph.has_edge(b, d):
                graph.remove_edges_from([(a, b), (c, d)])
                graph.add_edges_from([(a, c), (b, d)])
            else:
                failed += [(b, a), (c, d)]
        todo = rng.permutation(failed).tolist()
    return graph


def spread(needed: int, rewired: float, rings: int, seed: int) -> np.ndarray:
    """Share who practise where `needed` examples must be seen, from one and their neighbours, (rings, weeks + 1)."""
    graphs = [ring(rewired, seed * rings + k) for k in range(rings)]
    first = np.zeros((rings, _PEOPLE))
    for row, graph in zip(first, graphs, strict=True):
        row[[0, *graph[0]]] = 1.0
    return practising(
        given(graphs), _WEEKS, futures=range(rings), start={"practice": first},
        draws=certain_draws(rings, _WEEKS, _PEOPLE), sources_needed=needed, threshold_mean=0.0, threshold_spread=0.0,
    )  # fmt: skip


def steps(rewired: float, seed: int) -> float:
    """Weeks until all practise where one example is enough; nan where some never do."""
    share = spread(1, rewired, 2, seed).mean(axis=0)
    return float(share.argmax()) if share[-1] == 1.0 else float("nan")


def reach(rewired: float, seed: int) -> float:
    """Share who practise in the end where two examples are needed."""
    if not rewired:
        return float(spread(2, 0.0, 2, seed)[:, -1].mean())
    times = _TIMES.get(rewired, 1)
    return float(np.mean([spread(2, rewired, _RINGS, seed * times + k)[:, -1].mean() for k in range(times)]))
