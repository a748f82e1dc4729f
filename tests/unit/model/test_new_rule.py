"""The skeletons of a new rule: a rule that loads and does nothing yet, and a test that passes.

1. Whatever it is asked for, the rule fits the loop, speaks the language of rules, and its test is a test that passes.
2. Beside the standard rules it changes nothing.
3. A name or idea that will not do, an existing rule, and a place that is no checkout are refused in one line.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from types import ModuleType

import pytest

from simulation import STANDARD
from simulation.cli.main import main
from simulation.model import new_rule
from simulation.model.engine.layout import Layout, check_rules
from simulation.model.engine.rule import Rule, declarations
from simulation.model.new_rule import RULES, TESTS, write_skeletons
from simulation.vocabulary.errors import OutputError, RuleError
from simulation.vocabulary.state_variables import Table

NAME = "skeleton_on_trial"  # no rule will ever be called so


@pytest.fixture(name="root")
def _root(tmp_path):
    for folder in (RULES, TESTS):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


@pytest.fixture(name="made")
def _made(root, monkeypatch):
    """Write the skeletons for a table, and load them as modules of the project."""

    def make(each: Table) -> tuple[type[Rule], ModuleType]:
        rule_file, test_file = write_skeletons(NAME, each, "letters of thanks make people bold", root)
        loaded = []
        for name, file in (f"simulation.model.rules.{NAME}", rule_file), (f"tests.unit.model.rules.test_{NAME}", test_file):
            spec = importlib.util.spec_from_file_location(name, file)
            module = importlib.util.module_from_spec(spec)
            monkeypatch.setitem(sys.modules, name, module)
            spec.loader.exec_module(module)
            loaded.append(module)
        return loaded[0].SkeletonOnTrial, loaded[1]

    return make


@pytest.mark.parametrize("each", Table)
def test_the_rule_fits_the_loop_and_its_test_passes(made, each):
    from simulation.model.rules import rule_of

    rule, test = made(each)
    assert rule_of(sys.modules[rule.__module__]) is rule and rule.name() == NAME and rule.each is each
    assert rule.idea() == test.__doc__ == "Letters of thanks make people bold."
    assert check_rules([*STANDARD, rule()])[-1] == rule()
    layout = Layout((*(type(one) for one in STANDARD), rule))
    assert f"{NAME}_draw" in layout.draws and f"{NAME}_per_month" in layout.column
    stories = [value for name, value in vars(test).items() if name.startswith("test_")]
    for story in stories:
        story()
    words = test.SAYINGS.split()
    assert (
        len(stories) == 3 and words[0] in {d.name for d in declarations(rule)} and words[1] in "+-" and len(words) == 3
    )
    assert callable(test.twin) and test.ACTS[2] == words[2]


@pytest.mark.parametrize("each", Table)
def test_its_files_are_as_the_project_writes_them(root, each):
    for file in write_skeletons(NAME, each, None, root):
        text = file.read_text(encoding="utf-8")
        ast.parse(text)
        assert "TO DO" in text and max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize(
    "name", ["Letters", "public letters", "letters_", "_letters", "a__b", "step2", "class", "x" * 50, ""]
)
def test_a_bad_name_is_refused(root, name):
    with pytest.raises(RuleError, match="cannot be a rule's name: write up to 40 small letters"):
        write_skeletons(name, Table.MEMBERS, None, root)


@pytest.mark.parametrize("idea", ["", "  ", 'say "boo"', "x" * 90])
def test_a_bad_idea_is_refused(root, idea):
    with pytest.raises(RuleError, match="cannot stand as the first line"):
        write_skeletons(NAME, Table.MEMBERS, idea, root)


def test_a_rule_that_is_there_is_left_alone(root, tmp_path):
    for name in ("trust", "look", "rule"):
        with pytest.raises(RuleError, match="already"):
            write_skeletons(name, Table.MEMBERS, None, root)
    first, _ = write_skeletons(NAME, Table.MEMBERS, None, root)
    first.write_text("mine", encoding="utf-8")
    with pytest.raises(RuleError, match=rf"{NAME}\.py is there already"):
        write_skeletons(NAME, Table.MEMBERS, None, root)
    assert first.read_text(encoding="utf-8") == "mine"


def test_outside_a_checkout_it_is_refused(tmp_path):
    with pytest.raises(OutputError, match="is no checkout of the project"):
        write_skeletons(NAME, Table.MEMBERS, None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_them_and_says_what_is_left_to_do(root, monkeypatch, capsys):
    monkeypatch.setattr(new_rule.write_skeletons, "__defaults__", (None, root))
    with pytest.raises(SystemExit) as ended:
        main(["new-rule", NAME, "--each", "ties", "--idea", "Letters of thanks warm a tie"])
    out = capsys.readouterr().out
    assert ended.value.code == 0 and (root / RULES / f"{NAME}.py").is_file()
    assert out.startswith(f"Written: simulation/model/rules/{NAME}.py and tests/unit/model/rules/test_{NAME}.py.")
    assert "code_book.py" in out and "counterparts renew" in out and len(out.splitlines()) == 6
    for wrong, says in (
        (["new-rule", NAME, "--each", "ties"], "already"),
        (["new-rule", "x", "--each", "crowd"], "'--each'"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(wrong)
        err = capsys.readouterr().err
        assert ended.value.code == 2 and says in err and err.count("\n") == 1
