"""The process above a server, with small programs in the server's place."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from simulation.serving.heartbeat import Heartbeat, SupervisorAddress
from simulation.serving.server_state import ServerState
from simulation.serving.server_supervisor import ServerSupervisor
from simulation.serving.settings import DEFAULT

SETTINGS = replace(
    DEFAULT, heartbeat_timeout_s=0.6, server_start_timeout_s=20, server_deaths_tolerated=2, server_stop_timeout_s=5
)
PROGRAM = """
import json, os, socket, sys, time
told = json.loads(os.environ["COUNTERPARTS_SUPERVISOR"])
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def beat(visitors=(), token=told["token"]):
    state = {"key": told["state"]["key"], "visitor_key": "v", "visitors": list(visitors), "waiting": []}
    out.sendto(f"{token} {json.dumps(state)}".encode(), ("127.0.0.1", told["port"]))
runs = os.environ["RUNS"]
with open(runs, "a") as file:
    print(json.dumps({**told["state"], **json.loads(sys.argv[1])}), file=file)
nth = len(open(runs).readlines())
"""


@pytest.fixture(autouse=True)
def own_signals(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
    monkeypatch.setenv("RUNS", str(tmp_path / "runs"))
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def supervised(then: str) -> tuple[ServerSupervisor, list[str]]:
    said: list[str] = []
    return ServerSupervisor({"open_browser": True}, SETTINGS, said.append, (sys.executable, "-c", PROGRAM + then)), said


def runs() -> list[str]:
    with open(os.environ["RUNS"], encoding="utf-8") as file:
        return file.readlines()


def test_a_server_that_cannot_start_is_not_started_again_and_its_code_is_ours() -> None:
    supervisor, said = supervised("sys.exit(7)")
    assert supervisor.run() == 7
    assert said == [] and len(runs()) == 1


def test_one_that_ends_by_itself_has_ended() -> None:
    supervisor, said = supervised("beat(); time.sleep(0.2)")
    assert supervisor.run() == 0
    assert said == [] and len(runs()) == 1


def test_one_that_dies_is_started_anew_with_what_it_said_last_and_no_second_browser() -> None:
    supervisor, said = supervised("beat(['ann', 'bob']); time.sleep(0.3); sys.exit(9 if nth == 1 else 0)")
    assert supervisor.run() == 0
    assert said == ["counterparts: The server has died. A new one is being started ..."]
    first, second = runs()
    assert '"visitors": []' in first and '"open_browser": true' in first
    assert '"visitors": ["ann", "bob"]' in second and '"open_browser": false' in second
    assert supervisor.state.key in first and supervisor.state.key in second


def test_one_that_hangs_is_killed_and_started_anew() -> None:
    supervisor, said = supervised("beat(); time.sleep(60) if nth == 1 else None")
    start = time.monotonic()
    assert supervisor.run() == 0
    assert time.monotonic() - start < 15
    assert said == ["counterparts: The server did not answer for 1 s. A new one is being started ..."]


def test_one_that_dies_again_and_again_is_given_up() -> None:
    supervisor, said = supervised("beat(); time.sleep(0.2); sys.exit(3)")
    assert supervisor.run() == 3
    assert len(runs()) == SETTINGS.server_deaths_tolerated + 1
    assert said[-1] == "counterparts: The server has ended again and again, and is not started any more."


def test_a_beat_that_makes_no_sense_is_left_aside() -> None:
    supervisor, said = supervised("""
beat(["ann"])
for text in (told["token"] + " ?", told["token"] + " {", told["token"] + " {}", "\\udcff", told["token"] + " [1]", told["token"] + ' {"key": 1}'):
    out.sendto(text.encode("utf-8", "surrogateescape"), ("127.0.0.1", told["port"]))
time.sleep(0.3)
""")
    assert supervisor.run() == 0
    assert said == [] and supervisor.state.visitors == ("ann",)


def test_a_state_that_is_too_long_to_be_sent_is_no_silence() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as beats:
        beats.bind(("127.0.0.1", 0))
        beats.settimeout(5)
        supervisor = ServerSupervisor({}, SETTINGS)
        heartbeat = Heartbeat(SupervisorAddress(beats.getsockname()[1], supervisor._token, supervisor.state), 1.0)
        kept = ServerState("key", "v", ("ann",))
        for state in (kept, ServerState("key", "v", tuple(f"{nth:032}" for nth in range(5_000)))):
            heartbeat._state = lambda state=state: state
            heartbeat._beat()
            assert supervisor._heard(beats)
        heartbeat._socket.close()
    assert supervisor.state == kept


def test_nobody_else_is_believed() -> None:
    supervisor, said = supervised(
        "beat(); [(beat(token='00'), time.sleep(0.05)) for _ in range(100)] if nth == 1 else None"
    )
    assert supervisor.run() == 0
    assert "did not answer" in said[0]


@pytest.mark.skipif(os.name != "posix", reason="there a terminal tells the server itself")
def test_whoever_is_asked_to_stop_has_the_server_stop_first() -> None:
    supervisor, said = supervised(
        "import signal; signal.signal(15, lambda *_: sys.exit(0)); [(beat(), time.sleep(0.1)) for _ in range(300)]"
    )
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    assert supervisor.run() == 0
    assert said == [] and len(runs()) == 1
    assert supervisor.process is not None and supervisor.process.returncode == 0
