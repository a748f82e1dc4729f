"""A server's options, checked before anything is started; each fault is one line."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.vocabulary.errors import CounterpartsError, one_line
from simulation.vocabulary.i18n import _

HOST, EVERYBODY = "127.0.0.1", "0.0.0.0"  # for this computer alone; for its networks too
PAGES_FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "workshop"
FIRST_PAGE = "start"
PLAN_PAGE = "design_a_partnership"  # where a plan is opened that names no page


class ServingError(CounterpartsError):
    """The server cannot start; the text says why and what to do."""


def notebooks_folder() -> Path:
    """Where the pages are. Raises ServingError when this is not a source checkout."""
    if not (PAGES_FOLDER / f"{FIRST_PAGE}.ipynb").is_file():
        raise ServingError(
            _("the workshop's pages are not here: run this from the folder that holds notebooks/workshop")
        )
    return PAGES_FOLDER


def pages_at(place: str) -> Path:
    """Where the pages are that somebody asks for.

    Args:
        place: a notebook, or a folder whose notebooks are all served; empty for the workshop's own.

    Returns:
        The notebook or the folder, absolute.

    Raises:
        ServingError: there is none.
    """
    found = Path(place).expanduser().resolve() if place else notebooks_folder()
    if not notebooks_of(found):
        said = _("{place} is neither a notebook nor a folder that holds some")
        raise ServingError(said.format(place=one_line(place)))
    return found


def notebooks_of(place: Path) -> list[Path]:
    """The notebooks of a folder just now, by name; of a notebook, itself."""
    return [place] if place.suffix == ".ipynb" and place.is_file() else sorted(place.glob("*.ipynb"))


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


def check_people(people: int, settings: ServerSettings = DEFAULT) -> None:
    """Raises ServingError when nobody could serve so many from one machine."""
    if not 0 <= people <= settings.people_at_most:
        said = _("people = {people} is out of range; allowed: 0 to {most}")
        raise ServingError(said.format(people=people, most=settings.people_at_most))


def check_most(most: int | None, settings: ServerSettings = DEFAULT) -> None:
    """Raises ServingError when nobody could come in."""
    if most is not None and not 1 <= most <= settings.people_at_most:
        said = _("most = {most} is out of range; allowed: 1 to {all}")
        raise ServingError(said.format(most=most, all=settings.people_at_most))


def check_options(
    port: int, people: int, host: str, public: str, most: int | None, settings: ServerSettings = DEFAULT
) -> None:
    """Raises ServingError, one line, for what cannot be served."""
    check_port(port, check_host(host))
    if public:
        check_public(public)
    check_people(people, settings)
    check_most(most, settings)
