"""`counterparts calibrate`: find the sets of assumptions that the evidence leaves possible, in pieces of any length.

Everything is kept in one folder, the store. Each command goes on where the last one ended, however it ended, says what
is finished, and names the command that goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.vocabulary.errors import CalibrationError

if TYPE_CHECKING:
    from simulation.experiments.calibration.selection import Chosen
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.claims import Claim

_CTRL_C = 130
_CLAIM_FUTURES = 20
_ACCEPTED = Path(__file__).resolve().parent / "runs" / "data" / "accepted.json"

app = typer.Typer(name="calibrate", no_args_is_help=True, rich_markup_mode=None, help=(__doc__ or "").split("\n")[0])

Folder = Annotated[Path, typer.Argument(metavar="STORE", help="The folder in which every set ever run is kept.")]
Minutes = Annotated[float, typer.Option(help="Begin nothing new after so many minutes.", min=0)]
Seed = Annotated[int, typer.Option(help="The luck.", min=0)]
ClaimFutures = Annotated[int, typer.Option(help="Futures each set of E is run in for the claims.", min=2)]
Write = Annotated[bool, typer.Option("--write", help="Keep what is found beside the code.")]


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
    claim_futures: ClaimFutures = _CLAIM_FUTURES,
    seed: Seed = 1001,
    write: Annotated[bool, typer.Option("--write", help="Keep E beside the code when it is large enough.")] = False,
) -> None:
    """Draw candidates, run them for real, and keep those that meet enough patterns (E) and claims (EC)."""
    from simulation.experiments.calibration import selection, waves, written
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
            of_claims = selection.run_claims(
                kept, found.table, claims, futures=claim_futures, seed=design.seed, progress=_quietly, enough=late
            )
            shown = selection.shown(claims, of_claims)
            if left := selection.untried(shown):
                typer.echo(f"{left} sets of E are still to be tried for the claims.")
                return
            typer.echo(f"{int(selection.showing(shown).sum())} sets of E show {selection.SHOWN:.0%} of the claims: EC")
        if write:
            if not design.noted["converged"]:
                raise CalibrationError(
                    "not written: the two runs behind the candidates did not converge; run more waves"
                )
            sample = selection.sample(kept, design, found, shown, claim_futures)
            typer.echo(f"Written: {write_json(_ACCEPTED, sample).name}")
            _write(kept, "emulator", written.of_emulator(design))


@app.command()
def recover(
    store: Folder, minutes: Minutes = 50, futures: int = 30, seed: Seed = 2001, write: Write = False
) -> None:  # fmt: skip
    """Make figures with three known sets, calibrate to them, and say how often the known values are found again."""
    from simulation.experiments.calibration import recovery, waves, written
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
        if write:
            _write(kept, "recovery", written.of_recovery(found))


@app.command()
def predict(
    store: Folder,
    themes: Annotated[list[str] | None, typer.Argument(help="Themes to leave out in turn; without any, all.")] = None,
    minutes: Minutes = 60,
    sets: Annotated[int, typer.Option(help="Draws run for real without each theme.", min=4)] = 96,
    futures: Annotated[int, typer.Option(help="Futures each is run in.", min=2)] = 30,
    seed: Seed = 3001,
    write: Write = False,
) -> None:
    """Leave out each theme of the evidence in turn, select again, and set what is predicted beside what was found."""
    from simulation.experiments.calibration import held_out, waves, written
    from simulation.experiments.calibration.emulator import Emulator

    kept = _opened(store)
    for name in themes or held_out.THEMES:
        held_out.theme(name, kept.patterns)
    if write and themes:
        raise CalibrationError("--write keeps what is said of all themes; leave out their names")
    with _going_on(kept, f"predict {store}", minutes) as late:
        emulator, told = None, []
        for name in themes or held_out.THEMES:
            if waves.current(kept, held_out.origin(name)) is None:
                emulator = emulator or Emulator(kept.table(), kept.patterns, _quietly)
                kept.add(held_out.propose_without(kept, emulator, name, sets, futures, seed))
            kept.run(held_out.origin(name), progress=_quietly, enough=late)
            if kept.left(held_out.origin(name)):
                return
            told.append(held_out.predictions(kept, name))
            typer.echo(str(told[-1]))
        if write:
            _write(kept, "themes", written.of_themes(told))


@app.command()
def held(store: Folder, claim_futures: ClaimFutures = _CLAIM_FUTURES, write: Write = False) -> None:
    """Set prior and posterior of every assumption side by side, with what holds it and what it trades off with."""
    from simulation.experiments.calibration import held_by, selection, waves, written
    from simulation.experiments.calibration.emulator import Emulator

    kept = _opened(store)
    design = waves.current(kept, selection.CANDIDATE)
    if design is None:
        raise CalibrationError(f"there is no sample yet: counterparts calibrate select {store}")
    sample = selection.chosen(kept, design, selection.met_always(kept, design)).table
    emulator = Emulator(kept.table(), kept.patterns, _quietly)
    of_claims = selection.claims_so_far(kept, sample, _claims(), futures=claim_futures, seed=design.seed)
    answers = held_by.claims_that_answer(sample.points, of_claims)
    told = held_by.held_by(sample.points, kept.space, emulator, kept.patterns, answers)
    for each in told:
        spans = [f"{of[1]:.4g} ({of[0]:.4g} to {of[2]:.4g})" for of in (each.prior, each.posterior)]
        by = ", ".join((*each.patterns, *each.claims)) or ("nothing" if each.by_nothing else "several together")
        typer.echo(f"{each.name:<32} prior {spans[0]:<28} posterior {spans[1]:<28} held by {by}")
    typer.echo(f"{sum(each.by_nothing for each in told)} of {len(told)} assumptions are held by nothing.")
    together = list(held_by.trading_off(sample.points, kept.space.names))
    for one, other, by_rank in together:
        how = "go together" if by_rank > 0 else "trade off"
        typer.echo(f"{one} and {other} {how}: rank correlation {by_rank:.2f}")
    if write:
        _write(kept, "assumptions", written.of_assumptions(told, together))


def _opened(folder: Path) -> Store:
    from simulation.experiments.calibration.space import Space
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.patterns import PATTERNS

    store = Store(folder, Space.of_model(), PATTERNS)
    if store.file.dropped:
        typer.echo(store.file.dropped, err=True)
    return store


def _claims() -> Mapping[str, Claim]:
    """The claims that a single set can show: without those about the whole set of scenarios."""
    from simulation.experiments.claims import CLAIMS
    from simulation.experiments.claims.suite import of_one_set

    return {id: CLAIMS[id] for id in of_one_set()}


def _write(store: Store, part: str, told: Mapping[str, Any]) -> None:
    from simulation.experiments.calibration import written

    typer.echo(f"Written: {written.write(store, part, told).name}")


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
