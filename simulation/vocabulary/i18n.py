"""The catalogues of shown text (gettext); English is the source language. All access to gettext goes through here.

`_` returns a text in the current language: that of the process (a kernel has its visitor's), or that of the context (a
server answers each request in its visitor's language). It must not be called while a module is imported, when no
language is set yet.
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
_process_language: str | None = None
_log = logging.getLogger("counterparts.words")
_context_language: ContextVar[str | None] = ContextVar("language", default=None)


class Text(str):
    """A shown text; `format` writes numbers into it in the digits and signs of the text's language."""

    tag: str

    def __new__(cls, text: str, tag: str = SOURCE) -> Text:
        """A text of a language."""
        instance = super().__new__(cls, text)
        instance.tag = tag
        return instance

    def format(self, *given: Any, **named: Any) -> Text:
        """As `str.format`, with numbers in the language's own digits and signs."""
        if self.tag == SOURCE:
            return Text(super().format(*given, **named))
        return Text(_Formatter(languages.language(self.tag)).vformat(self, given, named), self.tag)


class _Formatter(string.Formatter):
    """Writes numbers as a language does."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, spec: str) -> str:
        """One field."""
        text: str = super().format_field(value, spec)
        is_number = isinstance(value, int | float) or type(value).__module__ == "numpy"
        return self.language.number(text) if is_number and not isinstance(value, bool) else text


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


def current_language() -> str:
    """The tag of the current language: of this context, else of this process."""
    tag = _context_language.get() or _process_language
    if tag is None:
        tag = languages.best_match([os.environ.get(LANGUAGE_VARIABLE, SOURCE)])
        set_language(tag)
    return tag


def set_language(tag: str) -> None:
    """Set the language of this process, by the tag of one that there is a catalogue for."""
    global _process_language
    _process_language = tag


@contextmanager
def use_language(tag: str) -> Iterator[None]:
    """Use another language within this context and task alone, by its tag."""
    token = _context_language.set(tag)
    try:
        yield
    finally:
        _context_language.reset(token)


def _(text: str) -> Text:
    """The text in the current language."""
    tag = current_language()
    return Text(catalogue(tag).gettext(text) if text else "", tag)


def counted(one: str, many: str, number: int) -> Text:
    """The text for one or for many, as the language counts."""
    tag = current_language()
    return Text(catalogue(tag).ngettext(one, many, number), tag)


def localised(number: str) -> str:
    """A number formatted by Python, in the digits and signs of the current language."""
    return languages.language(current_language()).number(number)
