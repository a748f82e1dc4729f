"""A page that opens comms for ever has the newest of them, and its widgets."""

from __future__ import annotations

from typing import Any

from comm.base_comm import BaseComm, CommManager

from simulation.serving.kernels.comm_limit import newest_comms


class Comm(BaseComm):
    """One that sends nothing."""

    def publish_msg(self, *_given: Any, **_how: Any) -> None:
        """Nobody listens."""


def opened(name: str) -> dict[str, Any]:
    return {"content": {"comm_id": name, "target_name": "any"}}


def test_only_the_newest_are_there_and_the_widgets_stay() -> None:
    manager = CommManager()
    manager.register_comm(Comm(comm_id="widget", primary=False))

    def register(_stream: Any, _ident: Any, message: dict[str, Any]) -> str:
        manager.register_comm(Comm(comm_id=message["content"]["comm_id"], primary=False))
        return "opened"

    handler = newest_comms(register, manager, most=3)
    assert [handler(None, None, opened(str(nth))) for nth in range(100)] == ["opened"] * 100
    assert sorted(manager.comms) == ["97", "98", "99", "widget"]


def test_a_comm_in_a_widgets_name_does_not_take_its_place() -> None:
    manager = CommManager()
    widget = Comm(comm_id="widget", primary=False)
    manager.register_comm(widget)
    handler = newest_comms(
        lambda *_given: manager.register_comm(Comm(comm_id="widget", primary=False)), manager, most=1
    )
    for name in ("widget", "widget"):
        handler(None, None, opened(name))
    assert manager.comms["widget"] is widget


def test_one_that_is_closed_in_the_meantime_is_no_fault() -> None:
    manager = CommManager()
    handler = newest_comms(lambda *_given: None, manager, most=1)
    for nth in range(5):
        handler(None, None, opened(str(nth)))
    assert manager.comms == {}
