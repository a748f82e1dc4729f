"""The list of all texts, catalogues made from it, and what is said of a faulty one."""

import ast

import pytest

from simulation.translation import catalogues
from simulation.translation.messages import KEYWORDS, PACKAGE
from simulation.translation.pseudo_locales import LONGER_BY, lengthened, mirrored, transformed, write_pseudo_locales
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.languages import read_catalogue
from tests.unit.translation.texts import every_text, read_once

DECLARED = {"label", "help", "unit", "title", "story", "question", "value", "sentence", "reason", "finding", "where", "text", "idea"}


@pytest.fixture(autouse=True, scope="module")
def texts_are_read_once():
    with read_once():
        yield


def test_the_list_of_texts_is_that_of_the_source(tmp_path):
    catalogues.write_template(tmp_path / "now.pot")
    assert (tmp_path / "now.pot").read_text() == catalogues.TEMPLATE.read_text(), "run `counterparts translate`"


def texts_nobody_can_find(source, file):
    """A text is a literal, or one of those that the model's declarations hold; none is asked for at import, and no literal
    stands inside another text, where Babel sees it on Python 3.12 but not on 3.11.
    """
    tree = ast.parse(source)
    if not any(isinstance(n, ast.ImportFrom) and n.module == "simulation.vocabulary.i18n" for n in ast.walk(tree)):
        return
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) for n in ast.walk(f)}
    nested = {id(n) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for n in ast.walk(text)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
            continue
        at = f"{file}:{node.lineno}"
        first = node.args[0]
        if id(node) not in inside:
            yield f"{at}: asked for at import"
        if id(node) in nested and isinstance(first, ast.Constant):
            yield f"{at}: {first.value!r} stands inside another text"
        if not isinstance(first, ast.Constant) and ast.unparse(first).split(".")[-1] not in DECLARED | {"source"} and "title" not in ast.unparse(first):
            yield f"{at}: {ast.unparse(first)} is no literal"


def test_no_text_is_asked_for_that_nobody_can_find():
    faults = [
        fault
        for file in sorted(PACKAGE.rglob("*.py"))
        for fault in texts_nobody_can_find(file.read_text(encoding="utf-8"), file.relative_to(PACKAGE))
    ]
    assert not faults, "\n".join(faults)


def test_a_text_that_nobody_can_find_is_named():
    source = "from simulation.vocabulary.i18n import _\nMENU = _('Menu')\ndef said(word):\n    return _(word) + f\"{_('Undo')}\""
    assert list(texts_nobody_can_find(source, "x.py")) == [
        "x.py:2: asked for at import", "x.py:4: word is no literal", "x.py:4: 'Undo' stands inside another text",
    ]  # fmt: skip


def test_every_kind_of_text_is_in_the_list():
    places = " ".join({message.location for message in every_text()})
    for kind in ("simulation/pages/", "the number ", "the partnership ", "the rule ", "the finding ", "the claim ", "notebooks/workshop/"):
        assert kind in places


def test_the_test_locales_are_whole(tmp_path):
    files = write_pseudo_locales(tmp_path)
    assert files == [tmp_path / tag / "LC_MESSAGES" / "counterparts.po" for tag in ("en_XA", "ar_XB")]
    for file in files:
        assert list(catalogues.problems(read_catalogue(file))) == []


def test_words_are_changed_and_what_is_filled_in_is_not():
    assert transformed("# Open {n} of <b>two</b>, see [here](a.md) `code`", mirrored) == (
        "# \u202eOpen\u202c {n} \u202eof\u202c <b>\u202etwo\u202c</b>, \u202esee\u202c [\u202ehere\u202c](a.md) `code`"
    )
    words = [message.id for message in every_text() if isinstance(message.id, str)]
    letters, more = (sum(len(change(word)) for text in words for word in text.split() if word.isalpha()) for change in (str, lengthened))
    assert 1 + LONGER_BY - 0.05 < more / letters < 1 + LONGER_BY + 0.05


def test_a_new_language_begins_and_keeps_what_was_translated(tmp_path):
    file, texts, done = catalogues.renew("fr", tmp_path)
    assert texts > 500 and done == 0
    catalogue = read_catalogue(file)
    catalogue["Menu"].string = "Carte"
    catalogues._write(catalogue, file)
    assert catalogues.renew("fr", tmp_path)[2] == 1
    found = list(catalogues.problems(read_catalogue(file)))
    assert len(found) == texts - 1 and all(each.startswith("not translated") for each in found)


@pytest.mark.parametrize(
    ("id", "string", "problem"),
    [
        ("{n} of {all}", "{n} sur {tous}", "other places to fill in"),
        ("Menu", "Menu {n}", "other places to fill in"),
        ("0: everybody sees who is being helped; 1: nobody outside the room ever hears of it.", "tout le monde", "ends of a slider"),
    ],
)  # fmt: skip
def test_a_faulty_translation_is_named(tmp_path, id, string, problem):
    file, _, _ = catalogues.renew("fr", tmp_path)
    catalogue = read_catalogue(file)
    catalogue[id].string = string
    assert any(problem in each for each in catalogues.problems(catalogue))


@pytest.mark.parametrize("tag", ["", "en", "../up", "français", "xx-nowhere"])
def test_what_is_no_language_is_refused_in_a_line(tmp_path, tag):
    with pytest.raises(ParameterError, match="is no language"):
        catalogues.renew(tag, tmp_path)


def test_a_file_that_is_no_catalogue_is_refused_in_a_line(tmp_path):
    file = tmp_path / "counterparts.po"
    file.write_text('msgid "open\nthis is no catalogue')
    with pytest.raises(ParameterError, match="is no catalogue"):
        read_catalogue(file)
