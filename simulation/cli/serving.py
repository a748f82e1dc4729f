"""The commands around the room: `counterparts serve`, `doctor` and `rehearse`."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulation.serving.diagnostics.check_result import CheckResult

_PORT = 8866
_NO = 1
_WHAT, _HEALTH = 14, 6  # characters of the columns


def serve(
    pages: Annotated[
        str, typer.Argument(help="A notebook, or a folder of them. Unsaid: the workshop's own.", show_default=False)
    ] = "",
    port: Annotated[int, typer.Option(help="The port on this machine.")] = _PORT,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    people: Annotated[int, typer.Option(help="How many are expected: as many pages stand ready for them.")] = 0,
    lan: Annotated[bool, typer.Option("--lan", help="Let in the phones on this computer's networks.")] = False,
    host: Annotated[
        str | None,
        typer.Option(help="Listen at one address of this computer only; without it and --lan, for nobody else."),
    ] = None,
    wifi: Annotated[str, typer.Option(help="The name of the room's Wi-Fi, for the card.")] = "",
    public_address: Annotated[
        str, typer.Option(help="The address people use, where a proxy stands before this server.")
    ] = "",
    most: Annotated[
        int | None, typer.Option(help="Let no more in at a time; the others wait. Unsaid: what this computer holds.")
    ] = None,
) -> None:
    """Serve the workshop's pages, or notebooks of yours, say how people come in, and open the browser.

    The card with the QR code is at /room, for the projector: on this computer, or by the secret link printed here.
    """
    from simulation.serving.options import EVERYBODY, HOST, ServingError, check_options, pages_at
    from simulation.serving.server_supervisor import ServerSupervisor

    if lan and host is not None:
        raise ServingError("--lan and --host say two things: choose one")
    listens = EVERYBODY if lan else HOST if host is None else host
    pages_at(pages)
    check_options(port, people, listens, public_address, most)
    options = {"port": port, "open_browser": browser, "people": people, "host": listens}
    supervisor = ServerSupervisor({**options, "public": public_address, "wifi": wifi, "most": most, "pages": pages})
    raise typer.Exit(supervisor.run())


def doctor(
    port: Annotated[int, typer.Option(help="The port that the workshop is to use.")] = _PORT,
    people: Annotated[int, typer.Option(help="How many are expected, if you know.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
) -> None:
    """Look at this laptop and measure how many people it holds: half a minute.

    Exit code 0: ready; 1: something is better done first; 3: the workshop does not run like this.
    """
    from simulation.load_test.doctor import diagnose

    _end_on_request()
    seen = diagnose(port, people, report=(lambda _line: None) if as_json else _told)
    if as_json:
        typer.echo(json.dumps(seen.figures(), indent=2))
    raise typer.Exit(seen.code)


def rehearse(
    people: Annotated[int, typer.Option(help="How many pretend phones.")] = 30,
    minutes: Annotated[float, typer.Option(help="How long they stay.")] = 3.0,
    address: Annotated[
        str,
        typer.Option(help="A server that already runs on this computer; without it one is started, and stopped after."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
) -> None:
    """Fill a room with pretend phones and say yes or no: can so many come?

    They scan the code within three seconds, drag sliders about every five, lock their screens and come back, close
    the page and open it again. Everything stays on this computer. Exit code 0: yes; 1: no.
    """
    from simulation.load_test.run import rehearse as pretend

    _end_on_request()
    verdict = pretend(people, minutes, address, say=lambda line: typer.echo(line, err=True))
    typer.echo(json.dumps(verdict.figures(), indent=2) if as_json else "\n".join(verdict.lines()))
    raise typer.Exit(0 if verdict.yes else _NO)


def capacity(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 and one line when the page is stale.")
    ] = False,
) -> None:
    """Renew the table of processors and memory for up to 10,000 people from the stored measurement."""
    from simulation.load_test.hosting_table import PAGE, renew

    stale = renew(write=not check)
    if check and stale:
        typer.echo(f"counterparts: stale: {PAGE.name}; `counterparts capacity` renews it", err=True)
        raise typer.Exit(1)
    typer.echo(f"Renewed: {PAGE.name}" if stale else "Nothing is stale.")


def _told(line: CheckResult) -> None:
    typer.echo(f"{line.health.value:<{_HEALTH}}{line.what:<{_WHAT}}{line.found}")
    if line.advice:
        typer.echo(f"{'':<{_HEALTH + _WHAT}}-> {line.advice}")


def _end_on_request() -> None:
    """Whoever ends this command in another way than Ctrl-C ends its server too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
