"""What the adapter takes for granted of other packages is still so, and nobody else uses what is private of theirs."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import simulation
from simulation.serving.jupyter_adapter import ASSUMPTIONS, Assumption

PACKAGE = Path(simulation.__file__).parent
ADAPTER = PACKAGE / "serving" / "jupyter_adapter.py"


def part(name: str) -> Any:
    """The part that `module:qualified.name` names. Raises AttributeError or ImportError."""
    module, _, qualified = name.partition(":")
    found: Any = import_module(module)
    for each in qualified.split("."):
        found = getattr(found, each)
    return found


def moved(assumption: Assumption) -> str:
    """What is wrong with an assumption; empty where it holds."""
    try:
        found = part(assumption.part)
    except (AttributeError, ImportError) as error:
        return f"{assumption.part} is gone ({error})"
    if assumption.parameters is None:
        return ""
    parameters = tuple(name for name in inspect.signature(found).parameters if name != "self")
    return "" if parameters == assumption.parameters else f"{assumption.part} takes {parameters}"


def test_every_part_is_where_it_was_seen() -> None:
    faults = [fault for each in ASSUMPTIONS if (fault := moved(each))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (Assumption("voila.app:Voila._no_such_thing", "", ""), "is gone"),
        (Assumption("voila.no_such_module:Voila", "", ""), "is gone"),
        (Assumption("voila.app:Voila.listen", "", "", ("port",)), "takes ()"),
    ],
)
def test_a_part_that_has_moved_is_named(planted: Assumption, fault: str) -> None:
    assert fault in moved(planted)


def test_each_was_seen_in_a_version_of_an_installed_distribution() -> None:
    for each in ASSUMPTIONS:
        distribution, seen = each.seen_in.split()
        assert re.match(r"\d+\.\d+", seen) and each.reason
        assert version(distribution).split(".")[0] == seen.split(".")[0], f"{each.part}: look at it again"


def defined(tree: ast.AST) -> set[str]:
    """Every name that a file gives to something: attributes, functions, classes, fields."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def test_nobody_else_uses_what_is_private_of_another_package() -> None:
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in (PACKAGE / "serving").rglob("*.py")}
    ours = set().union(*(defined(tree) for file, tree in trees.items() if file != ADAPTER))
    used = {
        f"{file.relative_to(PACKAGE).as_posix()}: {node.attr}"
        for file, tree in trees.items()
        if file != ADAPTER
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and re.fullmatch(r"_[a-z]\w*", node.attr) and node.attr not in ours
    }
    assert used <= {"serving/kernels/kernel_main.py: _exit"}, sorted(used)  # os._exit is documented


@pytest.mark.parametrize(
    "method", ["_jinja_kernel_start", "_handle_signal_stop", "_register_session", "_bind_socket", "_showtraceback"]
)
def test_a_private_method_is_overridden_in_the_adapter_alone(method: str) -> None:
    for file in PACKAGE.rglob("*.py"):
        assert file == ADAPTER or method not in file.read_text(encoding="utf-8"), file.name
