"""The list of all texts, catalogues made from it, and what is said of a faulty one."""

import ast

import pytest

from simulation.translation import catalogues
from simulation.translation.messages import KEYWORDS, PACKAGE, messages
from simulation.translation.pseudo_locales import LONGER_BY, lengthened, mirrored, transformed, write_pseudo_locales
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.languages import read_catalogue

DECLARED = {"label", "help", "unit", "title", "story", "question", "value", "sentence", "reason", "finding", "where", "text", "idea"}


def test_the_list_of_texts_is_that_of_the_source(tmp_path):
    catalogues.write_template(tmp_path / "now.pot")
    assert (tmp_path / "now.pot").read_text() == catalogues.TEMPLATE.read_text(), "run `counterparts translate`"


def test_no_text_is_asked_for_that_nobody_can_find():
    """A text is a literal, or one of those that the model's declarations hold; none is asked for at import, and no literal
    stands inside another text, where Babel sees it on Python 3.12 but not on 3.11.
    """
    faults = []
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) for n in ast.walk(f)}
        nested = {id(n) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for n in ast.walk(text)}
        imports = any(isinstance(n, ast.ImportFrom) and n.module == "simulation.vocabulary.i18n" for n in ast.walk(tree))
        for node in ast.walk(tree) if imports else ():
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
                continue
            at = f"{file.relative_to(PACKAGE)}:{node.lineno}"
            first = node.args[0]
            if id(node) not in inside:
                faults.append(f"{at}: asked for at import")
            if id(node) in nested and isinstance(first, ast.Constant):
                faults.append(f"{at}: {first.value!r} stands inside another text")
            if not isinstance(first, ast.Constant) and ast.unparse(first).split(".")[-1] not in DECLARED | {"source"} and "title" not in ast.unparse(first):
                faults.append(f"{at}: {ast.unparse(first)} is no literal")
    assert not faults


def test_every_kind_of_text_is_in_the_list():
    places = " ".join({message.location for message in messages()})
    for kind in ("simulation/pages/", "the number ", "the partnership ", "the rule ", "the finding ", "the claim ", "notebooks/workshop/"):
        assert kind in places


@pytest.mark.parametrize("tag", ["en_XA", "ar_XB"])
def test_a_test_locale_is_whole(tmp_path, tag):
    write_pseudo_locales(tmp_path)
    assert list(catalogues.problems(read_catalogue(tmp_path / tag / "LC_MESSAGES" / "counterparts.po"))) == []


def test_words_are_changed_and_what_is_filled_in_is_not():
    assert transformed("# Open {n} of <b>two</b>, see [here](a.md) `code`", mirrored) == (
        "# \u202eOpen\u202c {n} \u202eof\u202c <b>\u202etwo\u202c</b>, \u202esee\u202c [\u202ehere\u202c](a.md) `code`"
    )
    words = [message.id for message in messages() if isinstance(message.id, str)]
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
