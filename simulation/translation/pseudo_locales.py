"""Two languages that nobody speaks, by which a test, or an eye, finds texts that are in no catalogue or do not fit.

`en-XA`: every word accented and two fifths longer. `ar-XB`: every word mirrored, in a page that runs right to left.
Their names are those that Android and Chromium use.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from simulation.translation.catalogues import catalogue_path, write_transformed

LONGER_BY = 0.4
_ACCENTS = str.maketrans("aceidnosuyzACEIDNOSUYZ", "áçéíđñöšüýžÁÇÉÍĐÑÖŠÜÝŽ")
_VOWELS = "áéíöüýÁÉÍÖÜÝ"
_UNCHANGED = re.compile(r"\{[^{}]*\}|<[^<>]+>|`[^`]*`|\]\([^()]*\)|https?://\S+|&\w+;")
_WORD = re.compile(r"[^\W\d_]+")
_MIRRORED, _END = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}"


def lengthened(word: str) -> str:
    """A word with accents, and two fifths more letters."""
    more = round(LONGER_BY * len(word))
    letters = []
    for letter in word.translate(_ACCENTS):
        letters.append(letter)
        if letter in _VOWELS and more > 0:
            letters.append(letter.lower())
            more -= 1
    return "".join(letters) + "ö" * more


def mirrored(word: str) -> str:
    """A word that is read from right to left."""
    return f"{_MIRRORED}{word}{_END}"


def transformed(text: str, word: Callable[[str], str]) -> str:
    """A text whose words are changed one by one; places to fill in, tags, code and addresses stay."""
    parts, position = [], 0
    for unchanged in _UNCHANGED.finditer(text):
        parts += [_WORD.sub(lambda found: word(found[0]), text[position : unchanged.start()]), unchanged[0]]
        position = unchanged.end()
    return "".join([*parts, _WORD.sub(lambda found: word(found[0]), text[position:])])


PSEUDO_LOCALES: dict[str, Callable[[str], str]] = {"en-XA": lengthened, "ar-XB": mirrored}


def write_pseudo_locales(folder: Path) -> list[Path]:
    """Both catalogues, made from every text there is; returns where they lie."""
    files = []
    for tag, word in PSEUDO_LOCALES.items():
        files.append(catalogue_path(tag, folder))
        write_transformed(lambda text, word=word: transformed(text, word), tag, files[-1])  # type: ignore[misc]
    return files
