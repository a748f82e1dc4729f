"""When something breaks: a kind sentence and a short code for the visitor, the whole trace for the log."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import traceback
import zlib
from collections.abc import Callable
from typing import Any

from simulation.model.parameters import parameters
from simulation.vocabulary.errors import CounterpartsError
from simulation.vocabulary.i18n import _

LOG_VARIABLE = "COUNTERPARTS_LOG"  # the file that the server reads; unset in JupyterLab
_NUMBER = re.compile(r"\b(\w+) = ")
_log = logging.getLogger("counterparts.pages")


def log_fault(error: BaseException) -> str:
    """Log the trace; return the sentence with its code."""
    return _fault_sentence().format(code=log_trace(error))


def log_trace(error: BaseException) -> str:
    """Log the trace; return its code (the same fault has the same code)."""
    trace = "".join(traceback.format_exception(error))
    code = f"{zlib.crc32(trace.encode()) & 0xFFFF:04x}"
    path = os.environ.get(LOG_VARIABLE)
    if path and not _log.handlers:
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        _log.addHandler(handler)
        _log.propagate = False
    with contextlib.suppress(OSError):  # a full disk, or no more files can be opened
        _log.error("page fault %s\n%s", code, trace)
    return code


def notice_of(error: BaseException) -> str:
    """What a visitor reads of an error: ours in its own words, with numbers named as on their sliders; any other as a
    sentence with a code (logged).
    """
    return _NUMBER.sub(_as_on_the_slider, str(error)) if isinstance(error, CounterpartsError) else log_fault(error)


def _as_on_the_slider(found: re.Match[str]) -> str:
    """`peer_days = ` as a visitor knows it."""
    number = parameters().get(found[1])
    return found[0] if number is None else f"{_(number.label)}: "


def is_fault(text: str) -> bool:
    """Whether a notice shown to a visitor is that of an internal fault."""
    return text.startswith(_fault_sentence().partition("{")[0])


def _fault_sentence() -> str:
    return _("Something went wrong on our side. Your sliders are safe; please tell the trainer the code {code}.")


def guard(handler: Callable[..., None]) -> Callable[..., None]:
    """A widget's message handler that never lets an error out to the visitor."""

    @functools.wraps(handler)
    def guarded(*given: Any) -> None:
        try:
            handler(*given)
        except Exception as error:  # whatever it is, no trace may reach a visitor
            log_fault(error)

    return guarded
