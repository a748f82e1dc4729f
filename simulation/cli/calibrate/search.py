"""Commands that find sets of assumptions: waves are run, a sample is selected, and the sets are kept with the kit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.cli.calibrate.claims_of_sample import claims_of_sample
from simulation.cli.calibrate.shared import (
    CLAIM_FUTURES,
    ClaimFutures,
    Folder,
    Minutes,
    Seed,
    claims_of_one_set,
    open_store,
    print_progress,
    store_part,
    time_limited,
)
from simulation.vocabulary.errors import CalibrationError

if TYPE_CHECKING:
    from simulation.experiments.calibration.selection import SelectedSample

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

    set_store = open_store(store)
    with time_limited(set_store, f"run {store}", minutes) as is_time_up:
        while not is_time_up():
            if set_store.left(*waves.WAVES) == 0:
                if prediction := waves.check_prediction(set_store):
                    typer.echo(str(prediction))
                n_designs = len(set_store.designs)
                designs = (
                    waves.later_wave(set_store, wave_sets, futures, seed + n_designs, print_progress)
                    if set_store.designs else waves.first_wave(set_store.space, 2 * wave_sets, futures, seed)
                )  # fmt: skip
                for design in designs:
                    set_store.add(design)
            set_store.run(*waves.WAVES, progress=print_progress, enough=is_time_up)
        typer.echo(f"When sets meet 16 of 19 patterns: counterparts calibrate select {store}")


def status(store: Folder) -> None:
    """Say what has been run so far, and how far the sets of each design got."""
    from simulation.experiments.calibration import times, waves

    set_store = open_store(store)
    for design in set_store.designs:
        table = set_store.of(design)
        n_done = 0 if table is None else table.size
        line = f"design {design.number}, {design.origin}: {n_done} of {len(design.points)} sets, "
        line += f"{design.futures} futures"
        if table is not None:
            met = waves.count_met(table.figures, set_store.patterns)
            line += f"; {met.mean():.1f} of {len(set_store.patterns)} patterns met on average, {met.max()} at most"
        typer.echo(line)
    if check := waves.check_prediction(set_store):
        typer.echo(f"newest wave: {check}")
    typer.echo(f"{times.processor_hours(set_store.folder):.1f} hours of one processor so far, without what was killed")


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
    from simulation.experiments.calibration import candidates, results_file, selection, times
    from simulation.experiments.json_files import write_json

    set_store, claims = open_store(store), claims_of_one_set()
    with time_limited(set_store, f"select {store}", minutes) as is_time_up:
        if not candidates.candidate_designs(set_store):
            _, chains = candidates.propose(set_store, seed, sets, futures, print_progress)
            typer.echo(str(chains))
        design = candidates.candidate_designs(set_store)[0]
        always = selection.met_always(set_store, design)

        def selected() -> SelectedSample | None:
            lots = candidates.candidate_designs(set_store)
            return selection.select_sample(set_store, lots, always) if set_store.of(*lots) else None

        def enough() -> bool:
            found = selected()
            return is_time_up() or (found is not None and found.table.size >= sets)

        defaults = candidates.with_defaults(set_store)
        set_store.run(
            candidates.CANDIDATE, since=defaults.number, progress=print_progress,
            enough=lambda: is_time_up() or set_store.of(defaults) is not None,
        )  # fmt: skip
        while True:
            set_store.run(candidates.CANDIDATE, since=design.number, progress=print_progress, enough=enough)
            if enough():
                break
            candidates.add_candidates(set_store, sets)
        found = selected()
        if found is None:
            return
        typer.echo(str(found))
        if found.table.size < sets:
            return
        ec = None
        if claims:
            ec = claims_of_sample(
                set_store, found.table, claims, futures=claim_futures, seed=design.seed, always=always,
                is_time_up=is_time_up,
            )  # fmt: skip
            if ec is None:
                return
        if write:
            if not design.notes["converged"]:
                raise CalibrationError(
                    "not written: the two runs behind the candidates did not converge; run more waves"
                )
            sample = selection.sample(set_store, design, found, ec)
            typer.echo(f"Written: {write_json(ACCEPTED, sample).name}")
            hours = times.processor_hours(set_store.folder)
            store_part(set_store, "emulator", results_file.emulator_part(design, hours))


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

    set_store = open_store(store)
    with time_limited(set_store, f"settle {store}", minutes) as is_time_up:
        if not settling.stored_designs_near(set_store):
            for design in settling.designs_near_defaults(set_store.space, sets, futures, seed):
                set_store.add(design)
        set_store.run(NEAR, progress=print_progress, enough=is_time_up)
        if set_store.left(NEAR) == 0:
            typer.echo(str(settling.settle(set_store, errors)))
            typer.echo("To see whether it does: counterparts acceptance --seeds 10, and counterparts claims")


def pack(store: Folder) -> None:
    """Keep every set of a store beside the code, so that others go on from it without running hours again."""
    from simulation.experiments.calibration import archive

    set_store = open_store(store)
    typer.echo(f"{len(set_store.designs)} designs packed: {archive.pack(set_store).name}")


def unpack(store: Folder) -> None:
    """Make a store of the sets that come with the kit, to go on from."""
    from simulation.experiments.calibration import archive

    archive.unpack(store)
    typer.echo(f"To see what it holds: counterparts calibrate status {store}")
