"""What Windows and macOS lack, taken away from Python processes of this system: a `sitecustomize` that they all import."""

from __future__ import annotations

from pathlib import Path

WINDOWS = """
import os, sys
import psutil, socket, tornado.netutil  # of this system, whatever it lacks
del os.fork, os.forkpty, os.register_at_fork, socket.AF_UNIX, socket.send_fds, socket.recv_fds
def socketpair(*_kind):  # as Python does where the system has none
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        one = socket.create_connection(listener.getsockname())
        return one, listener.accept()[0]
socket.socketpair = socketpair
import multiprocessing
multiprocessing.set_start_method("spawn")
sys.modules["fcntl"] = None
"""
MACOS = """
import resource, sys, types
def refuse(*_given):
    raise ValueError("current limit exceeds maximum limit")
resource.setrlimit = refuse
try:
    from simulation.serving.kernels import first_zygote
except ImportError:  # a process that has nothing to do with ours
    pass
else:
    first_zygote.sys = types.SimpleNamespace(platform="darwin", executable=sys.executable)  # others read what they run on
"""


def emulate(system: str, folder: Path) -> str:
    """Write the module into a folder, which is then to be in PYTHONPATH. Returns its source."""
    source = {"windows": WINDOWS, "macos": MACOS}[system]
    (folder / "sitecustomize.py").write_text(source, encoding="utf-8")
    return source
