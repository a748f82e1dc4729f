"""Imports point down only, and each outside package has one door. The source is read, so lazy imports count."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "simulation"

GROUND = ["vocabulary", "model", "runs", "answers", "experiments"]  # each stands on those before it
MAY_IMPORT = {room: set(GROUND[:floor]) for floor, room in enumerate(GROUND)}
MAY_IMPORT["pages"] = {"vocabulary", "model", "runs", "answers", "simulation"}
MAY_IMPORT["room"] = {"vocabulary", "model", "runs", "answers", "pages.controls", "simulation"}
MAY_IMPORT["simulation"] = set(GROUND)  # the public names: `from simulation import load`
MAY_IMPORT["serving"] = {*GROUND, "pages", "room", "simulation"}
MAY_IMPORT["cli"] = MAY_IMPORT["__main__"] = {*GROUND, "pages", "room", "serving", "simulation", "cli"}

# Files of one kind that never import one another; the names are those that gather or serve them all.
STRANGERS = {
    "model/rules": {"__init__"},
    "answers": {"__init__", "headline", "wording"},
    "pages/charts": {"__init__", "theme"},
}

DOORS = {  # outside package: the places that may import it
    "mesa": ("runs/mesa_model.py",),
    "altair": ("pages/charts/",),
    "ipywidgets": ("pages/",),
    "anywidget": ("pages/",),
    "typer": ("cli.py",),
    "voila": ("serving/",),
    "jupyter_client": ("serving/",),
    "jupyter_server": ("serving/",),
    "jupyterlab": (),
    "numba": (),
}
ONLY_INSIDE_FUNCTIONS = {"pandas", "pyarrow"}


@dataclass(frozen=True)
class Import:
    """One imported name: dotted, absolute, with the line and whether importing the file runs it."""

    name: str
    line: int
    at_once: bool


def imports(source: str, module: str, is_package: bool) -> Iterator[Import]:
    """Every import in a module's source, relative ones made absolute; `from a import b` gives `a.b`."""
    home = module.split(".") if is_package else module.split(".")[:-1]

    def walk(node: ast.AST, at_once: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, at_once)
        elif isinstance(node, ast.ImportFrom):
            above = home[: len(home) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(f"{origin}.{alias.name}", node.lineno, at_once)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield Import(argument.value, node.lineno, at_once)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for child in node.body:
                yield from walk(child, False)
            for child in node.orelse:
                yield from walk(child, at_once)
            return
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, at_once and not inside)

    yield from walk(ast.parse(source), True)


def room_of(name: str, rooms: set[str]) -> str:
    """The room a dotted name belongs to; a public name of the package itself is `simulation`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in rooms else "simulation"


def violations(package: Path) -> list[str]:
    """Every broken rule under a package folder, one line each."""
    files = sorted(package.rglob("*.py"))
    rooms = set(MAY_IMPORT) | {file.relative_to(package).parts[0].removesuffix(".py") for file in files}
    found = []
    for file in files:
        inside = file.relative_to(package)
        dotted = ["simulation", *inside.with_suffix("").parts]
        is_package = dotted[-1] == "__init__"
        module = ".".join(dotted[:-1] if is_package else dotted)
        home = room_of(module, rooms)
        if home not in MAY_IMPORT:
            found.append(f"{inside}: no room called {home} is in the plan of the house")
            continue
        for each in imports(file.read_text(encoding="utf-8"), module, is_package):
            where = f"{inside}:{each.line}"
            top = each.name.split(".")[0]
            if top == "simulation":
                goal = room_of(each.name, rooms)
                parts_of_rooms = [f"simulation.{part}." for part in MAY_IMPORT[home] if "." in part]
                fits = f"{each.name}.".startswith(tuple(parts_of_rooms))
                if goal not in {home, *MAY_IMPORT[home]} and not fits:
                    found.append(f"{where}: {home} may not import {goal} ({each.name})")
                for kind, gatherers in STRANGERS.items():
                    folder = "simulation." + kind.replace("/", ".")
                    other = each.name.removeprefix(folder + ".").split(".")[0]
                    if (
                        inside.parent.as_posix() == kind
                        and inside.stem not in gatherers
                        and each.name.startswith(folder + ".")
                        and other not in {*gatherers, inside.stem}
                    ):
                        found.append(f"{where}: files of {kind} do not import one another ({each.name})")
            if top in DOORS and not inside.as_posix().startswith(DOORS[top] or "nowhere"):
                found.append(f"{where}: {top} is imported only in {' or '.join(DOORS[top]) or 'no place'}")
            if top in ONLY_INSIDE_FUNCTIONS and each.at_once:
                found.append(f"{where}: {top} is imported only inside the function that needs it")
    return found


def test_imports_point_down_and_doors_are_kept() -> None:
    assert any(PACKAGE.rglob("*.py"))
    assert violations(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("vocabulary/declare.py", "from ..model import world", "vocabulary may not import model"),
        ("model/week.py", "import simulation.runs.futures", "model may not import runs"),
        ("answers/does_it_last.py", "from simulation.experiments import sweep", "answers may not import experiments"),
        ("answers/does_it_last.py", "from simulation import load", "answers may not import simulation"),
        ("experiments/design.py", "from simulation import pages", "experiments may not import pages"),
        ("pages/board.py", "from ..room import store", "pages may not import room"),
        ("room/store.py", "from ..pages import board", "room may not import pages"),
        ("__init__.py", "from .serving import serve", "simulation may not import serving"),
        ("model/week.py", "def f():\n    from ..runs import futures", "model may not import runs"),
        ("model/week.py", "import importlib\nimportlib.import_module('simulation.runs')", "model may not import runs"),
        ("model/rules/trust.py", "from .habit import Habit", "do not import one another"),
        ("model/rules/trust.py", "from simulation.model.rules import habit", "do not import one another"),
        ("answers/who_gains.py", "from .does_it_last import answer", "do not import one another"),
        ("pages/charts/fan.py", "from . import lorenz", "do not import one another"),
        ("runs/futures.py", "import mesa", "mesa is imported only in"),
        ("pages/board.py", "import altair as alt", "altair is imported only in"),
        ("answers/who_gains.py", "from ipywidgets import HTML", "ipywidgets is imported only in"),
        ("runs/results.py", "import pandas as pd", "pandas is imported only inside"),
        ("runs/results.py", "class R:\n    import pyarrow.parquet", "pyarrow is imported only inside"),
        ("serving/server.py", "import typer", "typer is imported only in"),
        ("cli.py", "import voila.app", "voila is imported only in"),
        ("attic/thing.py", "import math", "no room called attic"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, line: str, broken: str) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(line + "\n", encoding="utf-8")
    found = violations(tmp_path)
    assert len(found) == 1
    assert broken in found[0]


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    allowed = {
        "__init__.py": "from .runs import run_futures",
        "model/rules/__init__.py": "from .trust import Trust\nfrom .habit import Habit",
        "model/rules/trust.py": "from ..rule import Rule\nfrom ...vocabulary import declare",
        "runs/mesa_model.py": "import mesa\nfrom mesa.discrete_space import Network",
        "runs/results.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n"
        "def tidy():\n    import pandas as pd",
        "answers/headline.py": "from .does_it_last import answer",
        "pages/charts/fan.py": "import altair as alt\nfrom .theme import COLOURS",
        "pages/board.py": "import ipywidgets\nfrom simulation import load\nfrom ..answers import headline",
        "room/trainer.py": "from ..pages.controls import chooser\nfrom simulation.pages.controls.bet import Bet",
        "serving/server.py": "import voila\nfrom ..pages import board\nfrom .. import room",
        "cli.py": "import typer\nfrom . import load\nfrom .serving import server",
    }
    for file, text in allowed.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text + "\n", encoding="utf-8")
    assert violations(tmp_path) == []


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = ["mesa", "altair", "ipywidgets", "anywidget", "pandas", "pyarrow", "voila", "typer", "matplotlib"]
    question = f"import sys, simulation; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.strip() == "[]"
