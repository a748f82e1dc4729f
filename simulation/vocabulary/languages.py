"""The languages that texts can be shown in: English, and each that a catalogue is there for.

Catalogues are gettext's: `<folder>/<language>/LC_MESSAGES/counterparts.po`, in this package's `locale` and, before it,
in the folder that CATALOGUES_VARIABLE names. Languages go by their tag (BCP 47): `fr`, `pt-BR`, `ar`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.vocabulary.errors import ParameterError, one_line

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = "en"  # what texts are written in
DOMAIN = "counterparts"
CATALOGUES_VARIABLE = "COUNTERPARTS_CATALOGUES"  # a folder with more catalogues
OWN_CATALOGUES = Path(__file__).parents[1] / "locale"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ZEROS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०"}  # numbering systems that are not 0 to 9


@dataclass(frozen=True)
class Language:
    """How a language is named by its speakers, runs (`ltr` or `rtl`) and writes numbers; `tag` with its numbering
    system is what browsers know it by.
    """

    tag: str
    name: str
    direction: str
    zero: str = "0"
    decimal: str = "."
    group: str = ","
    minus: str = "\N{MINUS SIGN}"
    numbering: str = "latn"

    @property
    def numbers_tag(self) -> str:
        """For a browser's number format."""
        return f"{self.tag}-u-nu-{self.numbering}"

    def number(self, written: str) -> str:
        """A number written as Python writes it, as this language does: digits, decimal sign, minus."""
        signs = {",": self.group, ".": self.decimal, "-": self.minus}
        return "".join(
            chr(ord(self.zero) + int(character)) if character.isdecimal() else signs.get(character, character)
            for character in written
        )


def catalogue_file(tag: str) -> Path | None:
    """Where a language's catalogue lies; None without any."""
    if not _TAG.fullmatch(tag):
        return None
    files = (folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po" for folder in _catalogue_folders())
    return next((file for file in files if file.is_file()), None)


def read_catalogue(file: Path) -> Catalog:
    """A catalogue. Raises ParameterError naming the file, and what is wrong with it, where it is none."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with file.open("rb") as source:
            return read_po(source, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:  # what is not UTF-8 is a ValueError too
        raise ParameterError(f"{file} is no catalogue: {one_line(str(error))}") from None


def tags() -> list[str]:
    """The languages there are: English first, then by tag."""
    files = (file for folder in _catalogue_folders() for file in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    found = {file.parents[1].name.replace("_", "-") for file in files}
    return [SOURCE, *sorted(found - {SOURCE})]


@lru_cache(maxsize=64)
def language(tag: str) -> Language:
    """What is known of a language; one that nobody has described, such as a test locale, is like its first part."""
    if tag == SOURCE:
        return Language(SOURCE, "English", "ltr")
    from babel import Locale, UnknownLocaleError  # 13 MB: only where another language than English is spoken

    parts = tag.split("-")
    for known in ("_".join(parts[:length]) for length in range(len(parts), 0, -1)):
        try:
            locale = Locale.parse(known)
        except (UnknownLocaleError, ValueError):
            continue
        name = str(locale.get_display_name(locale) or tag)
        left_out = parts[len(known.split("_")) :]
        numbering = locale.default_numbering_system
        symbols = locale.number_symbols.get(numbering) or locale.number_symbols.get("latn") or {}
        return Language(
            tag, f"{name[:1].upper()}{name[1:]}" + (f" ({'-'.join(left_out)})" if left_out else ""),
            locale.text_direction,
            _ZEROS.get(numbering, "0"), symbols.get("decimal", "."), symbols.get("group", ","),
            symbols.get("minusSign", "-").replace("-", "\N{MINUS SIGN}"), numbering if numbering in _ZEROS else "latn",
        )  # fmt: skip
    return Language(tag, tag, "ltr")


def best_match(wanted: Iterable[str]) -> str:
    """The first of some languages that there is a catalogue for, exactly or by its first part.

    Args:
        wanted: tags, the most wanted first.

    Returns:
        The tag of the catalogue; English where none fits.
    """
    available = {tag.lower(): tag for tag in tags()}
    for candidate in wanted:
        tag = candidate.strip().lower().replace("_", "-")
        match = available.get(tag) or available.get(tag.split("-")[0])
        if match:
            return match
    return SOURCE


def parse_accept_language(header: str) -> list[str]:
    """The languages of an Accept-Language header.

    Args:
        header: the header's value.

    Returns:
        Tags, the most wanted first.
    """
    ranked = []
    for part in header[:500].split(","):
        tag, _, quality = part.partition(";q=")
        try:
            ranked.append((float(quality) if quality else 1.0, tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(ranked, key=lambda entry: -entry[0]) if weight > 0 and tag]


def _catalogue_folders() -> list[Path]:
    more = os.environ.get(CATALOGUES_VARIABLE)
    return [*([Path(more)] if more else []), OWN_CATALOGUES]
