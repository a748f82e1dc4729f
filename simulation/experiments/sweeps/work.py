"""The work of an experiment: some futures of one case, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble.run import run_block
from simulation.experiments.runner import Case
from simulation.experiments.sweeps.design import Design, Point

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 200  # futures that are run, kept and lost together; their draws stay in memory for the next case


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
class BlockOutput:
    """What came of a block: a row for each future and band, and one for each week where series are kept."""

    outcomes: pa.Table
    weekly: pa.Table | None


@dataclass(frozen=True)
class Failure:
    """A block that failed, and why, in a line."""

    error: str

    @classmethod
    def of(cls, problem: Exception) -> Failure:
        """The failure that an exception tells of."""
        return cls(f"{type(problem).__name__}: {' '.join(str(problem).split())}")


def blocks(design: Design, points: list[Point], threads: int | None) -> Iterator[Case]:
    """Every block of a design, those that share their draws one after another."""
    firsts = range(0, design.futures, BLOCK)
    for seed in design.seeds:
        for first in firsts:
            futures = range(first, min(first + BLOCK, design.futures))
            for point in points:
                if point.seed == seed and point.plan is not None:
                    block = Block(point, futures, design.weeks, design.doubt, design.keep, threads)
                    yield Case(f"{point.case}-{first}", block)


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
