"""The command of those who translate: `counterparts translate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_EXIT_FAULTY = 1
_MAX_PROBLEMS = 20  # lines of what is wrong


def translate(
    language: Annotated[str | None, typer.Argument(help="A language's tag, such as fr, pt-BR or ar.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; say what is wrong with the catalogues, exit code 1.")
    ] = False,
    test_locales: Annotated[
        Path | None, typer.Option(help="Write the two test locales, en-XA (longer) and ar-XB (mirrored), to a folder.")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="Where catalogues lie (default: the kit's own).")] = None,
) -> None:
    """Renew the list of all texts, and begin a language's catalogue or bring it up to date.

    A catalogue is a file that any gettext editor opens. Every text that is not translated is shown in English. With
    COUNTERPARTS_CATALOGUES=FOLDER, `counterparts serve` offers the languages of that folder too.
    """
    from simulation.translation import catalogues
    from simulation.translation.pseudo_locales import write_pseudo_locales
    from simulation.vocabulary.languages import OWN_CATALOGUES

    folder = folder or OWN_CATALOGUES
    if test_locales is not None:
        for file in write_pseudo_locales(test_locales):
            typer.echo(f"wrote {file}")
        typer.echo(f"See them: COUNTERPARTS_CATALOGUES={test_locales} counterparts serve, then ?lang=en-XA")
        return
    if check:
        _check(folder, language)
        return
    typer.echo(f"{catalogues.write_template()} texts in {catalogues.TEMPLATE.name}")
    if language is not None:
        file, texts, done = catalogues.renew(language, folder)
        typer.echo(f"{file}: {done} of {texts} texts translated")


def _check(folder: Path, language: str | None) -> None:
    from simulation.translation import catalogues
    from simulation.vocabulary.languages import read_catalogue

    wrong: list[str] = []
    every = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    files = every if language is None else [catalogues.catalogue_path(language, folder)]
    for file in files:
        found = list(catalogues.problems(read_catalogue(file)))
        wrong += [f"{file.parents[1].name}: {problem}" for problem in found]
        typer.echo(f"{file.parents[1].name}: {len(found)} to mend")
    for line in wrong[:_MAX_PROBLEMS]:
        typer.echo(f"  {line}")
    if len(wrong) > _MAX_PROBLEMS:
        typer.echo(f"  and {len(wrong) - _MAX_PROBLEMS} more")
    if not files:
        typer.echo("There is no catalogue yet: `counterparts translate fr` begins one.")
    if wrong:
        raise typer.Exit(_EXIT_FAULTY)
