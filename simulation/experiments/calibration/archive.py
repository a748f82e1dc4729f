"""The archive: a store packed into one file beside the code, so that hours of runs need not be run again.

It holds designs and figures as they are; the draws behind them are left out, as they are large and follow from these.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from simulation.experiments.calibration.recipe import recipe_of_today
from simulation.experiments.calibration.store import Store
from simulation.vocabulary.errors import CalibrationError, OutputError

PACKED = Path(__file__).resolve().parents[1] / "data" / "calibration_runs.tar.xz"
_FIGURES = "figures.jsonl"
_PACKED_FILES = ("designs/*.json", "*.jsonl")


def pack(store: Store, file: Path | None = None) -> Path:
    """Pack a store into the archive, which is replaced.

    Raises CalibrationError where that holds sets of this very model that the store has not: they would be lost; and
    OutputError where nothing can be written.
    """
    file = file or PACKED
    if not _lines(store):
        raise CalibrationError(f"{store.folder}: no sets were run yet, so there is nothing to pack")
    if file.exists() and _has_more(file, store):
        raise CalibrationError(
            f"{file.name}: holds sets that {store.folder} has not; go on from `calibrate unpack`, or remove the file"
        )
    partial = file.with_name(f"{file.name}.partial")
    try:
        with tarfile.open(partial, "w:xz") as packed:
            for pattern in _PACKED_FILES:
                for source in sorted(store.folder.glob(pattern)):
                    packed.add(source, str(source.relative_to(store.folder)), filter=_without_metadata)
        partial.replace(file)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise OutputError(f"{file}: cannot be written ({problem.strerror})") from None
    return file


def unpack(folder: Path, file: Path | None = None) -> None:
    """Unpack into a new folder. Raises CalibrationError where there is no archive, where it cannot be read, and where
    the folder holds something already: nothing is changed then.
    """
    file = file or PACKED
    if not file.exists():
        raise CalibrationError(f"{file.name}: no runs are packed in this copy of the kit")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CalibrationError(f"{folder}: holds something already; unpack into a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(file, "r:xz") as packed:
            packed.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise CalibrationError(f"{file.name}: cannot be unpacked into {folder} ({problem})") from None


def is_stale(file: Path | None = None) -> str:
    """Why nobody can go on from the archive with today's model, in some words; empty when one can."""
    file = file or PACKED
    if not file.exists():
        return "no runs are packed"
    then, now = json.loads(_packed_lines(file)[0])["recipe"], recipe_of_today()
    return "; ".join(f"made with another {name}" for name in now if then.get(name) != now[name])


def _lines(store: Store) -> list[bytes]:
    """The recipe and the figures of a store, none where nothing was run."""
    file = store.folder / _FIGURES
    return file.read_bytes().splitlines() if file.exists() else []


def _packed_lines(file: Path) -> list[bytes]:
    """The recipe and the figures of an archive. Raises CalibrationError where they cannot be read."""
    try:
        with tarfile.open(file, "r:xz") as packed:
            figures = packed.extractfile(_FIGURES)
            return figures.read().splitlines() if figures else []
    except (tarfile.TarError, EOFError, OSError, KeyError) as problem:
        raise CalibrationError(f"{file.name}: cannot be read ({problem})") from None


def _has_more(file: Path, store: Store) -> bool:
    """Whether an archive of the same model holds figures that a store has not."""
    before, now = _packed_lines(file), _lines(store)
    return before[:1] == now[:1] and not set(before) <= set(now)


def _without_metadata(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of the machine it was packed on: the same runs make the same bytes."""
    member.mtime = member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member
