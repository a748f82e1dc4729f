"""Jupyter's kernels and the lines to them, as a page's visitors need them: two channels each, and no questions first.

Stock, every visitor costs the server nine sockets and four rounds of "are you there?". A forked kernel is there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import zmq
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from simulation.vocabulary.i18n import LANGUAGE_VARIABLE, current_language

CHARTS = "simulation.serving.kernels.altair_charts"  # an extension of IPython's
CHANNELS = ("iopub", "shell")  # what a page's widgets speak over; a visitor reaches no other
SOCKETS = 16_384  # of all visitors together; libzmq's own limit of 1,023 is 150 visitors
WORD = 8  # bytes of a number in a message
FEWEST_PARTS, MOST_PARTS = 5, 40  # channel, header, parent, metadata and content; then a widget's own bytes
WELCOME = 5.0  # seconds for a kernel's first word on a new line


class PageKernels(AsyncMappingKernelManager):
    """All kernels of the server. When one was last used, its visitor's line says: nobody else listens in."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.on_end: Callable[[str], None] = lambda _kernel: None  # told of every kernel that has ended
        self.context.set(zmq.MAX_SOCKETS, SOCKETS)

    async def start_kernel(self, *given: Any, **how: Any) -> Any:  # type: ignore[override]
        """It speaks its visitor's language; one that is not forked shows Altair's charts as a forked one does."""
        how["env"] = {**how.get("env", os.environ), LANGUAGE_VARIABLE: current_language()}
        how.setdefault("extra_arguments", [f"--InteractiveShellApp.extra_extensions={CHARTS}"])
        return await super().start_kernel(*given, **how)

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, *given: Any, **how: Any
    ) -> None:
        """End a kernel; its page's line ends with it."""
        try:
            await super().shutdown_kernel(kernel_id, *given, **how)
        finally:
            self.on_end(kernel_id)

    def start_watching_activity(self, kernel_id: str) -> None:
        """From now on it counts as used."""
        kernel: Any = self.get_kernel(kernel_id)
        kernel.execution_state, kernel.reason, kernel.last_activity = "idle", "", now()


class PageLine(ZMQChannelsWebsocketConnection):
    """The line between one page in a browser and its kernel."""

    channels: dict[str, Any]
    _new = False  # whether its channels were made for it, and not kept while its phone was dark

    async def prepare(self) -> None:
        """Only the session: whether the kernel is there was known when the page was sent."""
        await self._register_session()
        self.session.key = self.kernel_manager.session.key

    def create_stream(self) -> None:
        """Two channels instead of four."""
        self._new = True
        for channel in CHANNELS:
            stream = getattr(self.kernel_manager, f"connect_{channel}")(identity=self.session.bsession)
            stream.channel = channel
            self.channels[channel] = stream

    def nudge(self) -> asyncio.Future[None]:
        """Until the kernel's welcome: from now on this line hears it. Channels that were kept heard it all along."""
        iopub = self.channels["iopub"]
        welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._new:
            welcome.set_result(None)
            return welcome

        def heard(_message: Any) -> None:
            iopub.stop_on_recv()
            if not welcome.done():
                welcome.set_result(None)

        iopub.on_recv(heard)
        return asyncio.ensure_future(self._welcomed(welcome))

    async def _welcomed(self, welcome: asyncio.Future[None]) -> None:
        try:
            await asyncio.wait_for(welcome, WELCOME)
        except TimeoutError:  # an older kernel says no welcome: ask, as Jupyter does
            if not self.channels["iopub"].closed():
                await super().nudge()

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """A visitor's message; it also says that the kernel is in use."""
        self.kernel_manager.last_activity = now()
        try:
            check_shape(incoming_msg)
            super().handle_incoming_message(incoming_msg)
        except Exception as error:  # not by any page of ours: one line, and the visitor's line stays open
            self.log.warning("A message that nobody can read was left aside (%s)", type(error).__name__)


def check_shape(message: str | bytes) -> None:
    """Raises ValueError unless it is as pages send them: how many offsets, the offsets, the parts.

    Jupyter believes the first number: one message that says 2**64 would keep the server counting for ever.
    """
    count = int.from_bytes(message[:WORD], "little") if isinstance(message, bytes) else 0
    if not FEWEST_PARTS < count <= MOST_PARTS or len(message) < WORD * (count + 1):
        raise ValueError("no message of a page")


def now() -> datetime:
    """As Jupyter keeps times."""
    return datetime.now(UTC)
