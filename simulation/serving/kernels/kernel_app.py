"""The kernel of a page, in two steps: what every visitor's has in common, before the fork; its own sockets, after it.

IPython's kernel without what a page never uses, because each thread, socket and module made after the fork is memory
and time for every visitor: no debugger, no subshells, no history on disk, control messages on the one loop.
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import zmq
from traitlets.config import Config

from simulation.serving.jupyter_adapter import bind_socket, forbid_debugger, replace_tracebacks, start_kernel_loop

forbid_debugger()

import faulthandler  # noqa: E402, F401  with the next, what a kernel would import after the fork

import tornado.platform.asyncio  # noqa: E402, F401
from ipykernel.compiler import XCachingCompiler  # noqa: E402
from ipykernel.iostream import IOPubThread  # noqa: E402
from ipykernel.ipkernel import IPythonKernel  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from tornado.ioloop import IOLoop  # noqa: E402
from zmq.eventloop.zmqstream import ZMQStream  # noqa: E402

from simulation.fault_log import log_fault  # noqa: E402
from simulation.serving.idle_trim import IdleTrim  # noqa: E402
from simulation.serving.kernels.altair_charts import show_altair_charts  # noqa: E402
from simulation.serving.kernels.comm_limit import newest_comms  # noqa: E402
from simulation.serving.settings import DEFAULT, ServerSettings  # noqa: E402

COPY_THRESHOLD_BYTES = 2**40  # never reached: sending without a copy would start two threads and a ZeroMQ context
CHANNELS = ("shell", "iopub", "stdin", "hb", "control")
INLINE_BACKEND = "module://matplotlib_inline.backend_inline"  # figures are shown in the page
WIDGET_MESSAGES = {"kernel_info_request", "comm_info_request", "comm_open", "comm_msg", "comm_close"}
CONTROL_MESSAGES = {"kernel_info_request", "shutdown_request", "interrupt_request"}


class NullSocket:
    """What a kernel sends to before it has sockets."""

    def send_multipart(self, *_message: Any, **_how: Any) -> None:
        """Drop it."""


class PageKernel(IPKernelApp):
    """The application around the kernel. `prepare` starts no thread and opens no socket, so it may be forked."""

    name = "counterparts-kernel"

    def prepare(self, settings: ServerSettings = DEFAULT) -> None:
        """Before the fork: configuration, kernel and shell, so that cells can run."""
        self.settings = settings
        super(IPKernelApp, self).initialize([])  # not IPKernelApp's own, which goes on to open sockets
        self.update_config(Config(HistoryManager={"enabled": False}, IPKernelApp={"capture_fd_output": False}))
        self.log.handlers.clear()  # its own would write to the trainer's terminal
        self.log.propagate = True
        self.log.setLevel(self.log_level)  # else every message of every visitor goes to the log
        self.init_path()
        self.session.copy_threshold = COPY_THRESHOLD_BYTES
        self.session.check_pid = False  # a page's zygote is a fork too, and sends to the null socket
        self.user_ns = {}
        self.kernel = IPythonKernel.instance(
            parent=self,
            session=self.session,
            iopub_socket=NullSocket(),
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
            compiler_class=XCachingCompiler,
            log=self.log,
        )
        self.shell: Any = self.kernel.shell
        os.environ.setdefault("MPLBACKEND", INLINE_BACKEND)  # as ipykernel 7.4 does where it opens its sockets
        show_altair_charts(self.shell)

    def begin(self, connection: dict[str, Any]) -> None:
        """After the fork: own sockets and threads at the given addresses; `start` then answers messages."""
        self.session.session = uuid.uuid4().hex
        self.session.key = connection["key"].encode()
        self.transport, self.ip = connection["transport"], connection["ip"]
        self.parent_handle = os.getppid()  # the poller ends this process when its parent is gone
        self.init_poller()
        self.context = zmq.Context()
        kernel = self.kernel
        kernel.shell_stream = self._stream("shell", zmq.ROUTER, connection)
        kernel.control_stream = self._stream("control", zmq.ROUTER, connection)
        kernel.stdin_socket = self._socket("stdin", zmq.ROUTER, connection)
        heart = self._stream("hb", zmq.REP, connection)
        heart.on_recv(heart.send_multipart)
        self.iopub_thread = IOPubThread(self._socket("iopub", zmq.XPUB, connection), session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = kernel.iopub_socket = self.iopub_thread.background_socket
        kernel.iopub_thread = self.iopub_thread
        for publisher in (self.shell.displayhook, self.shell.display_pub):
            publisher.session, publisher.pub_socket = self.session, self.iopub_socket
        self.init_io()
        self.init_signal()
        self._errors_as_sentences()
        kernel.record_ports({f"{channel}_port": connection[f"{channel}_port"] for channel in CHANNELS})

    def allow_widgets_only(self) -> None:
        """Whoever reaches this kernel can speak to the widgets of its page, and run no code."""
        for handlers, allowed in (
            (self.kernel.shell_handlers, WIDGET_MESSAGES),
            (self.kernel.control_handlers, CONTROL_MESSAGES),
        ):
            for kind in set(handlers) - allowed:
                del handlers[kind]
        handlers, manager = self.kernel.shell_handlers, self.kernel.comm_manager
        manager.targets.pop("jupyter.widget", None)  # nor make widgets that the page did not
        handlers["comm_open"] = newest_comms(handlers["comm_open"], manager, self.settings.comms_per_page)

    def _errors_as_sentences(self) -> None:
        """What IPython would show as a trace, for instance inside an Output widget, is one sentence; the log has it."""

        def show(error: BaseException | None) -> None:
            if error is not None:
                self.shell.display_pub.publish({"text/plain": log_fault(error)})

        replace_tracebacks(self.shell, show)

    def start(self) -> None:
        """Answer until told to stop."""
        self.poller.start()
        self.shell.events.register("post_execute", IdleTrim(self.settings.kernel_trim_after_s).restart)
        start_kernel_loop(self.kernel)
        IOLoop.current().start()

    def _socket(self, channel: str, kind: int, connection: dict[str, Any]) -> zmq.Socket[bytes]:
        assert self.context is not None
        socket = self.context.socket(kind)
        socket.linger = 1000
        if kind == zmq.ROUTER:
            socket.router_handover = 1  # a client that comes back under its name is heard (ipykernel#270)
        if kind == zmq.XPUB:
            socket.xpub_verbose = True  # a second connection of the same page is welcomed too
        bind_socket(self, socket, connection[f"{channel}_port"])
        return socket

    def _stream(self, channel: str, kind: int, connection: dict[str, Any]) -> ZMQStream:
        return ZMQStream(self._socket(channel, kind, connection))
