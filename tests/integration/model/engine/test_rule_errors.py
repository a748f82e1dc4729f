"""What whoever writes a rule is told: one line with the rule, the line and what to write instead; never a trace of numba's.

Every rule here is written into a file of its own, wrong in one way, and given to `run_futures`, compiled and plain.
"""

from __future__ import annotations

import importlib.util
import itertools
import math
import re
import sys
from pathlib import Path

import pytest

from simulation import run_futures
from simulation.ensemble import context
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import CounterpartsError, ParameterError, RuleError
from tests.offenders import check_all, offenders

HEAD = """
import math
import random
from dataclasses import dataclass

import numpy as np

from simulation.model.engine.rule import Phase, Rule, derived, once, weekly
from simulation.vocabulary.parameters import JUDGEMENT, param, use
from simulation.vocabulary.state_variables import INSTITUTIONS, MEMBERS, PARTNERSHIP, TIES


def number(default, low=0.0, high=1.0):
    return param(default, low, high, unit="share", label="A number", help="What it is.", evidence=JUDGEMENT)


def twice(x):
    return 2.0 * x


LIST = [1.0, 2.0]
"""
_numbers = itertools.count()


class Cells:
    """Makes rules out of text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, body: str, *, name: str = "Wrong", before: str = "@dataclass(frozen=True)", top: str = "each = MEMBERS",
                 doc: str = '"""Somebody does something."""') -> type:  # fmt: skip
        if not body.startswith("    "):
            body = "    def change(self, confidence):\n" + "\n".join(f"        {line}" for line in body.splitlines())
        text = f"{HEAD}\n\n{before}\nclass {name}(Rule):\n    {doc}\n\n    {top}\n\n{body}\n"
        module = f"cell_{next(_numbers)}"
        file = self.folder / f"{module}.py"
        file.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(module, file)
        made = importlib.util.module_from_spec(spec)
        sys.modules[module] = made
        spec.loader.exec_module(made)
        return getattr(made, name)


@pytest.fixture
def cell(tmp_path):
    before = set(sys.modules)
    yield Cells(tmp_path)
    for name in set(sys.modules) - before:
        if name.startswith("cell_"):
            del sys.modules[name]


both_ways = pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])


def refused(*rules, compiled: bool, kind: type[Exception] = RuleError) -> str:
    with pytest.raises(kind) as told:
        run_futures(defaults(), 2, weeks=5, rules=rules, compiled=compiled)
    said = str(told.value)
    assert isinstance(told.value, CounterpartsError) and "\n" not in said and len(said) < 400
    assert "numba" not in said and "numpy" not in said.replace("np.", "") and "Traceback" not in said
    assert told.value.__suppress_context__ or told.value.__context__ is None, "somebody else's trace comes along"
    return said


# ---- what the reader of rules says: the same compiled and plain, with the line

WRITTEN_WRONG = {
    "an unknown argument": (
        "    def change(self, confidense):\n        return {'practice': 0.1}",
        "def change", "there is nothing called 'confidense' to read; did you mean 'confidence'?",
    ),
    "an unknown draw": (
        "    draws = {'draw': weekly('wrong/draw')}\n\n    def change(self, drw):\n        return {'practice': 0.1}",
        None, "'drw' to read; did you mean 'draw'?",
    ),
    "a variable that is not seen from here": (
        "    def change(self, felt_trust):\n        return {'practice': 0.1}", "def change",
        "nothing called 'felt_trust' to read; felt_trust is of ties, and this rule is for members",
    ),
    "a number of the plan": (
        "    def change(self, fear):\n        return {'practice': 0.1}", "def change",
        'fear is a number of the plan: declare fear: float = use(SETTINGS["fear"]) and read self.fear',
    ),
    "what the engine computes": ('return {"support": 0.1}', None, "the signal support is set by the engine itself already"),
    "an unknown key": ('return {"practise": 0.1}', None, "change cannot change 'practise'; did you mean 'practice'?"),
    "a total": ('return {"share_practising": 0.1}', None, "change cannot change 'share_practising'"),
    "a constant, later": ('return {"threshold": 0.1}', None, "change cannot change 'threshold'"),
    "another table's": ('return {"reform": 0.1}', None, "change cannot change 'reform'; reform is of institutions, and"),
    "no key in any branch": (
        "if confidence > 0.5:\n    return {}\nreturn {}", None, 'no way through change returns a change; name what it changes',
    ),
    "a list": ('return {"practice": [0.1]}', "[0.1]", "`[0.1]` is outside the language of rules; a rule is written for one"),
    "a tuple": ('return {"practice": (0.1, 0.2)}', "(0.1", "`(0.1, 0.2)` is outside the language of rules"),
    "a string": ('return {"practice": "a lot"}', "a lot", "'a lot' is outside the language of rules; give a number"),
    "None": ('return {"practice": None}', "None", "None is outside the language of rules; give a number"),
    "an array": ('return {"practice": np.zeros(3)}', "np.", "calling `np.zeros` is outside the language of rules; use plain numbers"),
    "a list from outside": ('return {"practice": LIST[0]}', "LIST", "`LIST[0]` is outside the language of rules"),
    "a name that is a list": ('return {"practice": LIST}', "LIST", "`LIST` is outside the language of rules"),
    "np.exp": ('return {"practice": np.exp(confidence)}', "np.", "use plain numbers and `math`: a rule is written for one"),
    "np.random": ('return {"practice": np.random.random()}', "np.", "declare a draw: draws = {'draw': weekly('my_rule/draw')}"),
    "random": ('return {"practice": random.random()}', "random.", "declare a draw: draws = {'draw': weekly('my_rule/draw')}"),
    "math.nonsense": ('return {"practice": math.nonsense(1.0)}', "math.", "calling `math.nonsense` is outside"),
    "math.sin": ('return {"practice": math.sin(1.0)}', "math.", "allowed: min, max, abs, math.exp, "),
    "a class called": ('return {"practice": Wrong()}', "Wrong()", "calling `Wrong` is outside"),
    "while": ("while confidence < 1.0:\n    confidence = 1.0\nreturn {'practice': 0.1}", "while", "`while confidence < 1.0:` is outside the language of rules; use `if`"),
    "for over a list": ("for x in LIST:\n    confidence += x\nreturn {'practice': 0.1}", "for x", "only `for i in range(N)` with N written out, at most 64"),
    "a long for": ("for x in range(65):\n    confidence += x\nreturn {'practice': 0.1}", "for x", "at most 64"),
    "range as a value": ("x = range(3)\nreturn {'practice': 0.1}", "range", "only in `for i in range(N)`"),
    "try": ("try:\n    x = 1.0\nexcept ValueError:\n    x = 2.0\nreturn {'practice': x}", "try", "`try:` is outside the language of rules; ask with `if` before"),
    "with": ("with open('x') as x:\n    y = 1.0\nreturn {'practice': 0.1}", "with", "is outside the language of rules"),
    "import": ("import math\nreturn {'practice': 0.1}", "import math", "only `math` is there"),
    "lambda": ("f = lambda x: x\nreturn {'practice': 0.1}", "lambda", "`lambda x: x` is outside the language of rules"),
    "a comprehension": ("x = [y for y in LIST]\nreturn {'practice': 0.1}", "x = [", "is outside the language of rules"),
    "a function inside": ("def f(x):\n    return x\nreturn {'practice': 0.1}", "def f", "a function inside change is outside the language of rules; write it beside the class"),
    "a walrus": ("if (x := confidence) > 0.5:\n    return {'practice': 0.1}\nreturn {}", ":=", "is outside the language of rules"),
    "in": ("if confidence in (1.0, 2.0):\n    return {'practice': 0.1}\nreturn {}", None, "is outside the language of rules"),
    "an f-string": ("x = f'{confidence}'\nreturn {'practice': 0.1}", "x = f", "is outside the language of rules"),
    "falling off the end": ("if confidence > 0.5:\n    return {'practice': 0.1}", "if conf", "change can end without an answer; write `return {}`"),
    "falling off an else": (
        "if confidence > 0.5:\n    return {'practice': 0.1}\nelse:\n    confidence = 0.2", None, "change can end without an answer; write `return {}`",
    ),
    "returning nothing": ("if confidence > 0.5:\n    return\nreturn {'practice': 0.1}", "return\n", "change must return a dictionary of changes"),
    "returning a number": ("return 0.1", "return 0.1", "change must return a dictionary of changes, such as"),
    "returning a name": ("told = 0.1\nreturn told", "return told", "change must return a dictionary of changes"),
    "keys that are not written out": ("return {confidence: 0.1}", "return {conf", "the keys of what change returns must be written out in quotes"),
    "assigning to self": ("self.memory = confidence\nreturn {'practice': 0.1}", "self.memory", "assigning to `self.memory` is outside the language of rules; a rule has no memory"),
    "adding to self": ("self.memory += confidence\nreturn {'practice': 0.1}", "self.memory", "a rule has no memory: return changes instead"),
    "two names at once": ("x, y = 1.0, 2.0\nreturn {'practice': x}", "x, y", "assign to one name"),
    "an unknown parameter": ("return {'practice': self.boldness}", "self.boldness", "the rule has no parameter 'boldness'; declare it with param(...)"),
    "a name from nowhere": ("return {'practice': boldness}", "boldness}", "there is nothing called 'boldness' here"),
    "a name set in one branch": (
        "if confidence > 0.5:\n    x = 0.1\nreturn {'practice': x}", "return {'practice': x}", "x is not set on every way that leads here; set it before the `if`",
    ),
    "min of one": ("return {'practice': min(confidence)}", "min(", "min of 1 number is outside the language of rules; give it 2 or more"),
    "exp of two": ("return {'practice': math.exp(confidence, 2.0)}", "math.exp", "math.exp of 2 numbers"),
    "keywords": ("return {'practice': twice(x=confidence)}", "twice(x", "give arguments by place"),
    "a helper of too much": ("return {'practice': twice(confidence, 2.0)}", "twice(conf", "twice takes 1 numbers and is given 2"),
    "a default": ("    def change(self, confidence=0.5):\n        return {'practice': 0.1}", "def change", "arguments of change must be plain names"),
    "any arguments": ("    def change(self, *confidence):\n        return {'practice': 0.1}", "def change", "arguments of change must be plain names"),
    "a helper that calls itself": (
        "    def f(self, x):\n        return self.f(x)\n\n    def change(self, confidence):\n        return {'practice': self.f(confidence)}",
        "def f", "f calls itself",
    ),
    "a start of a signal": (
        "    def start(self, confidence):\n        return {'support': 0.1}\n\n    def change(self, confidence):\n        return {'practice': 0.1}",
        "def start", "start cannot change 'support'; did you mean 'supported'?",
    ),
}  # fmt: skip


@pytest.fixture
def alone(monkeypatch):
    """A rule is read, and compiled, by itself: not once more beside all standard rules, which takes most of the time."""
    monkeypatch.setattr(context, "_STANDARD", ())


def it_is_refused_with_its_line(cell, body, at, says, compiled):
    kind = cell(body)
    said = refused(kind(), compiled=compiled)
    assert says in said
    place = re.match(r"rule wrong, line (\d+) of cell_\d+\.py: ", said)
    assert place, said
    if at is not None:
        lines = (Path(sys.modules[kind.__module__].__file__).read_text() + "\n").splitlines(keepends=True)
        assert at in lines[int(place[1]) - 1], f"{said!r} points at {lines[int(place[1]) - 1]!r}"


@both_ways
@pytest.mark.usefixtures("alone")
def test_what_is_outside_the_language_is_said_with_its_line(cell, compiled):
    check_all(WRITTEN_WRONG, lambda wrong: it_is_refused_with_its_line(cell, *WRITTEN_WRONG[wrong], compiled))


@pytest.mark.usefixtures("alone")
def test_one_that_is_inside_the_language_or_told_otherwise_is_found(cell):
    others = {
        "right": ("return {'practice': 0.1}", None, ""),
        "other words": ("return {'practice': None}", "None", "give a list"),
        "another line": ("x = 0.1\nreturn {'practice': None}", "x = 0.1", "None is outside the language"),
    }
    found = offenders(others, lambda other: it_is_refused_with_its_line(cell, *others[other], False))
    assert [each.partition(":")[0] for each in found] == list(others)


@both_ways
def test_beside_the_standard_rules_the_same_is_said(cell, compiled):
    it_is_refused_with_its_line(cell, *WRITTEN_WRONG["a helper of too much"], compiled)


SIGNAL = """\
    def change(self, trust):
        if trust > 0.5:
            return {"openness": 0.5}
        return {}
"""


@both_ways
@pytest.mark.usefixtures("alone")
def test_a_signal_with_a_default_that_a_branch_leaves_out(cell, compiled):
    said = refused(cell(SIGNAL, top="each = TIES")(), compiled=compiled)
    assert (
        "change leaves openness out of some answers, which would make it 0; name it in all" in said
        and "it is 1" in said
    )


# ---- the class


@both_ways
@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"before": ""}, "rule wrong: write @dataclass(frozen=True) above class Wrong"),
        ({"before": "@dataclass"}, "rule wrong: write @dataclass(frozen=True) above class Wrong"),
        ({"doc": ""}, "rule wrong: say the idea in a docstring"),
        (
            {"top": "each = MEMBERS\n    x: float = 0.1"},
            "rule wrong: x is no parameter; declare it with param(...) or use(...)",
        ),
        ({"top": ""}, "rule wrong: say for whom it is asked; write each = MEMBERS"),
        (
            {"top": "each = TIES"},
            "there is nothing called 'confidence' to read; write receiver_confidence or giver_confidence",
        ),
        ({"top": "each = 'members'"}, "rule wrong: say for whom it is asked; write each = MEMBERS"),
        (
            {"top": "each = MEMBERS\n    phase = 'during'"},
            "rule wrong: phase = 'during' is none; write phase = Phase.OPENING",
        ),
        (
            {"top": "each = MEMBERS\n    draws = {'draw': 'x'}"},
            "rule wrong: the draw draw is 'x'; write weekly('wrong/draw')",
        ),
        ({"name": "Look"}, "rule look: the engine has a step of its own of this name"),
        ({"name": "Population"}, "rule population: the engine has a step of its own of this name"),
    ],
)
def test_a_class_that_is_not_whole(cell, how, says, compiled):
    assert says in refused(cell("return {'practice': 0.1}", **how)(), compiled=compiled)


@both_ways
def test_no_change(cell, compiled):
    said = refused(cell("    def changed(self, confidence):\n        return {}")(), compiled=compiled)
    assert "rule wrong: it has no method `change`; write def change(self, ...)" in said


@both_ways
def test_a_class_instead_of_an_instance_and_what_is_no_rule(cell, compiled):
    kind = cell("return {'practice': 0.1}")
    assert refused(kind, compiled=compiled) == "Wrong is a class; give an instance: Wrong()"
    assert "42 is no rule; a rule is an instance of a subclass of Rule" in refused(42, compiled=compiled)


@both_ways
def test_a_parameter_out_of_its_range(cell, compiled):
    kind = cell("return {'practice': self.bold}", top="each = MEMBERS\n    bold: float = number(0.1)")
    said = refused(kind(bold=3.0), compiled=compiled, kind=ParameterError)
    assert said == "wrong: bold = 3.0 is out of range; allowed: 0 to 1 share"


@pytest.mark.usefixtures("alone")
def test_a_misspelt_parameter_gets_the_nearest(cell):
    kind = cell("return {'practice': self.boldnes}", top="each = MEMBERS\n    boldness: float = number(0.1)")
    assert "the rule has no parameter 'boldnes'; did you mean 'boldness'?" in refused(kind(), compiled=True)


# ---- several rules


@both_ways
def test_two_rules_of_one_name(cell, compiled):
    one, other = cell("return {'practice': 0.1}"), cell("return {'habit': 0.1}")
    says = "there are two rules called wrong; give one of them another class name"
    assert refused(one(), other(), compiled=compiled) == says == refused(one(), one(), compiled=compiled)
    other = cell("return {'habit': 0.1}", name="Turnover")
    assert "two rules called turnover" in refused(*STANDARD, other(), compiled=compiled)


@both_ways
@pytest.mark.usefixtures("alone")
def test_two_rules_with_one_parameter_in_different_words(cell, compiled):
    top = "each = MEMBERS\n    bold: float = number({})"
    one = cell("return {'practice': self.bold}", top=top.format(0.1))
    other = cell("return {'practice': self.bold}", top=top.format(0.2), name="Other")
    assert "rule other: the parameter bold is declared twice" in refused(one(), other(), compiled=compiled)
    same = cell("return {'practice': self.bold}", top=top.format(0.1), name="Same")
    run_futures(defaults(), 1, weeks=2, rules=(one(), same()), compiled=False)


@both_ways
def test_a_parameter_of_a_plans_own_name_in_other_words(cell, compiled):
    kind = cell("return {'practice': self.months}", top="each = MEMBERS\n    months: float = number(0.1)")
    said = refused(kind(), compiled=compiled)
    assert "rule wrong: every plan has a number months" in said and "use(...) that one, or choose another name" in said


@both_ways
def test_one_stream_used_twice(cell, compiled):
    body = "    def change(self, a, b):\n        return {'practice': a * b}"
    kind = cell(body, top="each = MEMBERS\n    draws = {'a': weekly('wrong/a'), 'b': once('wrong/a')}")
    assert "rule wrong: the draw b has the stream 'wrong/a' of wrong_a; write an id of its own" in refused(
        kind(), compiled=compiled
    )
    kind = cell(
        "    def change(self, a):\n        return {'practice': a}",
        top="each = MEMBERS\n    draws = {'a': weekly('turnover/draw')}",
    )
    assert "has the stream 'turnover/draw' of turnover_draw" in refused(*STANDARD, kind(), compiled=compiled)


@both_ways
def test_a_signal_that_another_rule_sets(cell, compiled):
    kind = cell("    def change(self, trust):\n        return {'contact_hours': 1.0}", top="each = TIES")
    assert "the signal contact_hours is set by calendar already" in refused(*STANDARD, kind(), compiled=compiled)


# ---- what comes out at a run

NO_NUMBER = {
    "log of a negative": "math.log(confidence - 2.0)",
    "log of 0": "math.log(confidence - confidence)",
    "too large an exponential": "math.exp(1000.0 + confidence)",
    "a division by 0": "1.0 / (confidence - confidence)",
    "a whole division by 0": "1.0 // (confidence - confidence)",
    "a remainder by 0": "1.0 % (confidence - confidence)",
    "a root of a negative": "math.sqrt(confidence - 2.0)",
    "a negative to a half": "(confidence - 2.0) ** 0.5",
    "infinity": "math.inf",
    "not a number": "math.nan",
}


@pytest.fixture(scope="module")
def no_number(tmp_path_factory):
    """One rule that gives, by its parameter, one or another of what is no number: compiled once for all of them."""
    body = "    def change(self, week, confidence):\n        if week < 2:\n            return {}\n"
    for place, written in enumerate(NO_NUMBER.values()):
        body += f"        if self.which == {place}:\n            return {{'practice': {written}}}\n"
    body += "        return {'practice': 0.1}"
    return Cells(tmp_path_factory.mktemp("cells"))(body, top="each = MEMBERS\n    which: float = number(20.0, 0.0, 20.0)")


@both_ways
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("what", NO_NUMBER)
def test_what_is_no_finite_number(no_number, what, compiled):
    said = refused(no_number(which=float(list(NO_NUMBER).index(what))), compiled=compiled)
    assert "rule wrong" in said
    in_python = what not in ("infinity", "not a number")
    if compiled or not in_python:
        assert "for practice is no finite number (future 0, week 3, members 0)" in said
    if in_python and what != "a negative to a half":
        assert (
            re.search(r"wrong, line \d+ of cell_\d+\.py: ", said)
            and "it was asked with week = 2, confidence = 0." in said
        )


@both_ways
@pytest.mark.usefixtures("alone")
def test_a_signal_that_is_no_number(cell, compiled):
    body = "    def change(self, week, trust):\n        return {'openness': math.inf * (week - 1)}"
    said = refused(cell(body, top="each = TIES")(), compiled=compiled)
    assert "rule wrong: what it gives for openness is no finite number (future 0, week 1, ties 0)" in said


@both_ways
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("{'practice': 3.0}", "practice = 3; allowed: 0 to 1"), ("{'practice': -0.5}", "practice = -0.5; allowed: 0 to 1"),
        ("{'tenure': math.inf}", "tenure = inf; allowed: 0 to inf"),
        ("{'threshold': math.nan}", "threshold = nan; allowed: any finite number"),
    ],
)  # fmt: skip
def test_a_start_that_is_no_start(cell, start, says, compiled):
    body = f"    def start(self):\n        return {start}\n\n    def change(self):\n        return {{'practice': 0.1}}"
    said = refused(cell(body)(), compiled=compiled)
    assert "wrong: its start gives " in said and says in said


def test_another_rules_mistake_is_not_blamed_on_those_beside_it(cell):
    kind = cell("return {'practice': math.log(confidence - 2.0)}")
    said = refused(*STANDARD, kind(), compiled=True)
    assert said.startswith("rule wrong: ") and "small_steps" not in said


# ---- what the language lets pass and numba does not


def test_what_numba_refuses_is_one_line_that_offers_plain_python(cell):
    kind = cell("x = 100000000000000000000000000000\nreturn {'practice': confidence / x}")
    with pytest.raises(RuleError) as told:
        run_futures(defaults(), 2, weeks=5, rules=[kind()])
    said = str(told.value)
    assert said.startswith("rule wrong: change cannot be compiled: ") and said.endswith(
        "compiled=False runs it as it stands"
    )
    assert "Int value is too large" in said and "`x = 1000" in said and told.value.__suppress_context__
    run_futures(defaults(), 2, weeks=5, rules=[kind()], compiled=False)
    run_futures(defaults(), 2, weeks=5)  # and the others go on


# ---- and what looks odd and is right


HAS_ROOM = {
    "true": ("return {'practice': confidence > -1.0}", 1.0),
    "a true name": ("x = confidence > -1.0\nreturn {'practice': x}", 1.0),
    "for": ("x = 0\nfor i in range(4):\n    x = x + 0.25 * i\nreturn {'practice': x - 1.0}", 0.5),
    "whole numbers": ("x: float = 2 ** -1\nreturn {'practice': x}", 0.5),
    "mixed": ("if confidence > -1.0:\n    x = 1\nelse:\n    x = 0.25\nreturn {'practice': x * 0.5}", 0.5),
    "helper": ("x = twice(0.125)\nx += 0.25\nreturn {'practice': x if confidence > -1.0 and not confidence > 2.0 else 0.0}", 0.5),
    "ways": ("if confidence < -1.0:\n    return {}\nelif confidence < 2.0:\n    y = 0.5\nelse:\n    return {}\nreturn {'practice': y}", 0.5),
    "derived": ("    @derived\n    def half(self):\n        '''A half.'''\n        return 0.5\n\n    def change(self):\n        return {'practice': self.half}".replace("    @derived", "    def unused(self):\n        return 1.0\n\n    @derived"), 0.5),
    "constants": ("'''What it does.'''\nmost = math.e ** 0 * 0.5\nreturn {'practice': most}", 0.5),
}  # fmt: skip


@pytest.mark.usefixtures("alone")
@both_ways
def test_what_the_language_has_room_for(cell, compiled):
    """Nine rules side by side in one loop, which is compiled once; what each has changed is counted apart."""
    rules = {what: cell(body, name=f"With{what.title().replace(' ', '')}")() for what, (body, _) in HAS_ROOM.items()}
    results = run_futures(defaults(), 1, weeks=1, rules=list(rules.values()), compiled=compiled)
    credit = results.credit("practice")
    check_all(HAS_ROOM, lambda what: it_has_changed(credit[rules[what].name()], HAS_ROOM[what][1]))
    assert math.isfinite(results.weekly("practice").sum())


def it_has_changed(credit, expected):
    assert credit == pytest.approx([expected])


def test_print_and_breakpoint_work_in_plain_python_and_are_refused_in_one_line_when_compiled(cell, capsys):
    kind = cell("print('asked with', confidence)\nreturn {'practice': 0.1}")
    said = refused(kind(), compiled=True)
    assert re.search(r"rule wrong, line \d+ of \w+\.py: print\(\.\.\.\) works in plain Python only: take it out", said)
    run_futures("twenty_group", 1, weeks=1, rules=(kind(),), compiled=False)
    assert "asked with 0." in capsys.readouterr().out
