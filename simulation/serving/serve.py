"""Serve the workshop's pages on this machine until it is told to stop."""

from __future__ import annotations

import logging
import os
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

from simulation.fault_log import LOG_VARIABLE
from simulation.pages.pictures.vega_bundle import cache_folder
from simulation.pages.pictures.vega_widget import VEGA_VARIABLE
from simulation.pages.widget_assets import FILES_VARIABLE
from simulation.serving import shutdown
from simulation.serving.heartbeat import Heartbeat
from simulation.serving.join_page.join_info import JoinInfo, new_key
from simulation.serving.join_page.terminal import show
from simulation.serving.jupyter_adapter import forbid_slow_formats
from simulation.serving.kernels.first_zygote import FirstZygote
from simulation.serving.options import (
    HOST,
    ServingError,
    check_host,
    check_options,
    check_public,
    pages_at,
)
from simulation.serving.resources import raise_descriptor_limit
from simulation.serving.server_state import ServerState
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.serving.static_assets import address as files_address
from simulation.serving.static_assets import vega
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


def serve(
    port: int = 8866,
    open_browser: bool = True,
    people: int = 0,
    host: str = HOST,
    public: str = "",
    wifi: str = "",
    most: int | None = None,
    settings: ServerSettings = DEFAULT,
    heartbeat: Heartbeat | None = None,
    pages: str = "",
) -> None:
    """Serve notebooks until Ctrl-C, and say how people come in.

    people: how many are expected; as many kernels then stand ready, so that all may come at once.
    host: 127.0.0.1 for this computer alone, 0.0.0.0 for the phones on its networks too.
    public: the address of the server that stands before this one, if one does. wifi: the name that the card shows.
    most: let no more in at a time, the others wait; None for as many as this machine holds.
    settings: every time-out, size and limit. heartbeat: to the process above, if there is one.
    pages: a notebook, or a folder of them; empty for `notebooks/workshop`.
    Raises ServingError, one line each, when the pages are missing or the port is taken.
    """
    place = pages_at(pages)
    check_options(port, people, host, public, most, settings)
    before = heartbeat.supervisor.state if heartbeat else ServerState()
    join_info = JoinInfo(check_host(host), port, check_public(public) if public else "", wifi, before.key or new_key())
    shutdown.restore_default_handlers()
    prepare_environment()
    first = FirstZygote(settings)
    first.launch()  # beside what follows: each of the two imports for a second
    forbid_slow_formats()
    from simulation.serving.server import WorkshopServer  # loads voila: only once the port is known to be free

    def opened() -> None:
        with suppress(OSError, ValueError):  # the terminal has gone, or its disk is full: serve all the same
            show(join_info)
            for line in server.standard_pages():
                print(line)
            sys.stdout.flush()
        if open_browser:  # some systems take their time over it
            threading.Thread(target=webbrowser.open, args=[join_info.here], daemon=True).start()

    server = WorkshopServer.on(place, join_info=join_info, people=people, most=most, settings=settings)
    server.opened, server.heartbeat, server.before, server.first = opened, heartbeat, before, first
    server.start()


def prepare_environment() -> None:
    """What the server and its kernels find in their environment: template, addresses of files, log of faults."""
    shared = str(_HERE / "share")
    known = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    if shared not in known:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([shared, *filter(None, known)])
    try:
        os.environ[VEGA_VARIABLE] = f"/{vega()}"
        os.environ[FILES_VARIABLE] = f"/{files_address()}"
        os.environ.setdefault(LOG_VARIABLE, str(cache_folder() / "faults.log"))
    except (ImportError, OSError) as error:
        raise ServingError(_("the charts' library could not be made ready: {why}").format(why=error)) from None
    logging.raiseExceptions = False  # what cannot be logged is not answered with a trace
    logging.getLogger("traitlets").setLevel(logging.WARNING)
    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # its warnings quote what visitors sent
    raise_descriptor_limit()
