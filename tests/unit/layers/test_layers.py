"""Imports point down only, and each outside package is imported in its place."""

import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.offenders import check_all, offenders
from tests.unit.layers.layering import circles, imports_of, violations

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "simulation"
COMPANIONS = {
    "model/rules/habit.py": "",
    "answers/does_it_last.py": "",
    "charts/lorenz.py": "import altair",
}


def lay(folder: Path, files: dict[str, str]) -> None:
    """Writes a small package to look at."""
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text + "\n", encoding="utf-8")


def test_imports_point_down_and_outside_packages_stay_in_their_places() -> None:
    assert any(PACKAGE.rglob("*.py"))
    assert violations(PACKAGE) == []


def test_every_folder_of_source_is_a_package() -> None:
    folders = {file.parent for file in PACKAGE.rglob("*.py")}
    assert not [folder.name for folder in folders if not (folder / "__init__.py").is_file()]


def test_no_imports_go_in_a_circle() -> None:
    assert circles(PACKAGE) == []


@pytest.mark.parametrize("hidden", ["from simulation.model import plan", "def f():\n    from simulation.model import plan"])
def test_a_circle_is_found_also_where_it_is_hidden(tmp_path: Path, hidden: str) -> None:
    lay(tmp_path, {"model/plan.py": "from simulation.model.code import encode", "model/code.py": hidden, "model/other.py": ""})
    assert circles(tmp_path) == ["simulation.model.code <-> simulation.model.plan"]


PLANTED = [
    ("vocabulary/parameters.py", "from ..model import world", "vocabulary may not import model"),
    ("model/week.py", "import simulation.ensemble.run", "model may not import ensemble"),
    ("answers/does_it_last.py", "from simulation.experiments import sweep", "answers may not import experiments"),
    ("answers/does_it_last.py", "from simulation import load", "answers may not import simulation"),
    ("experiments/design.py", "from simulation import pages", "experiments may not import pages"),
    ("pages/board.py", "from ..room import store", "pages may not import room"),
    ("room/store.py", "from ..pages import board", "room may not import pages"),
    ("__init__.py", "from .serving import serve", "simulation may not import serving"),
    ("model/week.py", "def f():\n    from ..ensemble import futures", "model may not import ensemble"),
    ("model/week.py", "import importlib\nimportlib.import_module('simulation.ensemble')", "model may not import ensemble"),
    ("model/rules/trust.py", "from .habit import Habit", "do not import one another"),
    ("model/rules/trust.py", "from simulation.model.rules import habit", "do not import one another"),
    ("answers/who_gains.py", "from .does_it_last import answer", "do not import one another"),
    ("charts/fan.py", "import altair\nfrom . import lorenz", "do not import one another"),
    ("ensemble/futures.py", "import mesa", "mesa is imported only in"),
    ("pages/board.py", "import altair as alt", "altair is imported only in"),
    ("answers/who_gains.py", "from ipywidgets import HTML", "ipywidgets is imported only in"),
    ("ensemble/results.py", "import pandas as pd", "pandas is imported only inside"),
    ("ensemble/results.py", "class R:\n    import pyarrow.parquet", "pyarrow is imported only inside"),
    ("odd/results.py", "import jinja2", "jinja2 is imported only in"),
    ("serving/server.py", "import typer", "typer is imported only in"),
    ("experiments/trials.py", "def f():\n    import SALib", "SALib is imported only in"),
    ("experiments/trials.py", "def f():\n    import sklearn.linear_model", "sklearn is imported only in"),
    ("experiments/calibration/sampling.py", "import emcee", "emcee is imported only inside"),
    ("cli/main.py", "import voila.app", "voila is imported only in"),
    ("model/engine/loop.py", "def f():\n    import numba", "numba is imported only in"),
    ("model/engine/compiler.py", "import numba", "numba is imported only inside"),
    ("ensemble/pictures.py", "from simulation.charts import fan", "ensemble may not import charts"),
    ("ensemble/pictures.py", "def f():\n    from simulation.pages import board", "ensemble may not import pages"),
    ("ensemble/results.py", "def f():\n    from simulation.charts import fan", "ensemble may not import charts"),
    ("attic/thing.py", "import math", "attic is in no layer"),
]


def it_is_found(file: str, line: str, broken: str) -> None:
    with TemporaryDirectory() as folder:
        lay(Path(folder), COMPANIONS | {file: line})
        found = violations(Path(folder))
    assert len(found) == 1
    assert broken in found[0]


def test_every_planted_fault_is_found() -> None:
    check_all(PLANTED, lambda planted: it_is_found(*planted), lambda planted: f"{planted[1]} in {planted[0]}")
    assert offenders([("model/week.py", "import math", "model may not import math")], lambda planted: it_is_found(*planted), str)


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    allowed = {
        "__init__.py": "from .ensemble import run_futures",
        "model/rules/__init__.py": "from .trust import Trust\nfrom .habit import Habit",
        "model/rules/trust.py": "from ..engine.rule import Rule\nfrom ...vocabulary import parameters",
        "ensemble/mesa_model.py": "import mesa\nfrom mesa.discrete_space import Network",
        "ensemble/results.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n"
        "def tidy():\n    import pandas as pd",
        "ensemble/pictures.py": "def fan():\n    from simulation.charts import fan",
        "answers/who_gains.py": "from .answer import Answer",
        "answers/__init__.py": "from . import does_it_last, who_gains",
        "charts/palette.py": "A = 1",
        "charts/fan.py": "import altair as alt\nfrom .palette import A",
        "pages/pictures/live.py": "import anywidget\nfrom ...charts import fan, lorenz",
        "pages/board.py": "import ipywidgets\nfrom simulation import load\nfrom ..answers import headline",
        "room/trainer.py": "from ..pages.controls import chooser\nfrom simulation.pages.controls.bet import Bet",
        "serving/server.py": "import voila\nfrom ..pages import board\nfrom .. import room",
        "model/engine/compiler.py": "def machine():\n    import llvmlite.binding\n    import numba",
        "cli/main.py": "import typer\nfrom .. import load\nfrom ..serving import server",
    }
    lay(tmp_path, COMPANIONS | allowed)
    assert violations(tmp_path) == []


def test_every_outside_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {line.split(">")[0].split(";")[0].strip() for line in [*project["dependencies"], *project["optional-dependencies"]["analysis"]]}
    used = {each.top for file in PACKAGE.rglob("*.py") for each in imports_of(file, PACKAGE)}
    outside = used - set(sys.stdlib_module_names) - {"simulation"}
    assert outside
    # where a package is imported by another name than it is installed by
    elsewhere = {"vl_convert": "vl-convert-python", "SALib": "salib", "zmq": "pyzmq", "llvmlite": "numba", "sklearn": "scikit-learn", "ema_workbench": "ema-workbench"}
    assert {elsewhere.get(name, name) for name in outside} <= declared
