"""The store: every set ever run, with all its figures, in a folder.

`designs/NNNN.json` holds the sets of one design, written whole before any of them is run; `figures.jsonl` their
figures, a batch at a time, as they finish (see `runner`). Nothing is ever taken out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from simulation.experiments.acceptance import Figures, patterns_digest
from simulation.experiments.calibration.recipe import recipe
from simulation.experiments.calibration.space import Space, sets_from
from simulation.experiments.json_files import write_json
from simulation.experiments.patterns import Pattern
from simulation.experiments.patterns.pattern import Judged
from simulation.experiments.result_file import ResultFile
from simulation.experiments.runner import Case, run_cases
from simulation.experiments.trials import Trials
from simulation.vocabulary.errors import CalibrationError, OutputError

FORMAT = 1
KNOWN = "known"  # sets that are to be found again
NEAR = "near the defaults"  # sets that say how each figure answers there
BETWEEN = "between the sample and the defaults"  # where EC is looked for
_NOT_EMULATED = (KNOWN, NEAR, BETWEEN)  # no emulator is fitted to them
_BATCH = 16  # sets run side by side: lost at most when a run is stopped
Patterns = Mapping[str, Pattern]


@dataclass(frozen=True)
class Design:
    """Sets to be run: `points` in the unit cube, shape (sets, assumptions); where they come from; futures and seed."""

    origin: str
    points: np.ndarray
    futures: int
    seed: int
    number: int = -1
    notes: Mapping[str, Any] = field(default_factory=dict)  # what is to be remembered of how it was made


@dataclass(frozen=True)
class Table:
    """Sets that were run, column by column: each array has a row for each set. `figures[pattern][figure]`."""

    space: Space
    values: np.ndarray
    figures: Figures
    design: np.ndarray
    row: np.ndarray
    origin: np.ndarray
    futures: np.ndarray

    @property
    def size(self) -> int:
        """How many sets."""
        return len(self.values)

    @property
    def points(self) -> np.ndarray:
        """The sets in the unit cube."""
        return self.space.points(self.values)

    def where(self, rows: np.ndarray) -> Table:
        """Some of the sets: a mask or places."""
        figures = {id: {name: values[rows] for name, values in by_name.items()} for id, by_name in self.figures.items()}
        return Table(
            self.space, self.values[rows], figures, self.design[rows], self.row[rows], self.origin[rows],
            self.futures[rows],
        )  # fmt: skip


@dataclass(frozen=True)
class FiguresOf:
    """Runs patterns or claims for the sets of a batch; can be pickled for a pool. The result is ready for JSON."""

    judged: tuple[Judged, ...]

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, dict[str, list[float]]]:
        """Each figure of each, a number for each set."""
        trials = Trials(batch["sets"], batch["futures"], batch["seed"])
        figures = {target.id: target.figures(trials) for target in self.judged}
        return {id: {name: _short(target) for name, target in by_name.items()} for id, by_name in figures.items()}


class Store:
    """A folder of designs and figures. Opening raises CalibrationError or ResultsError where it was made with another
    model, other patterns or another version; nothing is changed then.
    """

    def __init__(self, folder: Path, space: Space, patterns: Patterns) -> None:
        self.folder, self.space = folder, space
        self.patterns = {id: pattern for id, pattern in patterns.items() if pattern.assumed}
        self.fixed = {id: pattern for id, pattern in patterns.items() if not pattern.assumed}
        if not folder.is_dir():
            if folder.exists() or not folder.parent.is_dir():
                raise OutputError(f"{folder}: is no folder, and cannot be made one")
            folder.mkdir()
        self.file = ResultFile.read(folder / "figures.jsonl", recipe(self.patterns, patterns_digest()))
        self.designs = [self._read(file) for file in sorted((folder / "designs").glob("*.json"))]

    @property
    def misses(self) -> int:
        """How many of its patterns a set may miss."""
        return allowed(len(self.patterns) + len(self.fixed))

    def add(self, design: Design) -> Design:
        """Store a design, to be run; it gets its number."""
        numbered = replace(design, number=len(self.designs) + 1, points=np.atleast_2d(design.points))
        (self.folder / "designs").mkdir(exist_ok=True)
        values = self.space.values(numbered.points)
        sets = self.space.as_sets(values)
        write_json(
            self._file_of(numbered.number),
            {
                "format": FORMAT, "origin": design.origin, "futures": design.futures, "seed": design.seed,
                "noted": dict(design.notes), "sets": {name: column.tolist() for name, column in sets.items()},
            },
        )  # fmt: skip
        numbered = replace(numbered, points=self.space.points(values))
        self.designs.append(numbered)
        return numbered

    def run(
        self,
        *origins: str,
        since: int = 0,
        executor: Executor | None = None,
        progress: Callable[[str], None] | None = None,
        enough: Callable[[], bool] = lambda: False,
    ) -> int:
        """Run what was not run yet, of some origins or all, oldest design first (`run_cases`); how many batches.

        since: the number of the first design that is looked at.
        """
        work, cases = FiguresOf(tuple(self.patterns.values())), self._cases(origins, since)
        return run_cases(cases, work, self.file, executor=executor, progress=progress, enough=enough)

    def left(self, *origins: str) -> int:
        """How many sets are still to be run, of some origins or all."""
        done, designs = self.file.results, self._of_origins(origins)
        return sum(len(rows) for design in designs for id, rows in _batches(design) if id not in done)

    def table(self, *origins: str) -> Table:
        """All sets that were run and an emulator may be fitted to, or those of some origins, in the order of designs.

        Raises CalibrationError where there are none.
        """
        done = [
            (design, rows, self.file.results[id])
            for design in self.designs for id, rows in _batches(design)
            if id in self.file.results
            and (design.origin in origins or (not origins and design.origin not in _NOT_EMULATED))
        ]  # fmt: skip
        if not done:
            which = "".join(f" ({origin})" for origin in origins)
            raise CalibrationError(f"{self.folder}: no sets{which} were run yet")
        figures = {
            id: {
                name: np.concatenate([np.array(results[id][name], float) for *_, results in done])
                for name in pattern.bands
            }
            for id, pattern in self.patterns.items()
        }
        rows = [(design, row) for design, of_batch, _ in done for row in of_batch]
        return Table(
            self.space,
            self.space.values(np.array([design.points[row] for design, row in rows])),
            figures,
            np.array([design.number for design, _ in rows]),
            np.array([row for _, row in rows]),
            np.array([design.origin for design, _ in rows]),
            np.array([design.futures for design, _ in rows]),
        )

    def newest(self, origin: str) -> Design | None:
        """The newest design of an origin."""
        return next((design for design in reversed(self.designs) if design.origin == origin), None)

    def of(self, *designs: Design) -> Table | None:
        """The sets of some designs that were run; None where there are none."""
        if not any(id in self.file.results for design in designs for id, _ in _batches(design)):
            return None
        table = self.table(*{design.origin for design in designs})
        return table.where(np.isin(table.design, [design.number for design in designs]))

    def _of_origins(self, origins: Sequence[str]) -> list[Design]:
        return [design for design in self.designs if not origins or design.origin in origins]

    def _cases(self, origins: Sequence[str], since: int) -> Iterator[Case]:
        for design in self._of_origins(origins):
            if design.number < since:
                continue
            values = self.space.values(design.points)
            for id, rows in _batches(design):
                sets = self.space.as_sets(values[rows])
                yield Case(id, {"sets": sets, "futures": design.futures, "seed": design.seed})

    def _read(self, file: Path) -> Design:
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise CalibrationError(f"{file}: is in format {content['format']}, and format {FORMAT} is read here")
            values = sets_from(content["sets"], self.space, str(file))
            return Design(
                content["origin"], self.space.points(values), content["futures"], content["seed"], int(file.stem),
                content["noted"],
            )  # fmt: skip
        except (OSError, TypeError, KeyError, ValueError) as problem:
            if isinstance(problem, CalibrationError):
                raise
            raise CalibrationError(f"{file}: is no design of a calibration") from None

    def _file_of(self, number: int) -> Path:
        return self.folder / "designs" / f"{number:04d}.json"


def allowed(patterns: int) -> int:
    """How many of so many patterns a set may miss: 3 of 19, and no larger share of fewer."""
    return 3 * patterns // 19


def _batches(design: Design) -> Iterator[tuple[str, range]]:
    for batch, first in enumerate(range(0, len(design.points), _BATCH)):
        yield f"{design.number}.{batch}", range(first, min(first + _BATCH, len(design.points)))


def _short(values: Sequence[float] | np.ndarray) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
