"""A fault is one line in the terminal, and its trace is in the log of faults."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation import fault_log
from simulation.serving.terminal_log import OneLine, keep_traces_out


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(fault_log.LOG_VARIABLE, str(tmp_path / "faults.log"))
    log = logging.Logger("of this test")
    monkeypatch.setattr(fault_log, "_log", log)
    yield tmp_path / "faults.log"
    for each in log.handlers:
        each.close()


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    assert logging.lastResort is not None
    logging.lastResort.filters.clear()


def test_a_trace_goes_to_the_log_of_faults_and_a_line_to_the_terminal(faults: Path) -> None:
    terminal = io.StringIO()
    log = logging.Logger("somebody's")
    log.addHandler(logging.StreamHandler(terminal))
    for _ in range(2):
        keep_traces_out(log)
    try:
        raise ValueError("what a visitor wrote\n\x1b[2J")
    except ValueError:
        log.exception("it broke\nfor %s", "somebody")
    (line,) = terminal.getvalue().splitlines()
    assert line.startswith("it broke")
    code = line.partition("(fault ")[2].rstrip(")")
    trace = faults.read_text(encoding="utf-8")
    assert code in trace and "Traceback" in trace and "ValueError" in trace
    assert trace.count("Traceback") == 1


def test_what_has_no_trace_is_as_it_was() -> None:
    record = logging.LogRecord("x", logging.ERROR, "here", 1, "%d pages", (3,), None)
    assert OneLine().filter(record)
    assert record.getMessage() == "3 pages"


def test_what_nobody_handles_has_no_trace_either() -> None:
    keep_traces_out(logging.Logger("x"))
    assert logging.lastResort is not None
    assert sum(isinstance(each, OneLine) for each in logging.lastResort.filters) == 1
