"""`make bench`: every figure of speed and memory, measured in one run, with what it is held against beside it.

    python tests/benchmarks/figures.py [--quick]

Ratios are taken pair by pair, in turn, in this very run: a shared machine may be slow, but it is slow for both. Before anything is
timed, the three ways to run the model are checked to agree. `--quick` leaves out the largest ensembles.
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
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # the oracle and the compiled loop are tests' own

WEEKS = 156
FUTURES = 200
ORACLE_FUTURES = 3  # the plain version is timed on a few futures and multiplied up


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes, by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(name: str, found: str, asked: str) -> None:
    """One line of the table."""
    print(f"{name:<68} {found:>22}" + (f"   asked: {asked}" if asked else ""), flush=True)


def engine_against_others() -> None:
    """200 futures, all rules: the arrays, a compiled loop of the same arithmetic, and plain Mesa."""
    from simulation.model.plan import defaults
    from simulation.model.week import Weeks
    from simulation.runs.futures import ideas_of
    from simulation.runs.record import Record
    from simulation.runs.stage import Stage
    from tests.benchmarks import compiled
    from tests.oracle.model import OracleModel

    plan = defaults()  # 60 officials and 4 peers from outside
    ideas = ideas_of(plan, None)

    def arrays(stage: Stage, futures: int) -> tuple[float, dict[str, np.ndarray]]:
        world = stage.world(plan.values, ideas, WEEKS)
        run, record = Weeks(world), Record(world)

        def go() -> None:
            record.write(run)
            for _ in range(WEEKS):
                run.step()
                record.write(run)

        return timed(go), dict(record.weekly(slice(0, futures)))

    def loop(stage: Stage, futures: int) -> tuple[float, np.ndarray]:
        gathered = compiled.gathered(stage.world(plan.values, ideas, WEEKS))
        found: list[np.ndarray] = []
        return timed(lambda: found.append(compiled.loop(gathered, futures, WEEKS))), found[0]

    for futures in (FUTURES, 8 * FUTURES):
        stage = Stage(7, range(futures))
        (_, ours), (_, theirs) = arrays(stage, futures), loop(stage, futures)  # not timed: warms both up
        apart = max(float(np.abs(ours[name] - theirs[i]).max()) for i, name in enumerate(compiled.SERIES))
        assert apart < 1e-4, f"the arrays and the compiled loop differ by {apart}"
        pairs = [(arrays(stage, futures)[0], loop(stage, futures)[0]) for _ in range(7)]
        ours_ms, loop_ms = (1e3 * statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        row(f"{futures} futures x 64 members x {WEEKS} weeks: arrays", f"{ours_ms:.0f} ms", "")
        row("  a compiled loop of the same arithmetic", f"{loop_ms:.0f} ms", "")
        row("  arrays / compiled loop", f"{ratio:.2f}", "<= 1.2 at 200 futures")
        if futures == FUTURES:
            engine = ours_ms / 1e3

    def plain() -> None:
        for future in range(ORACLE_FUTURES):
            model = OracleModel(plan, seed=7, future=future, weeks=WEEKS)
            for _ in range(WEEKS):
                model.step()

    oracle = timed(plain) / ORACLE_FUTURES * FUTURES
    row(f"  plain Mesa, agent by agent ({ORACLE_FUTURES} futures timed, multiplied up)", f"{oracle:.0f} s", "")
    row("  arrays / plain Mesa", f"1/{oracle / engine:.0f}", "<= 1/50")


def slider() -> None:
    """A slider moved, draws kept: 100 futures, credit with every run."""
    from simulation import load, run_futures

    plan = load("parliament_mentors")
    for doubt, name in ((True, "both bands"), (False, "luck alone")):
        months = cycle([12, 15, 18])

        def move(doubt: bool = doubt, months: cycle[int] = months) -> None:
            shown = ("practice", "trust", "reform", "service")
            results = run_futures(plan.with_(months=next(months)), 100, seed=7, doubt=doubt, keep=shown)
            for band in (results, results.doubt) if results.doubt else (results,):
                for series in shown:
                    band.quantiles(series)

        move()
        found = sorted(1e3 * timed(move) for _ in range(25))
        asked = "<= 60 ms median" if doubt else ""
        told = f"{found[12]:.0f} ms ({found[0]:.0f}-{found[-1]:.0f})"
        row(f"slider to results and quantiles, 100 futures, {name}, credit", told, asked)


def scale(quick: bool) -> None:
    """Cost of a member-week, luck drawn anew, and peak memory, each size in a process of its own."""
    costs = []
    for size in (10**4, 10**5, 10**6, *(() if quick else (10**7,))):
        told = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True
        )
        cost, peak, futures = json.loads(told.stdout.splitlines()[-1])
        costs.append(cost)
        row(f"{size:>10,} member-futures ({futures:,} futures): cost, peak memory", f"{cost:.0f} ns, {peak:.0f} MB", "")
    row("  dearest / cheapest member-week", f"{max(costs) / min(costs):.2f}", "<= 1.5")


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
    """`import simulation` against NumPy and the parts of SciPy it uses, in fresh processes."""

    def fresh(code: str) -> float:
        told = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True
        )
        lines = [line.split("|") for line in told.stderr.splitlines() if "|" in line and "cumulative" not in line]
        return sum(int(line[0].split(":")[1]) for line in lines) / 1e6

    with_all = statistics.median(fresh("import simulation") for _ in range(7))
    below = statistics.median(fresh("import numpy, scipy.sparse, scipy.special") for _ in range(7))
    row("import simulation, beyond NumPy and SciPy", f"{with_all - below:.2f} s", "<= 0.2 s")
    row("  NumPy and SciPy themselves", f"{below:.2f} s", "")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="leave out the largest ensembles")
    options.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        one_size(chosen.one)
        return
    load = "/".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores, load {load}\n")
    engine_against_others()
    slider()
    scale(chosen.quick)
    importing()


if __name__ == "__main__":
    main()
