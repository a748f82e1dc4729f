"""The one door to the catalogue of shown text (gettext); English is the source language."""

from __future__ import annotations

import gettext
from functools import lru_cache
from importlib import resources

DOMAIN = "counterparts"


@lru_cache(maxsize=16)
def catalogue(language: str = "en") -> gettext.NullTranslations:
    """The catalogue of a language, or the English source text where none is there."""
    folder = resources.files("simulation") / "locale"
    return gettext.translation(DOMAIN, str(folder), languages=[language], fallback=True)


def _(text: str) -> str:
    """The text as the room reads it."""
    return catalogue().gettext(text)


def counted(one: str, many: str, number: int) -> str:
    """The text for one or for many, as the language counts."""
    return catalogue().ngettext(one, many, number)
