"""The commands of those who change the model: `counterparts describe`, `renew`, `new-rule` and `compile`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.vocabulary.errors import ParameterError

if TYPE_CHECKING:
    from simulation.odd.renewal import Artefact

_EXIT_STALE = 1
_MIN_REASON_LENGTH = 31  # letters


class RuleTable(StrEnum):
    """The tables that a rule can act on."""

    members = "members"
    ties = "ties"
    institutions = "institutions"
    partnership = "partnership"


def describe(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Markdown files with generated blocks; without any, the project's own."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 and one line when something is stale.")
    ] = False,
    loop: Annotated[
        bool, typer.Option("--loop", help="Print the whole model as the one plain loop that is made from its rules.")
    ] = False,
) -> None:
    """Renew what is generated in the model's description, summary and card, or print the model's loop."""
    if loop:
        if files or check:
            raise ParameterError("--loop prints the standard rules' loop: leave out files and --check")
        from simulation.model.engine.compiler import as_module
        from simulation.model.fingerprint import standard_layout

        typer.echo(as_module(standard_layout()), nl=False)
        return
    from simulation.odd import documents

    documents_checked = files or documents.OWN_DOCUMENTS
    stale = {file.name: blocks for file in documents_checked if (blocks := documents.renew(file, write=not check))}
    stale_blocks = "; ".join(f"{name} ({', '.join(blocks)})" for name, blocks in stale.items())
    if check and stale:
        typer.echo(f"counterparts: stale: {stale_blocks}; `counterparts describe` renews them", err=True)
        raise typer.Exit(1)
    typer.echo(f"Renewed: {stale_blocks}" if stale else "Nothing is stale.")


def renew(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 and one line when something is stale.")
    ] = False,
    because: Annotated[
        str | None, typer.Option(help="What moved, and why: for reference results that moved, as CHANGELOG.md says it.")
    ] = None,
    all_of_it: Annotated[
        bool, typer.Option("--all", help="Also what takes minutes: the sample's acceptance and the sensitivity study.")
    ] = False,
) -> None:
    """Renew all that is generated or stored from the model, and say what is older than it: some minutes.

    Exit code 0: nothing is stale any more; 1: something is (with --check, or where reference results moved and nobody
    said why).
    """
    from simulation.odd.renewal import State

    if check and (all_of_it or because is not None):
        raise ParameterError("--check changes nothing: leave out --all and --because")
    reason = " ".join((because or "").split())
    if because is not None and len(reason) < _MIN_REASON_LENGTH:
        raise ParameterError(f"--because must say what moved, and why, in at least {_MIN_REASON_LENGTH} letters")
    artefacts = []
    for artefact in _all_artefacts(reason or None, write=not check, all_of_it=all_of_it):
        artefacts.append(artefact)
        if not check:
            typer.echo(str(artefact))
    stale = [artefact for artefact in artefacts if artefact.state is State.STALE]
    if check and stale:
        typer.echo(f"counterparts: {'; '.join(map(str, stale))}; `counterparts renew` renews it", err=True)
    elif check:
        typer.echo("Nothing is stale.")
    elif stale:
        typer.echo(
            'counterparts: reference results moved: look at them, then `counterparts renew --because "what moved, and '
            'why"`, with the same words in CHANGELOG.md',
            err=True,
        )
    if stale:
        raise typer.Exit(_EXIT_STALE)


def _all_artefacts(because: str | None, write: bool, all_of_it: bool) -> Iterator[Artefact]:
    """Every thing as it stands, those of the model first; the long ones only where asked for."""
    from simulation.load_test import hosting_table
    from simulation.odd import renewal

    def report(line: str) -> None:
        typer.echo(line, err=True)

    if all_of_it:
        yield from _long_artefacts(report)
    yield from renewal.check_all(because, write, report)
    stale = hosting_table.renew(write)
    state = renewal.State.FRESH if not stale else renewal.State.RENEWED if write else renewal.State.STALE
    yield renewal.Artefact(f"hosting/{hosting_table.PAGE.name}", state, tuple(stale))


def _long_artefacts(report: Callable[[str], None]) -> Iterator[Artefact]:
    from simulation.experiments.sensitivity.study import work_folder
    from simulation.odd import renewal

    sample_minutes, study_minutes = renewal.minutes_of_sample(), renewal.minutes_of_study()
    report(
        f"The sample's acceptance takes about {sample_minutes:.0f} minutes, "
        f"the sensitivity study about {study_minutes:.0f}."
    )
    yield renewal.renew_sample_columns(report)
    yield renewal.renew_study(work_folder(), sys.stderr.isatty())


def new_rule(
    name: Annotated[str, typer.Argument(help="The rule's name, such as open_doors.")],
    each: Annotated[RuleTable, typer.Option(help="For each of what it is asked.")],
    idea: Annotated[str | None, typer.Option(help="The idea in one sentence, as a participant would say it.")] = None,
) -> None:
    """Write the skeletons of a new rule and of its test, and say what is left to do."""
    from simulation.model.new_rule import CODE_BOOK, RULES, TESTS, write_skeletons
    from simulation.vocabulary.state_variables import Table

    write_skeletons(name, Table(each.value), idea)
    typer.echo(f"Written: {RULES}/{name}.py and {TESTS}/test_{name}.py. It is part of the model, and does nothing yet.")
    for line in (
        f"1. In {RULES}/{name}.py write what it does, and fill in each TO DO.",
        f"2. In {TESTS}/test_{name}.py tell its story, say what more of something does, and write its twin.",
        f"3. In {CODE_BOOK} add its numbers, its streams and {name} at the end of the lists.",
        f'4. python -m pytest tests/unit/model tests/unit/structure tests/oracle -k "{name} or stream"',
        "5. counterparts renew, a line in CHANGELOG.md, and a new finding in simulation/vocabulary/evidence.toml.",
    ):
        typer.echo(line)


def compile_loop() -> None:
    """Compile the model ahead of its first use, and say where it is kept and how long it took."""
    from simulation.ensemble.compilation import compile_standard_loop

    compilation = compile_standard_loop()
    if not compilation.is_cached:
        typer.echo(
            f"The model cannot be kept in {compilation.folder}: "
            f"every start compiles it anew, in {compilation.seconds:.0f} s."
        )
    elif compilation.was_cached:
        typer.echo(f"The model is compiled already, in {compilation.folder}.")
    else:
        typer.echo(f"The model was compiled in {compilation.seconds:.0f} s and is kept in {compilation.folder}.")
