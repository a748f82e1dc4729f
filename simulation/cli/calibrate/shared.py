"""What all commands of a calibration share: opening its store, working for a limited time, reporting progress."""

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
_EXIT_INTERRUPTED = 130

Folder = Annotated[Path, typer.Argument(metavar="STORE", help="The folder in which every set ever run is kept.")]
Minutes = Annotated[float, typer.Option(help="Begin nothing new after so many minutes.", min=0)]
Seed = Annotated[int, typer.Option(help="The luck.", min=0)]
ClaimFutures = Annotated[int, typer.Option(help="Futures each set of E is run in for the claims.", min=2)]
Write = Annotated[bool, typer.Option("--write", help="Keep what is found beside the code.")]


def open_store(folder: Path) -> Store:
    """Open the store in a folder; reports on stderr where a record was cut off."""
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


def store_part(store: Store, part: str, content: Mapping[str, Any]) -> None:
    """Write one part of a calibration's results to the file beside the code, and report it."""
    from simulation.experiments.calibration import results_file

    typer.echo(f"Written: {results_file.write(store, part, content).name}")


@contextmanager
def time_limited(store: Store, command: str, minutes: float) -> Iterator[Callable[[], bool]]:
    """Work for a limited time; yields a function that returns whether the time is over, and prints what is finished.

    The time worked is recorded in the store, whether it ended by itself, by Ctrl and C or by an error.
    """
    from simulation.experiments.calibration import times

    started, stopped = time.monotonic(), False
    end = started + 60 * minutes
    try:
        yield lambda: time.monotonic() >= end
    except KeyboardInterrupt:
        stopped = True
    finally:
        times.add_time(store.folder, command.split()[0], time.monotonic() - started)
    n_run = sum(len(design.points) for design in store.designs) - store.left()
    hours = times.processor_hours(store.folder)
    typer.echo(
        f"{'Stopped. ' if stopped else ''}{n_run} sets are run and kept, {store.left()} are to be run, "
        f"{hours:.1f} hours of one processor so far. To go on: counterparts calibrate {command}"
    )
    if stopped:
        raise SystemExit(_EXIT_INTERRUPTED)


def print_progress(line: str) -> None:
    """Print a line of progress on stderr."""
    typer.echo(line, err=True)
