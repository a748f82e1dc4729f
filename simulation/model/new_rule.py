"""Skeletons for a rule to be written: its file, valid and without effect at its default, and the file of its test."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import OutputError, RuleError, one_line
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, PARTNERSHIP, TIES, Table

ROOT = Path(__file__).resolve().parents[2]
RULES, TESTS = Path("simulation/model/rules"), Path("tests/unit/model/rules")
CODE_BOOK = Path("simulation/model/plans/plan_code_book.py")
_NAME = re.compile(r"[a-z]{2,}(_[a-z]+)*")
_RESERVED_NAMES = {"rule", "population", "look"}  # imported by every rule file, or always run
_MAX_NAME_LENGTH, _MAX_IDEA_LENGTH = 40, 89
_IDEA = "Say the idea here in one sentence, as a participant would."


@dataclass(frozen=True)
class _Example:
    """What the skeleton changes: a state on its way to `to`, of the entries that the twin calls `one`."""

    state: str
    to: int
    one: str
    all_of_them: str

    @property
    def step(self) -> str:
        return f"(1.0 - {self.state}) / 2.0" if self.to else f"-{self.state} / 2.0"


_EXAMPLES = {
    MEMBERS: _Example("confidence", 1, "member", "model.members"),
    TIES: _Example("warmth", 1, "tie", "model.ties"),
    INSTITUTIONS: _Example("reform", 1, "institution", "model.institutions"),
    PARTNERSHIP: _Example("convenor", 0, "partnership", "(model.partnership,)"),
}


def write_skeletons(name: str, each: Table, idea: str | None = None, root: Path = ROOT) -> tuple[Path, Path]:
    """Write a rule's file and its test's under a checkout's `root`; returns both.

    name: the rule's, in small letters and underscores. each: the table for each of whose entries it is asked.
    idea: the sentence that a participant would say.

    Raises RuleError for a wrong name or idea, OutputError outside a checkout or where nothing can be written.
    """
    _check_name(name)
    idea = _checked_idea(idea)
    if not (root / RULES).is_dir() or not (root / TESTS).is_dir():
        raise OutputError(f"{root}: is no checkout of the project: there is no {TESTS}; clone it first")
    files = root / RULES / f"{name}.py", root / TESTS / f"test_{name}.py"
    for file in files:
        if file.exists():
            raise RuleError(f"{file.relative_to(root)} is there already; give the rule another name")
    texts = rule_text(name, each, idea), text_of_test(name, each, idea)
    try:
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        files[0].unlink(missing_ok=True)
        raise OutputError(f"{problem.filename}: cannot be written ({problem.strerror})") from None
    return files


def rule_text(name: str, each: Table, idea: str) -> str:
    """The rule's file: a parameter that is 0, a draw with a stream id of its own, and a change to be replaced."""
    example = _EXAMPLES[each]
    return f'''from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.rule import Rule, derived, weekly
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import {each.name}
from simulation.vocabulary.units import share_per_month


@dataclass(frozen=True)
class {class_name(name)}(Rule):
    """{idea}

    TO DO: say in plain sentences what the rule does, so that somebody else could write it from them. Name every number
    of its own like this: it happens to each at a rate of `{name}_per_month`, and then halves the gap.

    Units: share; months. Evidence: TO DO (ids of findings, such as those that the command evidence lists).
    """

    each = {each.name}
    draws = {{"draw": weekly("{name}/draw")}}

    {name}_per_month: float = param(
        0.0,  # TO DO: at 0 the rule does nothing
        0.0,
        2.0,
        unit="share/month",
        label="TO DO, as on a slider",
        help="TO DO: one sentence that says what more of it means.",
        evidence=JUDGEMENT,  # or DIRECTION or MEASURED, with rows="T13"
    )

    @derived
    def chance(self):
        """Chance that it happens in a week."""
        return share_per_month(self.{name}_per_month)

    def change(self, {example.state}, draw):
        if draw >= self.chance:
            return {{}}
        return {{"{example.state}": {example.step}}}
'''


def text_of_test(name: str, each: Table, idea: str) -> str:
    """The test's file: a story, what more of something does, and the rule once more, for the oracle."""
    example, kind = _EXAMPLES[each], class_name(name)
    sign, value = ("+", "0.25") if example.to else ("-", "-0.25")
    step = example.step.replace(example.state, f"{example.one}.{example.state}").replace(".0", "")
    return f'''"""{idea}"""

from simulation.model.rules.{name} import {kind}
from tests.oracle.rates import weekly

# More of the first, never less (or -: more) of the second.
SAYINGS = """
    {name}_per_month {sign} {example.state}"""
# The company in which it does something, the numbers that bring it out, and what it must then move.
ACTS = (set(), {{"{name}_per_month": 0.5}}, "{example.state}")

RULE = {kind}({name}_per_month=1)  # a chance of 0.206 in a week


def test_half_of_the_gap_is_closed_when_it_happens():
    assert RULE.change({example.state}=0.5, draw=0.20) == {{"{example.state}": {value}}}


def test_in_most_weeks_nothing_happens():
    assert RULE.change({example.state}=0.5, draw=0.21) == {{}}


def test_at_its_default_it_does_nothing():
    assert {kind}().change({example.state}=0.5, draw=0.0) == {{}}  # TO DO: delete this once it does something


def twin(model):
    """Written from the docstring alone, best by somebody else."""
    chance = weekly(model.numbers.{name}_per_month)
    for {example.one} in {example.all_of_them}:
        if model.luck.weekly("{name}", "draw", {example.one}) < chance:
            {example.one}.add("{example.state}", {step})
'''


def class_name(name: str) -> str:
    """The class of a rule: `public_letters` is `PublicLetters`."""
    return "".join(part.capitalize() for part in name.split("_"))


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _MAX_NAME_LENGTH or keyword.iskeyword(name):
        raise RuleError(
            f"{one_line(name)} cannot be a rule's name: write up to {_MAX_NAME_LENGTH} small letters with single "
            "underscores, such as open_doors"
        )
    if name in _RESERVED_NAMES or name in {rule.name() for rule in STANDARD}:
        raise RuleError(f"there is a rule called {name} already; give this one another name")


def _checked_idea(idea: str | None) -> str:
    if idea is None:
        return _IDEA
    idea = " ".join(idea.split())
    if not idea or not idea.isprintable() or '"' in idea or "\\" in idea or len(idea) > _MAX_IDEA_LENGTH - 1:
        raise RuleError(
            f"--idea {one_line(idea)} cannot stand as the first line: one sentence of less than {_MAX_IDEA_LENGTH} "
            "letters, without quotation marks"
        )
    idea = idea[0].upper() + idea[1:]
    return idea if idea[-1] in ".!?" else f"{idea}."
