"""What all commands of a calibration share: how its store is opened, gone on with and told of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.claims import Claim

CLAIM_FUTURES = 20
_CTRL_C = 130

Folder = Annotated[Path, typer.Argument(metavar="STORE", help="The folder in which every set ever run is kept.")]
Minutes = Annotated[float, typer.Option(help="Begin nothing new after so many minutes.", min=0)]
Seed = Annotated[int, typer.Option(help="The luck.", min=0)]
ClaimFutures = Annotated[int, typer.Option(help="Futures each set of E is run in for the claims.", min=2)]
Write = Annotated[bool, typer.Option("--write", help="Keep what is found beside the code.")]


def opened(folder: Path) -> Store:
    """The store of the model in a folder; says on stderr where a record was cut off."""
    from simulation.experiments.calibration.space import Space
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.patterns import PATTERNS

    store = Store(folder, Space.of_model(), PATTERNS)
    if store.file.dropped:
        typer.echo(store.file.dropped, err=True)
    return store


def claims_of_one_set() -> Mapping[str, Claim]:
    """The claims that a single set can show: without those about the whole set of scenarios."""
    from simulation.experiments.claims import CLAIMS
    from simulation.experiments.claims.suite import of_one_set

    return {id: CLAIMS[id] for id in of_one_set()}


def keep_beside(store: Store, part: str, told: Mapping[str, Any]) -> None:
    """Keep one part of what a calibration told beside the code, and say so."""
    from simulation.experiments.calibration import written

    typer.echo(f"Written: {written.write(store, part, told).name}")


@contextmanager
def going_on(store: Store, command: str, minutes: float) -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether the time is over; ends with what is finished and how to go on.

    How long it worked is kept in the store, whether it ended by itself, by Ctrl and C or by an error.
    """
    from simulation.experiments.calibration import times

    begun, stopped = time.monotonic(), False
    end = begun + 60 * minutes
    try:
        yield lambda: time.monotonic() >= end
    except KeyboardInterrupt:
        stopped = True
    finally:
        times.add(store.folder, command.split()[0], time.monotonic() - begun)
    ran = sum(len(design.points) for design in store.designs) - store.left()
    hours = times.processor_hours(store.folder)
    typer.echo(
        f"{'Stopped. ' if stopped else ''}{ran} sets are run and kept, {store.left()} are to be run, "
        f"{hours:.1f} hours of one processor so far. To go on: counterparts calibrate {command}"
    )
    if stopped:
        raise SystemExit(_CTRL_C)


def quietly(line: str) -> None:
    """Tell of progress, on stderr."""
    typer.echo(line, err=True)
