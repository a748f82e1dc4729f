"""What a visitor reads at an address that is not there, or that broke: one sentence, and never a trace."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import tornado.web

from simulation.fault_log import log_fault
from simulation.serving.device_language import language_of
from simulation.vocabulary.i18n import _, use_language


class PlainErrorPage:
    """Mixed into a handler of Jupyter's, whose own error pages need files that Voila does not serve."""

    def log_exception(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        """A fault goes to the log with its trace; a request that is refused is nobody's business."""
        if error is not None and not isinstance(error, tornado.web.HTTPError):
            log_fault(error)

    def write_error(self, status_code: int, **_what: Any) -> None:
        """One sentence, whatever went wrong; the log knows more."""
        handler: Any = self
        handler.set_header("Content-Type", "text/plain; charset=utf-8")
        try:
            with use_language(language_of(handler)):
                said = _sentence(status_code)
        except OSError:  # no more files can be opened, those of words neither
            said = _sentence(status_code)
        handler.finish(said)


def _sentence(status_code: int) -> str:
    if status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("There is nothing for you at this address. The workshop's own address leads to the page.")
    return _("Something went wrong on our side. Please reload the page in a moment.")
