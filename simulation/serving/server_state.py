"""What a server hands on to the one that takes its place when it has died: its secret link, and who was here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class ServerState:
    """Nothing in it says who anybody is: visitors are the random ids that their browsers' cookies carry.

    Attributes:
        key: Of the join page's secret link; empty for a new one.
        visitor_key: What their ids are signed with; empty for a new one.
        visitors: Who has a page open.
        waiting: Who waits for a place, in order.
    """

    key: str = ""
    visitor_key: str = ""
    visitors: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    def to_json(self) -> str:
        """On one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ServerState:
        """What `to_json` said."""
        found = json.loads(text)
        return cls(found["key"], found["visitor_key"], tuple(found["visitors"]), tuple(found["waiting"]))
