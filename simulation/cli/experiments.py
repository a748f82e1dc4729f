"""The commands that compare the model with the evidence: `counterparts acceptance`, `claims`, `sensitivity`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.vocabulary.errors import ParameterError, nearest, one_line

_PACKAGE = Path(__file__).resolve().parents[1]


def acceptance(
    only: Annotated[
        list[str] | None, typer.Argument(help="Patterns to run, such as AT1 AT13; without any, all.")
    ] = None,
    futures: Annotated[
        int | None,
        typer.Option(help="How many futures each pattern is run in: 60, with --seeds 240.", min=2, show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option(help="The luck.", min=0)] = 1,
    sample: Annotated[bool, typer.Option("--sample", help="Also run forty-eight sets of the accepted sample.")] = False,
    seeds: Annotated[
        int, typer.Option(help="Run the defaults at so many seeds, and say which figures lie near an end.", min=1)
    ] = 1,
    write: Annotated[bool, typer.Option("--write", help="Keep the table beside the code; needs all patterns.")] = False,
) -> None:
    """Run the patterns of the evidence that the model is held to, and say which are met."""
    from simulation.experiments import acceptance as table
    from simulation.experiments import acceptance_seeds as at_other_seeds
    from simulation.experiments.patterns import PATTERNS
    from simulation.experiments.trials import Trials

    for id in only or ():
        if id not in PATTERNS:
            known = ", ".join(PATTERNS)
            raise ParameterError(f"there is no pattern {one_line(id)}{nearest(id, PATTERNS)}; known: {known}")
    if write and only:
        raise ParameterError("--write keeps the whole table; leave out the names of patterns")
    if seeds > 1:
        if sample:
            raise ParameterError("--seeds runs the defaults alone; leave out --sample")
        futures = futures or at_other_seeds.FUTURES
        figures_by_seed = at_other_seeds.figures_at_seeds(
            range(seed, seed + seeds), futures, only or None, _progress_printer("seed")
        )
        missed, margins = at_other_seeds.missed(figures_by_seed), at_other_seeds.margins(figures_by_seed)
        typer.echo(at_other_seeds.summary(missed, margins, futures))
        if write:
            _write(at_other_seeds.TABLE, at_other_seeds.store(figures_by_seed, futures))
        return
    started, futures = time.monotonic(), futures or table.FUTURES
    figures = table.figures(Trials(futures=futures, seed=seed), only or None, _progress_printer("pattern"))
    duration = _duration(started)
    sample_figures = None
    if sample:
        sample_figures = table.figures(
            table.sample_trials(futures, seed), only or None, _progress_printer("sample, pattern")
        )
    typer.echo(table.format_table(table.table_rows(figures, sample_figures)))
    n_met = table.count_met(figures)[0]
    run = f"{futures} futures, seed {seed}{duration}"
    typer.echo(f"{n_met} of {len(figures)} patterns are met at the defaults ({run}).")
    if sample_figures is not None:
        counts = table.count_met(sample_figures)
        span = f"{counts.mean():.1f} on average, {counts.min()} to {counts.max()}"
        typer.echo(f"Over {len(counts)} sets of the accepted sample: {span}.")
    if write:
        file = _PACKAGE / "experiments" / "data" / table.FILE_NAME
        _write(file, table.store(figures, sample_figures, futures, seed, table.load_table()))


def claims(
    only: Annotated[list[str] | None, typer.Argument(help="Claims to try, such as K1 K13; without any, all.")] = None,
    futures: Annotated[int, typer.Option(help="How many futures each claim is tried in.", min=2)] = 400,
    seed: Annotated[int, typer.Option(help="The luck.", min=0)] = 1,
    jitter: Annotated[
        bool, typer.Option("--jitter", help="Also with the place's settings moved by up to a fifth, twelve ways.")
    ] = False,
    partnerships: Annotated[
        bool, typer.Option("--partnerships", help="Also what each lever's contrast does in every scenario.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Keep the table beside the code; needs all claims.")] = False,
) -> None:
    """Try the claims of the documents, and say which the model shows.

    Exit code 0: all that the stored table has as shown (of those tried) still are; 1: some are not, and one line names
    them.
    """
    from simulation.experiments.claims import CLAIMS, elsewhere, lever_table, suite
    from simulation.experiments.claims import stored as claims_file
    from simulation.experiments.claims.claim_trials import ClaimTrials

    for id in only or ():
        if id not in CLAIMS:
            known = ", ".join(CLAIMS)
            raise ParameterError(f"there is no claim {one_line(id)}{nearest(id, CLAIMS)}; known: {known}")
    if write and only:
        raise ParameterError("--write keeps the whole table; leave out the names of claims")
    started = time.monotonic()
    stored_table, ids = claims_file.load_table(), list(dict.fromkeys(only or CLAIMS))
    trials = ClaimTrials(futures=futures, seed=seed)
    found_claims = suite.find_claims(trials, ids, _progress_printer("claim"))
    duration = _duration(started)
    moved_shares = None
    if jitter:
        moved_shares = suite.moved_shares(seed, max(2, futures // 4), ids, _progress_printer("settings moved, way"))
    typer.echo(suite.format_suite(found_claims, moved_shares, suite.sample_shares()))
    if "S2" in ids:
        typer.echo(lever_table.text(lever_table.as_told(lever_table.lever_moves(trials))))
    by_scenario = None
    if partnerships:
        by_scenario = elsewhere.as_told(elsewhere.in_every_partnership(trials, ids))
        typer.echo(elsewhere.text(by_scenario))
    now = {id: bool(holds[0]) for id, holds in suite.shown(found_claims).items()}
    typer.echo(f"{suite.shown_summary(now)} ({futures} futures, seed {seed}{duration}).")
    if write:
        levers = lever_table.as_told(lever_table.lever_moves(trials))
        _write(
            claims_file.TABLE,
            claims_file.store(
                found_claims, futures, seed, stored_table, moved=moved_shares, partnerships=by_scenario, levers=levers
            ),
        )
    lost = claims_file.no_longer_shown(stored_table, found_claims)
    if lost:
        sentences = "; ".join(f"{id} {CLAIMS[id].sentence}" for id in lost)
        typer.echo(f"counterparts: shown before and no more: {sentences}", err=True)
        raise typer.Exit(1)


def sensitivity(
    context: typer.Context,
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
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="The strongest in every partnership; with --renew, screen them anew.")
    ] = False,
    file: Annotated[Path | None, typer.Option(help="The study's file (default: the project's own).")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="With --renew: a folder for what is finished; a stopped study goes on from it.")
    ] = None,
) -> None:
    """Say which of the things we suppose about people matter most, as the stored study found."""
    from simulation.experiments.sensitivity import load_study
    from simulation.experiments.sensitivity.report import report

    if everywhere:
        _sensitivity_everywhere(context, renew, keep)
        return
    if renew:
        from simulation.experiments.sensitivity.study import study, work_folder
        from simulation.experiments.sensitivity.study_file import write

        new_study = study(
            scenario, trajectories=trajectories, base=base, futures=futures, seed=seed, progress=sys.stderr.isatty(),
            keep=keep or work_folder(),
        )  # fmt: skip
        typer.echo(f"Written: {write(new_study, file)}")
    stored_study = load_study(file)
    if check:
        from simulation.experiments.sensitivity.study import result_differences

        differences = stored_study.parameter_differences() or result_differences(stored_study)
        if differences:
            typer.echo(
                f"counterparts: stale: {'; '.join(differences)}; `counterparts sensitivity --renew` renews it", err=True
            )
            raise typer.Exit(1)
        typer.echo("The study fits the model as it is.")
        return
    for line in report(stored_study, result):
        typer.echo(line)


def _sensitivity_everywhere(context: typer.Context, renew: bool, keep: Path | None) -> None:
    for name in context.params:
        source = context.get_parameter_source(name)
        if name not in ("everywhere", "renew", "keep") and source is not None and source.name == "COMMANDLINE":
            raise ParameterError(f"--everywhere goes with --renew and --keep only: leave out {name}")
    from simulation.ensemble.stored_screening import DEFAULT_FILE, screening_by_scenario
    from simulation.experiments.sensitivity.report import report_everywhere

    if renew:
        from simulation.experiments.sensitivity.everywhere import everywhere
        from simulation.experiments.sensitivity.study import work_folder

        _write(DEFAULT_FILE, everywhere(progress=sys.stderr.isatty(), keep=keep or work_folder()))
    screening = screening_by_scenario()
    if not screening:
        raise ParameterError(
            "the partnerships were screened with another model; "
            "`counterparts sensitivity --everywhere --renew` renews it"
        )
    for line in report_everywhere(screening):
        typer.echo(line)


def _progress_printer(what: str) -> Any:
    return lambda id: typer.echo(f"{what} {id} ...", err=True)


def _duration(started: float) -> str:
    return f"; {time.monotonic() - started:.0f} s"


def _write(file: Path, content: dict[str, Any]) -> None:
    from simulation.experiments.json_files import write_json

    typer.echo(f"Written: {write_json(file, content).name}")
