"""The runner: a work function over many cases, each result appended to a file as it finishes, on any pool.

The file is JSON lines: the first says by which recipe its results are made, each other holds one case's `id` and
`result`. A run that ends early, however it ends, goes on from there: what is in the file is not done again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import IO, Any

from simulation.vocabulary.errors import OutputError, ResultsError, one_line

FORMAT = 1
_HEADER = b'{"results":'  # how every file of results begins
_MAX_IN_FLIGHT = 64  # cases that a pool holds at a time

Recipe = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One case: `id` tells it from all others of a file, `inputs` is what the work function is given."""

    id: str
    inputs: Any


@dataclass
class ResultFile:
    """The results in a file, by id of their case, and the recipe they are made by: whatever they depend on, ready for
    JSON. `dropped` is one line about a record that was cut off when the last run ended; empty when none was.
    """

    path: Path
    recipe: Recipe
    results: dict[str, Any] = field(default_factory=dict)
    dropped: str = ""

    @classmethod
    def read(cls, path: Path, recipe: Recipe) -> ResultFile:
        """The results so far; none where there is no file yet.

        Raises ResultsError for a file that is damaged or that was made by another recipe; it is left as it is.
        """
        result_file = cls(path, json.loads(json.dumps(recipe)))
        try:
            *lines, torn = path.read_bytes().split(b"\n") if path.exists() else [b""]
        except OSError as problem:
            raise ResultsError(f"{path}: cannot be read ({problem.strerror})") from None
        if not lines and not torn.startswith(_HEADER[: len(torn)]):
            raise ResultsError(f"{path}: is no file of results")
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                if number == 1:
                    result_file._check(record["results"], record["recipe"])
                else:
                    result_file.results[record["id"]] = record["result"]
            except (ValueError, TypeError, KeyError) as problem:
                if isinstance(problem, ResultsError):
                    raise
                problem_text = "is no file of results" if number == 1 else f"line {number} is damaged"
                raise ResultsError(f"{path}: {problem_text}") from None
        if torn:
            result_file.dropped = (
                f"{path.name}: its last record was cut off and is dropped; that case will be run again"
            )
        return result_file

    def _check(self, format: int, recipe: Recipe) -> None:
        if format != FORMAT:
            raise ResultsError(f"{self.path}: is in format {one_line(format)}, and format {FORMAT} is read here")
        for name in {**self.recipe, **recipe}:
            then, now = recipe.get(name), self.recipe.get(name)
            if then != now:
                raise ResultsError(
                    f"{self.path}: made with another {name} ({one_line(then)}, now {one_line(now)}); it is left as it "
                    "is: name another place, or move it away"
                )

    @contextmanager
    def appending(self) -> Iterator[Callable[[str, Any], None]]:
        """Gives a function that adds the result of a case: on its way to the disk when it returns.

        Raises OutputError where the file cannot be written, and ResultsError where another process is writing it.
        """
        with _named_errors(self.path):
            file = self.path.open("a+b")
            _lock(file, self.path)
            _cut_off_torn_end(file)
            if file.tell() == 0:
                _append(file, {"results": FORMAT, "recipe": self.recipe})

        def add(id: str, result: Any) -> None:
            with _named_errors(self.path):
                _append(file, {"id": id, "result": result})
            self.results[id] = result

        with file:
            yield add


def run_cases(
    cases: Iterable[Case],
    work: Callable[[Any], Any],
    file: ResultFile,
    *,
    executor: Executor | None = None,
    progress: Callable[[str], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> int:
    """Run every case that the file has no result of, and append each result as it finishes.

    What `work` raises ends the run, as Ctrl and C does; what finished before stays in the file.

    Args:
        cases: the cases.
        work: called with a case's inputs; what it returns must be ready for JSON.
        file: the results so far.
        executor: any pool in the manner of `concurrent.futures` (threads, processes, Dask's `client.get_executor()`);
            without one the work is done in this thread.
        progress: called with the id of each case that finished.
        enough: called before a case is begun; True stops the run.

    Returns:
        The number of cases that were run.

    Raises:
        ResultsError: a worker of the pool was lost.
        OutputError: the file cannot be written.
    """
    n_run = 0
    with file.appending() as add:
        left = (case for case in cases if case.id not in file.results and not enough())
        for id, result in _run_locally(left, work) if executor is None else _run_on_pool(left, work, executor):
            add(id, result)
            n_run += 1
            if progress:
                progress(id)
    return n_run


def _run_locally(cases: Iterator[Case], work: Callable[[Any], Any]) -> Iterator[tuple[str, Any]]:
    for case in cases:
        yield case.id, work(case.inputs)


def _run_on_pool(cases: Iterator[Case], work: Callable[[Any], Any], pool: Executor) -> Iterator[tuple[str, Any]]:
    running: dict[Future[Any], str] = {}
    try:
        while True:
            for case in islice(cases, _MAX_IN_FLIGHT - len(running)):
                running[pool.submit(work, case.inputs)] = case.id
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                result = future.result()
                yield running.pop(future), result
    except BrokenExecutor:
        raise ResultsError("a worker of the pool was lost; what had finished is kept: run it again to go on") from None
    finally:
        for future in running:
            future.cancel()


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    """An error of the file system in one line that names the file."""
    try:
        yield
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written ({problem.strerror})") from None


def _lock(file: IO[bytes], path: Path) -> None:
    """One process at a time, where the system can see to it; the lock goes with the process, however it ends."""
    if find_spec("fcntl") is None:
        return
    import fcntl

    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not shared with the workers of a pool
    except (BlockingIOError, PermissionError):
        file.close()
        raise ResultsError(f"{path}: another process is writing it; wait for it, or stop it") from None


def _cut_off_torn_end(file: IO[bytes]) -> None:
    file.seek(0)
    file.truncate(file.read().rfind(b"\n") + 1)
    file.seek(0, 2)


def _append(file: IO[bytes], record: Mapping[str, Any]) -> None:
    file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
    file.flush()
