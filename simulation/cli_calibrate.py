"""`counterparts calibrate`: find the sets of assumptions that the evidence leaves possible, in pieces of any length.

Everything is kept in one folder, the store. Each command goes on where the last one ended, however it ended, says what
is finished, and names the command that goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.vocabulary.errors import CalibrationError

if TYPE_CHECKING:
    from simulation.experiments.calibration.selection import Chosen
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.claims import Claim

_CTRL_C = 130
_ACCEPTED = Path(__file__).resolve().parent / "runs" / "data" / "accepted.json"

app = typer.Typer(name="calibrate", no_args_is_help=True, rich_markup_mode=None, help=(__doc__ or "").split("\n")[0])

Folder = Annotated[Path, typer.Argument(metavar="STORE", help="The folder in which every set ever run is kept.")]
Minutes = Annotated[float, typer.Option(help="Begin nothing new after so many minutes.", min=0)]
Seed = Annotated[int, typer.Option(help="The luck.", min=0)]


@app.command()
def run(
    store: Folder,
    minutes: Minutes = 50,
    wave_sets: Annotated[int, typer.Option(help="Sets of a wave (twice as many in the first).", min=8)] = 512,
    futures: Annotated[int, typer.Option(help="Futures each set is run in.", min=2)] = 8,
    seed: Seed = 1,
) -> None:
    """Run waves of sets, each drawn from what the ones before leave possible."""
    from simulation.experiments.calibration import waves

    kept = _opened(store)
    with _going_on(kept, f"run {store}", minutes) as late:
        while not late():
            if kept.left(*waves.WAVES) == 0:
                if told := waves.foreseen(kept):
                    typer.echo(str(told))
                new = len(kept.designs)
                designs = (
                    waves.later(kept, wave_sets, futures, seed + new, _quietly)
                    if kept.designs else waves.first(kept.space, 2 * wave_sets, futures, seed)
                )  # fmt: skip
                for design in designs:
                    kept.add(design)
            kept.run(*waves.WAVES, progress=_quietly, enough=late)
        typer.echo(f"When sets meet 16 of 19 patterns: counterparts calibrate select {store}")


@app.command()
def status(store: Folder) -> None:
    """Say what has been run so far, and how far the sets of each design got."""
    from simulation.experiments.calibration import waves

    kept = _opened(store)
    for design in kept.designs:
        table = kept.of(design)
        done = 0 if table is None else table.size
        said = f"design {design.number}, {design.origin}: {done} of {len(design.points)} sets, {design.futures} futures"
        if table is not None:
            met = waves.counted(table.figures, kept.patterns)
            said += f"; {met.mean():.1f} of {len(kept.patterns)} patterns met on average, {met.max()} at most"
        typer.echo(said)
    if told := waves.foreseen(kept):
        typer.echo(f"newest wave: {told}")


@app.command()
def select(
    store: Folder,
    minutes: Minutes = 50,
    sets: Annotated[int, typer.Option(help="Sets that E should have at least.", min=2)] = 300,
    futures: Annotated[int, typer.Option(help="Futures each candidate is run in.", min=2)] = 30,
    claim_futures: Annotated[int, typer.Option(help="Futures each set of E is run in for the claims.", min=2)] = 400,
    seed: Seed = 1001,
    write: Annotated[bool, typer.Option("--write", help="Keep E beside the code when it is large enough.")] = False,
) -> None:
    """Draw candidates, run them for real, and keep those that meet enough patterns (E) and claims (EC)."""
    from simulation.experiments.calibration import selection, waves
    from simulation.experiments.json_files import write_json

    kept, claims = _opened(store), _claims()
    with _going_on(kept, f"select {store}", minutes) as late:
        design = waves.current(kept, selection.CANDIDATE)
        if design is None:
            design, runs = selection.propose(kept, seed, sets, futures, _quietly)
            typer.echo(str(runs))
        always = selection.met_always(kept, design)

        def sofar() -> Chosen | None:
            return selection.chosen(kept, design, always) if kept.of(design) else None

        def enough() -> bool:
            found = sofar()
            return late() or (found is not None and found.table.size >= sets)

        kept.run(selection.CANDIDATE, progress=_quietly, enough=enough)
        found = sofar()
        if found is None:
            return
        typer.echo(str(found))
        if found.table.size < sets:
            return
        shown = None
        if claims:
            shown = selection.claims_shown(
                kept, found.table, claims, futures=claim_futures, seed=design.seed, progress=_quietly, enough=late
            )
            typer.echo(f"{int(selection.showing(shown).sum())} sets of E show {selection.SHOWN:.0%} of the claims: EC")
        if write:
            if not design.noted["converged"]:
                raise CalibrationError(
                    "not written: the two runs behind the candidates did not converge; run more waves"
                )
            typer.echo(f"Written: {write_json(_ACCEPTED, selection.sample(kept, design, found, shown)).name}")


@app.command()
def recover(store: Folder, minutes: Minutes = 50, futures: int = 30, seed: Seed = 2001) -> None:
    """Make figures with three known sets, calibrate to them, and say how often the known values are found again."""
    from simulation.experiments.calibration import recovery, waves
    from simulation.experiments.calibration.emulator import Emulator
    from simulation.experiments.calibration.posterior import Posterior
    from simulation.experiments.calibration.store import KNOWN

    kept = _opened(store)
    with _going_on(kept, f"recover {store}", minutes) as late:
        table = kept.table()
        emulator = Emulator(table, kept.patterns, _quietly)
        if waves.current(kept, KNOWN) is None:
            kept.add(recovery.known_sets(Posterior(emulator, kept.patterns, kept.misses), table, futures, seed))
        kept.run(KNOWN, progress=_quietly, enough=late)
        design = waves.current(kept, KNOWN)
        known = kept.of(design) if design else None
        if known is None or kept.left(KNOWN):
            return
        found = recovery.recover(kept, emulator, known, seed, typer.echo)
        typer.echo(f"{100 * recovery.share_found(found):.0f} % of what the figures hold is found (80 to 97 expected)")


@app.command()
def predict(
    store: Folder,
    themes: Annotated[list[str] | None, typer.Argument(help="Themes to leave out in turn; without any, all.")] = None,
    minutes: Minutes = 60,
    sets: Annotated[int, typer.Option(help="Draws run for real without each theme.", min=4)] = 96,
    futures: Annotated[int, typer.Option(help="Futures each is run in.", min=2)] = 30,
    seed: Seed = 3001,
) -> None:
    """Leave out each theme of the evidence in turn, select again, and set what is predicted beside what was found."""
    from simulation.experiments.calibration import held_out, waves
    from simulation.experiments.calibration.emulator import Emulator

    kept = _opened(store)
    for name in themes or held_out.THEMES:
        held_out.theme(name, kept.patterns)
    with _going_on(kept, f"predict {store}", minutes) as late:
        emulator = None
        for name in themes or held_out.THEMES:
            if waves.current(kept, held_out.origin(name)) is None:
                emulator = emulator or Emulator(kept.table(), kept.patterns, _quietly)
                kept.add(held_out.propose_without(kept, emulator, name, sets, futures, seed))
            kept.run(held_out.origin(name), progress=_quietly, enough=late)
            if kept.left(held_out.origin(name)):
                return
            for line in held_out.predictions(kept, name, typer.echo):
                typer.echo(str(line))


@app.command()
def held(store: Folder) -> None:
    """Set prior and posterior of every assumption side by side, with what holds it and what it trades off with."""
    from simulation.experiments.calibration import held_by, selection, waves
    from simulation.experiments.calibration.emulator import Emulator

    kept = _opened(store)
    design = waves.current(kept, selection.CANDIDATE)
    if design is None:
        raise CalibrationError(f"there is no sample yet: counterparts calibrate select {store}")
    points = selection.chosen(kept, design, selection.met_always(kept, design)).table.points
    emulator = Emulator(kept.table(), kept.patterns, _quietly)
    told = held_by.held_by(points, kept.space, emulator, kept.patterns)
    for each in told:
        spans = [f"{of[1]:.4g} ({of[0]:.4g} to {of[2]:.4g})" for of in (each.prior, each.posterior)]
        by = ", ".join(each.patterns) or ("nothing" if each.by_nothing else "several together")
        typer.echo(f"{each.name:<32} prior {spans[0]:<28} posterior {spans[1]:<28} held by {by}")
    typer.echo(f"{sum(each.by_nothing for each in told)} of {len(told)} assumptions are held by nothing.")
    for one, other, together in held_by.trading_off(points, kept.space.names):
        how = "go together" if together > 0 else "trade off"
        typer.echo(f"{one} and {other} {how}: rank correlation {together:.2f}")


def _opened(folder: Path) -> Store:
    from simulation.experiments.calibration.space import Space
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.patterns import PATTERNS

    store = Store(folder, Space.of_model(), PATTERNS)
    if store.file.dropped:
        typer.echo(store.file.dropped, err=True)
    return store


def _claims() -> Mapping[str, Claim]:
    from simulation.experiments.claims import CLAIMS

    return CLAIMS


@contextmanager
def _going_on(store: Store, command: str, minutes: float) -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether the time is over; ends with what is finished and how to go on."""
    end = time.monotonic() + 60 * minutes
    stopped = False
    try:
        yield lambda: time.monotonic() >= end
    except KeyboardInterrupt:
        stopped = True
    ran = sum(len(design.points) for design in store.designs) - store.left()
    typer.echo(
        f"{'Stopped. ' if stopped else ''}{ran} sets are run and kept, {store.left()} are to be run. "
        f"To go on: counterparts calibrate {command}"
    )
    if stopped:
        raise SystemExit(_CTRL_C)


def _quietly(line: str) -> None:
    typer.echo(line, err=True)
