"""Which language is spoken, and how numbers are written in it."""

import asyncio
import shutil

import pytest

from simulation.translation.pseudo_locales import write_pseudo_locales
from simulation.vocabulary import i18n, languages
from simulation.vocabulary.i18n import _, counted, localised, use_language
from tests.unit.translation.texts import read_once


@pytest.fixture(scope="module")
def locales(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locales")
    with read_once():
        write_pseudo_locales(folder)
    return folder


@pytest.fixture(autouse=True)
def two_more(locales, tmp_path, monkeypatch):
    """The test locales are there, and nothing of them is left afterwards."""
    shutil.copytree(locales, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(languages.CATALOGUES_VARIABLE, str(tmp_path))
    yield tmp_path
    i18n.catalogue.cache_clear()


def test_english_is_there_without_any_catalogue(monkeypatch):
    monkeypatch.delenv(languages.CATALOGUES_VARIABLE)
    assert languages.tags() == ["en"]
    assert _("Menu") == "Menu"


def test_a_language_is_spoken_for_a_while_and_in_one_task_alone():
    async def ask(tag: str) -> str:
        with use_language(tag):
            await asyncio.sleep(0)
            return _("Menu")

    async def both() -> list[str]:
        return await asyncio.gather(ask("en-XA"), ask("en"))

    longer, english = asyncio.run(both())
    assert english == _("Menu") == "Menu"
    assert longer.startswith("M") and len(longer) > len("Menu")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["ar-XB"], "ar-XB"), (["AR_xb", "en"], "ar-XB"), (["en-GB"], "en"), (["fr", "en-XA"], "en-XA"),
        (["", "../../etc", "x" * 5000], "en"), ([], "en"), (["fr-CA"], "en"),
    ],
)  # fmt: skip
def test_the_first_language_that_is_there(wanted, found):
    assert languages.best_match(wanted) == found


def test_a_browsers_wishes_in_their_order():
    assert languages.parse_accept_language("fr;q=0.5, ar-XB, en;q=0.7, de;q=nonsense") == ["ar-XB", "en", "fr"]
    assert languages.parse_accept_language("") == []


def test_numbers_are_written_as_the_language_does(two_more):
    bengali = languages.Language("bn", "বাংলা", "ltr", zero="০")
    assert bengali.number("-1,204.5") == "\N{MINUS SIGN}১,২০৪.৫"
    assert languages.language("fr").number("-3.5") == "\N{MINUS SIGN}3,5"
    assert languages.language("ar-XB").direction == "rtl" and languages.language("en-XA").direction == "ltr"
    with use_language("en-XA"):
        text = counted("in about {n} future of 10", "in about {n} futures of 10", 3).format(n=3)
        assert "3" in text and "{" not in text and "about" not in text
    assert localised("-3") == "\N{MINUS SIGN}3"


def test_a_text_is_filled_in_with_its_languages_numbers(two_more):
    file = two_more / "fr" / "LC_MESSAGES" / "counterparts.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "after {months:.1f} months"\n'
        'msgstr "après {months:.1f} mois"\n',
        encoding="utf-8",
    )
    with use_language("fr"):
        assert _("after {months:.1f} months").format(months=1.5) == "après 1,5 mois"
        assert _("Menu") == "Menu"  # what is not translated stays in English


def test_a_spoiled_catalogue_is_said_and_its_language_is_shown_in_english(two_more, caplog):
    file = two_more / "fr" / "LC_MESSAGES" / "counterparts.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(b'msgid "Menu"\nmsgstr "Carte\xff')
    with use_language("fr"):
        assert _("Menu") == "Menu"
        assert _("Undo") == "Undo"
    (said,) = [record.getMessage() for record in caplog.records]
    assert "counterparts.po is no catalogue" in said and "fr is shown in English" in said
