"""Trying the sets of E for the claims, and sets nearer to the defaults where too few of them show enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import typer

from simulation.cli.calibrate.shared import quietly

if TYPE_CHECKING:
    from simulation.experiments.calibration.claims_shown import EC, Shown
    from simulation.experiments.calibration.store import Store, Table
    from simulation.experiments.claims import Claim


def of_sample(
    kept: Store, sample: Table, claims: Mapping[str, Claim], *, futures: int, seed: int, always: int,
    late: Callable[[], bool],
) -> EC | None:  # fmt: skip
    """What E shows, and what sets between it and the defaults do; None when the time is over. `always`: patterns met
    whatever the assumptions.
    """
    from simulation.experiments.calibration import between, claims_shown, selection

    def tried(table: Table) -> Shown | None:
        found = claims_shown.run_claims(kept, table, claims, futures=futures, seed=seed, progress=quietly, enough=late)
        shown = claims_shown.shown(claims, found)
        if left := claims_shown.untried(shown):
            typer.echo(f"{left} sets are still to be tried for the claims.")
        return None if left else shown

    of_e = tried(sample)
    if of_e is None:
        return None
    few = int(claims_shown.showing(of_e).sum())
    typer.echo(f"{few} sets of E show {claims_shown.SHOWN:.0%} of the claims: EC")
    if few >= between.FEWEST:
        return claims_shown.EC(futures, of_e)
    design = between.between(kept, sample, seed)
    kept.run(design.origin, since=design.number, progress=quietly, enough=late)
    table = kept.of(design)
    shown = tried(table) if table is not None and table.size == len(design.points) else None
    if table is None or shown is None:
        return None
    near = claims_shown.Between(table, selection.enough(kept, table, always)[1], shown)
    typer.echo(f"{int(near.showing.sum())} of {table.size} sets between E and the defaults do too")
    return claims_shown.EC(futures, of_e, near)
