"""Serve the workshop's pages on this machine until it is told to stop."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from simulation.fault_log import LOG_VARIABLE
from simulation.pages.pictures.vega_bundle import cache_folder
from simulation.pages.pictures.vega_widget import VEGA_VARIABLE
from simulation.pages.widget_assets import FILES_VARIABLE
from simulation.serving import shutdown
from simulation.serving.join_page.join_info import Invitation
from simulation.serving.join_page.terminal import show
from simulation.serving.static_assets import address as files_address
from simulation.serving.static_assets import vega
from simulation.vocabulary.errors import CounterpartsError
from simulation.vocabulary.i18n import _

resource: Any = None
with suppress(ImportError):  # not on Windows
    import resource

HOST, EVERYBODY = "127.0.0.1", "0.0.0.0"  # for this computer alone; for its networks too
FIRST_PAGE = "start"
PLAN_PAGE = "design_a_partnership"  # where a plan is opened that names no page
MOST_PEOPLE = 500
_HERE = Path(__file__).parent


class ServingError(CounterpartsError):
    """The server cannot start; the text says why and what to do."""


def notebooks_folder() -> Path:
    """Where the pages are. Raises ServingError when this is not a source checkout."""
    pages = _HERE.parent.parent / "notebooks" / "workshop"
    if not (pages / f"{FIRST_PAGE}.ipynb").is_file():
        raise ServingError(
            _("the workshop's pages are not here: run this from the folder that holds notebooks/workshop")
        )
    return pages


def check_port(port: int, host: str = HOST) -> None:
    """Raises ServingError, in one line, when nobody can listen there."""
    if not 1 <= port <= 65535:
        raise ServingError(_("port = {port} is not a port; allowed: 1 to 65535").format(port=port))
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                said = _("port {port} is taken, perhaps by a server that still runs: stop it or choose another --port")
                raise ServingError(said.format(port=port)) from None
            if error.errno == errno.EADDRNOTAVAIL:
                raise ServingError(_("host = {host} is not an address of this computer").format(host=host)) from None
            raise ServingError(_("port {port}: {why}").format(port=port, why=error.strerror)) from None


def check_host(host: str) -> str:
    """An address in figures, as one listens on it. Raises ServingError."""
    try:
        return str(ipaddress.ip_address("127.0.0.1" if host == "localhost" else host))
    except ValueError:
        said = _("host = {host!r} is no address; allowed: in figures, such as 192.168.1.20, or say --lan")
        raise ServingError(said.format(host=host[:60])) from None


def check_public(address: str) -> str:
    """The address of a server that stands before this one, with a slash at its end. Raises ServingError."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https") and parts.netloc and parts.path in ("", "/") and not parts.query:
        return f"{parts.scheme}://{parts.netloc}/"
    said = _("public address = {address!r} is none; allowed: such as https://workshop.example.org/")
    raise ServingError(said.format(address=address[:80]))


def check_people(people: int) -> None:
    """Raises ServingError when nobody could serve so many from one machine."""
    if not 0 <= people <= MOST_PEOPLE:
        raise ServingError(
            _("people = {people} is out of range; allowed: 0 to {most}").format(people=people, most=MOST_PEOPLE)
        )


def check_most(most: int | None) -> None:
    """Raises ServingError when nobody could come in."""
    if most is not None and not 1 <= most <= MOST_PEOPLE:
        raise ServingError(_("most = {most} is out of range; allowed: 1 to {all}").format(most=most, all=MOST_PEOPLE))


def serve(
    port: int = 8866,
    open_browser: bool = True,
    people: int = 0,
    host: str = HOST,
    public: str = "",
    wifi: str = "",
    most: int | None = None,
) -> None:
    """Serve `notebooks/workshop` until Ctrl-C, and say how people come in.

    people: how many are expected; as many kernels then stand ready, so that all may come at once.
    host: 127.0.0.1 for this computer alone, 0.0.0.0 for the phones on its networks too.
    public: the address of the server that stands before this one, if one does. wifi: the name that the card shows.
    most: let no more in at a time, the others wait; None for as many as this machine holds.
    Raises ServingError, one line each, when the pages are missing or the port is taken.
    """
    pages = notebooks_folder()
    invitation = Invitation(check_host(host), port, check_public(public) if public else "", wifi)
    check_port(port, invitation.host)
    check_people(people)
    check_most(most)
    shutdown.at_once()
    prepare_environment()
    from simulation.serving.server import Site  # loads voila: only once the port is known to be free

    def opened() -> None:
        show(invitation)
        for line in site.standard_pages():
            print(line)
        sys.stdout.flush()
        if open_browser:  # some systems take their time over it
            threading.Thread(target=webbrowser.open, args=[invitation.here], daemon=True).start()

    site = Site.on(folder=pages, invitation=invitation, people=people, most=most)
    site.opened = opened
    site.start()


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
    logging.getLogger("traitlets").setLevel(logging.WARNING)
    if resource is not None:  # every visitor is some ten open files
        _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
