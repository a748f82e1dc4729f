"""The doctor says what is wrong and what to do, and its estimate follows from what was measured."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import psutil
import pytest

from simulation.load_test import doctor
from simulation.load_test.capacity_probe import Measurement, capacity_of
from simulation.load_test.local_server import ROOT, free_port
from simulation.serving.admission import capacity_limit
from simulation.serving.admission.capacity_limit import MEGABYTE
from simulation.serving.diagnostics import checks
from simulation.serving.diagnostics.check_result import CheckResult, Severity
from simulation.serving.network import Reachable, rank, reachable
from simulation.serving.options import ServingError
from simulation.serving.resources import Memory
from simulation.serving.settings import DEFAULT, GIGABYTE

PLAIN = Measurement(run=0.06, picture=0.1, answer=0.06, memory=25.0, cores=2, free=6.0, server=150.0)


def line(what: str, port: int | None = None) -> CheckResult:
    return next(each for each in checks.check_machine(port or free_port()) if each.what == what)


@pytest.mark.slow
def test_a_whole_visit_measures_real_pages() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "simulation", "doctor", "--json", "--port", str(free_port())],
        capture_output=True, text=True, timeout=280, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = json.loads(ran.stdout)
    assert ran.returncode == told["code"]
    assert told["code"] in (0, 1)
    assert told["people"] == min(told["by_processors"], told["by_memory"], DEFAULT.people_at_most)
    assert told["measured"]["memory"] > 1
    assert 0.001 < told["measured"]["answer"] < 10
    assert {each["what"] for each in told["lines"]} >= {
        "Python",
        "memory",
        "port",
        "network",
        "clock",
        "browser",
        "holds",
    }
    assert all(each["advice"] for each in told["lines"] if each["health"] != "good")


def test_every_line_that_is_not_good_says_what_to_do() -> None:
    for each in checks.check_machine(free_port()):
        assert each.what
        assert each.found
        assert bool(each.advice) == (each.health is not Severity.GOOD)


def test_a_taken_port_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = line("port", taken.getsockname()[1])
    assert found.health is Severity.DO
    assert "taken" in found.advice


def test_without_a_network_phones_cannot_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "reachable", list)
    assert "Wi-Fi" in line("network").advice


def test_a_clock_that_fell_back_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fallen(checks.datetime):  # type: ignore[misc,name-defined]
        @classmethod
        def now(cls, tz: object = None) -> checks.datetime:  # type: ignore[name-defined]
            return cls(2001, 1, 1)

    monkeypatch.setattr(checks, "datetime", Fallen)
    assert line("clock").health is Severity.DO


def test_little_memory_and_an_empty_battery_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "memory", lambda: Memory(8e9, 7e8))
    monkeypatch.setattr(
        psutil, "sensors_battery", lambda: SimpleNamespace(percent=20, power_plugged=False), raising=False
    )
    assert line("memory").health is Severity.DO
    assert "plug it in" in line("power").advice


def test_a_compiled_loop_is_there_or_will_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "standard_loop_is_cached", lambda: True)
    assert line("compiled loop").health is Severity.GOOD
    monkeypatch.setattr(checks, "standard_loop_is_cached", lambda: False)
    found = line("compiled loop")
    assert found.health is Severity.DO
    assert "at first use, in some" in found.found
    assert "counterparts compile" in found.advice


def test_without_numba_the_workshop_does_not_run_and_what_works_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(doctor, "measure", lambda: pytest.fail("nothing can be measured"))
    seen = doctor.diagnose(free_port(), 0, report=lambda _result: None)
    (found,) = [each for each in seen.results if each.what == "compiled loop"]
    assert found.health is Severity.BAD
    assert found.found.startswith("numba cannot be imported here")
    assert "compiled=False" in found.advice
    assert seen.code == doctor.NOT_LIKE_THIS


def test_missing_pages_end_the_visit_before_anything_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ServingError("the pages are not here")

    monkeypatch.setattr(checks, "notebooks_folder", none)
    monkeypatch.setattr(doctor, "measure", lambda: pytest.fail("nothing can be measured"))
    seen = doctor.diagnose(free_port(), 0, report=lambda _result: None)
    assert seen.code == doctor.NOT_LIKE_THIS
    assert seen.figures()["people"] is None


@pytest.mark.parametrize(("expected", "code"), [(20, doctor.READY), (400, doctor.SOMETHING_TO_DO)])
def test_more_people_than_it_holds_is_something_to_do(
    monkeypatch: pytest.MonkeyPatch, expected: int, code: int
) -> None:
    monkeypatch.setattr(doctor, "check_machine", lambda _port: iter([]))
    monkeypatch.setattr(doctor, "measure", lambda: PLAIN)
    assert doctor.diagnose(8866, expected, report=lambda _result: None).code == code


@pytest.mark.parametrize(("answer", "advised"), [(0.06, False), (0.12, True)])
def test_the_doctor_says_how_many_admission_control_lets_in(
    monkeypatch: pytest.MonkeyPatch, answer: float, advised: bool
) -> None:
    found = replace(PLAIN, answer=answer)
    monkeypatch.setattr(doctor, "check_machine", lambda _port: iter([]))
    monkeypatch.setattr(doctor, "measure", lambda: found)
    said = doctor.diagnose(8866, 0, report=lambda _result: None).results[-1]
    left = Memory(8e9, (found.free * 1024 - found.server) * MEGABYTE)
    monkeypatch.setattr(capacity_limit, "memory", lambda: replace(left, total=10 * GIGABYTE))
    monkeypatch.setattr(capacity_limit, "processors", lambda: found.cores)
    assert said.found.startswith(f"{capacity_limit.CapacityLimit(DEFAULT, visitor_megabytes=found.memory).limit(0)} people")
    assert (said.health is Severity.DO) == advised
    assert ("--most" in said.advice) == advised


def test_twice_the_processors_hold_twice_the_people_and_heavier_pages_fewer() -> None:
    few = capacity_of(PLAIN)
    assert capacity_of(replace(PLAIN, cores=4)).by_processors == pytest.approx(2 * few.by_processors, abs=1)
    assert capacity_of(replace(PLAIN, answer=0.12)).by_processors == pytest.approx(few.by_processors / 2, abs=1)
    assert capacity_of(replace(PLAIN, memory=50.0)).by_memory == pytest.approx(few.by_memory / 2, abs=1)
    assert (
        few.by_memory == 198
    )  # 5 GB, after one is left to everything else, less the server's own 150 MB, at 25 MB each
    assert capacity_of(replace(PLAIN, free=0.5)).people == 0
    assert capacity_of(replace(PLAIN, cores=64, free=999.0)).people == DEFAULT.people_at_most


def test_the_rooms_own_network_comes_before_networks_inside_the_computer() -> None:
    cards = [
        ("docker0", "172.17.0.1"), ("Ethernet", "10.0.0.7"), ("Wi-Fi", "192.168.1.20"), ("eth0", "169.254.3.4"),
        ("Local Area Connection* 2", "192.168.137.1"), ("vEthernet (WSL)", "172.20.0.1"),
    ]  # fmt: skip
    best = sorted(cards, key=lambda each: rank(*each))
    assert [card for card, _ in best][:4] == ["Local Area Connection* 2", "Wi-Fi", "Ethernet", "eth0"]


def test_no_loopback_address_is_offered_to_phones() -> None:
    assert all(isinstance(each, Reachable) and not each.ip.startswith("127.") for each in reachable())
