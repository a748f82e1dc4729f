"""Newest wins, fair between sessions, and each plan is run once."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from simulation.model.plans.loading import load
from simulation.serving.settings import DEFAULT
from simulation.serving.workers.messages import DoubtRequest
from simulation.serving.workers.request_queue import RequestQueue

PLAN = load("parliament_mentors")
PLANS = [PLAN.with_(months=months) for months in range(3, 9)]
A, B, C, D, *_ = PLANS


def served(queue: RequestQueue[str]) -> list[str]:
    """Run the next plan; who gets it."""
    return queue.finish(queue.take().request)


def test_the_longest_waiting_session_comes_first() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    for session, plan in zip("xyz", PLANS, strict=False):
        queue.put(session, plan)
    assert [served(queue) for _ in range(3)] == [["x"], ["y"], ["z"]]


def test_a_newer_request_replaces_one_that_waits_and_keeps_its_place() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", A)
    queue.put("y", B)
    queue.put("x", C)
    assert queue.take().request == C
    assert queue.finish(C) == ["x"]
    assert queue.take().request == B


def test_a_session_that_is_being_served_queues_again_at_the_end() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", A)
    queue.put("y", B)
    assert queue.take().request == A
    queue.put("x", C)
    assert queue.finish(A) == []  # superseded
    assert queue.take().request == B
    assert queue.finish(B) == ["y"]
    assert queue.take().request == C


def test_a_doubt_band_comes_after_everything_else_and_leaves_a_worker_free() -> None:
    queue: RequestQueue[str] = RequestQueue(2)
    queue.put("x", DoubtRequest(A))
    queue.put("y", B)
    queue.put("z", DoubtRequest(C))
    assert queue.take().request == B
    assert queue.take().request == DoubtRequest(A)
    assert queue.finish(B) == ["y"]
    queue.put("w", D)
    assert queue.take().request == D  # z's doubt band waits for x's to end
    assert queue.finish(D) == ["w"]
    assert queue.finish(DoubtRequest(A)) == ["x"]
    assert queue.take().request == DoubtRequest(C)


def test_a_doubt_band_that_somebody_waits_for_has_its_turn() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", DoubtRequest(A, waited_for=True))
    queue.put("y", B)
    assert [served(queue), served(queue)] == [["x"], ["y"]]


def test_one_worker_runs_doubt_bands_too() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", DoubtRequest(A))
    assert served(queue) == ["x"]


def test_one_plan_for_several_sessions_is_run_once() -> None:
    queue: RequestQueue[str] = RequestQueue(2)
    queue.put("x", A)
    queue.put("y", A)
    assert queue.take().request == A
    queue.put("z", PLAN.with_(months=A["months"]))
    queue.put("w", B)
    assert queue.take().request == B
    assert queue.finish(A) == ["x", "y", "z"]


def test_a_session_that_hung_up_is_not_served() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", A)
    queue.put("y", B)
    queue.drop("x")
    queue.drop("never there")
    assert queue.take().request == B


def test_threads_are_the_idle_workers() -> None:
    queue: RequestQueue[str] = RequestQueue(3)
    for session, plan in zip("xyzw", PLANS, strict=False):
        queue.put(session, plan)
    assert [queue.take().threads for _ in range(4)] == [3, 2, 1, 1]
    for plan in (A, B, C, D):
        queue.finish(plan)
    queue.put("x", A)
    assert queue.take().threads == 3


def test_a_lost_plan_is_tried_again_in_its_place_and_refused_at_last() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", A)
    queue.put("y", B)
    for _ in range(DEFAULT.worker_attempts - 1):
        assert queue.take().request == A
        assert queue.lose(A) == []
    assert queue.take().request == A
    assert queue.lose(A) == ["x"]
    assert queue.take().request == B
    assert queue.finish(B) == ["y"]
    queue.put("x", A)  # a later request begins anew
    assert queue.take().request == A
    assert queue.lose(A) == []


def test_a_lost_plan_that_nobody_wants_any_more_is_forgotten() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    queue.put("x", A)
    queue.take()
    queue.drop("x")
    assert queue.lose(A) == []
    assert queue._lost == {} and queue._running == set()


def test_whoever_takes_waits_for_a_request() -> None:
    queue: RequestQueue[str] = RequestQueue(1)
    taken: list[object] = []
    taker = threading.Thread(target=lambda: taken.append(queue.take().request))
    taker.start()
    queue.put("x", A)
    taker.join(10)
    assert taken == [A]


STEPS = st.lists(st.tuples(st.sampled_from("xyzw"), st.integers(0, len(PLANS) - 1), st.booleans()), max_size=40)


@given(STEPS)
def test_nobody_is_served_twice_while_another_waits(steps: list[tuple[str, int, bool]]) -> None:
    """Whatever order sessions move in: between two services of one session, every other that waited since was served."""
    queue: RequestQueue[str] = RequestQueue(1)
    since: dict[str, int] = {}  # services made when the session began to wait
    services = 0
    for session, nth, serve in steps:
        since.setdefault(session, services)
        queue.put(session, PLANS[nth])
        if serve:
            got = served(queue)
            assert got
            assert min(since[each] for each in got) == min(since.values())
            services += 1
            for each in got:
                del since[each]
    while since:
        got = served(queue)
        assert min(since[each] for each in got) == min(since.values())
        for each in got:
            del since[each]
