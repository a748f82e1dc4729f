"""A rehearsal is real: phones, a server, figures, and a no where somebody would be let down."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from simulation.load_test.local_server import ROOT, free_port, running
from simulation.load_test.run import check, local
from simulation.load_test.verdict import Spread, Verdict
from simulation.serving.options import ServingError
from tests.interrupt import ignoring
from tests.load.servers import LocalServer

REHEARSE = [sys.executable, "-m", "simulation", "rehearse"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
FINE = Verdict(
    people=2, minutes=1, address="", pictures=Spread.of([0.1, 0.2]), moves=Spread.of([0.1] * 9), back=None, memory=20.0,
    busy=0.5, pretending=0.1, drawn=9, locked=0, closed=0, waited=0, refused=0, lost=0,
)  # fmt: skip


def rehearse(*options: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        [*REHEARSE, *options], capture_output=True, text=True, timeout=250, check=False, env=ENVIRONMENT
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.slow
def test_three_people_come_and_move_their_sliders() -> None:
    code, out, err = rehearse("--people", "3", "--minutes", "0.2", "--json")
    told = json.loads(out)
    assert code == (0 if told["yes"] else 1)
    assert told["faults"] == {}
    assert told["lost"] == 0
    assert told["pictures"]["count"] == 3
    assert told["drawn"] > 0
    assert 1 < told["memory"] < 500
    assert 0 < told["busy"]
    assert "Traceback" not in err


def test_a_server_that_runs_is_rehearsed_and_left_running(site: LocalServer) -> None:
    code, out, _ = rehearse("--people", "2", "--minutes", "0.1", "--address", site.address)
    assert "people" in out.splitlines()[-1]
    assert code in (0, 1)
    assert psutil.pid_exists(site.pid)


@pytest.mark.slow
def test_where_no_page_opens_the_answer_is_no(tmp_path: Path) -> None:
    port = free_port()
    without_pages = (
        "from simulation.serving.server import WorkshopServer; WorkshopServer.notebooks = lambda self: [];"
        f"from simulation.serving.serve import serve; serve({port}, open_browser=False)"
    )
    with running([sys.executable, "-c", without_pages], port, tmp_path) as server:
        code, out, _ = rehearse("--people", "1", "--minutes", "0.1", "--address", server.address)
    assert code == 1
    assert "No, not 1 people: 1 of 1 never had a picture" in out


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent another way there")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_in_the_middle_it_leaves_nothing_running(how: signal.Signals) -> None:
    process = subprocess.Popen(
        ignoring([*REHEARSE, "--people", "2", "--minutes", "5"]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert process.stderr is not None
    process.stderr.readline()
    assert "arrive" in process.stderr.readline()
    started = psutil.Process(process.pid).children(recursive=True)
    assert len(started) >= 3
    process.send_signal(how)
    _, err = process.communicate(timeout=90)
    assert "Traceback" not in err
    if how is not signal.SIGKILL:
        assert process.returncode == 130
    end = time.monotonic() + 30
    while any(
        each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in started if psutil.pid_exists(each.pid)
    ):
        assert time.monotonic() < end, "something outlived the rehearsal"
        time.sleep(0.1)


def test_a_fine_room_is_a_yes() -> None:
    assert FINE.yes
    assert FINE.lines()[-1] == "Yes: 2 people can come."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"pictures": Spread.of([0.1])}, "1 of 2 never had a picture"),
        ({"pictures": None}, "2 of 2 never had a picture"),
        ({"pictures": Spread.of([11.0, 12.0])}, "the first picture took"),
        ({"moves": Spread.of([0.1] * 9 + [9.0])}, "a moved slider took"),
        ({"back": Spread.of([30.0])}, "coming back took"),
        ({"drawn": 0}, "no slider brought a new picture"),
        ({"lost": 1}, "1 came back to other sliders"),
        ({"faults": {"ConnectionError: the server closed the connection": 2}}, "2 faults"),
    ],
)
def test_whatever_lets_somebody_down_is_a_no(change: dict[str, object], why: str) -> None:
    verdict = replace(FINE, **change)  # type: ignore[arg-type]
    assert not verdict.yes
    assert why in verdict.lines()[-1]
    assert verdict.figures()["yes"] is False


@pytest.mark.parametrize(("people", "minutes"), [(0, 1), (501, 1), (10, 0), (10, 61), (10, float("nan"))])
def test_what_nobody_can_rehearse_is_refused(people: int, minutes: float) -> None:
    with pytest.raises(ServingError, match="allowed"):
        check(people, minutes)


@pytest.mark.parametrize(
    "address",
    ["http://example.org/", "http://192.168.1.5:8866", "https://127.0.0.1/", "8866", "", "http://127.0.0.1:99999999/"],
)
def test_only_this_computer_is_rehearsed(address: str) -> None:
    with pytest.raises(ServingError, match="not on this computer"):
        local(address)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8866", "127.0.0.1:8866", "http://localhost:8866/", "http://[::1]:8866/"]
)
def test_this_computer_has_several_names(address: str) -> None:
    assert local(address).startswith("http://")
    assert local(address).endswith(":8866/")
