"""The `counterparts` command. Errors are one line; exit code 2 for what a person can mend, 130 for Ctrl-C."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Annotated

import typer

from simulation.cli import calibrate, experiments, project, serving, sweep, translate
from simulation.vocabulary.errors import CounterpartsError, OutputError, ParameterError, nearest, one_line

_EXIT_INTERRUPTED = 130
_FINDING_WIDTH = 110  # characters of a finding in the list; the whole of it is told one by one

app = typer.Typer(
    name="counterparts",
    help="A model of peer-to-peer partnerships to think with: scenarios, runs, and the workshop's pages.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def scenarios() -> None:
    """List the scenarios and the question each asks."""
    from simulation.model.plans.plan import Plan
    from simulation.model.plans.scenario import scenarios as shipped

    for name, scenario in shipped().items():
        typer.echo(f"{name}\n    {scenario.title} ({Plan.of(scenario).code})\n    {scenario.question}")


@app.command()
def numbers(
    name: Annotated[str | None, typer.Argument(help="One number only, with all that is said of it.")] = None,
) -> None:
    """List the numbers that a scenario or --set can change: default, range, unit, and what stands behind each."""
    from simulation.model.parameters import declared, parameters

    if name is not None:
        declaration = declared(name)
        rows = f" ({', '.join(declaration.rows)})" if declaration.rows else ""
        typer.echo(f"{declaration.name}: {declaration.label}\n    {declaration.help}")
        typer.echo(f"    default {declaration.default:g}; allowed: {declaration.allowed}")
        moves = ", ".join(declaration.moves) or "the world at the start"
        article = "an" if declaration.role.value[0] in "aeiou" else "a"
        typer.echo(f"    {article} {declaration.role.value}; {declaration.evidence.value}{rows}; moves: {moves}")
        return
    role = None
    for number in parameters().values():
        if number.role is not role:
            role = number.role
            typer.echo(f"{role.value}s")
        typer.echo(f"    {number.name:<26} {number.default:>7g}   {number.allowed:<44} {number.evidence.value}")


@app.command()
def evidence(
    id: Annotated[str | None, typer.Argument(help="One finding only, with its source and what rests on it.")] = None,
) -> None:
    """List the findings behind the numbers, or tell one: figures, source, how sure it is, and what rests on it."""
    from simulation.model.parameters import parameters
    from simulation.vocabulary.evidence import finding, findings, status_in_words

    if id is not None:
        entry = finding(id)
        parameters_using = [number for number in parameters().values() if entry.id in number.rows]
        typer.echo(f"{entry.id} ({entry.theme})\n    {entry.finding}\n    {entry.figures}")
        typer.echo(f"    {entry.source}\n    {entry.status}: {status_in_words(entry.status)}")
        typer.echo("    numbers that rest on it:" if parameters_using else "    no number of the model rests on it")
        for number in parameters_using:
            typer.echo(f"        {number.name:<26} {number.default:>7g} {number.unit} ({number.evidence.value})")
        return
    theme = None
    for entry in findings().values():
        if entry.theme != theme:
            theme = entry.theme
            typer.echo(theme)
        typer.echo(f"    {entry.id}  {textwrap.shorten(entry.finding, _FINDING_WIDTH, placeholder=' …')}")


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A scenario file (TOML).")]) -> None:
    """Check a scenario file and say what it changes."""
    from simulation.model.plans.plan import Plan
    from simulation.model.plans.scenario import read

    scenario = read(file)
    plan = Plan.of(scenario)
    left_out = f", leaves out {', '.join(scenario.without)}" if scenario.without else ""
    typer.echo(
        f"{file.name}: good. {scenario.title}: {len(scenario.numbers)} numbers set{left_out}; plan code {plan.code}"
    )


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="A scenario's name, a scenario file, or a plan code.")],
    futures: Annotated[int, typer.Option(help="How many futures.")] = 200,
    seed: Annotated[int, typer.Option(help="The luck: the same seed, the same luck.")] = 7,
    weeks: Annotated[
        int | None, typer.Option(help="The horizon in weeks (default: two years after the last day, at least 156).")
    ] = None,
    doubt: Annotated[bool, typer.Option(help="Also suppose other people: other accepted sets of assumptions.")] = False,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Change a number; may be given more than once."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the results as Parquet.")] = None,
    per: Annotated[
        str, typer.Option(help="Rows of the file: one per 'week' and future, or one per 'future'.")
    ] = "week",
) -> None:
    """Run a scenario in many futures and say what happens."""
    from simulation.answers import headline
    from simulation.ensemble.run import run_futures
    from simulation.model.plans.loading import load

    plan = load(scenario).with_(**dict(_parsed_change(text) for text in changes or ()))
    if per not in ("week", "future"):
        raise ParameterError(f"--per = {one_line(per)}; allowed: 'week' or 'future'")
    if out is not None:
        _check_writable(out)
    results = run_futures(plan, futures, seed, doubt, weeks=weeks, progress=sys.stderr.isatty())
    typer.echo(f"{plan.title}, {futures} futures, seed {seed}, plan code {plan.code}")
    for sentence in headline(results):
        typer.echo(f"- {sentence}")
    if doubt and results.doubt:
        typer.echo("With other people supposed, as far as the evidence allows:")
        for sentence in headline(results.doubt)[:1]:
            typer.echo(f"- {sentence}")
    typer.echo("A model to think with, not a forecast.")
    if out is not None:
        typer.echo(f"Written: {results.to_parquet(out, per)}")


@app.command()
def rebuild(file: Annotated[Path, typer.Argument(help="A Parquet file of results.")]) -> None:
    """Run again what a file of results says it holds, and say whether the same comes out."""
    from simulation.ensemble.rebuild import Sameness
    from simulation.ensemble.rebuild import rebuild as made_again

    found = made_again(file)
    typer.echo(f"{file.name}: {found.sameness}")
    if found.column:
        typer.echo(f"    {found.column} differs most, by {found.difference:.2g} of its largest value")
    if found.then != found.now:
        typer.echo(f"    the model was {found.then} then, and is {found.now} now")
    if found.sameness is Sameness.DIFFERENT:
        raise typer.Exit(1)


app.command()(sweep.sweep)
app.command()(experiments.acceptance)
app.command()(experiments.claims)
app.add_typer(calibrate.app)
app.command()(experiments.sensitivity)
app.command()(project.describe)
app.command()(project.renew)
app.command("new-rule")(project.new_rule)
app.command()(translate.translate)
app.command("compile")(project.compile_loop)
for _command in (serving.serve, serving.doctor, serving.rehearse, serving.capacity):
    app.command()(_command)


def _parsed_change(text: str) -> tuple[str, float]:
    from simulation.model.parameters import declared, parameters

    name, equals, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not equals:
        raise ParameterError(
            f"--set {one_line(text)} must be NAME=VALUE, for example --set months=18{nearest(name, parameters())}"
        )
    declaration = declared(name, where="--set")
    try:
        return name, int(value) if value.lstrip("+-").isdigit() else float(value)
    except ValueError:
        raise ParameterError(
            f"--set: {name} = {one_line(value)} is not a number; allowed: {declaration.allowed}"
        ) from None


def _check_writable(out: Path) -> None:
    """Refuse before the run what could not be written after it."""
    if out.is_dir():
        raise OutputError(f"{out}: is a folder; name a file")
    if not out.parent.is_dir():
        raise OutputError(f"{out}: there is no folder {out.parent}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command; what a person can mend becomes one line and exit code 2."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except CounterpartsError as problem:
        _exit_with(str(problem), 2)
    except typer.TyperException as problem:
        _exit_with(problem.format_message(), 2)
    except (KeyboardInterrupt, typer.Abort):
        code = _EXIT_INTERRUPTED
    if code == _EXIT_INTERRUPTED:
        _exit_with("stopped; nothing was written", _EXIT_INTERRUPTED)
    sys.exit(code or 0)


def _exit_with(message: str, code: int) -> None:
    typer.echo(f"counterparts: {' '.join(message.split())}", err=True)
    sys.exit(code)
