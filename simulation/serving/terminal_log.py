"""What the trainer's terminal shows of requests: nothing a visitor wrote, and one line where something broke."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from simulation.fault_log import log_trace
from simulation.vocabulary.errors import one_line

_PATH_CHARACTERS = 80
_LINE_CHARACTERS = 200
_log = logging.getLogger("counterparts.server")


def log_request(handler: Any) -> None:
    """In the place of Tornado's access log: requests that failed by a fault of ours."""
    if handler.get_status() >= HTTPStatus.INTERNAL_SERVER_ERROR:
        asked = one_line(handler.request.path, _PATH_CHARACTERS)
        _log.error("%d %s %s", handler.get_status(), one_line(handler.request.method, 10), asked)


class OneLine(logging.Filter):
    """A fault is one line in the terminal, whoever logs it; its trace is in the log of faults, by its code."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, those with a trace without it."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            shown = (each if each.isprintable() else " " for each in record.getMessage())
            said = "".join(shown)[:_LINE_CHARACTERS]
            record.msg, record.args = f"{said} (fault {log_trace(error)})", ()
            record.exc_info = record.exc_text = None
        return True


def keep_traces_out(log: logging.Logger) -> None:
    """Of the terminal: of what this logger's handlers write there, and of what nobody else handles."""
    for each in (*log.handlers, logging.lastResort):
        if each is not None and not any(isinstance(known, OneLine) for known in each.filters):
            each.addFilter(OneLine())
