"""What "the same" means, between compiled and plain Python, threads, chunks, processes and caches.

1. Every part of every rule says compiled what its method says, to one part in a million, on a thousand entries.
2. Whole futures are the same, but for those in which a draw lay within 1e-5 of what it was compared with.
3. Bits are equal whatever the threads, the length of chunks and the number of futures.
4. In plain Python the rule's own lines run: a breakpoint there stops. Each future has its own parameters.
5. What interrupts a run ends it between two chunks, and the process goes on.
6. A process that was forked, and processes that compile at once into one cache, come to the same.
7. A cache that cannot be written costs a line in the log, no more.
8. Neither importing the package nor loading a plan imports numba.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from simulation import load, run_futures, scenarios
from simulation.ensemble import chunks
from simulation.ensemble import run as futures
from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.run import run_to_end
from simulation.model.engine.compiler import compiled_loop, layout_of
from simulation.model.engine.layout import Step
from simulation.model.engine.rule import Rule, declarations, weekly
from simulation.model.rules import STANDARD
from simulation.model.rules.small_steps import SmallSteps
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import MEMBERS
from tests.interrupt import heeding
from tests.unit.model.engine.worlds import small, world
from tests.unit.structure.rows import rows

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
RULES = tuple(type(rule) for rule in STANDARD)
LAYOUT = layout_of(RULES)
STEPS = (*LAYOUT.starts, *LAYOUT.changes)
PLAN = small(rotation_months=6, crisis_per_year=1.0)


def same(a, b, mine=slice(None), theirs=slice(None)) -> None:
    assert a.series
    for name in a.series:
        np.testing.assert_array_equal(a.weekly(name)[mine], b.weekly(name)[theirs], err_msg=name)
    for name in OUTCOMES:
        np.testing.assert_array_equal(a.per_future(name)[mine], b.per_future(name)[theirs], err_msg=name)
    for rule, credit in a.credit("practice").items():
        np.testing.assert_array_equal(credit[mine], b.credit("practice")[rule][theirs], err_msg=rule)


# ---- 1. part by part


def compiled_functions() -> dict:
    """The compiled functions of the standard loop by name: those of its very modules."""
    advance = compiled_loop(RULES).advance
    found: dict = {}
    waiting = [advance, compiled_loop(RULES).begin]
    while waiting:
        function = waiting.pop()
        found[function.__name__] = function
        names = function.py_func.__globals__
        waiting += [f for f in names.values() if hasattr(f, "py_func") and f.__name__ not in found]
    return found


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.part.rule.name()}.{step.part.method}")
def test_every_part_says_compiled_what_its_method_says(step: Step):
    functions = compiled_functions()
    compiled, prepare = functions[step.function.name], functions["prepare"]
    rng = np.random.default_rng(11)
    kind, moved, differ = step.part.rule, set(), 0
    for batch in range(20):
        numbers = {d.name: _within(d, rng) for d in declarations(kind)}
        if kind.name() == "calendar" and batch % 2:
            numbers |= BROKEN_OFF
        q = np.zeros(len(LAYOUT.parameters))
        for each in LAYOUT.everything:
            for d in declarations(each):
                q[LAYOUT.column[d.name]] = numbers.get(d.name, d.default)
        prepare(q)
        rule = kind(**numbers)
        for place, row in enumerate(rows(step.part, batch, 50)):
            if "week" in row and place % 5 == 0:
                row["week"] = THE_END
            given = {name: float(np.float32(v)) if name in kind.draws else float(v) for name, v in row.items()}
            plain = getattr(rule, step.part.method)(**given)
            answer = compiled(q, *given.values())
            number, *values = answer
            if step.function.kinds[number] != tuple(key for key in step.function.keys if key in plain):
                differ += 1  # a number lay on the very edge between two branches
                continue
            for key, value in zip(step.function.keys, values, strict=True):
                assert value == pytest.approx(plain.get(key, 0.0), rel=1e-6, abs=1e-12), (key, given, numbers)
                moved |= {key} if plain.get(key, 0.0) != 0.0 else set()
    assert differ <= 1
    assert moved == set(step.function.keys), "some keys were never moved: the entries do not bring them out"


# A mutual network whose support ends in week 52 where two years were promised.
THE_END = 52
BROKEN_OFF = {"peers": 0.0, "months": 12.0, "promised_months": 24.0, "support_from_month": 0.0}


def _within(declared, rng: np.random.Generator) -> float:
    value = rng.uniform(declared.low, declared.high)
    return float(round(value)) if declared.whole else float(value)


# ---- 2. whole futures


@pytest.mark.parametrize("scenario", scenarios())
def test_whole_futures_are_the_same_compiled_and_plain(monkeypatch, scenario):
    """Those that are not had a draw on the edge: it is looked for in the plain run, in each comparison of a draw."""
    plan = load(scenario)
    compiled = run_futures(plan, 2, seed=5, weeks=60)
    plain = run_futures(plan, 2, seed=5, weeks=60, compiled=False)
    apart = [
        future for future in range(2)
        if any(not np.allclose(compiled.weekly(n)[future], plain.weekly(n)[future], rtol=1e-5, atol=1e-6, equal_nan=True) for n in compiled.series)
    ]  # fmt: skip
    _differing.extend((scenario, future) for future in apart)
    for future in apart:
        assert _nearest_to_an_edge(monkeypatch, plan, future) < 1e-5, (
            "compiled and plain differ without a draw on the edge"
        )
    assert len(_differing) <= 2 * len(scenarios()) // 10


_differing: list[tuple[str, int]] = []


class Edge(float):
    """A draw that remembers how near it came to what it was compared with."""

    nearest = 1.0

    def _see(self, other: float) -> None:
        Edge.nearest = min(Edge.nearest, abs(float(self) - float(other)))

    def __lt__(self, other: float) -> bool:
        self._see(other)
        return float(self) < other

    def __le__(self, other: float) -> bool:
        self._see(other)
        return float(self) <= other

    def __gt__(self, other: float) -> bool:
        self._see(other)
        return float(self) > other

    def __ge__(self, other: float) -> bool:
        self._see(other)
        return float(self) >= other


def _nearest_to_an_edge(monkeypatch, plan, future: int) -> float:
    Edge.nearest = 1.0
    made = world(plan, futures=range(future, future + 1), weeks=60, seed=5, compiled=False)
    with monkeypatch.context() as patched:
        for step in STEPS:
            drawn = [place for place, given in enumerate(step.inputs) if given.draw is not None]
            if drawn:
                patched.setattr(step.part.rule, step.part.method, _with_edges(step.part.function, drawn))
        made.advance(60)
    return Edge.nearest


def _with_edges(method, drawn: list[int]):
    def ask(self, *given):
        return method(self, *(Edge(value) if place in drawn else value for place, value in enumerate(given)))

    return ask


def test_the_look_for_draws_on_the_edge_finds_one(monkeypatch):
    assert 0.0 < _nearest_to_an_edge(monkeypatch, PLAN, 0) < 0.01


# ---- 3. threads, chunks, sizes


def test_bits_are_equal_whatever_the_threads():
    one = run_futures(PLAN, 12, seed=3, threads=1, doubt=True)
    for threads in (2, 5):
        other = run_futures(PLAN, 12, seed=3, threads=threads, doubt=True)
        same(one, other)
        same(one.doubt, other.doubt)


@pytest.mark.parametrize("longest_s", [1e-9, 2e-4, 10.0])
def test_bits_are_equal_whatever_the_length_of_chunks(monkeypatch, longest_s):
    whole, done = run_futures(PLAN, 12, seed=3, threads=2), []
    monkeypatch.setattr(chunks, "MAX_CHUNK_S", longest_s)
    same(run_futures(PLAN, 12, seed=3, threads=2, progress=lambda *at: done.append(at)), whole)
    assert len(done) == (12 if longest_s == 1e-9 else 2 if longest_s == 10.0 else len(done)) and done[-1] == (12, 12)
    assert 2 <= len(done) <= 12


def test_no_chunk_is_meant_to_be_longer_than_it_may():
    """Whatever the plan's size; a single future is never cut."""
    for plan in (PLAN, load("twenty_group"), load("union_parishads")):
        made = world(plan, futures=200, weeks=156)
        cut = list(chunks._chunks(made.setting, 1, chunks.MAX_CHUNK_S))
        assert [piece.start for piece in cut] == [0, *(piece.stop for piece in cut[:-1])] and cut[-1].stop == 200
        assert max(piece.stop - piece.start for piece in cut) < 200


@pytest.mark.parametrize("futures", [1, 2, 30])
def test_a_future_is_the_same_among_few_or_many(futures):
    same(run_futures(PLAN, futures, seed=3), run_futures(PLAN, 60, seed=3), theirs=slice(futures))


def test_a_future_is_the_same_alone_as_in_an_ensemble_whatever_its_number():
    many = run_futures(PLAN, 30, seed=3, weeks=60)
    alone = world(PLAN, futures=range(17, 18), weeks=60, seed=3, spreads=True)
    alone.advance(60)
    for place, variable in enumerate(alone.layout.recorded):
        np.testing.assert_array_equal(alone.means[0, place], many.weekly(variable.name)[17], err_msg=variable.name)


# ---- 4. plain Python


def test_in_plain_python_the_rules_own_lines_run_and_compiled_they_do_not():
    """What a debugger sees: the file and the lines of the rule itself."""
    file, (lines, first) = inspect.getsourcefile(SmallSteps), inspect.getsourcelines(SmallSteps.change)
    seen: set[int] = set()

    def trace(frame, event, _):
        if frame.f_code.co_filename != file or frame.f_code.co_name != "change":
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return trace

    def traced(compiled: bool) -> set[int]:
        made = world(PLAN, futures=1, weeks=3, compiled=compiled)
        seen.clear()
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            made.advance(3)
        finally:
            sys.settrace(before)
        return set(seen)

    assert traced(compiled=True) == set()
    lines_run = traced(compiled=False)
    assert len(lines_run) > 3 and lines_run <= set(range(first, first + len(lines)))


def test_a_breakpoint_in_a_rule_stops_there_with_its_own_names(monkeypatch):
    stopped: list[dict] = []
    change = SmallSteps.change

    def with_a_breakpoint(self, *given):
        stopped.append(dict(zip(list(inspect.signature(change).parameters)[1:], given, strict=True), rule=self))
        return change(self, *given)

    monkeypatch.setattr(SmallSteps, "change", with_a_breakpoint)
    plan = PLAN.with_(step_size=0.3)
    run_futures(plan, 1, weeks=1, compiled=False)
    assert len(stopped) == 2 * (plan["officials"] + plan["peers"])  # with support and without
    assert stopped[-1]["rule"].step_size == 0.3 and 0.0 <= stopped[-1]["draw"] < 1.0
    assert all(type(value) is float for name, value in stopped[0].items() if name != "rule")


def test_in_plain_python_too_each_future_has_its_own_parameters():
    compiled = run_futures(PLAN, 4, seed=3, weeks=30, doubt=True)
    plain = run_futures(PLAN, 4, seed=3, weeks=30, doubt=True, compiled=False, threads=4)
    for a, b in ((compiled, plain), (compiled.doubt, plain.doubt)):
        np.testing.assert_allclose(a.weekly("practice"), b.weekly("practice"), rtol=1e-6, atol=1e-7)
    columns = {"relapse_per_month": np.array([0.05, 0.1, 0.07])}
    both = [world(PLAN, futures=3, weeks=10, columns=columns, compiled=compiled) for compiled in (True, False)]
    for made in both:
        made.advance(10)
    np.testing.assert_allclose(both[0].arrays["habit"], both[1].arrays["habit"], rtol=1e-9, atol=1e-12)


# ---- 5. interruptions


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("problem", [KeyboardInterrupt, RuntimeError("a newer wish")])
def test_what_progress_raises_ends_a_run_between_chunks_and_the_process_goes_on(monkeypatch, threads, problem):
    monkeypatch.setattr(chunks, "MAX_CHUNK_S", 1e-9)
    whole, done, ran = run_futures(PLAN, 12, seed=3, threads=threads), [], []
    monkeypatch.setattr(futures, "run_to_end", lambda *given: ran.append(1) or run_to_end(*given))

    def stop(finished: int, _total: int) -> None:
        done.append(finished)
        if finished >= 3:
            raise problem

    with pytest.raises(type(problem) if isinstance(problem, Exception) else problem):
        run_futures(PLAN, 400, seed=3, weeks=20, threads=threads, progress=stop)
    assert done == [1, 2, 3] and 3 <= len(ran) < 400
    stopped_at = len(ran)
    same(run_futures(PLAN, 12, seed=3, threads=threads), whole)
    assert len(ran) == stopped_at + 12, "chunks of the run that was stopped went on"


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill sends SIGINT on POSIX only")
def test_ctrl_c_ends_a_long_run_and_leaves_the_process_usable():
    asked = run_python(
        "import os, signal, threading, numpy as np\n"
        "from simulation import run_futures\n"
        "before = run_futures('twenty_group', 3, weeks=20).weekly('practice')\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    run_futures('twenty_group', 2_000_000)\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped')\n"
        "assert (run_futures('twenty_group', 3, weeks=20).weekly('practice') == before).all()\n"
        "print('usable')"
    )
    assert asked.stdout.split() == ["stopped", "usable"], asked.stderr


# ---- 6. processes


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are spawned here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_process_that_was_forked_from_one_with_threads_runs_with_threads_of_its_own():
    expected = run_futures(PLAN, 8, seed=3, threads=2).weekly("practice")  # the parent has threads now
    assert any(thread.name.startswith("futures") for thread in threading.enumerate())
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = run_futures(PLAN, 8, seed=3, threads=2).weekly("practice")
            os.write(writer, b"same" if (found == expected).all() else b"other")
        finally:
            os._exit(0)
    os.close(writer)
    assert os.waitpid(child, 0)[1] == 0
    assert os.read(reader, 10) == b"same"


COMPILE_A_TOY = """
import sys, logging
sys.path.insert(0, {folder!r})
logging.basicConfig(level=logging.INFO, format="%(message)s")
from simulation.ensemble import context
from simulation.model.plans.plan import defaults
context._STANDARD = ()
from toy import Toy
from simulation import run_futures
found = run_futures(defaults(), 3, seed=3, weeks=20, rules=[Toy()])
loop, _ = context.loop_for([Toy()])
misses = sum(loop.advance.stats.cache_misses.values())
print(found.weekly("knowledge")[:, -1].tobytes().hex(), misses)
"""
TOY = '''
from dataclasses import dataclass
from simulation.model.engine.rule import Rule
from simulation.vocabulary.state_variables import MEMBERS
from tests.interrupt import heeding

@dataclass(frozen=True)
class Toy(Rule):
    """A toy that nobody has compiled before."""

    each = MEMBERS

    def change(self, confidence):
        return {"knowledge": 0.01 * confidence}
'''


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        heeding([sys.executable, "-c", code]), capture_output=True, text=True, timeout=120, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_processes_that_compile_at_once_into_one_cache_succeed_and_a_later_one_finds_it_warm(tmp_path):
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    code, cache = COMPILE_A_TOY.format(folder=str(tmp_path)), str(tmp_path / "cache")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COUNTERPARTS_CACHE": cache}
    at_once = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         cwd=ROOT, env=environment)
        for _ in range(2)
    ]  # fmt: skip
    told = [(process.communicate(timeout=120), process.returncode) for process in at_once]
    assert [code for _, code in told] == [0, 0], told
    later = run_python(code, COUNTERPARTS_CACHE=cache)
    (found, misses), *others = [line.split() for line in (later.stdout, *(out for (out, _), _ in told))]
    assert misses == "0", "the third process compiled once more"
    assert [other[0] for other in others] == [found, found]
    assert not list((tmp_path / "cache" / "engine").glob("*.py.*")), "parts of files were left behind"


# ---- 7. a cache that cannot be written


def test_a_cache_that_cannot_be_written_costs_a_line_in_the_log(tmp_path):
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    code = COMPILE_A_TOY.format(folder=str(tmp_path))
    asked = run_python(code, COUNTERPARTS_CACHE=str(tmp_path / "file" / "x"), TMPDIR=str(tmp_path))
    assert asked.returncode == 0, asked.stderr
    said = [line for line in asked.stderr.splitlines() if "cannot be kept" in line]
    assert len(said) == 1 and str(tmp_path / "file" / "x") in said[0]
    kept = run_python(code, COUNTERPARTS_CACHE=str(tmp_path / "cache"))
    assert asked.stdout.split()[0] == kept.stdout.split()[0]


def test_a_spoiled_file_of_the_cache_is_written_anew(tmp_path):
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    code, cache = COMPILE_A_TOY.format(folder=str(tmp_path)), str(tmp_path / "cache")
    first = run_python(code, COUNTERPARTS_CACHE=cache)
    (spoiled,) = (tmp_path / "cache" / "engine").glob("advance_*.py")
    spoiled.write_text("half a fi", encoding="utf-8")
    again = run_python(code, COUNTERPARTS_CACHE=cache)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split()[0] == first.stdout.split()[0]


# ---- 8. who pays for numba


def test_neither_importing_the_package_nor_loading_a_plan_imports_numba():
    asked = run_python(
        "import sys, simulation\n"
        "from simulation import load, parameters, scenarios, run_futures, PartnershipModel\n"
        "[load(name) for name in scenarios()]; parameters()\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('numba', 'llvmlite')])"
    )
    assert asked.stdout.strip() == "[]", asked.stderr


def test_where_numba_is_missing_one_line_says_so_and_plain_python_runs():
    asked = run_python(
        "import sys; sys.modules['numba'] = None\n"
        "from simulation import run_futures\n"
        "try:\n"
        "    run_futures('twenty_group', 1, weeks=2)\n"
        "except ValueError as problem:\n"
        "    print(problem)\n"
        "print(run_futures('twenty_group', 1, weeks=2, compiled=False).provenance['machine']['numba'])"
    )
    told, machine = asked.stdout.splitlines()
    assert "numba cannot be imported here" in told and "compiled=False" in told and machine == "none"


@dataclass(frozen=True)
class Applause(Rule):
    """Applause makes people bold."""

    each = MEMBERS
    draws = {"clap": weekly("applause/clap")}

    boldness: float = param(0.01, 0.0, 0.1, unit="share/week", label="Boldness", help="How bold.", evidence=JUDGEMENT)

    def change(self, confidence, clap):
        if clap < 0.5:
            return {}
        return {"confidence": (1.0 - confidence) * self.boldness}


def test_a_rule_of_ones_own_beside_the_standard_ones_leaves_the_others_compiled_as_they_were():
    run_futures(PLAN, 1, weeks=2)
    before = compiled_functions()
    own = run_futures(PLAN, 6, seed=3, weeks=40, rules=(*STANDARD, Applause()))
    plain = run_futures(PLAN, 6, seed=3, weeks=40, rules=(*STANDARD, Applause()), compiled=False)
    np.testing.assert_allclose(own.weekly("confidence"), plain.weekly("confidence"), rtol=1e-5, atol=1e-6)
    loop = compiled_loop((*RULES, Applause))
    assert loop.advance is not before["advance"]
    names = loop.advance.py_func.__globals__
    kept = {name for name, function in before.items() if names.get(name) is function}
    assert "opening_ties" in kept and "closing_members" in kept and "during_members" not in kept
