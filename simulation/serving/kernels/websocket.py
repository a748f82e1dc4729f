"""Jupyter's kernel manager and its websocket connections, as a page's visitors need them: two channels each.

Stock, every visitor costs the server nine sockets and four rounds of "are you there?". A forked kernel is there.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import zmq
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Instance

from simulation.serving.jupyter_adapter import register_session
from simulation.serving.kernels.provisioner import ForkingProvisioner
from simulation.serving.settings import ServerSettings
from simulation.vocabulary.i18n import LANGUAGE_VARIABLE, current_language

ALTAIR_EXTENSION = "simulation.serving.kernels.altair_charts"  # an extension of IPython's
PROTOCOL = "v1.kernel.websocket.jupyter.org"  # how messages are packed; the only one that pages speak here
CHANNELS = ("iopub", "shell")  # what a page's widgets speak over; a visitor reaches no other
_OFFSET_BYTES = 8  # of a number in a message
_LEAST_PARTS = 5  # channel, header, parent, metadata and content


class PageKernelManager(AsyncMappingKernelManager):
    """All kernels of the server. When one was last used, its visitor's messages say: nobody else listens in."""

    limits: Any = Instance(ServerSettings, (), help="The server's.").tag(config=True)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.on_end: Callable[[str], None] = lambda _kernel: None  # told of every kernel that has ended
        self.context.set(zmq.MAX_SOCKETS, self.limits.zmq_sockets)
        self.context.sndhwm = self.limits.kernel_messages_waiting

    async def start_kernel(self, *given: Any, **how: Any) -> Any:  # type: ignore[override]
        """It speaks its visitor's language; one that is not forked shows Altair's charts as a forked one does."""
        how["env"] = {**how.get("env", os.environ), LANGUAGE_VARIABLE: current_language()}
        how.setdefault("stderr", subprocess.DEVNULL)  # traces about messages; a page's own faults go to the fault log
        how.setdefault("extra_arguments", [f"--InteractiveShellApp.extra_extensions={ALTAIR_EXTENSION}"])
        return await super().start_kernel(*given, **how)

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, *given: Any, **how: Any
    ) -> None:
        """End a kernel; its page's connection ends with it."""
        try:
            await super().shutdown_kernel(kernel_id, *given, **how)
        finally:
            self.on_end(kernel_id)

    def start_watching_activity(self, kernel_id: str) -> None:
        """From now on it counts as used."""
        kernel: Any = self.get_kernel(kernel_id)
        kernel.execution_state, kernel.reason, kernel.last_activity = "idle", "", now()


class PageWebsocketConnection(ZMQChannelsWebsocketConnection):
    """The websocket connection between one page in a browser and its kernel."""

    limits: Any = Instance(ServerSettings, (), help="The server's.").tag(config=True)
    channels: dict[str, Any]
    subprotocol = PROTOCOL  # Jupyter's own is None once the page has gone, and what is still on its way is packed anew
    _is_new = False  # whether its channels were made for it, and not kept while its phone was dark

    async def prepare(self) -> None:
        """Only the session: whether the kernel is there was known when the page was sent."""
        await register_session(self)
        self.session.key = self.kernel_manager.session.key

    def create_stream(self) -> None:
        """Two channels instead of four."""
        self._is_new = True
        for channel in CHANNELS:
            stream = getattr(self.kernel_manager, f"connect_{channel}")(identity=self.session.bsession)
            stream.channel = channel
            self.channels[channel] = stream

    def nudge(self) -> asyncio.Future[None]:
        """Done once the kernel has welcomed this connection, and at once where its channels were kept meanwhile.

        A kernel that was not forked welcomes only whoever comes first, and that was Voila: it is asked.
        """
        if self._is_new and not is_forked(self.kernel_manager):
            return super().nudge()
        iopub = self.channels["iopub"]
        welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._is_new:
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
            await asyncio.wait_for(welcome, self.limits.kernel_welcome_timeout_s)
        except TimeoutError:  # an older kernel says no welcome: ask, as Jupyter does
            if not self.channels["iopub"].closed():
                await super().nudge()

    def is_sending(self) -> bool:
        """Whether messages wait until the kernel takes them."""
        return any(stream.sending() for stream in self.channels.values() if not stream.closed())

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """A visitor's message; it also says that the kernel is in use."""
        self.kernel_manager.last_activity = now()
        try:
            check_shape(incoming_msg, self.limits.websocket_message_parts)
            super().handle_incoming_message(incoming_msg)
        except Exception as error:  # not by any page of ours: one line, and the visitor's connection stays open
            self.log.warning("A message that nobody can read was left aside (%s)", type(error).__name__)


def is_forked(manager: Any) -> bool:
    """Whether a kernel came from a zygote; any other was started anew."""
    return isinstance(manager.provisioner, ForkingProvisioner) and manager.provisioner.kernel is not None


def check_shape(message: str | bytes, most_parts: int) -> None:
    """Raises ValueError unless it is as pages send them: how many offsets, the offsets, the parts.

    Jupyter believes the first number: one message that says 2**64 would keep the server counting for ever.
    """
    count = int.from_bytes(message[:_OFFSET_BYTES], "little") if isinstance(message, bytes) else 0
    if not _LEAST_PARTS < count <= most_parts or len(message) < _OFFSET_BYTES * (count + 1):
        raise ValueError("no message of a page")


def now() -> datetime:
    """As Jupyter keeps times."""
    return datetime.now(UTC)
