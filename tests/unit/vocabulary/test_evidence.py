"""The findings: whole, in plain sentences, with figures in order; whatever cites one cites one that is there."""

from __future__ import annotations

import re
from dataclasses import replace
from inspect import getdoc

import pytest

from simulation.model.engine.rule import Rule
from simulation.model.parameters import parameters
from simulation.model.plans.scenario import scenarios
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import EvidenceError
from simulation.vocabulary.evidence import Finding, finding, findings, status_in_words, statuses
from simulation.vocabulary.sources import DOCUMENTS, ROW, cited
from tests.offenders import check_all, offenders

ALL = list(findings().values())
THEMES = {  # the letter of an id
    "T": "Trust: building, fading, breaking",
    "H": "Habits, training and coaching",
    "D": "How practice spreads",
    "C": "Crises and windows",
    "A": "Programmes, aid and turnover",
    "N": "Networks: stars and sameness",
    "M": "Known results for models",
    "S": "What the field's documents say",
}
ADDRESS = re.compile(r"https?:|www\.|\w\.(com|org|net|edu|gov|eu|uk|de|au|za|io)\b")


def it_is_said_in_a_sentence_or_two(each):
    said = each.finding
    assert 40 <= len(said) <= 300 and said.endswith(".") and not said.endswith("..")
    assert said[0].isupper() or said[0].isdigit()
    assert said == " ".join(said.split()) and not ADDRESS.search(said)


def its_figures_are_in_order_and_have_a_unit(each):
    given = [figure for figure in (each.low, each.central, each.high) if figure is not None]
    assert all(type(figure) in (int, float) for figure in given)
    assert given == sorted(given)
    assert each.unit and all(f"{figure:g}" in each.figures for figure in given)


def it_names_its_theme_its_source_and_its_status(each):
    assert ROW.fullmatch(each.id) and each.theme == THEMES[each.id[0]]
    assert len(each.source) > 8 and not ADDRESS.search(each.source)
    assert status_in_words(each.status) == statuses()[each.status]


def it_carries_a_caution_if_remembered_or_only_claimed(each):
    if each.status.startswith("RECALLED-"):
        assert each.caution == status_in_words(each.status)
    else:
        assert bool(each.caution) == (each.theme == THEMES["S"])


def check_all_findings(check):
    check_all(ALL, check, lambda each: each.id)


def test_every_finding_is_said_in_a_sentence_or_two():
    check_all_findings(it_is_said_in_a_sentence_or_two)


def test_the_figures_of_every_finding_are_in_order_and_have_a_unit():
    check_all_findings(its_figures_are_in_order_and_have_a_unit)


def test_every_finding_names_its_theme_its_source_and_its_status():
    check_all_findings(it_names_its_theme_its_source_and_its_status)


def test_every_finding_that_is_remembered_or_only_claimed_carries_a_caution():
    check_all_findings(it_carries_a_caution_if_remembered_or_only_claimed)


def test_a_faulty_finding_is_found():
    class Careless(Finding):
        caution = ""

    right = next(each for each in ALL if each.status == "VERIFIED" and each.id.startswith("T"))
    for check, wrong in (
        (it_is_said_in_a_sentence_or_two, {"finding": right.finding.removesuffix(".")}),
        (it_is_said_in_a_sentence_or_two, {"finding": f"{right.finding[:100]} See www.example.org."}),
        (its_figures_are_in_order_and_have_a_unit, {"low": 2.0, "central": 1.0}),
        (its_figures_are_in_order_and_have_a_unit, {"unit": ""}),
        (it_names_its_theme_its_source_and_its_status, {"theme": "Trust"}),
        (it_names_its_theme_its_source_and_its_status, {"status": "SEEN"}),
    ):
        (found,) = offenders([right, replace(right, **wrong)], check, lambda each: each.id)
        assert found.startswith(f"{right.id}: ")
    careless = Careless(**vars(right) | {"status": "RECALLED-M"})
    assert offenders([careless], it_carries_a_caution_if_remembered_or_only_claimed, lambda each: each.id)


def test_no_two_findings_say_the_same():
    assert len({each.finding for each in ALL}) == len(ALL)
    assert {each.theme for each in ALL} == set(THEMES.values())
    assert list(findings()) == sorted(findings(), key=lambda id: (list(THEMES).index(id[0]), id))


def its_rows_are_findings(number):
    assert [row for row in number.rows if row not in findings()] == []


def it_cites_findings_that_are_there(rule):
    _, found, evidence = (getdoc(type(rule)) or "").partition("Evidence:")
    rows = cited(evidence)
    assert found and rows
    assert [row for row in rows if row not in findings()] == []


def it_draws_on_documents_and_findings_that_are_there(scenario):
    assert scenario.sources
    assert [source for source in scenario.sources if source not in DOCUMENTS and source not in findings()] == []


def test_every_number_rests_on_findings_that_are_there():
    check_all(parameters().values(), its_rows_are_findings)


def test_every_rule_cites_findings_that_are_there():
    check_all(STANDARD, it_cites_findings_that_are_there)


def test_every_scenario_draws_on_documents_and_findings_that_are_there():
    check_all(scenarios().values(), it_draws_on_documents_and_findings_that_are_there)


def test_a_finding_that_is_not_there_is_missed():
    class Hearsay(Rule):
        """Somebody said so.

        Evidence: T01 and T98.
        """

    months, (first, *_) = parameters()["months"], scenarios().values()
    for check, wrong in (
        (its_rows_are_findings, replace(months, rows=("T01", "T98"))),
        (it_cites_findings_that_are_there, Hearsay()),
        (it_draws_on_documents_and_findings_that_are_there, replace(first, sources=("T98",))),
    ):
        (found,) = offenders([wrong], check)
        assert "T98" in found
    assert offenders([replace(first, sources=())], it_draws_on_documents_and_findings_that_are_there)


def test_a_range_of_ids_is_every_id_in_it():
    assert cited("T01-T04 (hours), H13 and S06; C09-C11.") == "T01 T02 T03 T04 H13 S06 C09 C10 C11".split()
    assert cited("A13-A16") == ["A13", "A14", "A15", "A16"] and "A14" not in findings()
    with pytest.raises(ValueError, match="no range"):
        cited("T04-T01")


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"low": 1, "central": 2.5, "high": 4}, "2.5 (1 to 4) years"),
        ({"low": 1, "central": 1, "high": 4}, "1 (1 to 4) years"),
        ({"low": 3, "central": 3, "high": 3}, "3 years"),
        ({"low": 3, "central": 3}, "3 years"),
        ({"low": 3, "central": 12}, "12 (from 3) years"),
        ({"central": 3, "high": 12}, "3 (up to 12) years"),
        ({"low": -1.4, "high": -0.01}, "-1.4 to -0.01 years"),
        ({"low": 0, "central": 0.39}, "0.39 (from 0) years"),
        ({"low": 200}, "from 200 years"),
        ({"high": 9}, "up to 9 years"),
        ({"central": 8.8}, "8.8 years"),
        ({}, "years"),
    ],
)
def test_figures_are_told_with_their_unit(figures, told):
    assert Finding("T01", "Trust", "It grows.", "years", "A book", "VERIFIED", **figures).figures == told


@pytest.mark.parametrize(("wrong", "right"), [("X13", "T13"), ("t13", "T13"), ("T133", "T13"), ("13", "T13")])
def test_an_unknown_id_gets_the_nearest_in_one_line(wrong, right):
    with pytest.raises(EvidenceError) as refused:
        finding(wrong)
    assert f"no finding called '{wrong}'; did you mean '{right}'?" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_id_like_nothing_is_told_where_the_ids_are():
    with pytest.raises(EvidenceError, match="`counterparts evidence` lists them") as refused:
        finding("\n" * 500)
    assert len(str(refused.value)) < 200 and "did you mean" not in str(refused.value)


def test_statuses_are_said_in_words():
    assert status_in_words("VERIFIED") == "seen in a source text"
    told = "from memory of the literature, medium confidence: check before quoting"
    assert status_in_words("RECALLED-M") == told
    assert len(set(statuses().values())) == len(statuses())
    assert {each.status for each in ALL} | {"RECALLED-M"} <= set(statuses())
    with pytest.raises(EvidenceError, match="'SEEN' is not the status of a finding; allowed: VERIFIED, "):
        status_in_words("SEEN")


def test_findings_cannot_be_changed():
    with pytest.raises(TypeError):
        findings()["T13"] = finding("T12")  # type: ignore[index]
    with pytest.raises(AttributeError):
        finding("T13").low = 0.0  # type: ignore[misc]
