"""Experiments: 100,000 futures of one plan beside Mesa's own batch runner, and two workers beside one.

    python tests/benchmarks/sweeps.py [--futures 100000] [--pairs 3]

Each part runs in a process of its own, whose peak of memory is told. Keep the computer idle.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAN = "parliament_mentors"
ORACLE_RUNS = 4  # Mesa's runner is timed on a few futures and multiplied up

DESIGN = f"""
plans = ["{PLAN}"]
futures = 200
[over]
months = [12, 15, 18, 21, 24, 27]
fear = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
in_person = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
"""

MANY = """
import sys
from simulation import experiment
found = experiment("parliament_mentors", None, futures=int(sys.argv[1]), folder=sys.argv[2])
print(len(found.files), "files;", f"mean gain {found.mean('gain')[0]:.4f}")
"""

MESA = """
import sys
import mesa
sys.path[:0] = sys.argv[2:]
from simulation import load
from tests.oracle.model import OracleModel
plan = load("parliament_mentors")
class Once(OracleModel):
    def __init__(self, future=0, rng=None, seed=None):
        super().__init__(plan, 7, int(future))
mesa.batch_run(Once, {"future": range(int(sys.argv[1]))}, number_processes=1, max_steps=156, display_progress=False)
"""


def timed(*command: str) -> tuple[float, float, str]:
    """Seconds, peak of memory of the process itself (MB) and output."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    told = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[1:4]} failed")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024, told.strip()


def main() -> None:
    """Run all, one line each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--futures", type=int, default=100_000)
    options.add_argument("--pairs", type=int, default=2)
    asked = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} before")
    with tempfile.TemporaryDirectory() as folder:
        seconds, memory, told = timed(sys.executable, "-c", MANY, str(asked.futures), f"{folder}/many")
        size = sum(file.stat().st_size for file in Path(folder, "many").rglob("*.parquet")) / 2**20
        print(f"{asked.futures:,} futures of one plan: {seconds:.0f} s, peak {memory:.0f} MB (asked: under 1000), "
              f"{size:.0f} MB on disk; {told}")
        plain, memory, _ = timed(sys.executable, "-c", MESA, str(ORACLE_RUNS), str(ROOT))
        print(f"Mesa's batch_run on the plain model: {plain / ORACLE_RUNS:.2f} s a future, peak {memory:.0f} MB; "
              f"{asked.futures:,} would take {plain / ORACLE_RUNS * asked.futures / 3600:.0f} hours, "
              f"{plain / ORACLE_RUNS / (seconds / asked.futures):.0f} times as long")
        design = Path(folder, "design.toml")
        design.write_text(DESIGN, encoding="utf-8")
        ratios = []
        for pair in range(asked.pairs):
            by_count = {}
            for count in (1, 2):
                out = f"{folder}/{pair}-{count}"
                by_count[count] = timed(
                    sys.executable, "-m", "simulation", "sweep", str(design), "--processes", str(count), "--out", out
                )[0]
            ratios.append(by_count[1] / by_count[2])
            print(f"sweep of 432 cases x 200 futures: {by_count[1]:.1f} s on 1 worker, {by_count[2]:.1f} s on 2: "
                  f"{ratios[-1]:.2f} times as fast, start-up within")
        print(f"median {statistics.median(ratios):.2f} (asked: >= 1.8)")


if __name__ == "__main__":
    main()
