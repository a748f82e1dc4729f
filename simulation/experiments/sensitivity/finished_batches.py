"""A file of finished batches, from which a study that was stopped goes on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np


class FinishedBatches:
    """Results of finished batches in a file: a first line with the digest of the run, then a line for each batch.

    A file that belongs to something else is begun anew; a last line that was cut off when the study was stopped is done
    again. Without a path nothing is stored.
    """

    def __init__(self, path: Path | None, belongs_to: str) -> None:
        self._path = path
        self._done: dict[int, list[list[float]]] = {}
        if path is None:
            return
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        if lines[:1] == [belongs_to]:
            self._done = dict(json.loads(line) for line in lines[1:-1])  # the last is empty, or was cut off
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = [belongs_to, *(json.dumps([batch, found]) for batch, found in self._done.items())]
        path.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")

    def find(self, batch: int) -> np.ndarray | None:
        """The results of a batch, if it was done."""
        return np.array(self._done[batch]) if batch in self._done else None

    def keep(self, batch: int, found: np.ndarray) -> None:
        """Keep the results of a batch, shape (sets, results)."""
        if self._path is None:
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([batch, found.tolist()]) + "\n")
