"""Catalogues as gettext files: the template with every text, one file for each language, and its check."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from simulation.translation.messages import messages
from simulation.vocabulary.errors import ParameterError, one_line
from simulation.vocabulary.languages import DOMAIN, OWN_CATALOGUES, SOURCE, read_catalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

TEMPLATE = OWN_CATALOGUES / f"{DOMAIN}.pot"
_WIDTH = 120
_ENDS = re.compile(r"^0: .+; 1: .+", re.DOTALL)  # the help of a slider whose ends have names
_TAG = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_FIXED_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # as the date of the template: the same texts give the same file


def template() -> Catalog:
    """Every text there is, untranslated."""
    from babel.messages.catalog import Catalog

    catalogue = Catalog(
        domain=DOMAIN, project="counterparts", creation_date=_FIXED_DATE, fuzzy=False, header_comment=_HEADER
    )
    for message in messages():
        if message.id:
            catalogue.add(message.id, locations=[(message.location.replace(" ", "\N{NO-BREAK SPACE}"), 1)])
    return catalogue


def write_template(file: Path = TEMPLATE) -> int:
    """Write the template; returns how many texts it has."""
    catalogue = template()
    _write(catalogue, file)
    return len(catalogue)


def catalogue_path(tag: str, folder: Path = OWN_CATALOGUES) -> Path:
    """Where the catalogue of a language lies. Raises ParameterError for what is no tag of a language."""
    if not _TAG.fullmatch(tag) or tag == SOURCE:
        raise ParameterError(f"{one_line(tag)} is no language to translate into: such as fr, pt-BR, ar (not {SOURCE})")
    return folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


def renew(tag: str, folder: Path = OWN_CATALOGUES) -> tuple[Path, int, int]:
    """Begin a language's catalogue, or bring it up to the texts there are now; what was translated stays.

    Args:
        tag: the language.
        folder: the folder of catalogues.

    Returns:
        The file, the number of texts, and the number of those that are translated.

    Raises:
        ParameterError: the tag is no language, or the file is no catalogue.
    """
    from babel.messages.catalog import Catalog

    file = catalogue_path(tag, folder)
    if file.exists():
        catalogue = read_catalogue(file)
    else:
        catalogue = Catalog(locale=_locale_name(tag), domain=DOMAIN, project="counterparts", fuzzy=False)
    catalogue.update(template(), no_fuzzy_matching=True)
    _write(catalogue, file)
    return file, len(catalogue), sum(_translated(message.string) for message in catalogue if message.id)


def problems(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, a line each: texts without a translation, and translations that lost or made up a
    place to fill in, a heading, or the two ends of a slider.
    """
    messages_by_id = {message.id: message for message in template() if message.id}
    translations = {message.id: message for message in catalogue if message.id}
    for id in messages_by_id.keys() - translations.keys():
        yield f"missing: {_short(id)}"
    for id in translations.keys() & messages_by_id.keys():
        string = translations[id].string
        if not _translated(string):
            yield f"not translated: {_short(id)}"
            continue
        for text in _forms(string):
            for problem, feature in _PRESERVED.items():
                expected = [feature(source) for source in ((id,) if isinstance(id, str) else id)]
                if feature(text) not in expected:
                    yield f"{problem}: {_short(id)}"


def write_transformed(change: Callable[[str], str], tag: str, file: Path) -> int:
    """Write a catalogue in which every text is changed in the same way; returns how many there are."""
    catalogue = template()
    for message in catalogue:
        if message.id:
            message.string = change(message.id) if isinstance(message.id, str) else tuple(map(change, message.id))
    catalogue.locale = tag.replace("-", "_")
    _write(catalogue, file)
    return len(catalogue)


def _fields(text: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({"a brace that is not closed"})


_PRESERVED: dict[str, Callable[[str], object]] = {
    "other places to fill in": _fields,
    "other headings": lambda text: re.findall(r"^#+ ", text, re.MULTILINE),
    "not the two ends of a slider": lambda text: bool(_ENDS.match(text)),
}


def _forms(string: str | Sequence[str] | None) -> Sequence[str]:
    """A translation's forms: one, or one for each way in which its language counts."""
    return (string,) if isinstance(string, str) else string or ()


def _translated(string: str | Sequence[str] | None) -> bool:
    return bool(_forms(string)) and all(_forms(string))


def _short(id: str | tuple[str, ...] | list[str]) -> str:
    return one_line(id if isinstance(id, str) else id[0])


def _locale_name(tag: str) -> str:
    """A language's name as Babel knows it. Raises ParameterError where it does not."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(tag.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise ParameterError(f"{one_line(tag)} is no language that Babel knows") from None


def _write(catalogue: Catalog, file: Path) -> None:
    from babel.messages.pofile import write_po

    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=_WIDTH, sort_output=False, include_lineno=False, ignore_obsolete=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(buffer.getvalue())


_HEADER = """\
# Every text that Counterparts shows. `counterparts translate fr` begins a language from it,
# `counterparts translate --check` says what is missing.
# Names in braces are filled in when a text is shown: keep them as they are."""
