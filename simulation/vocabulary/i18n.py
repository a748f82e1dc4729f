"""The one door to the catalogues of shown text (gettext); English is the source language.

`_` gives a text in the language spoken: that of the process (a visitor's kernel speaks its visitor's), or for a while
another (a server answers each request in its visitor's). No text may be asked for before somebody speaks: never while a
module is imported.
"""

from __future__ import annotations

import gettext
import io
import logging
import os
import string
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from simulation.vocabulary import languages
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.languages import SOURCE, Language

LANGUAGE_VARIABLE = "COUNTERPARTS_LANGUAGE"  # what a process speaks from its start
_process: str | None = None
_log = logging.getLogger("counterparts.words")
_for_a_while: ContextVar[str | None] = ContextVar("language", default=None)


class Text(str):
    """A shown text; `format` writes numbers into it as the language does that was spoken when it was asked for."""

    tag: str

    def __new__(cls, text: str, tag: str = SOURCE) -> Text:
        """A text of a language."""
        made = super().__new__(cls, text)
        made.tag = tag
        return made

    def format(self, *given: Any, **named: Any) -> Text:
        """As `str.format`, with numbers in the language's own digits and signs."""
        if self.tag == SOURCE:
            return Text(super().format(*given, **named))
        return Text(_Formatter(languages.language(self.tag)).vformat(self, given, named), self.tag)


class _Formatter(string.Formatter):
    """Writes numbers as a language does."""

    def __init__(self, of: Language) -> None:
        self.of = of

    def format_field(self, value: Any, spec: str) -> str:
        """One field."""
        written: str = super().format_field(value, spec)
        is_number = isinstance(value, int | float) or type(value).__module__ == "numpy"
        return self.of.number(written) if is_number and not isinstance(value, bool) else written


@lru_cache(maxsize=16)
def catalogue(tag: str = SOURCE) -> gettext.NullTranslations:
    """The catalogue of a language, or the English source text where none is there; so too where its file is spoiled,
    which the log says.
    """
    file = None if tag == SOURCE else languages.catalogue_file(tag)
    if file is None:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    try:
        write_mo(compiled, languages.read_catalogue(file))
    except ParameterError as error:
        _log.error("%s; the language %s is shown in English", error, tag)
        return gettext.NullTranslations()
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def spoken() -> str:
    """The tag of the language spoken just now."""
    tag = _for_a_while.get() or _process
    if tag is None:
        tag = languages.best([os.environ.get(LANGUAGE_VARIABLE, SOURCE)])
        speak(tag)
    return tag


def speak(tag: str) -> None:
    """From now on this process speaks a language that is there."""
    global _process
    _process = tag


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """For a while, and in this task alone, another language that is there is spoken."""
    token = _for_a_while.set(tag)
    try:
        yield
    finally:
        _for_a_while.reset(token)


def _(text: str) -> Text:
    """The text as the room reads it."""
    tag = spoken()
    return Text(catalogue(tag).gettext(text) if text else "", tag)


def counted(one: str, many: str, number: int) -> Text:
    """The text for one or for many, as the language counts."""
    tag = spoken()
    return Text(catalogue(tag).ngettext(one, many, number), tag)


def localised(written: str) -> str:
    """A number that Python has written, as the language spoken writes it."""
    return languages.language(spoken()).number(written)
