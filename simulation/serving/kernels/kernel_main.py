"""What a fork does: become a kernel, wait for a visitor, take what the visitor brings, answer until told to stop."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from simulation.fault_log import log_fault
from simulation.pages import query_parameters
from simulation.serving.kernels.channel import Channel, Message
from simulation.serving.kernels.kernel_app import PageKernel
from simulation.serving.kernels.prerender import run

SIGNALS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)


def run_kernel(
    app: PageKernel, connection: dict[str, Any], channel: Channel, printing_cells: dict[str, str] | None
) -> None:
    """Be a kernel until told to stop.

    Args:
        app: Prepared before the fork.
        connection: The kernel's addresses and key.
        channel: To its zygote.
        printing_cells: Source of those cells of the open page that print, by place; None where no page is open.
    """
    fresh_process()
    app.begin(connection)
    if printing_cells is not None:
        app.allow_widgets_only()
    gc.enable()
    channel.send({"event": "warm"})
    order = next(channel.received(wait=True), None)
    if order is None:  # the zygote is gone
        return
    printed = take_visitor(app, order, printing_cells or {})
    channel.send({"event": "arrived", "printed": printed})
    channel.close()
    app.start()


def take_visitor(app: PageKernel, order: Message, printing_cells: dict[str, str]) -> dict[str, str]:
    """Take the visitor's environment; where the address brings a plan, open it. Returns what cells now print."""
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    if not query_parameters.read():
        return {}
    try:
        query_parameters.notify_visitor()
        return {
            place: "".join(each["text"] for each in run(app.shell, source)) for place, source in printing_cells.items()
        }
    except Exception as error:  # the page still stands as it was opened; no trace may reach a visitor
        log_fault(error)
        return {}


def fresh_process() -> None:
    """Own process group, no signal handler of the zygote's, nothing to read from the terminal."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def forked(work: Callable[[], None]) -> int:
    """Fork; the child does the work and ends, whatever happens. Returns the child's process id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        logging.getLogger("counterparts.kernels").exception("a kernel ended by a fault")
    finally:
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()
        os._exit(code)  # never back into the zygote's own loop
