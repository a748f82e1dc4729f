"""Results in a file of JSON lines: the first says by which recipe they are made, each other holds one case's `id` and
`result`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from simulation.experiments.one_writer import lock, named_errors
from simulation.vocabulary.errors import ResultsError, one_line

FORMAT = 1
_HEADER = b'{"results":'  # how every file of results begins

Recipe = Mapping[str, Any]


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
        check_recipe(self.path, recipe, self.recipe)

    @contextmanager
    def appending(self) -> Iterator[Callable[[str, Any], None]]:
        """Gives a function that adds the result of a case: on its way to the disk when it returns.

        Raises OutputError where the file cannot be written, and ResultsError where another process is writing it.
        """
        with named_errors(self.path):
            file = self.path.open("a+b")
            lock(file, self.path)
            _cut_off_torn_end(file)
            if file.tell() == 0:
                _append(file, {"results": FORMAT, "recipe": self.recipe})

        def add(id: str, result: Any) -> None:
            with named_errors(self.path):
                _append(file, {"id": id, "result": result})
            self.results[id] = result

        with file:
            yield add


def check_recipe(path: Path, recipe: Recipe, wanted: Recipe) -> None:
    """Raise ResultsError where stored results were made by another recipe than the one wanted."""
    for name in {**wanted, **recipe}:
        then, now = recipe.get(name), wanted.get(name)
        if then != now:
            raise ResultsError(
                f"{path}: made with another {name} ({one_line(then)}, now {one_line(now)}); it is left as it "
                "is: name another place, or move it away"
            )


def _cut_off_torn_end(file: IO[bytes]) -> None:
    file.seek(0)
    file.truncate(file.read().rfind(b"\n") + 1)
    file.seek(0, 2)


def _append(file: IO[bytes], record: Mapping[str, Any]) -> None:
    file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
    file.flush()
