"""`make bench`: every figure of speed and memory, measured in one run, with what it is held against beside it.

    python tests/benchmarks/figures.py [--quick] [--release]

Ratios are taken pair by pair, in turn, in this very run: a shared machine may be slow, but it is slow for both. Before anything is
timed, the ways to run the model are checked to agree. `--quick` leaves out the largest ensembles and the experiments; `--release`
keeps the engine's ratio to the fixed kernel as that of the last release.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # the oracle and the fixed kernel are tests' own
sys.path.insert(0, str(Path(__file__).parents[2]))  # and the oracle's rules stand in the tests of rules

WEEKS = 156
FUTURES = 200
ORACLE_FUTURES = 3  # the plain version is timed on a few futures and multiplied up
RELEASE = Path(__file__).parent / "last_release.json"
SHOWN = ("practice", "trust", "reform", "service")  # the series of a page's panels


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best_of(times: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each work, taken in turn so many times."""
    found = [[timed(work) for work in works] for _ in range(times)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def row(name: str, found: str, asked: str) -> None:
    """One line of the table."""
    print(f"{name:<74} {found:>24}" + (f"   asked: {asked}" if asked else ""), flush=True)


def engine_against_others(release: bool) -> None:
    """200 futures, all rules, credit: one thread, two, plain Mesa, and the fixed kernel that releases are held against."""
    from benchmarks import fixed_kernel
    from oracle.model import OracleModel

    from simulation import PartnershipModel
    from simulation.ensemble.chunks import in_chunks
    from simulation.ensemble.context import EnsembleContext
    from simulation.ensemble.run_arguments import rules_of
    from simulation.model.engine.world import World
    from simulation.model.plans.plan import defaults

    plan = defaults()  # 60 officials and 4 peers from outside
    setting = EnsembleContext(7, range(FUTURES)).setting(plan.values, rules_of(plan, None), WEEKS)

    def run(threads: int) -> list[World]:
        def chunk(futures: slice) -> World:
            world = World(setting.of(futures), everything=False)
            world.advance(WEEKS)
            return world

        return in_chunks(setting, chunk, threads)

    means = np.concatenate([world.means for world in run(2)])
    assert np.array_equal(means, np.concatenate([world.means for world in run(1)])), "threads change results"
    model = PartnershipModel(plan, rng=7, future=17)
    model.run_model()
    place = [v.name for v in setting.loop.layout.recorded].index("practice")
    assert np.array_equal(means[17, place], model.weekly("practice")[: WEEKS + 1]), "Mesa's face differs from the ensemble"
    fixed_kernel.run()
    one, two, fixed = best_of(15, lambda: run(1), lambda: run(2), fixed_kernel.run)
    row(f"{FUTURES} futures x 64 members x {WEEKS} weeks, credit, one thread", f"{1e3 * one:.0f} ms", "")
    row("  on two threads, times as fast", f"{one / two:.2f}", ">= 1.8")

    def plain() -> None:
        for future in range(ORACLE_FUTURES):
            oracle = OracleModel(plan, seed=7, future=future, weeks=WEEKS)
            for _ in range(WEEKS):
                oracle.step()

    slow = timed(plain) / ORACLE_FUTURES * FUTURES
    row(f"  plain Mesa, agent by agent ({ORACLE_FUTURES} futures timed, multiplied up)", f"{slow:.0f} s", "")
    row("  engine / plain Mesa", f"1/{slow / one:.0f}", "<= 1/250")
    ratio = one / fixed
    if release or not RELEASE.exists():
        RELEASE.write_text(json.dumps({"engine / fixed kernel": round(ratio, 3)}) + "\n", encoding="utf-8")
    last = json.loads(RELEASE.read_text(encoding="utf-8"))["engine / fixed kernel"]
    row(f"  engine / fixed kernel ({1e3 * fixed:.1f} ms), measured on the last release's", f"{ratio / last:.2f}", "<= 1.15")


def slider() -> None:
    """A slider moved, draws kept: 100 futures, both bands, credit, quantiles of four panels."""
    from simulation import load, run_futures

    plan = load("parliament_mentors")
    moves = {
        "a lever (months)": ("months", [12, 15, 18], "60 / 35 ms"),
        "another lever (people supported)": ("counterparts", [10, 12, 14], "60 / 35 ms"),
        "a setting (crises a year)": ("crisis_per_year", [0.2, 0.3, 0.4], "110 / 65 ms"),
    }
    for name, (number, values, asked) in moves.items():
        told = []
        for threads in (1, 2):
            turn = cycle(values)

            def move(threads: int = threads, number: str = number, turn: cycle[float] = turn) -> None:
                results = run_futures(
                    plan.with_(**{number: next(turn)}), 100, seed=7, doubt=True, keep=SHOWN, threads=threads
                )
                for band in (results, results.doubt):
                    for series in SHOWN:
                        band.quantiles(series)

            for _ in values:
                move()
            found = sorted(1e3 * timed(move) for _ in range(25))
            told.append(f"{found[12]:.0f}")
        row(f"slider to results and quantiles, {name}, one / two threads", f"{' / '.join(told)} ms", f"<= {asked} median")


def mesa_face() -> None:
    """Mesa's `step` with the default collector."""
    from simulation import PartnershipModel

    def through() -> float:
        model = PartnershipModel("parliament_mentors")
        return timed(lambda: [model.step() for _ in range(WEEKS)])

    through()
    found = statistics.median(through() for _ in range(9))
    row("Mesa's step with the default collector; 156 weeks", f"{1e6 * found / WEEKS:.0f} us; {1e3 * found:.1f} ms", "<= 60 us; 10 ms")


def first_uses() -> None:
    """The first run of a process with a warm cache, with an empty one, and with a rule from a notebook cell."""
    rule = """
from dataclasses import dataclass
import linecache, time
from simulation import STANDARD, run_futures
from simulation.model.engine.rule import Rule
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import MEMBERS
source = '''
@dataclass(frozen=True)
class Letters{0}(Rule):
    "Letters of thanks make people bold."
    each = MEMBERS
    boldness: float = param(0.01, 0.0, 0.05, unit="share/week", label="Boldness", help="Gain.", evidence=JUDGEMENT)
    def change(self, confidence, practising):
        return {{"confidence": practising * (1.0 - confidence) * self.boldness * {0}.0}}
'''.format(time.time_ns() % 10**6)
linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
exec(compile(source, "<cell>", "exec"))
letters = [kind for name, kind in list(globals().items()) if name.startswith("Letters")][0]
run_futures("parliament_mentors", 200)
start = time.perf_counter()
run_futures("parliament_mentors", 200, rules=(*STANDARD, letters()))
print(time.perf_counter() - start)
"""
    first_wave = """
import time
from simulation import run_futures, load
plan = load("parliament_mentors")
start = time.perf_counter()
run_futures(plan, 2)
once = time.perf_counter() - start
start = time.perf_counter()
run_futures(plan, 2)
print(once - (time.perf_counter() - start))
"""

    def fresh(code: str, **environment: str) -> float:
        told = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
        )
        return float(told.stdout.split()[-1])

    fresh(first_wave)
    row("first use after set-up, compiled code in the cache", f"{statistics.median(fresh(first_wave) for _ in range(5)):.2f} s more", "<= 0.5 s")
    with tempfile.TemporaryDirectory() as empty:
        row("  with an empty cache (set-up does this once)", f"{fresh(first_wave, COUNTERPARTS_CACHE=empty):.1f} s", "")
    row("a new rule in a notebook cell, to its first result", f"{statistics.median(fresh(rule) for _ in range(3)):.1f} s", "<= 5 s")


def scale(quick: bool) -> None:
    """Cost of a member-week, luck drawn anew, and peak memory, each size in a process of its own."""
    costs = []
    for size in (10**4, 10**5, 10**6, *(() if quick else (10**7,))):
        told = subprocess.run([sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True)
        cost, peak, futures = json.loads(told.stdout.splitlines()[-1])
        costs.append(cost)
        row(f"{size:>10,} member-futures ({futures:,} futures): cost, peak memory", f"{cost:.0f} ns, {peak:.0f} MB", "")
    row("  dearest / cheapest member-week", f"{max(costs) / min(costs):.2f}", "<= 1.2")


def one_size(size: int) -> None:
    """For `scale`: one ensemble, its cost in ns a member-week and this process's peak memory in MB."""
    from simulation import load, run_futures

    plan = load("parliament_mentors")
    members = plan["officials"] + plan["peers"]
    futures = max(1, round(size / members))
    run_futures(plan, 2, seed=1, weeks=4)
    repeats = max(1, min(7, 10**6 // size))
    spent = [
        timed(lambda seed=seed: run_futures(plan, futures, seed=seed, keep=["practice"], weeks=WEEKS))
        for seed in range(repeats)
    ]
    print(json.dumps([statistics.median(spent) / (futures * members * WEEKS) * 1e9, peak_memory(), futures]))


def peak_memory() -> float:
    """Peak memory of this process in MB; of this program alone, where the system can tell it from its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def importing() -> None:
    """What `import simulation` adds to NumPy and the parts of SciPy that it uses: the time of its own modules."""

    def own(code: str) -> float:
        """Seconds spent in modules that are not NumPy's or SciPy's, nor loaded by them, in a fresh process."""
        told = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
        lines = [line.partition(":")[2].split("|") for line in told.stderr.splitlines() if line.count("|") == 2]
        after = False
        spent = 0
        for line in lines:
            if after and line[0].strip().isdigit():
                spent += int(line[0])
            after = after or line[2].strip() == "scipy.special"  # the last of those that are imported first
        return spent / 1e6

    found = statistics.median(own("import numpy, scipy.sparse, scipy.special\nimport simulation; simulation.run_futures") for _ in range(7))
    row("import simulation with run_futures, beyond NumPy and SciPy", f"{found:.2f} s", "<= 0.2 s")


def experiments() -> None:
    """Sets of a calibration, an acceptance run, a small sensitivity study."""
    from simulation.experiments.acceptance import figures
    from simulation.experiments.calibration.space import Space
    from simulation.experiments.calibration.store import Store
    from simulation.experiments.calibration.waves import first_wave
    from simulation.experiments.patterns import PATTERNS
    from simulation.experiments.sensitivity.study import study
    from simulation.experiments.trials import Trials

    figures(Trials({}, 4, 1), ["AT8", "AT18"])  # compiles what only they need
    row("acceptance: 19 patterns at the defaults, 60 futures", f"{timed(lambda: figures(Trials({}, 60, 1))):.1f} s", "")
    space = Space.of_model()
    for futures in (8, 30):
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder) / "store", space, PATTERNS)
            for design in first_wave(space, 32, futures, 1):
                store.add(design)
            row(f"calibration: 32 sets, {futures} futures, all patterns but AT19", f"{timed(store.run):.1f} s", "")
    made = timed(lambda: study(trajectories=4, base=16, futures=30))
    row("sensitivity: 4 trajectories, base 16, 30 futures", f"{made:.1f} s", "")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="leave out the largest ensembles and the experiments")
    options.add_argument("--release", action="store_true", help="keep the ratio to the fixed kernel as the last release's")
    options.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        one_size(chosen.one)
        return
    load = "/".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores, load {load}\n")
    engine_against_others(chosen.release)
    slider()
    mesa_face()
    first_uses()
    scale(chosen.quick)
    importing()
    if not chosen.quick:
        experiments()


if __name__ == "__main__":
    main()
