"""What a rule of one's own promises is checked by one call, and each broken promise is found."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from simulation import STANDARD, check_rule
from simulation.model.engine.rule import Rule
from simulation.vocabulary.errors import ParameterError, RuleError
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import MEMBERS


def number(name: str, default: float = 0.02):
    return param(default, 0.0, 0.1, unit="share/week", label=name, help="What it adds.", evidence=JUDGEMENT)


@dataclass(frozen=True)
class Kept(Rule):
    """Where doors stand open, people dare more."""

    each = MEMBERS
    daring: float = number("Daring")

    def change(self, confidence):
        return {"confidence": self.daring * (1.0 - confidence)}


@dataclass(frozen=True)
class Idle(Rule):
    """Nothing comes of it"""

    each = MEMBERS
    weight: float = number("Weight")

    def change(self, confidence):
        return {"confidence": 0.0 * self.weight * confidence}


def test_a_rule_that_keeps_to_all_is_told_so():
    told = check_rule(Kept(), futures=3)
    assert told["kept"].all(), told
    assert len(told) == 8
    found = told.set_index("promise")["found"]
    assert found["its first line is the idea, a sentence"] == "Where doors stand open, people dare more."
    assert "it moves confidence" in found["its credit adds up with that of the others"]


def test_a_rule_that_does_nothing_is_found_out():
    told = check_rule(Idle(), futures=3).set_index("promise")
    assert told.index[~told["kept"]].tolist() == [
        "its first line is the idea, a sentence", "it does something here", "each of its numbers matters here",
    ]  # fmt: skip
    assert told["found"]["each of its numbers matters here"] == "not so: weight"


@dataclass(frozen=True)
class NoNumber(Rule):
    """What is said here is no number."""

    each = MEMBERS

    def change(self, confidence):
        return {"confidence": (confidence - confidence) / (confidence - confidence)}


def test_what_cannot_be_run_or_tried_is_one_line():
    with pytest.raises(RuleError, match="no_number"):
        check_rule(NoNumber(), futures=2)
    with pytest.raises(RuleError, match="one of the model's own"):
        check_rule(STANDARD[0])
    with pytest.raises(ParameterError, match="futures = 0"):
        check_rule(Kept(), futures=0)


def test_a_promise_that_is_broken_is_seen(monkeypatch):
    from simulation.ensemble import rule_checks

    monkeypatch.setattr(rule_checks, "_differing", lambda a, b: ["trust", "warmth", "practice", "habit"])
    told = check_rule(Kept(), futures=2).set_index("promise")
    broken = ["it is the same in every run", "compiled it does what it says in Python", "left out, it leaves no trace"]
    assert not told["kept"][broken].any() and told["found"][broken[0]] == "not so: trust, warmth, practice and more"
