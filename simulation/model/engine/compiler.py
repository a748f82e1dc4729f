"""From a printed loop to functions that run: compiled by numba and cached, or plain Python with the rules themselves.

The only module that imports numba. The printed loop is stored as a file, because numba caches what it compiled beside a
file: in `COUNTERPARTS_CACHE` where that is set, else in the user's cache folder, else (where nothing may be written) in
a temporary folder of this process, and the log says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import inspect
import logging
import math
import os
import platform
import re
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from simulation.model.engine.language import Function, place
from simulation.model.engine.layout import Layout
from simulation.model.engine.loop import Unit, driver, source, units
from simulation.model.engine.rule import Part, Rule, declarations
from simulation.vocabulary.errors import RuleError, one_line

CACHE_VARIABLE = "COUNTERPARTS_CACHE"
OPTIONS = "forceinline=True"
# The loop's functions only read and write arrays that others hold: without numba's counting of references to them, an
# atomic instruction for each array of each call, a run takes a sixth less. A function that makes arrays must count.
NO_REFERENCE_COUNT = ", _nrt=False"
SLOW_COMPILATION_S = 1.0  # beyond it the log says what took so long
_log = logging.getLogger("counterparts.engine")
_compiling = threading.Lock()


@dataclass(frozen=True)
class Loop:
    """The two functions of a layout's loop. `bind`, in plain Python, gives the rules the parameters of one future."""

    layout: Layout
    begin: Callable[..., Any]
    advance: Callable[..., Any]
    compiled: bool
    bind: Callable[[np.ndarray], None] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled by what it is made from."""
        return (compiled_loop if self.compiled else plain_loop), (self.layout.rules,)


@lru_cache(maxsize=32)
def layout_of(rules: tuple[type[Rule], ...]) -> Layout:
    """The layout of some rules, made once. Raises RuleError."""
    return Layout(rules)


@lru_cache(maxsize=32)
def compiled_loop(rules: tuple[type[Rule], ...]) -> Loop:
    """The loop of some rules, compiled where the cache does not hold it yet. Raises RuleError."""
    layout = layout_of(rules)
    with _compiling:
        functions = _compiled(layout)
        return Loop(layout, functions["begin"], functions["advance"], compiled=True)


def plain_loop(rules: tuple[type[Rule], ...]) -> Loop:
    """The same loop in plain Python: it calls the rules' own methods, so that a breakpoint in one works."""
    layout = layout_of(rules)
    bound: dict[type[Rule], Rule] = {}
    names: dict[str, Any] = {"np": np, "math": math}
    for step in (*layout.starts, *layout.changes):
        names[step.function.name] = _rule_method(step.part, step.function, bound)
    for column, function in layout.derived:
        rule, name = _derived_of(layout, column)
        names[function.name] = lambda q, rule=rule, name=name: float(getattr(bound[rule], name))
    text = "\n\n".join(unit.source for unit in driver(layout))
    exec(compile(text, "<the model's loop>", "exec"), names)

    def bind(numbers: np.ndarray) -> None:
        for rule in layout.everything:
            bound[rule] = rule(**{d.name: float(numbers[layout.column[d.name]]) for d in declarations(rule)})

    return Loop(layout, names["begin"], names["advance"], compiled=False, bind=bind)


def _derived_of(layout: Layout, column: int) -> tuple[type[Rule], str]:
    rule, _, name = layout.parameters[column].partition(".")
    return next(kind for kind in layout.everything if kind.name() == rule), name


def _rule_method(part: Part, function: Function, bound: Mapping[type[Rule], Rule]) -> Callable[..., tuple[float, ...]]:
    def ask(_q: np.ndarray, *arguments: float) -> tuple[float, ...]:
        method = getattr(bound[part.rule], part.method)
        try:
            answer = method(*map(float, arguments))
        except (ArithmeticError, ValueError) as problem:
            raise RuleError(f"{_fault_location(problem, part)}: {problem}{_argument_text(part, arguments)}") from None
        kind = function.kinds.index(tuple(key for key in function.keys if key in answer))
        return (kind, *(_number(answer.get(key, 0.0), key, part) for key in function.keys))

    return ask


def _fault_location(problem: Exception, part: Part) -> str:
    """Where in a rule's file something went wrong."""
    file, line = inspect.getsourcefile(part.function), None
    for frame, line_number in traceback.walk_tb(problem.__traceback__):
        line = line_number if frame.f_code.co_filename == file else line
    return place(part.rule, line, file)


def _argument_text(part: Part, arguments: tuple[float, ...]) -> str:
    text = ", ".join(f"{name} = {value:g}" for name, value in zip(part.reads, arguments, strict=True))
    return f"; it was asked with {text}" if text else ""


def _number(value: Any, key: str, part: Part) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        what = f"rule {part.rule.name()}: {part.method} gave {one_line(value)} for {key}"
        raise RuleError(f"{what}; give one number") from None


# ---- the cache


def cache_folder() -> Path:
    """The folder of printed and compiled loops."""
    configured = os.environ.get(CACHE_VARIABLE)
    return (Path(configured) if configured else user_cache_path("counterparts")) / "engine"


@lru_cache(maxsize=1)
def _temporary_folder() -> Path:
    folder = tempfile.mkdtemp(prefix="counterparts-engine-")
    _log.warning("loops cannot be kept in %s: each process compiles the model anew, in seconds", cache_folder())
    return Path(folder)


def _writable_folder() -> Path:
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}-{threading.get_ident()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return _temporary_folder()
    return folder


def as_module(layout: Layout) -> str:
    """The whole loop of a layout as one module of plain Python, to be read; nothing runs it."""
    docstring = "The model as one loop, printed by `counterparts describe --loop`. Made, not written: change the rules."
    return f'"""{docstring}"""\n\nimport math\n\nimport numpy as np\n\n\n{source(layout)}\n'


HEADER = '''"""A part of the model's loop, printed from the rules. Made, not written: change the rules."""

import math

import numba
import numpy as np
{imports}

jit = numba.njit(cache=True, nogil=True, error_model="numpy", {options})


@jit
'''


def _compiled(layout: Layout) -> dict[str, Callable[..., Any]]:
    """The functions of a layout's loop. Each stands in a file of its own, named after all that it rests on: where only
    one rule is new, all others come from the cache.
    """
    for function in layout.functions.values():
        if function.watched_at:
            where = function.watched_at
            raise RuleError(f"{where} works in plain Python only: take it out, or run with compiled=False")
    numba = _numba()
    folder = _writable_folder()
    keyed = _units_with_keys(layout, numba.__version__)
    return {unit.name: _function(folder, unit, key, below) for unit, key, below in keyed}


def _units_with_keys(layout: Layout, numba_version: str) -> Iterator[tuple[Unit, str, list[tuple[str, str]]]]:
    """Every function of a layout's loop, the name of its file, and the names and files of those that it calls."""
    keys: dict[str, str] = {}
    for unit in units(layout).values():
        below = [(need, keys[need]) for need in unit.needs]
        text = f"{numba_version}/{np.__version__}/{below}/{_options(unit)}/{unit.source}"
        keys[unit.name] = key = f"{unit.name}_{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
        yield unit, key, below


def _options(unit: Unit) -> str:
    return OPTIONS if "np.zeros(" in unit.source else OPTIONS + NO_REFERENCE_COUNT


def is_cached(rules: tuple[type[Rule], ...]) -> bool:
    """Whether the compiled loop of some rules lies in the cache. Raises RuleError where numba cannot be imported."""
    numba = _numba()
    files = {unit.name: key for unit, key, _ in _units_with_keys(layout_of(rules), numba.__version__)}
    folders = [cache_folder() / "__pycache__", *([Path(numba.config.CACHE_DIR)] if numba.config.CACHE_DIR else [])]
    index_names = [f"{files[name]}.{name}-*.nbi" for name in ("begin", "advance")]
    return all(any(True for folder in folders for _ in folder.rglob(index)) for index in index_names)


def _numba() -> Any:
    try:
        import numba
    except ImportError as problem:
        raise RuleError(
            f"numba cannot be imported here ({one_line(str(problem))}): install it, or run with compiled=False, slowly"
        ) from None
    return numba


def _function(folder: Path, unit: Unit, key: str, below: list[tuple[str, str]]) -> Callable[..., Any]:
    name = f"counterparts_loop_{key}"
    if name not in sys.modules:
        imports = "\n".join(f"from counterparts_loop_{file_key} import {need}" for need, file_key in below)
        file = folder / f"{key}.py"
        _write_once(file, HEADER.format(imports=imports, options=_options(unit)) + f"{unit.source}\n")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # its callers, and numba's cache, look it up by its name
        spec.loader.exec_module(module)
    return getattr(sys.modules[name], unit.name)


def _write_once(file: Path, text: str) -> None:
    """Whole or not at all, and never again: numba takes a file with a new date for another one."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if file.read_text(encoding="utf-8") == text:
            return
    partial = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}")
    partial.write_text(text, encoding="utf-8")
    try:
        os.link(partial, file)  # unlike a move, leaves alone what another process has put there first
    except FileExistsError:
        if file.read_text(encoding="utf-8") != text:  # cut short, or spoiled
            os.replace(partial, file)
    except OSError:  # a file system without links
        os.replace(partial, file)
    partial.unlink(missing_ok=True)


def call(function: Callable[..., Any], *arguments: Any) -> None:
    """Call a function of the loop; the first call compiles it or takes it from the cache. Raises RuleError."""
    if getattr(function, "overloads", True):  # plain Python, or compiled already
        function(*arguments)
        return
    started = time.perf_counter()
    try:
        function(*arguments)
    except Exception as problem:
        if type(problem).__module__.startswith("numba"):
            raise RuleError(f"{_compilation_error(str(problem))}; compiled=False runs it as it stands") from None
        raise
    seconds = time.perf_counter() - started
    if seconds > SLOW_COMPILATION_S:
        _log.info("compiling the model took %.1f s; from now on it is kept in %s", seconds, cache_folder())


def _compilation_error(message: str) -> str:
    """Of all that numba says: which function of which rule, which line of it as it is printed, and why."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    reason = next((line for line in lines if not line.startswith(("Failed in", "-", "During"))), message)
    function = next((found[1] for line in lines if (found := re.match(r"def (\w+)\(", line))), "a rule")
    of_a_rule = re.fullmatch(r"(\w+?)_((?:change|start)(?:_[a-z]+)?)", function)
    where = f"rule {of_a_rule[1]}: {of_a_rule[2]}" if of_a_rule else function
    marked = next((lines[place - 1] for place, line in enumerate(lines) if line.startswith("^") and place), "")
    return f"{where} cannot be compiled: {reason[:200]}" + (f" in `{marked[:80]}`" if marked else "")


@lru_cache(maxsize=1)
def machine() -> dict[str, str]:
    """What results may depend on beside the lock file: the processor, and numba where it is there."""
    with contextlib.suppress(ImportError):
        import llvmlite.binding as llvm
        import numba

        return {"processor": llvm.get_host_cpu_name(), "numba": numba.__version__}
    return {"processor": platform.machine(), "numba": "none"}
