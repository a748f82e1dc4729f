"""The layers: which package may import which, and a reader that finds where the source departs from it.

The source is read, never run, so imports inside functions count like any other.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GROUND = ["vocabulary", "model", "ensemble", "answers", "charts", "experiments", "odd"]  # each on those before it
MAY_IMPORT = {package: set(GROUND[:floor]) for floor, package in enumerate(GROUND)}
MAY_IMPORT["fault_log"] = {"vocabulary", "model"}
MAY_IMPORT["pages"] = {"vocabulary", "model", "ensemble", "answers", "charts", "fault_log", "simulation"}
MAY_IMPORT["room"] = {"vocabulary", "model", "ensemble", "answers", "pages.controls", "fault_log", "simulation"}
MAY_IMPORT["simulation"] = {"vocabulary", "model", "ensemble", "experiments"}  # the public names: `from simulation import load`
MAY_IMPORT["serving"] = {"vocabulary", "model", "ensemble", "pages", "room", "fault_log", "simulation"}
MAY_IMPORT["load_test"] = {"vocabulary", "model", "ensemble", "fault_log", "odd", "serving", "simulation"}
MAY_IMPORT["translation"] = {"vocabulary", "model", "ensemble"}
MAY_IMPORT["cli"] = {*GROUND, "pages", "room", "serving", "load_test", "translation", "simulation"}
MAY_IMPORT["__main__"] = {"cli"}

# The one import that points up: pictures of results are drawn by the charts of the pages. Inside functions and for types.
LATE = {"ensemble/pictures.py": "charts"}

# Folders whose files never import one another, and those in them that gather the others or say what all share.
APART = {"model/rules": {"__init__"}, "answers": {"__init__", "answer"}}
CHARTS = "charts"  # there, only a file that draws with Altair is a chart: no palette, no text alternative
OF_ALL_CHARTS = {"unfilled"}  # but what all charts share

OUTSIDE_PACKAGES = {  # outside package: the places that may import it
    "mesa": ("ensemble/mesa_model.py", "ensemble/mesa_agents.py", "ensemble/mesa_collector.py"),
    "altair": ("charts/",),
    "ipywidgets": ("pages/",),
    "anywidget": ("pages/",),
    "typer": ("cli/",),
    "psutil": ("serving/", "load_test/"),
    "cachetools": ("pages/executor.py", "serving/workers/reply_cache.py"),
    "segno": ("serving/join_page/qr.py",),
    "babel": ("vocabulary/languages.py", "vocabulary/i18n.py", "translation/"),
    "jinja2": ("odd/rendering.py",),
    "SALib": ("experiments/sensitivity/designs.py",),
    "sklearn": ("experiments/calibration/gaussian_process.py",),
    "distributed": ("experiments/sweeps/pools.py",),
    "polars": ("experiments/sweeps/experiment_results.py",),
    "ema_workbench": ("experiments/ema_model.py",),
    "threadpoolctl": ("experiments/calibration/threads.py",),
    "emcee": ("experiments/calibration/sampling.py",),
    "voila": ("serving/", "pages/query_parameters.py"),  # a pooled page learns its own address from Voila only
    "jupyter_client": ("serving/",),
    "jupyter_server": ("serving/", "load_test/websocket_messages.py"),
    "ipykernel": ("serving/kernels/", "serving/jupyter_adapter.py"),
    "zmq": ("serving/kernels/",),
    "jupyterlab": (),
    "numba": ("model/engine/compiler.py",),
    "llvmlite": ("model/engine/compiler.py",),
}
ONLY_INSIDE_FUNCTIONS = {"babel", "pandas", "pyarrow", "SALib", "sklearn", "emcee", "threadpoolctl", "numba", "llvmlite", "distributed", "polars", "ema_workbench"}


@dataclass(frozen=True)
class Import:
    """One imported name: dotted, absolute, with its line and whether importing the file runs it."""

    name: str
    line: int
    at_once: bool

    @property
    def top(self) -> str:
        """The distribution's own name: `mesa` of `mesa.discrete_space`."""
        return self.name.split(".")[0]

    def is_under(self, module: str) -> bool:
        """Whether the name is a module or something inside it."""
        return f"{self.name}.".startswith(f"{module}.")


def imports(source: str, home: list[str]) -> Iterator[Import]:
    """Every import in the source of a module whose package is `home`; `from a import b` gives `a.b`."""

    def walk(node: ast.AST, at_once: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, at_once)
        elif isinstance(node, ast.ImportFrom):
            above = home[: len(home) - node.level + 1] if node.level else []
            origin = [*above, *([node.module] if node.module else [])]
            for alias in node.names:
                yield Import(".".join([*origin, alias.name]), node.lineno, at_once)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield Import(argument.value, node.lineno, at_once)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for_types = node.body if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING") else []
        for child in ast.iter_child_nodes(node):
            yield from walk(child, at_once and not inside and child not in for_types)

    yield from walk(ast.parse(source), True)


def imports_of(file: Path, package: Path) -> list[Import]:
    """Every import of a file in a package folder."""
    return list(imports(file.read_text(encoding="utf-8"), ["simulation", *file.relative_to(package).parent.parts]))


def package_of(each: Import) -> str:
    """The package a name is in; a public name of the package itself is in `simulation`."""
    second = each.name.split(".")[1:2]
    return second[0] if second and second[0] in MAY_IMPORT else "simulation"


def is_chart(file: Path, package: Path) -> bool:
    """Whether a file draws with Altair."""
    return file.stem not in OF_ALL_CHARTS and any(each.top == "altair" for each in imports_of(file, package))


def siblings_apart(file: Path, package: Path) -> list[str]:
    """The modules beside a file that it must not know, dotted."""
    folder = file.parent.relative_to(package).as_posix()
    if folder == CHARTS:
        kind = {each for each in file.parent.glob("*.py") if is_chart(each, package)}
    elif folder in APART:
        kind = {each for each in file.parent.glob("*.py") if each.stem not in APART[folder]}
    else:
        kind = set()
    dotted = "simulation." + folder.replace("/", ".")
    return [f"{dotted}.{each.stem}" for each in sorted(kind - {file})] if file in kind else []


def violations(package: Path) -> list[str]:
    """Every departure from the plan under a package folder, one line each."""
    found = []
    for file in sorted(package.rglob("*.py")):
        inside = file.relative_to(package)
        home = inside.parts[0].removesuffix(".py").replace("__init__", "simulation")
        if home not in MAY_IMPORT:
            found.append(f"{inside}: {home} is in no layer")
            continue
        beside = siblings_apart(file, package)
        for each in imports_of(file, package):
            where = f"{inside}:{each.line}"
            may = {home, *MAY_IMPORT[home]}
            if not each.at_once:
                may.add(LATE.get(inside.as_posix(), home))
            fits = package_of(each) in may or any(each.is_under(f"simulation.{part}") for part in may if "." in part)
            if each.top == "simulation" and not fits:
                found.append(f"{where}: {home} may not import {package_of(each)} ({each.name})")
            if any(each.is_under(module) for module in beside):
                found.append(f"{where}: files of {inside.parent.as_posix()} do not import one another ({each.name})")
            if each.top in OUTSIDE_PACKAGES and not inside.as_posix().startswith(OUTSIDE_PACKAGES[each.top] or "nowhere"):
                found.append(f"{where}: {each.top} is imported only in {' or '.join(OUTSIDE_PACKAGES[each.top]) or 'no place'}")
            if each.top in ONLY_INSIDE_FUNCTIONS and each.at_once:
                found.append(f"{where}: {each.top} is imported only inside the function that needs it")
    return found


def circles(package: Path) -> list[str]:
    """Every circle of imports between files under a package folder, as the files on it, with imports inside functions
    and for types alone counted too: one that is hidden is one.
    """
    files = {dotted(file, package): file for file in sorted(package.rglob("*.py"))}
    known = {
        module: {to for each in imports_of(file, package) if (to := _file_of(each.name, files)) and to != module}
        for module, file in files.items()
    }
    rank: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[str] = []

    def visit(module: str) -> None:  # Tarjan's strongly connected components
        rank[module] = lowest[module] = len(rank)
        path.append(module)
        for to in sorted(known[module]):
            if to not in rank:
                visit(to)
            if to in path:
                lowest[module] = min(lowest[module], lowest[to])
        if lowest[module] == rank[module]:
            circle = path[path.index(module) :]
            del path[path.index(module) :]
            if len(circle) > 1:
                found.append(" <-> ".join(sorted(circle)))

    for module in files:
        if module not in rank:
            visit(module)
    return found


def dotted(file: Path, package: Path) -> str:
    """The name a file of a package folder is imported by."""
    return ".".join(["simulation", *file.relative_to(package).with_suffix("").parts]).removesuffix(".__init__")


def _file_of(name: str, files: dict[str, Path]) -> str | None:
    """The module that an imported name is, or is something inside; None for what is not of the package."""
    return name if name in files else parent if (parent := name.rpartition(".")[0]) in files else None
