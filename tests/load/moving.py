"""A pretend phone that moves a slider, as the page's own script does: one question at a time, the next after its answer."""

from __future__ import annotations

from typing import Any

from tests.load.visitor import Visitor


class Mover(Visitor):
    """`levers` is the widget that holds the sliders, once the visitor has arrived."""

    levers: str = ""
    moves: int = 0

    async def find(self) -> None:
        """Ask which widget holds the sliders."""
        comm = "moving"
        await self.send("comm_open", {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}, {"version": "1.0.0"})
        await self.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        while not self.levers:
            kind, content = await self.receive()
            if kind == "comm_msg" and content["data"].get("method") == "update_states":
                for widget, each in content["data"]["states"].items():
                    if str(each["state"].get("_anywidget_id", "")).endswith(".Levers"):
                        self.levers = widget

    async def move(self, **values: float) -> str:
        """Move sliders of plan A, until the answer; returns what the page says of it."""
        self.moves += 1
        asked = {"seq": self.moves, "side": "a", "values": values}
        await self.send("comm_msg", {"comm_id": self.levers, "data": {"method": "custom", "content": asked}})
        while True:
            _, content = await self.receive()
            said: dict[str, Any] = content.get("data", {}).get("content", {})
            if said.get("kind") == "done" and said.get("seq") == self.moves:
                return str(said["notice"])
