"""What a network loses when its hubs go, and what it loses when just anybody does.

Works on any networkx graph; `partnership` makes one of who supports whom, and through whom.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

import networkx as nx
import numpy as np
from networkx.utils import UnionFind

from simulation.model.engine.world import World

Person = Hashable
CONVENOR = "convenor"


def hubs(graph: nx.Graph) -> Iterator[Person]:
    """Everybody, the best linked first: after each goes, links are counted anew (an adaptive attack).

    Among equals the order of the graph decides.
    """
    left = {person: set(graph[person]) - {person} for person in graph}
    shelves: list[dict[Person, None]] = [{} for _ in range(max(map(len, left.values()), default=0) + 1)]
    for person, links in left.items():
        shelves[len(links)][person] = None
    for links_left in range(len(shelves) - 1, -1, -1):
        shelf = shelves[links_left]
        while shelf:  # a loss never gives anybody more links: nobody comes back to a higher shelf
            gone = next(iter(shelf))
            del shelf[gone]
            yield gone
            for other in left.pop(gone):
                del shelves[len(left[other])][other]
                left[other].discard(gone)
                shelves[len(left[other])][other] = None


def anybody(graph: nx.Graph, rng: np.random.Generator) -> list[Person]:
    """Everybody, in an order drawn by chance."""
    people = list(graph)
    return [people[place] for place in rng.permutation(len(people))]


def largest(graph: nx.Graph, leave: Sequence[Person]) -> np.ndarray:
    """How many people the largest connected part holds when 0, 1, 2 ... of those who leave have left.

    Shape (len(leave) + 1,), whole numbers.
    """
    # Worked out backwards, from all gone to none gone: parts then only join, which is quick to follow.
    away = set(leave)
    here = [person for person in graph if person not in away]
    joined, sizes, top = UnionFind(here), dict.fromkeys(graph, 1), 0
    found = []

    def join(person: Person, others: Iterator[Person]) -> int:
        for other in others:
            one, two = joined[person], joined[other]
            if one != two:
                together = sizes[one] + sizes[two]
                joined.union(one, two)
                sizes[joined[one]] = together
        return sizes[joined[person]]

    present = set(here)
    for person in here:
        top = max(top, join(person, (other for other in graph[person] if other in present)))
    found.append(top)
    for person in reversed(leave):
        present.add(person)
        top = max(top, join(person, (other for other in graph[person] if other in present)))
        found.append(top)
    return np.array(found[::-1])


def collapse(graph: nx.Graph, leave: Sequence[Person], gone: float = 0.01) -> float:
    """Share of people who must leave, in this order, until the largest part holds less than `gone` of all; nan where
    it never does.
    """
    few = largest(graph, leave) < gone * len(graph)
    return float(few.argmax()) / len(graph) if few.any() else float("nan")


def held_together(graph: nx.Graph, leave: Sequence[Person]) -> float:
    """Share of those who stay that are still connected in one part."""
    return float(largest(graph, leave)[-1]) / (len(graph) - len(leave))


def mean_path(graph: nx.Graph, sources: int, rng: np.random.Generator) -> float:
    """Mean steps between two people who can reach each other, seen from some of the largest part chosen by chance."""
    parts = [sorted(part, key=str) for part in nx.connected_components(graph)]
    part = max(parts, key=len)
    chosen = rng.choice(len(part), size=min(sources, len(part)), replace=False)
    lengths = [sum(nx.single_source_shortest_path_length(graph, part[place]).values()) for place in chosen]
    return float(np.mean(lengths)) / (len(part) - 1) if len(part) > 1 else float("nan")


def partnership(world: World, future: int = 0) -> nx.Graph:
    """The support network of one future: who supports whom, with the convenor between those whose tie runs through
    them. Members are 0, 1, 2 ...; only those with a tie are in it.
    """
    graph = nx.Graph()
    through, shape = world.arrays["through_convenor"][future] > 0.0, world.setting.shape
    for giver, receiver, by_convenor in zip(
        shape.giver().tolist(), shape.receiver().tolist(), through, strict=True
    ):  # fmt: skip
        path = (giver, CONVENOR, receiver) if by_convenor else (giver, receiver)
        graph.add_edges_from(pairwise(path))
    return graph
