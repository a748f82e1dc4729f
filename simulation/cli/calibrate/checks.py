"""Commands that put a calibration to the test: known sets found again, themes predicted, and what holds what."""

from __future__ import annotations

from typing import Annotated

import typer

from simulation.cli.calibrate.shared import (
    CLAIM_FUTURES,
    ClaimFutures,
    Folder,
    Minutes,
    Seed,
    Write,
    claims_of_one_set,
    open_store,
    print_progress,
    store_part,
    time_limited,
)
from simulation.vocabulary.errors import CalibrationError


def recover(
    store: Folder, minutes: Minutes = 50, futures: int = 30, seed: Seed = 2001, write: Write = False
) -> None:  # fmt: skip
    """Make figures with three known sets, calibrate to them, and say how often the known values are found again."""
    from simulation.experiments.calibration import recovery, results_file, waves
    from simulation.experiments.calibration.emulator import Emulator
    from simulation.experiments.calibration.posterior import Posterior
    from simulation.experiments.calibration.store import KNOWN

    set_store = open_store(store)
    with time_limited(set_store, f"recover {store}", minutes) as is_time_up:
        table = set_store.table()
        emulator = Emulator(table, set_store.patterns, print_progress)
        if waves.current_design(set_store, KNOWN) is None:
            posterior = Posterior(emulator, set_store.patterns, set_store.misses)
            set_store.add(recovery.known_sets(posterior, table, futures, seed))
        set_store.run(KNOWN, progress=print_progress, enough=is_time_up)
        design = waves.current_design(set_store, KNOWN)
        known = set_store.of(design) if design else None
        if known is None or set_store.left(KNOWN):
            return
        recovered = recovery.recover(set_store, emulator, known, seed, typer.echo)
        share = recovery.share_found(recovered)
        typer.echo(f"{100 * share:.0f} % of what the figures hold is found (80 to 97 expected)")
        if write:
            store_part(set_store, "recovery", results_file.recovery_part(recovered))


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
    from simulation.experiments.calibration import held_out, results_file, waves
    from simulation.experiments.calibration.emulator import Emulator

    set_store = open_store(store)
    for name in themes or held_out.THEMES:
        held_out.theme(name, set_store.patterns)
    if write and themes:
        raise CalibrationError("--write keeps what is said of all themes; leave out their names")
    with time_limited(set_store, f"predict {store}", minutes) as is_time_up:
        emulator, predictions = None, []
        for name in themes or held_out.THEMES:
            if waves.current_design(set_store, held_out.origin(name)) is None:
                emulator = emulator or Emulator(set_store.table(), set_store.patterns, print_progress)
                set_store.add(held_out.propose_without(set_store, emulator, name, sets, futures, seed))
            set_store.run(held_out.origin(name), progress=print_progress, enough=is_time_up)
            if set_store.left(held_out.origin(name)):
                return
            predictions.append(held_out.predictions(set_store, name))
            typer.echo(str(predictions[-1]))
        if write:
            store_part(set_store, "themes", results_file.themes_part(predictions))


def held(store: Folder, claim_futures: ClaimFutures = CLAIM_FUTURES, write: Write = False) -> None:
    """Set prior and posterior of every assumption side by side, with what holds it and what it trades off with."""
    from simulation.experiments.calibration import candidates, claims_shown, held_by, results_file, selection
    from simulation.experiments.calibration.emulator import Emulator

    set_store = open_store(store)
    lots = candidates.candidate_designs(set_store)
    if not lots:
        raise CalibrationError(f"there is no sample yet: counterparts calibrate select {store}")
    sample = selection.select_sample(set_store, lots, selection.met_always(set_store, lots[0])).table
    emulator = Emulator(set_store.table(), set_store.patterns, print_progress)
    claim_figures = claims_shown.claims_so_far(
        set_store, sample, claims_of_one_set(), futures=claim_futures, seed=lots[0].seed
    )
    answers = held_by.claims_that_answer(sample.points, claim_figures)
    holds = held_by.held_by(sample.points, set_store.space, emulator, set_store.patterns, answers)
    for assumption in holds:
        spans = [f"{of[1]:.4g} ({of[0]:.4g} to {of[2]:.4g})" for of in (assumption.prior, assumption.posterior)]
        by = ", ".join((*assumption.patterns, *assumption.claims))
        by = by or ("nothing" if assumption.by_nothing else "several together")
        typer.echo(f"{assumption.name:<32} prior {spans[0]:<28} posterior {spans[1]:<28} held by {by}")
    typer.echo(f"{sum(assumption.by_nothing for assumption in holds)} of {len(holds)} assumptions are held by nothing.")
    trade_offs = list(held_by.trading_off(sample.points, set_store.space.names))
    for one, other, by_rank in trade_offs:
        how = "go together" if by_rank > 0 else "trade off"
        typer.echo(f"{one} and {other} {how}: rank correlation {by_rank:.2f}")
    if write:
        store_part(set_store, "assumptions", results_file.assumptions_part(holds, trade_offs))
