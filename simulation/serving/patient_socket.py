"""A listening socket that lets the server go on when no more files can be opened; new connections wait a moment."""

from __future__ import annotations

import errno
import logging
import math
import socket
import time
from typing import Any

from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets

from simulation.vocabulary.i18n import _

_FULL = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_OVER_AFTER_S = 10.0  # without such a failure it is over, and the next one is said again
_log = logging.getLogger("counterparts.server")


class PatientSocket(socket.socket):
    """Tornado asks a socket for the next connection for as long as one waits. Where no file can be opened for it, that
    would fail for ever, and nothing else would be done (tornado 6.6).
    """

    retry_s = 1.0
    _full_at = -math.inf  # when a connection could last not be opened

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection. Raises BlockingIOError where there is none, or none that can be opened for now."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in _FULL:
                raise
            self._pause(error)
            raise BlockingIOError from None

    def _pause(self, error: OSError) -> None:
        """Wait, and say so once for as long as it goes on: a crowd comes in waves."""
        before, self._full_at = self._full_at, time.monotonic()
        if self._full_at - before > _OVER_AFTER_S:
            said = _("No more connections can be opened ({why}): new ones wait, those that are open go on.")
            _log.error(said.format(why=error.strerror))
        IOLoop.current().update_handler(self, 0)
        IOLoop.current().call_later(self.retry_s, self._resume)

    def _resume(self) -> None:
        if self.fileno() >= 0:
            IOLoop.current().update_handler(self, IOLoop.READ)


def patient_sockets(port: int, address: str, retry_s: float) -> list[socket.socket]:
    """Sockets that listen at an address; `retry_s`: until new connections are taken again. Raises OSError."""
    found: list[socket.socket] = []
    for each in bind_sockets(port, address):
        patient = PatientSocket(fileno=each.detach())
        patient.setblocking(False)
        patient.retry_s = retry_s
        found.append(patient)
    return found
