"""Trying the sets of E for the claims, and sets nearer to the defaults where too few of them show enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import typer

from simulation.cli.calibrate.shared import print_progress

if TYPE_CHECKING:
    from simulation.experiments.calibration.claims_shown import EC, Shown
    from simulation.experiments.calibration.store import Store, Table
    from simulation.experiments.claims import Claim


def claims_of_sample(
    set_store: Store, sample: Table, claims: Mapping[str, Claim], *, futures: int, seed: int, always: int,
    is_time_up: Callable[[], bool],
) -> EC | None:  # fmt: skip
    """What E shows, and what sets between it and the defaults do; None when the time is over. `always`: patterns met
    whatever the assumptions.
    """
    from simulation.experiments.calibration import between, claims_shown, selection

    def tried(table: Table) -> Shown | None:
        figures = claims_shown.run_claims(
            set_store, table, claims, futures=futures, seed=seed, progress=print_progress, enough=is_time_up
        )
        shown = claims_shown.shown(claims, figures)
        if left := claims_shown.count_untried(shown):
            typer.echo(f"{left} sets are still to be tried for the claims.")
        return None if left else shown

    shown_by_sample = tried(sample)
    if shown_by_sample is None:
        return None
    n_showing = int(claims_shown.showing(shown_by_sample).sum())
    typer.echo(f"{n_showing} sets of E show {claims_shown.SHOWN:.0%} of the claims: EC")
    if n_showing >= between.MIN_EC_SETS:
        return claims_shown.EC(futures, shown_by_sample)
    design = between.between(set_store, sample, seed)
    set_store.run(design.origin, since=design.number, progress=print_progress, enough=is_time_up)
    table = set_store.of(design)
    shown = tried(table) if table is not None and table.size == len(design.points) else None
    if table is None or shown is None:
        return None
    between_sets = claims_shown.Between(table, selection.enough(set_store, table, always)[1], shown)
    typer.echo(f"{int(between_sets.showing.sum())} of {table.size} sets between E and the defaults do too")
    return claims_shown.EC(futures, shown_by_sample, between_sets)
