"""Two languages that nobody speaks, by which a test, or an eye, finds texts that are in no catalogue or do not fit.

`en-XA`: every word accented and two fifths longer. `ar-XB`: every word mirrored, in a page that runs right to left.
Their names are those that Android and Chromium use.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from simulation.translation.catalogues import catalogue_path, translated

LONGER = 0.4
_ACCENTS = str.maketrans("aceidnosuyzACEIDNOSUYZ", "áçéíđñöšüýžÁÇÉÍĐÑÖŠÜÝŽ")
_VOWELS = "áéíöüýÁÉÍÖÜÝ"
_LEFT_ALONE = re.compile(r"\{[^{}]*\}|<[^<>]+>|`[^`]*`|\]\([^()]*\)|https?://\S+|&\w+;")
_WORD = re.compile(r"[^\W\d_]+")
_MIRRORED, _END = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}"


def longer(word: str) -> str:
    """A word with accents, and two fifths more letters."""
    more = round(LONGER * len(word))
    made = []
    for letter in word.translate(_ACCENTS):
        made.append(letter)
        if letter in _VOWELS and more > 0:
            made.append(letter.lower())
            more -= 1
    return "".join(made) + "ö" * more


def mirrored(word: str) -> str:
    """A word that is read from right to left."""
    return f"{_MIRRORED}{word}{_END}"


def changed(text: str, word: Callable[[str], str]) -> str:
    """A text whose words are changed one by one; places to fill in, tags, code and addresses stay."""
    made, at = [], 0
    for kept in _LEFT_ALONE.finditer(text):
        made += [_WORD.sub(lambda found: word(found[0]), text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*made, _WORD.sub(lambda found: word(found[0]), text[at:])])


PSEUDO_LOCALES: dict[str, Callable[[str], str]] = {"en-XA": longer, "ar-XB": mirrored}


def write_pseudo_locales(folder: Path) -> list[Path]:
    """Both catalogues, made from every text there is; returns where they lie."""
    files = []
    for tag, word in PSEUDO_LOCALES.items():
        files.append(catalogue_path(tag, folder))
        translated(lambda text, word=word: changed(text, word), tag, files[-1])  # type: ignore[misc]
    return files
