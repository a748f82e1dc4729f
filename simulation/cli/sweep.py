"""`counterparts sweep`: a design in a file, run into a folder."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.vocabulary.errors import ParameterError, ResultsError

if TYPE_CHECKING:
    from simulation.experiments.sweeps.experiment_results import ExperimentResults


def sweep(
    design: Annotated[Path, typer.Argument(help="A design file (TOML): plans, [over], futures, seeds.")],
    out: Annotated[
        Path | None, typer.Option(help="The folder of the results (default: the design's name, beside it).")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a folder that holds part of this design.")
    ] = False,
    processes: Annotated[
        int | None, typer.Option(help="Processes on this computer (default: one for each processor).")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Run on a Dask cluster instead: the address of its scheduler, tcp://HOST:8786.")
    ] = None,
) -> None:
    """Run plans over many values of their numbers; what has finished is kept, however the run ends."""
    from simulation.ensemble.chunks import processors
    from simulation.experiments.sweeps.design_file import read
    from simulation.experiments.sweeps.experiment import run_design
    from simulation.experiments.sweeps.experiment_results import ExperimentResults
    from simulation.experiments.sweeps.pools import cluster

    if scheduler is not None and processes is not None:
        raise ParameterError("--scheduler and --processes: give one of them")
    wanted = read(design)
    folder = out or design.with_suffix("")
    if not resume and (folder / "design.json").exists():
        raise ResultsError(f"{folder}: {_progress_of(ExperimentResults(folder))}; --resume goes on with it")
    if scheduler is None and processes is None:
        processes = processors()
    with cluster(scheduler) if scheduler is not None else nullcontext() as client:
        try:
            found = run_design(wanted, folder, executor=client, processes=processes, progress=sys.stderr.isatty())
        except KeyboardInterrupt:
            told = _progress_of(ExperimentResults(folder)) if (folder / "design.json").exists() else "nothing is kept"
            typer.echo(f"counterparts: stopped; {told}; --resume goes on with it", err=True)
            raise SystemExit(130) from None  # Exit would be told of as a run of which nothing is kept
    typer.echo(f"Written: {folder}{'' if found.cases['finished'].all() else ', ' + _progress_of(found)}")
    if found.failed():
        typer.echo(f"counterparts: {found.failed()}", err=True)
        raise typer.Exit(1)


def _progress_of(found: ExperimentResults) -> str:
    """How far it has come: `17 of 64 cases have finished, 3 are left out as impossible`."""
    cases = found.cases
    left_out = int(((cases["note"] != "") & ~cases["note"].str.startswith("moved")).sum())
    tail = f", {left_out} are left out as impossible" if left_out else ""
    return f"{int(cases['finished'].sum())} of {len(cases) - left_out} cases have finished{tail}"
