"""The work of an experiment: some futures of one case, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble.run import run_block
from simulation.ensemble.run_arguments import default_weeks
from simulation.ensemble.without_support import horizon_without_support, values_without_support
from simulation.experiments.runner import Case
from simulation.experiments.sweeps.design import Design, Point
from simulation.experiments.sweeps.origin import Origin, OtherOriginError, check_origin, made_by, origin
from simulation.model.engine.rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 200  # futures that are run, kept and lost together; their draws stay in memory for the next case
BATCH = 8  # blocks at most that one worker is given at a time


@dataclass(frozen=True)
class Block:
    """Some futures of one case, and how they are run. Travels to workers."""

    point: Point
    futures: range
    weeks: int | None
    doubt: bool
    keep: tuple[str, ...]
    threads: int | None


@dataclass(frozen=True)
class Batch:
    """Blocks for one worker, the rules and bands of the design, and what its results depend on. Travels to workers."""

    blocks: tuple[Block, ...]
    rules: tuple[Rule, ...] | None
    doubt: bool
    origin: Origin


@dataclass(frozen=True)
class BlockOutput:
    """What came of a block: a row for each future and band, and one for each week where series are kept; and who made
    it.
    """

    outcomes: pa.Table
    weekly: pa.Table | None
    made_by: dict[str, Any] = field(default_factory=made_by)


@dataclass(frozen=True)
class Failure:
    """A block that failed, and why, in a line."""

    error: str

    @classmethod
    def of(cls, problem: Exception) -> Failure:
        """The failure that an exception tells of. Raises what no further block would escape."""
        if isinstance(problem, OtherOriginError):
            raise problem
        return cls(f"{type(problem).__name__}: {' '.join(str(problem).split())}")


def blocks(design: Design, points: list[Point], threads: int | None) -> dict[str, Block]:
    """Every block of a design by its id, those that share draws and the world without support one after another."""
    in_order = sorted((point for point in points if point.plan is not None), key=_shared)
    found = {}
    for seed in design.seeds:
        for first in range(0, design.futures, BLOCK):
            futures = range(first, min(first + BLOCK, design.futures))
            for point in in_order:
                if point.seed == seed:
                    found[f"{point.case}-{first}"] = Block(
                        point, futures, design.weeks, design.doubt, design.keep, threads
                    )
    return found


def batches(design: Design, left: Mapping[str, Block], largest: int) -> Iterator[Case]:
    """The blocks that are left, as cases of the runner: those of a case share the world without support, and go to one
    worker. The id of a case has those of its blocks, in order.
    """
    wanted = origin(design.rules, design.doubt)

    def alike_by(item: tuple[str, Block]) -> tuple[Any, ...]:
        block = item[1]
        return block.futures, block.point.seed, _shared(block.point)

    for _, together in groupby(left.items(), key=alike_by):
        alike = list(together)
        for first in range(0, len(alike), largest):
            batch = dict(alike[first : first + largest])
            yield Case(" ".join(batch), Batch(tuple(batch.values()), design.rules, design.doubt, wanted))


def run_batch(batch: Batch) -> list[BlockOutput | Failure]:
    """Run blocks one after another; one that fails does not keep the others from being run.

    Raises:
        OtherOriginError: results made here would not be those that are asked for.
    """
    check_origin(batch.origin, batch.rules, batch.doubt)
    found: list[BlockOutput | Failure] = []
    for block in batch.blocks:
        try:
            found.append(run(block))
        except Exception as problem:
            found.append(Failure.of(problem))
    return found


def _shared(point: Point) -> tuple[Any, ...]:
    """What points have in common that share draws and the world without support."""
    assert point.plan is not None
    values = values_without_support(point.plan, point.plan.values)
    years = horizon_without_support(default_weeks(point.plan.values))
    return (point.name, years, *values.values())


def run(block: Block) -> BlockOutput:
    """Run a block."""
    point = block.point
    assert point.plan is not None
    bands = run_block(
        point.plan, block.futures, point.seed, doubt=block.doubt, rules=point.rules, weeks=block.weeks,
        keep=block.keep, threads=block.threads,
    )  # fmt: skip
    futures = np.asarray(block.futures, np.int32)
    outcomes, weekly = [], []
    for band, output in bands.items():
        outcomes.append(_table(point, band, {"future": futures, **output.outcomes}))
        if block.keep:
            n_weeks = next(iter(output.weekly.values())).shape[1]
            rows: dict[str, np.ndarray] = {
                "future": futures.repeat(n_weeks),
                "week": np.tile(np.arange(n_weeks, dtype=np.int16), len(futures)),
                **{name: values.reshape(-1) for name, values in output.weekly.items()},
            }
            weekly.append(_table(point, band, rows))
    return BlockOutput(_joined(outcomes), _joined(weekly) if weekly else None)


def _table(point: Point, band: str, columns: Mapping[str, np.ndarray]) -> pa.Table:
    import pyarrow as pa

    n_rows = len(columns["future"])
    same: dict[str, Any] = {
        "case": np.full(n_rows, point.case, np.int32),
        "plan": pa.DictionaryArray.from_arrays(np.zeros(n_rows, np.int32), [point.name]),
        "seed": np.full(n_rows, point.seed, np.uint64),
        **{name: np.full(n_rows, value) for name, value in point.numbers.items()},
        "band": pa.DictionaryArray.from_arrays(np.zeros(n_rows, np.int32), [band]),
    }
    return pa.table({**same, **columns})


def _joined(tables: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables)
