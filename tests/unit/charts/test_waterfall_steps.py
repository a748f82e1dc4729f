"""The steps of a waterfall add up, name the largest, and stand on one another."""

from __future__ import annotations

import pytest

from simulation.charts.waterfall_of_credit import waterfall_of_credit
from simulation.charts.waterfall_steps import Step, rows, rule_names, steps
from simulation.model.rules import STANDARD

CREDIT = {"trust": 0.05, "learning": 0.3, "habit": -0.1, "turnover": -0.02, "means": 0.01, "crisis": -0.0001, "diffusion": 0.2, "range": -0.04}
RULES = dict.fromkeys(CREDIT.keys() - {"range"}, "An idea.")


@pytest.mark.parametrize("kind", ["gave", "took"])
def test_every_rule_has_a_short_name_of_its_own(kind: str) -> None:
    names = rule_names(kind)
    assert {rule.name() for rule in STANDARD} == names.keys()
    assert all(len(name) <= 25 for name in names.values()) and len(set(names.values())) == len(names)


def test_what_a_rule_is_called_says_whether_it_gave_or_took() -> None:
    credit = {"habit": 0.2, "small_steps": -0.1}
    found = steps(0.1, 0.2, credit, dict.fromkeys(credit, "An idea."))
    assert [step.name for step in found[1:-1]] == ["Becoming habit", "Small steps that fail"]


def test_the_largest_are_named_in_order_and_the_others_summed_up() -> None:
    found = steps(0.1, 0.1 + sum(CREDIT.values()), CREDIT, RULES)
    names = [rule_names("gave")[rule] for rule in ("learning", "diffusion", "trust")]
    names += [rule_names("took")[rule] for rule in ("habit", "turnover")]
    assert [step.name for step in found] == ["Before", *names, "All else", "At the end"]
    assert [step.kind for step in found] == ["level", "gave", "gave", "gave", "took", "took", "took", "level"]
    assert found[0].points + sum(step.points for step in found[1:-1]) == pytest.approx(found[-1].points)


def test_a_rule_of_ones_own_has_its_idea_for_a_name() -> None:
    found = steps(0.1, 0.3, {"letters": 0.2}, {"letters": "Somebody writes a letter."})
    assert [step.name for step in found] == ["Before", "Somebody writes a letter", "At the end"]


def test_each_step_stands_where_the_one_before_ended() -> None:
    placed = rows([Step("a", 10.0, "level"), Step("b", 5.0, "gave"), Step("c", -20.0, "took"), Step("d", -5.0, "level")])
    assert [(part["low"], part["high"]) for part in placed["parts"]] == [(0, 10), (10, 15), (-5, 15), (-5, 0)]
    assert [part["text"] for part in placed["parts"]] == ["10.0", "+5.0", "\N{MINUS SIGN}20.0", "\N{MINUS SIGN}5.0"]
    assert [link["y"] for link in placed["links"]] == [10, 15, -5]


@pytest.mark.parametrize("width", [200, 280, 600, 1200])
def test_no_word_of_a_name_is_broken(width: int) -> None:
    found = steps(0.1, 0.1 + sum(CREDIT.values()), CREDIT, RULES)
    chart = waterfall_of_credit(found, "A state", [], width, 300).to_dict()
    for step, part in zip(found, chart["datasets"]["parts"], strict=True):
        assert part["name"].split() == step.name.split() or part["name"].endswith("…")
    values = {each["name"]: each["value"] for each in chart["params"]}
    assert values["steps"] == len(found) and values["top"] >= max(part["high"] for part in chart["datasets"]["parts"])
    assert values["bottom"] == 0.0
