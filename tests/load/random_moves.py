"""One move of one slider, any slider, anywhere; what came of it is noted."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

from simulation.load_test.simulated_client import RefusedError, SimulatedClient
from simulation.load_test.slider import Slider

BAND = 10.0  # seconds for a doubt band to follow


@dataclass
class Moves:
    """Seconds from each move to its answer and to its doubt band, moves that brought no new numbers, and moves that the
    page refused.
    """

    seconds: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    still: int = 0  # a slider that makes no difference to this plan
    refused: int = 0  # numbers that do not go together: a sentence on the page


async def move(client: SimulatedClient, luck: random.Random, moves: Moves) -> None:
    """Raises ConnectionError, TimeoutError and ValueError for faults."""
    name, value = somewhere_else(client, luck)
    before = client.pictures
    try:
        async with asyncio.timeout(60):
            took = await client.move_slider(name, value)
    except RefusedError:
        moves.refused += 1
        return
    moves.seconds.append(took)
    moves.still += client.pictures == before
    followed = await client.wait_for_picture(BAND)
    if followed is not None:
        moves.whole.append(took + followed)


def somewhere_else(client: SimulatedClient, luck: random.Random) -> tuple[str, float]:
    """A slider, and a value at which it does not stand."""
    while True:
        name = luck.choice(sorted(client.sliders))
        slider = Slider(client.limits[name])
        value = slider.value(slider.anywhere(luck))
        if value != client.sliders[name]:
            return name, value
