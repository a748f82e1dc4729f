"""The commands of those who hold the model to the evidence: `counterparts acceptance`, `calibrate`, `sensitivity`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.vocabulary.errors import OutputError, ParameterError, nearest, one_line

_HERE = Path(__file__).resolve().parent


def acceptance(
    only: Annotated[
        list[str] | None, typer.Argument(help="Patterns to run, such as AT1 AT13; without any, all.")
    ] = None,
    futures: Annotated[int, typer.Option(help="How many futures each pattern is run in.", min=2)] = 60,
    seed: Annotated[int, typer.Option(help="The luck.", min=0)] = 1,
    sample: Annotated[bool, typer.Option("--sample", help="Also run every set of the accepted sample.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Keep the table beside the code; needs all patterns.")] = False,
) -> None:
    """Run the patterns of the evidence that the model is held to, and say which are met."""
    from simulation.experiments import acceptance as table
    from simulation.experiments.patterns import PATTERNS
    from simulation.experiments.trials import Trials

    for id in only or ():
        if id not in PATTERNS:
            known = ", ".join(PATTERNS)
            raise ParameterError(f"there is no pattern {one_line(id)}{nearest(id, PATTERNS)}; known: {known}")
    if write and only:
        raise ParameterError("--write keeps the whole table; leave out the names of patterns")
    found = table.figures(Trials(futures=futures, seed=seed), only or None, _counting("pattern"))
    spread = None
    if sample:
        spread = table.figures(table.sample_trials(futures, seed), only or None, _counting("sample, pattern"))
    typer.echo(table.table(table.lines(found, spread)))
    met = table.counted(found)[0]
    typer.echo(f"{met} of {len(found)} patterns are met at the defaults ({futures} futures, seed {seed}).")
    if spread is not None:
        counts = table.counted(spread)
        span = f"{counts.mean():.1f} on average, {counts.min()} to {counts.max()}"
        typer.echo(f"Over the accepted sample of {len(counts)} sets: {span}.")
    if write:
        file = _HERE / "experiments" / "data" / table.STORED
        _write(file, table.store(found, spread, futures, seed, table.stored()))


def calibrate(
    state: Annotated[Path, typer.Argument(help="Where the search is kept after every step; it goes on from there.")],
    seek: Annotated[int, typer.Option(help="Steps of seeking, in all.", min=0)] = 0,
    spread: Annotated[int, typer.Option(help="Steps of spreading after that, in all.", min=0)] = 60,
    sets: Annotated[int, typer.Option(help="Sets of assumptions tried side by side.", min=8)] = 64,
    futures: Annotated[int, typer.Option(help="Futures each set is run in.", min=2)] = 10,
    tolerance: Annotated[
        float, typer.Option(help="Misses that a set may have in all and still be accepted.", min=0)
    ] = 3.0,
    seed: Annotated[int, typer.Option(help="The luck of the search.", min=0)] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, whatever was left.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Keep the accepted sample beside the code.")] = False,
    also: Annotated[
        list[Path] | None, typer.Option(help="With --write: other searches (other seeds) whose sets to keep as well.")
    ] = None,
) -> None:
    """Find sets of assumptions under which the model meets its patterns; stop with Ctrl and C and go on later."""
    from simulation.experiments import calibration

    if not state.parent.is_dir():
        raise OutputError(f"{state}: there is no folder {state.parent}")
    if state.exists() and not fresh:
        search = calibration.Search.read(state)
        typer.echo(f"Going on from step {search.step} of {state.name}.")
    else:
        search = calibration.Search.at_defaults(seed, sets, futures, tolerance)
    calibration.seek(search, seek, state, typer.echo)
    calibration.spread_out(search, spread, state, typer.echo)
    if write:
        if not search.chains:
            raise ParameterError("--write keeps the accepted sample, and there is none yet; spread for some steps")
        others = [calibration.Search.read(each) for each in also or ()]
        _write(_HERE / "runs" / "data" / "accepted.json", calibration.accepted(search, *others))


def sensitivity(
    result: Annotated[str | None, typer.Argument(help="One result only, with more of what matters for it.")] = None,
    renew: Annotated[bool, typer.Option("--renew", help="Run the study anew (minutes) and store it.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit code 1 and one line when the stored study no longer fits the model.")
    ] = False,
    scenario: Annotated[
        str, typer.Option(help="With --renew: a scenario's name, a scenario file, or a plan code.")
    ] = "parliament_mentors",
    futures: Annotated[int, typer.Option(help="With --renew: futures that every set of assumptions meets.")] = 30,
    seed: Annotated[int, typer.Option(help="With --renew: the luck.")] = 7,
    trajectories: Annotated[int, typer.Option(help="With --renew: walks of the screening.")] = 20,
    base: Annotated[int, typer.Option(help="With --renew: sets for each share of variance, a power of two.")] = 256,
    file: Annotated[Path | None, typer.Option(help="The study's file (default: the project's own).")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="With --renew: a folder for what is finished; a stopped study goes on from it.")
    ] = None,
) -> None:
    """Say which of the things we suppose about people matter most, as the stored study found."""
    from simulation.experiments.sensitivity import stored
    from simulation.experiments.sensitivity.told import told

    if renew:
        from simulation.experiments.sensitivity.study import study, work_folder
        from simulation.experiments.sensitivity.written import write

        made = study(
            scenario, trajectories=trajectories, base=base, futures=futures, seed=seed, progress=sys.stderr.isatty(),
            keep=keep or work_folder(),
        )  # fmt: skip
        typer.echo(f"Written: {write(made, file)}")
    found = stored(file)
    if check:
        from simulation.experiments.sensitivity.study import strayed

        differences = found.changed() or strayed(found)
        if differences:
            typer.echo(
                f"counterparts: stale: {'; '.join(differences)}; `counterparts sensitivity --renew` renews it", err=True
            )
            raise typer.Exit(1)
        typer.echo("The study fits the model as it is.")
        return
    for line in told(found, result):
        typer.echo(line)


def _counting(what: str) -> Any:
    return lambda id: typer.echo(f"{what} {id} ...", err=True)


def _write(file: Path, told: dict[str, Any]) -> None:
    from simulation.experiments.json_files import write_json

    typer.echo(f"Written: {write_json(file, told).name}")
