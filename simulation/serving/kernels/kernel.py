"""The kernel of a page, in two steps: what every visitor's has in common, before the fork; its own sockets, after it."""

from __future__ import annotations

import os
from typing import Any

from comm import get_comm_manager
from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config

CHANNELS = ("shell", "iopub", "stdin", "hb", "control")


class PageKernel(IPKernelApp):
    """IPython's kernel without what a page never uses: no history on disk, no capture of what C code prints."""

    name = "counterparts-kernel"

    def prepare(self) -> None:
        """Before the fork: configuration and the shell, so that cells can run. Starts no thread, opens no socket."""
        super(IPKernelApp, self).initialize([])  # not IPKernelApp's own, which goes on to open sockets
        self.update_config(
            Config(HistoryManager={"enabled": False}, IPKernelApp={"capture_fd_output": False, "quiet": True})
        )
        self.init_path()
        self.user_ns = {}
        self.shell = ZMQInteractiveShell.instance(
            parent=self, profile_dir=self.profile_dir, user_ns=self.user_ns, compiler_class=XCachingCompiler
        )

    def begin(self, connection: dict[str, Any]) -> None:
        """After the fork: own sockets and threads at the given addresses; `start` then answers messages."""
        self.transport, self.ip = connection["transport"], connection["ip"]
        self.session.key = connection["key"].encode()
        for channel in CHANNELS:
            setattr(self, f"{channel}_port", connection[f"{channel}_port"])
        self._ports = {channel: connection[f"{channel}_port"] for channel in CHANNELS}
        self.parent_handle = os.getppid()  # ends this process when its parent is gone
        self.init_poller()
        self.init_sockets()
        self.init_heartbeat()
        self.init_io()
        self.init_signal()
        self.init_kernel()
        self.shell.kernel = self.kernel
        for each in get_comm_manager().comms.values():  # widgets made before there was a kernel to speak through
            each.kernel = self.kernel
