"""What the trainer's terminal shows of requests: nothing a visitor wrote, and one line where something broke."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from simulation.vocabulary.errors import one_line

_PATH_CHARACTERS = 80
_log = logging.getLogger("counterparts.server")


def log_request(handler: Any) -> None:
    """In the place of Tornado's access log: requests that failed by a fault of ours."""
    if handler.get_status() >= HTTPStatus.INTERNAL_SERVER_ERROR:
        asked = one_line(handler.request.path, _PATH_CHARACTERS)
        _log.error("%d %s %s", handler.get_status(), one_line(handler.request.method, 10), asked)
