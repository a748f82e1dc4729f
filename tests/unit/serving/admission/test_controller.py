"""Who is admitted, and who before whom."""

from __future__ import annotations

from simulation.serving.admission.capacity_limit import CapacityLimit
from simulation.serving.admission.controller import AdmissionController
from simulation.serving.server_state import ServerState
from simulation.serving.settings import DEFAULT


async def ended(_kernel: str) -> None:
    """Nobody's kernel."""


def controller(most: int) -> AdmissionController:
    return AdmissionController(CapacityLimit(DEFAULT, most), DEFAULT, ended, list)


def come(admission: AdmissionController, visitor: str, kernel: str) -> int:
    position = admission.admit(visitor)
    if position == 0:
        admission.page_sent(visitor, kernel)
    return position


def test_whoever_reloads_comes_back_before_those_who_wait() -> None:
    admission = controller(most=2)
    assert [come(admission, visitor, f"kernel of {visitor}") for visitor in ("ann", "bob", "cem", "dan")] == [
        0,
        0,
        1,
        2,
    ]
    admission.kernel_ended("kernel of ann")  # a reload leaves first
    assert come(admission, "cem", "") == 1
    assert come(admission, "ann", "another") == 0
    assert come(admission, "ann", "a second page") == 3  # one place was kept, not two


def test_a_server_that_takes_anothers_place_lets_in_first_who_was_inside() -> None:
    first = controller(most=2)
    for visitor in ("ann", "bob", "cem", "dan"):
        come(first, visitor, f"kernel of {visitor}")
    second = controller(most=2)
    second.restore(ServerState.from_json(ServerState("key", first.identities.key, *first.visitors()).to_json()))
    assert [come(second, visitor, f"new for {visitor}") for visitor in ("eve", "dan", "cem")] == [3, 2, 1]
    assert [come(second, visitor, f"new for {visitor}") for visitor in ("bob", "ann")] == [0, 0]
    assert second.visitors() == (("bob", "ann"), ("cem", "dan", "eve"))
