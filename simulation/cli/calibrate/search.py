"""Commands that find sets of assumptions: waves are run, a sample is selected, and the sets are kept with the kit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.calibrate.claims_of_sample import of_sample
from simulation.cli.calibrate.shared import (
    CLAIM_FUTURES,
    ClaimFutures,
    Folder,
    Minutes,
    Seed,
    claims_of_one_set,
    going_on,
    keep_beside,
    opened,
    quietly,
)
from simulation.vocabulary.errors import CalibrationError

if TYPE_CHECKING:
    from simulation.experiments.calibration.selection import Chosen

ACCEPTED = Path(__file__).resolve().parents[2] / "ensemble" / "data" / "accepted.json"


def run(
    store: Folder,
    minutes: Minutes = 50,
    wave_sets: Annotated[int, typer.Option(help="Sets of a wave (twice as many in the first).", min=8)] = 512,
    futures: Annotated[int, typer.Option(help="Futures each set is run in.", min=2)] = 8,
    seed: Seed = 1,
) -> None:
    """Run waves of sets, each drawn from what the ones before leave possible."""
    from simulation.experiments.calibration import waves

    kept = opened(store)
    with going_on(kept, f"run {store}", minutes) as late:
        while not late():
            if kept.left(*waves.WAVES) == 0:
                if told := waves.foreseen(kept):
                    typer.echo(str(told))
                new = len(kept.designs)
                designs = (
                    waves.later(kept, wave_sets, futures, seed + new, quietly)
                    if kept.designs else waves.first(kept.space, 2 * wave_sets, futures, seed)
                )  # fmt: skip
                for design in designs:
                    kept.add(design)
            kept.run(*waves.WAVES, progress=quietly, enough=late)
        typer.echo(f"When sets meet 16 of 19 patterns: counterparts calibrate select {store}")


def status(store: Folder) -> None:
    """Say what has been run so far, and how far the sets of each design got."""
    from simulation.experiments.calibration import times, waves

    kept = opened(store)
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
    typer.echo(f"{times.processor_hours(kept.folder):.1f} hours of one processor so far, without what was killed")


def select(
    store: Folder,
    minutes: Minutes = 50,
    sets: Annotated[int, typer.Option(help="Sets that E should have at least.", min=2)] = 300,
    futures: Annotated[int, typer.Option(help="Futures each candidate is run in.", min=2)] = 30,
    claim_futures: ClaimFutures = CLAIM_FUTURES,
    seed: Seed = 1001,
    write: Annotated[bool, typer.Option("--write", help="Keep E beside the code when it is large enough.")] = False,
) -> None:
    """Draw candidates, run them for real, and keep those that meet enough patterns (E) and claims (EC)."""
    from simulation.experiments.calibration import candidates, selection, times, written
    from simulation.experiments.json_files import write_json

    kept, claims = opened(store), claims_of_one_set()
    with going_on(kept, f"select {store}", minutes) as late:
        if not candidates.lots(kept):
            _, runs = candidates.propose(kept, seed, sets, futures, quietly)
            typer.echo(str(runs))
        design = candidates.lots(kept)[0]
        always = selection.met_always(kept, design)

        def sofar() -> Chosen | None:
            lots = candidates.lots(kept)
            return selection.chosen(kept, lots, always) if kept.of(*lots) else None

        def enough() -> bool:
            found = sofar()
            return late() or (found is not None and found.table.size >= sets)

        defaults = candidates.with_defaults(kept)
        kept.run(
            candidates.CANDIDATE, since=defaults.number, progress=quietly,
            enough=lambda: late() or kept.of(defaults) is not None,
        )  # fmt: skip
        while True:
            kept.run(candidates.CANDIDATE, since=design.number, progress=quietly, enough=enough)
            if enough():
                break
            candidates.another_lot(kept, sets)
        found = sofar()
        if found is None:
            return
        typer.echo(str(found))
        if found.table.size < sets:
            return
        ec = None
        if claims:
            ec = of_sample(kept, found.table, claims, futures=claim_futures, seed=design.seed, always=always, late=late)
            if ec is None:
                return
        if write:
            if not design.noted["converged"]:
                raise CalibrationError(
                    "not written: the two runs behind the candidates did not converge; run more waves"
                )
            sample = selection.sample(kept, design, found, ec)
            typer.echo(f"Written: {write_json(ACCEPTED, sample).name}")
            keep_beside(kept, "emulator", written.of_emulator(design, times.processor_hours(kept.folder)))


def settle(
    store: Folder,
    minutes: Minutes = 50,
    sets: Annotated[int, typer.Option(help="Sets round today's defaults, over ten seeds.", min=20)] = 160,
    futures: Annotated[int, typer.Option(help="Futures each is run in.", min=2)] = 60,
    errors: Annotated[float, typer.Option(help="Standard errors that each figure shall lie inside.", min=0)] = 2.5,
    seed: Seed = 1,
) -> None:
    """Propose the smallest move of the defaults after which every pattern is met with room to spare."""
    from simulation.experiments.calibration import settle as settling
    from simulation.experiments.calibration.store import NEAR

    kept = opened(store)
    with going_on(kept, f"settle {store}", minutes) as late:
        if not settling.surrounding(kept):
            for design in settling.near(kept.space, sets, futures, seed):
                kept.add(design)
        kept.run(NEAR, progress=quietly, enough=late)
        if kept.left(NEAR) == 0:
            typer.echo(str(settling.settle(kept, errors)))
            typer.echo("To see whether it does: counterparts acceptance --seeds 10, and counterparts claims")


def pack(store: Folder) -> None:
    """Keep every set of a store beside the code, so that others go on from it without running hours again."""
    from simulation.experiments.calibration import archive

    kept = opened(store)
    typer.echo(f"{len(kept.designs)} designs packed: {archive.pack(kept).name}")


def unpack(store: Folder) -> None:
    """Make a store of the sets that come with the kit, to go on from."""
    from simulation.experiments.calibration import archive

    archive.unpack(store)
    typer.echo(f"To see what it holds: counterparts calibrate status {store}")
