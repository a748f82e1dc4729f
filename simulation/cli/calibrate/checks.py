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
    going_on,
    keep_beside,
    opened,
    quietly,
)
from simulation.vocabulary.errors import CalibrationError


def recover(
    store: Folder, minutes: Minutes = 50, futures: int = 30, seed: Seed = 2001, write: Write = False
) -> None:  # fmt: skip
    """Make figures with three known sets, calibrate to them, and say how often the known values are found again."""
    from simulation.experiments.calibration import recovery, waves, written
    from simulation.experiments.calibration.emulator import Emulator
    from simulation.experiments.calibration.posterior import Posterior
    from simulation.experiments.calibration.store import KNOWN

    kept = opened(store)
    with going_on(kept, f"recover {store}", minutes) as late:
        table = kept.table()
        emulator = Emulator(table, kept.patterns, quietly)
        if waves.current(kept, KNOWN) is None:
            kept.add(recovery.known_sets(Posterior(emulator, kept.patterns, kept.misses), table, futures, seed))
        kept.run(KNOWN, progress=quietly, enough=late)
        design = waves.current(kept, KNOWN)
        known = kept.of(design) if design else None
        if known is None or kept.left(KNOWN):
            return
        found = recovery.recover(kept, emulator, known, seed, typer.echo)
        typer.echo(f"{100 * recovery.share_found(found):.0f} % of what the figures hold is found (80 to 97 expected)")
        if write:
            keep_beside(kept, "recovery", written.of_recovery(found))


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

    kept = opened(store)
    for name in themes or held_out.THEMES:
        held_out.theme(name, kept.patterns)
    if write and themes:
        raise CalibrationError("--write keeps what is said of all themes; leave out their names")
    with going_on(kept, f"predict {store}", minutes) as late:
        emulator, told = None, []
        for name in themes or held_out.THEMES:
            if waves.current(kept, held_out.origin(name)) is None:
                emulator = emulator or Emulator(kept.table(), kept.patterns, quietly)
                kept.add(held_out.propose_without(kept, emulator, name, sets, futures, seed))
            kept.run(held_out.origin(name), progress=quietly, enough=late)
            if kept.left(held_out.origin(name)):
                return
            told.append(held_out.predictions(kept, name))
            typer.echo(str(told[-1]))
        if write:
            keep_beside(kept, "themes", written.of_themes(told))


def held(store: Folder, claim_futures: ClaimFutures = CLAIM_FUTURES, write: Write = False) -> None:
    """Set prior and posterior of every assumption side by side, with what holds it and what it trades off with."""
    from simulation.experiments.calibration import candidates, claims_shown, held_by, selection, written
    from simulation.experiments.calibration.emulator import Emulator

    kept = opened(store)
    lots = candidates.lots(kept)
    if not lots:
        raise CalibrationError(f"there is no sample yet: counterparts calibrate select {store}")
    sample = selection.chosen(kept, lots, selection.met_always(kept, lots[0])).table
    emulator = Emulator(kept.table(), kept.patterns, quietly)
    of_claims = claims_shown.claims_so_far(kept, sample, claims_of_one_set(), futures=claim_futures, seed=lots[0].seed)
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
        keep_beside(kept, "assumptions", written.of_assumptions(told, together))
