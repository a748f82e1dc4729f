"""The folder of an experiment: how it is made, its cases, and Parquet files to which results are added as they finish.

    design.json     the design, the model, its rules and the sample: what all results depend on
    cases.parquet   a row for each case
    outcomes/       part-000001.parquet, ...: a row for each case, band and future
    weekly/         the same parts with a row for each week, where series are kept
    failures.json   cases that failed in the last run, with their errors

A part appears whole or not at all, and says in its own metadata which blocks it holds.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.ensemble.results_file import EXPERIMENT
from simulation.experiments.one_writer import lock, named_errors
from simulation.experiments.result_file import check_recipe
from simulation.experiments.sweeps.work import BlockOutput, Failure
from simulation.vocabulary.errors import ResultsError, one_line

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
BLOCKS, MADE_BY = b"counterparts blocks", b"counterparts made by"  # keys of a part's metadata, beside EXPERIMENT
_OWN = ("design.json", "cases.parquet", "outcomes", "weekly", "failures.json", ".lock")
_SINGLE_PARTS = 100  # parts that are written block by block; later ones gather what finishes meanwhile
_GATHERED = 0.01  # share of the run's time for which a later part gathers, so that there are not too many


@dataclass
class Dataset:
    """What is in the folder of an experiment. `results` has the ids of blocks that are there, `made_by` the versions
    and processors that made them, `failures` the errors of the last run by block.
    """

    folder: Path
    recipe: Mapping[str, Any]
    results: set[str] = field(default_factory=set)
    made_by: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    _next: int = 1

    @classmethod
    def open(cls, folder: Path, recipe: Mapping[str, Any]) -> Dataset:
        """What a folder holds so far; nothing where there is none yet.

        Raises:
            ResultsError: the folder holds something else, another design, or a damaged part; it is left as it is.
        """
        dataset = cls(folder, json.loads(json.dumps(recipe)))
        if folder.exists() and not folder.is_dir():
            raise ResultsError(f"{folder}: is a file; name a folder for the experiment")
        if not folder.exists() or not any(folder.iterdir()):
            return dataset
        if not (folder / "design.json").exists():
            if any(entry.name not in _OWN and ".partial" not in entry.name for entry in folder.iterdir()):
                raise ResultsError(f"{folder}: holds other files and no experiment; name an empty or a new folder")
            return dataset
        check_recipe(folder / "design.json", read_design(folder), dataset.recipe)
        dataset._read_parts()
        return dataset

    def begin(self, cases: pa.Table) -> None:
        """Write what the results are made by, and the list of cases, where they are not there yet.

        Raises:
            OutputError: the folder cannot be written.
        """
        with named_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not (self.folder / "cases.parquet").exists():
                write_table(self.folder / "cases.parquet", cases, {})
            if not (self.folder / "design.json").exists():
                write_whole(self.folder / "design.json", json.dumps(self.recipe, indent=1).encode())

    @contextmanager
    def appending(self) -> Iterator[Callable[[str, Any], None]]:
        """Gives a function that adds the outputs of a batch of blocks, or the failures of some or all.

        Raises:
            OutputError: the folder cannot be written.
            ResultsError: another process is writing it.
        """
        with named_errors(self.folder):
            (self.folder / "outcomes").mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".lock").open("a+b")
            lock(file, self.folder)
        with file:
            with named_errors(self.folder):
                self._tidy_up()
                self._write_failures()
            gathered: dict[str, BlockOutput] = {}
            started = written = time.monotonic()

            def add(ids: str, result: Any) -> None:
                nonlocal written
                blocks = ids.split()
                outputs = [result] * len(blocks) if isinstance(result, Failure) else result
                failed = {id: each.error for id, each in zip(blocks, outputs, strict=True) if isinstance(each, Failure)}
                gathered.update(each for each in zip(blocks, outputs, strict=True) if each[0] not in failed)
                if failed:
                    self.failures.update(failed)
                    with named_errors(self.folder):
                        self._write_failures()
                now = time.monotonic()
                if self._next <= _SINGLE_PARTS or now - written > _GATHERED * (now - started):
                    self._write_part(gathered)
                    written = time.monotonic()

            try:
                yield add
            finally:
                self._write_part(gathered)

    def _read_parts(self) -> None:
        """Read what every part says of itself. Raises ResultsError for one that does not belong here."""
        self.results.clear()
        for path in sorted((self.folder / "outcomes").glob("part-*.parquet")):
            number = path.stem.removeprefix("part-")
            if not number.isdecimal():
                raise ResultsError(f"{path}: is no part of this experiment by its name; move it away")
            recipe, blocks, makers = _metadata(path)
            if recipe != self.recipe:
                raise ResultsError(f"{path}: is of another experiment; move it away, and its weekly part")
            if not self.results.isdisjoint(blocks):
                raise ResultsError(f"{path}: has futures that another part has too; move one of them away")
            self.results.update(blocks)
            self.made_by += [maker for maker in makers if maker not in self.made_by]
            self._next = max(self._next, int(number) + 1)

    def _tidy_up(self) -> None:
        """Take away what a run that was cut off left: files half written, and weekly rows without their outcomes.

        What another process added since this folder was read is read again.
        """
        self.failures.clear()
        self._read_parts()
        for path in self.folder.rglob("*.partial"):
            path.unlink()
        for path in (self.folder / "weekly").glob("part-*.parquet"):
            if not (self.folder / "outcomes" / path.name).exists():
                path.unlink()

    def _write_part(self, gathered: dict[str, BlockOutput]) -> None:
        if not gathered:
            return
        import pyarrow as pa

        name = f"part-{self._next:06d}.parquet"
        outputs = list(gathered.values())
        with named_errors(self.folder):
            if outputs[0].weekly is not None:  # first, for a part counts once its outcomes are there
                (self.folder / "weekly").mkdir(exist_ok=True)
                weekly = pa.concat_tables([output.weekly for output in outputs if output.weekly is not None])
                self._write_table(self.folder / "weekly" / name, weekly, gathered)
            outcomes = pa.concat_tables([output.outcomes for output in outputs])
            self._write_table(self.folder / "outcomes" / name, outcomes, gathered)
        self.results.update(gathered)
        gathered.clear()
        self._next += 1

    def _write_table(self, path: Path, table: pa.Table, gathered: Mapping[str, BlockOutput]) -> None:
        makers: list[dict[str, Any]] = []
        for output in gathered.values():
            if output.made_by not in makers:
                makers.append(output.made_by)
        told = {EXPERIMENT: self.recipe, BLOCKS: list(gathered), MADE_BY: makers}
        write_table(path, table, {key: json.dumps(value).encode() for key, value in told.items()})
        self.made_by += [maker for maker in makers if maker not in self.made_by]

    def _write_failures(self) -> None:
        write_whole(self.folder / "failures.json", json.dumps(self.failures, indent=1).encode())


def read_design(folder: Path) -> dict[str, Any]:
    """How the experiment in a folder is made.

    Raises:
        ResultsError: there is no such folder, or no experiment in it.
    """
    path = folder / "design.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if found["experiment"] != FORMAT:
            raise ResultsError(f"{path}: is in format {one_line(found['experiment'])}; {FORMAT} is read here")
    except FileNotFoundError:
        raise ResultsError(f"{folder}: there is no experiment here") from None
    except OSError as problem:
        raise ResultsError(f"{path}: cannot be read ({problem.strerror})") from None
    except (ValueError, KeyError, TypeError) as problem:
        if isinstance(problem, ResultsError):
            raise
        raise ResultsError(f"{path}: is damaged, or no design of an experiment") from None
    return found


def write_table(path: Path, table: pa.Table, metadata: Mapping[bytes, bytes]) -> None:
    """Write a Parquet file that appears whole or not at all. Raises OSError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(dict(metadata)), sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, also where the power fails. Raises OSError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _metadata(path: Path) -> tuple[dict[str, Any], list[str], list[dict[str, Any]]]:
    """What a part says of itself: the experiment it is of, the ids of its blocks, and who made it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = pq.read_schema(path).metadata or {}
        recipe, blocks, makers = (json.loads(told[key]) for key in (EXPERIMENT, BLOCKS, MADE_BY))
    except OSError as problem:
        raise ResultsError(f"{path}: cannot be read ({problem.strerror or problem})") from None
    except (KeyError, ValueError, pa.ArrowException):
        raise ResultsError(
            f"{path}: is damaged, or no part of an experiment; move it away and go on: what it held is run again"
        ) from None
    return recipe, blocks, makers
