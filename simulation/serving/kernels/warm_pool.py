"""The warm pool: forked kernels that stand ready, and those that visitors have, as their zygote knows them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from simulation.serving.kernels.channel import Channel
from simulation.serving.settings import DEFAULT, ServerSettings


@dataclass
class Child:
    """One forked kernel. `order` is the number of the request that it answers, None while nobody has it."""

    pid: int
    connection: dict[str, Any]
    channel: Channel | None
    warm: bool = False
    order: int | None = None


@dataclass
class WarmPoolSize:
    """How many kernels shall stand ready: for those who are announced, and afterwards."""

    announced: int = 0
    always: int = 0


@dataclass
class WarmPool:
    """Which child a visitor gets, and when another is to be made."""

    settings: ServerSettings = DEFAULT
    wanted: WarmPoolSize = field(default_factory=WarmPoolSize)
    children: dict[int, Child] = field(default_factory=dict)  # all that live, by process id
    last_order: float = 0.0

    @property
    def ready(self) -> list[Child]:
        """Children nobody has yet, the warm ones first."""
        free = [each for each in self.children.values() if each.order is None]
        return sorted(free, key=lambda each: not each.warm)

    def take(self, order: int) -> Child | None:
        """A warm kernel for a visitor, or None when one must be made."""
        self.later()
        self.wanted.announced -= 1  # one of those has come
        for child in self.ready[:1]:
            child.order = order
            return child
        return None

    def later(self) -> None:
        """No kernel is warmed up for a while."""
        self.last_order = time.monotonic()

    def wait(self) -> float | None:
        """Seconds until another kernel may be warmed up; 0 for now, None for not until something happens."""
        free = self.ready
        if (
            len(free) >= max(self.wanted.announced, self.wanted.always)
            or sum(not each.warm for each in free) >= self.settings.warm_pool_at_once
        ):
            return None
        return max(0.0, self.last_order + self.settings.warm_pool_pause_s - time.monotonic())
