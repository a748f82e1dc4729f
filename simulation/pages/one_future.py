"""One future as people: the data of the widgets that show it."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.answers.story_of_one_person import Facts, facts
from simulation.ensemble.recorder import record_future
from simulation.model.plans.plan import Plan
from simulation.pages.pictures.pairs_payload import PairLines, pair_lines
from simulation.pages.pictures.people_payload import Payload, payload


@dataclass(frozen=True)
class OneFuture:
    """Future number `future` of a plan: its payload for the browser, and the facts of each person in it, for stories;
    the lines of its pairs with theirs.

    Which luck it has follows from the seed that every page runs with.
    """

    plan: Plan
    future: int
    payload: Payload
    facts: tuple[Facts, ...]
    pairs: PairLines


def one_future(plan: Plan, future: int, seed: int) -> OneFuture:
    """Record a future and pack it; some 30 ms. Raises what `record_future` raises."""
    recording = record_future(plan, future=future, seed=seed)
    packed = payload(recording)
    stories = tuple(facts(recording, member) for member in packed.members)
    return OneFuture(plan, future, packed, stories, pair_lines(recording))
