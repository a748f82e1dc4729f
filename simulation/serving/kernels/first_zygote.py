"""The process that all others are forked from: it imports what every page needs, beside the server that starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from simulation.serving.kernels.channel import Channel, channel_pair
from simulation.serving.kernels.kernel_handle import ForkError
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.serving.socket_folder import socket_root

MODULE = "simulation.serving.kernels.zygote_main"
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}
# Arrow, which pandas imports, has an allocator of its own that starts a thread when it is loaded (pyarrow 26). Without
# that thread it gives memory back a little later.
NO_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
LEAN = {"MALLOC_ARENA_MAX": "1"}  # glibc: one heap for all threads of a kernel
LEAN_ENVIRONMENT = {**ONE_THREAD, **NO_THREAD, **LEAN}


def cannot_fork(settings: ServerSettings = DEFAULT) -> str:
    """Why kernels are not forked; empty where they are."""
    if not settings.fork:
        return "the server's settings say so"
    if not hasattr(os, "fork"):
        return "this system has no fork"
    if sys.platform == "darwin":
        return "the libraries of macOS do not survive a fork"
    return ""


class FirstZygote:
    """One process, started by `launch`, and again by it once it has been reaped.

    Attributes:
        folder: For its kernels' sockets; nobody else may look in. It goes with `close`, or by the process itself where
            the server was killed.
        why: Why it could not be launched; empty where it was.
    """

    def __init__(self, settings: ServerSettings = DEFAULT) -> None:
        self.settings = settings
        self.why = ""
        self.folder = Path(tempfile.mkdtemp(prefix="counterparts-", dir=socket_root()))
        self._channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process, if it is not started; it says by the channel when it is ready."""
        if self._process is not None:
            return
        self.why = cannot_fork(self.settings)
        if self.why:
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)  # one that ended took it away
        channel, end = channel_pair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE, str(end.fileno()), str(self.folder), self.settings.to_json()],
                pass_fds=[end.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server, which then lets its kernels go
                env={**os.environ, **LEAN_ENVIRONMENT},
            )
            self._channel = channel
        except OSError as error:
            self.why = error.strerror or str(error)
            channel.close()
        finally:
            end.close()

    def take_channel(self) -> Channel:
        """The channel to the process, once. Raises ForkError where it could not be launched."""
        channel, self._channel = self._channel, None
        if channel is None:
            raise ForkError(self.why or "the process that kernels are forked from was not launched")
        return channel

    def kill(self) -> None:
        """At once."""
        if self._process is not None:
            self._process.kill()
            self.reap()

    def reap(self) -> None:
        """Wait for its end, which is near."""
        if self._process is None:
            return
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        """End it, if nobody else has, and leave no file behind."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        self.reap()
        shutil.rmtree(self.folder, ignore_errors=True)
