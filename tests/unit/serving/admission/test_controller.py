"""Who is admitted, and who before whom."""

from __future__ import annotations

import time

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


def test_who_waits_for_pages_of_nobody_at_the_same_address_waits_in_the_queue() -> None:
    admission = controller(most=500)
    for nth in range(DEFAULT.unopened_pages_per_address):
        assert admission.admit(f"nobody {nth}", "10.0.0.1") == 0
        admission.page_sent(f"nobody {nth}", f"kernel {nth}", "10.0.0.1")
    assert admission.admit("ann", "10.0.0.1") == 1
    assert admission.queue.present(time.monotonic()) == 1  # pages that nobody connects to are then gone within 20 s
    assert admission.admit("bob", "10.0.0.2") == 0
