"""Run an experiment: a design, on any pool, into a folder."""

from __future__ import annotations

import shutil
import tempfile
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.ensemble.progress import track_progress
from simulation.experiments.runner import run_cases
from simulation.experiments.sweeps.dataset import FORMAT, Dataset
from simulation.experiments.sweeps.design import Design, Point
from simulation.experiments.sweeps.experiment_results import ExperimentResults
from simulation.experiments.sweeps.origin import origin
from simulation.experiments.sweeps.pools import pool
from simulation.experiments.sweeps.work import BATCH, Failure, batches, blocks, run_batch
from simulation.model.engine.rule import Rule
from simulation.model.plans.plan import Plan

if TYPE_CHECKING:
    import pyarrow as pa


def experiment(
    plans: Plan | str | Path | Sequence[Plan | str | Path] | Mapping[str, Plan | str | Path],
    over: Mapping[str, Sequence[float] | None] | None = None,
    *,
    futures: int = 100,
    seeds: Sequence[int] = (7,),
    design: str = "grid",
    samples: int | None = None,
    sampling_seed: int = 7,
    impossible: str = "refuse",
    weeks: int | None = None,
    doubt: bool = False,
    keep: Sequence[str] = (),
    rules: Sequence[Rule] | None = None,
    folder: str | Path | None = None,
    executor: Any = None,
    processes: int | None = None,
    progress: bool | Callable[[int, int], None] = False,
) -> ExperimentResults:
    """Run plans over many values of their numbers, all under the same luck, and keep what comes of them in a folder.

    What has finished is in the folder at once. A run that was cut off, however that happened, goes on when it is
    called again with the same folder: nothing is run twice, and nothing that had finished is lost. A case that fails is
    noted with its error, and the others go on; a warning says so, and the next call tries it again.

    Args:
        plans: a plan, several in a list, or several by name; each as for `load`.
        over: what to vary, by name: levers, settings, assumptions, and numbers of rules of one's own. For "grid" and
            "points" a list of values each; for the sampled designs the two ends of a range, or None for all of it.
        futures: futures of each case, the same for all.
        seeds: seeds; each makes a case of its own.
        design: "grid" (every combination), "points" (the first value of each, then the second of each),
            "latin_hypercube" or "sobol".
        samples: how many points a sampled design has; for "sobol" a power of two.
        sampling_seed: the seed of a sampled design.
        impossible: what becomes of points whose numbers do not go together: "refuse" (the design is refused), "skip"
            (they are left out; `cases` says why) or "move" (their numbers move together towards the plan's own, as
            little as makes them possible; `cases` says so and has the numbers that were run).
        weeks: the horizon in weeks (default: each plan's own).
        doubt: also run each future with a parameter set of the posterior sample. An assumption that a case sets to
            another value than the default is not taken from the set, but drawn around its value.
        keep: names of weekly series to keep beside the outcomes.
        rules: the rules to run, as for `run_futures`.
        folder: where the results go (default: a folder that is removed when the results are dropped).
        executor: where cases run: a Dask client, or any executor of `concurrent.futures` (default: here, each case on
            all processors).
        processes: number of processes to run cases on, instead. A script needs `if __name__ == "__main__":` before the
            call.
        progress: True shows a bar with the time left; a function is called with (blocks done, blocks in all).

    Returns:
        The results, read from the folder.

    Raises:
        ParameterError: the design is refused; the message says which number, and what is allowed.
        ResultsError: the folder holds another design or something else, the pool was lost, or a worker has another
            version of the model.
        OutputError: the folder cannot be written.
        RuleError: a rule cannot be run.
        ScenarioError: there is no such plan.

    Examples:
        >>> from simulation import experiment
        >>> found = experiment("parliament_mentors", {"months": [6, 18], "taper": [0, 6]}, futures=20)
        >>> len(found.cases), len(found.tidy())
        (4, 80)
        >>> by_case = found.mean("gain")
        >>> bool(by_case[2] > by_case[0])
        True
    """
    wanted = Design.of(
        plans, over, method=design, samples=samples, sampling_seed=sampling_seed, impossible=impossible,
        futures=futures, seeds=seeds, weeks=weeks, doubt=doubt, keep=keep, rules=rules,
    )  # fmt: skip
    found = run_design(wanted, folder, executor=executor, processes=processes, progress=progress)
    failed = found.failed()
    if failed:
        warnings.warn(f"{failed}; `cases` has the error of each", stacklevel=2)
    return found


def run_design(
    design: Design,
    folder: str | Path | None = None,
    *,
    executor: Any = None,
    processes: int | None = None,
    progress: bool | Callable[[int, int], None] = False,
) -> ExperimentResults:
    """Run a design; the arguments are those of `experiment`."""
    points = design.points()
    home = Path(tempfile.mkdtemp(prefix="counterparts-experiment-") if folder is None else folder).expanduser()
    dataset = Dataset.open(home, recipe(design))
    with pool(executor, processes, design.rules) as where:
        every = blocks(design, points, where.threads)
        left = {id: block for id, block in every.items() if id not in dataset.results}
        dataset.begin(case_table(design, points))
        with track_progress(progress, len(every), "blocks") as tracker:
            tracker(len(every) - len(left))
            cases = batches(design, left, 1 if where.executor is None else BATCH)
            run_cases(
                cases, run_batch, dataset, executor=where.executor,
                progress=lambda ids: tracker(tracker.done + len(ids.split())), on_error=Failure.of,
                in_flight=where.in_flight,
            )  # fmt: skip
    found = ExperimentResults(home)
    if folder is None:
        weakref.finalize(found, shutil.rmtree, home, ignore_errors=True)
    return found


def recipe(design: Design) -> dict[str, Any]:
    """All that the results of a design depend on, ready for JSON."""
    return {
        "experiment": FORMAT,
        "plans": {name: plan.code for name, plan in design.plans.items()},
        "over": {name: list(values) for name, values in design.over.items()},
        "design": design.method,
        "samples": design.samples,
        "sampling_seed": design.sampling_seed if design.samples else None,
        "impossible": design.impossible,
        "futures": design.futures,
        "seeds": list(design.seeds),
        "weeks": design.weeks,
        "doubt": design.doubt,
        "keep": list(design.keep),
        "rules": None if design.rules is None else [rule.name() for rule in design.rules],
        **origin(design.rules, design.doubt),
    }


def case_table(design: Design, points: Sequence[Point]) -> pa.Table:
    """The list of cases."""
    import pyarrow as pa

    names = list(design.over)
    columns = {
        "case": pa.array([point.case for point in points], pa.int32()),
        "plan": [point.name for point in points],
        "seed": pa.array([point.seed for point in points], pa.uint64()),
        **{name: pa.array([point.numbers[name] for point in points], pa.float64()) for name in names},
        "plan_code": [point.plan.code if point.plan else "" for point in points],
        "note": [point.note for point in points],
    }
    return pa.table(columns)
