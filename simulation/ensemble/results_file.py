"""Results as a Parquet file with their provenance inside: written whole or not at all, and read back."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.vocabulary.errors import OutputError, ResultsError

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE = b"counterparts"  # the key under which a Parquet file says where it came from
EXPERIMENT = b"counterparts experiment"  # the key under which a part of an experiment has its design
DIFFERENCES = "differences"  # in the provenance of paired differences: which plan less which


@dataclass(frozen=True)
class StoredBand:
    """One band of a file: its name, whether its columns are weekly series (else outcomes), and the columns by name,
    shape (futures, weeks + 1) for series and (futures,) for outcomes.
    """

    name: str
    weekly: bool
    columns: dict[str, np.ndarray]


def write(path: str | Path, frame: pd.DataFrame, provenance: Mapping[str, Any]) -> Path:
    """Write a frame with its provenance; nothing appears under `path` until the file is whole.

    Args:
        path: the file.
        frame: the rows.
        provenance: where they come from, ready for JSON.

    Returns:
        The path of the file.

    Raises:
        OutputError: the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = Path(path).expanduser()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    schema_metadata = {**(table.schema.metadata or {}), PROVENANCE: json.dumps(provenance).encode()}
    partial = None
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".partial")
        with os.fdopen(handle, "wb") as out:
            pq.write_table(table.replace_schema_metadata(schema_metadata), out, compression="zstd")
        os.replace(partial, path)
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written ({problem.strerror or problem})") from None
    finally:
        if partial is not None and os.path.exists(partial):
            os.unlink(partial)
    return path


def read(path: str | Path) -> tuple[dict[str, Any], list[StoredBand]]:
    """The provenance of a file that `Results.to_parquet` wrote, and its bands, the first one first.

    Args:
        path: the file.

    Returns:
        What `Results.provenance` said, and each band that it names.

    Raises:
        ResultsError: there is no such file, it holds no results, or some of it is missing.
    """
    import pandas as pd

    told = provenance_of(path)
    if DIFFERENCES in told:
        raise ResultsError(
            f"{path}: paired differences of two plans (Comparison.to_parquet), not the results of one; "
            "pandas.read_parquet reads its rows, provenance_of says of which plans"
        )
    frame = pd.read_parquet(path)
    weekly = "week" in frame.columns
    shape = (told["futures"], told["weeks"] + 1) if weekly else (told["futures"],)
    bands = []
    for name in told.get("bands", [told["band"]]):
        rows = frame[frame["band"] == name].drop(columns=["band", "future", "week"], errors="ignore")
        if len(rows) != math.prod(shape):
            raise ResultsError(f"{path}: {len(rows)} rows of the band {name}, where {math.prod(shape)} belong")
        bands.append(StoredBand(name, weekly, {column: rows[column].to_numpy().reshape(shape) for column in rows}))
    return told, bands


def provenance_of(path: str | Path) -> dict[str, Any]:
    """The provenance stored in a Parquet file that `Results.to_parquet` or `Comparison.to_parquet` wrote.

    Args:
        path: the file.

    Returns:
        What `Results.provenance` said of the results; of paired differences, what `Comparison.provenance` said.

    Raises:
        ResultsError: there is no such file, or neither of the two wrote it.

    Examples:
        >>> import tempfile
        >>> from simulation import provenance_of, run_futures
        >>> results = run_futures("parliament_mentors", futures=5, seed=7)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = results.to_parquet(f"{folder}/mentors.parquet", per="future")
        ...     told = provenance_of(file)
        >>> told["scenario"], told["seed"], told["futures"]
        ('parliament_mentors', 7, 5)
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = Path(path).expanduser()
    try:
        metadata = pq.read_schema(path).metadata or {}
        is_part = EXPERIMENT in metadata
        told: dict[str, Any] = {} if is_part else json.loads(metadata[PROVENANCE])
    except OSError as problem:
        why = os.strerror(problem.errno) if problem.errno else problem
        raise ResultsError(f"{path}: cannot be read ({why})") from None
    except (KeyError, ValueError, pa.ArrowException):
        raise ResultsError(f"{path}: no results of this project; Results.to_parquet writes such files") from None
    if is_part:
        folder = str(path.parent.parent)
        raise ResultsError(f"{path}: is part of an experiment; ExperimentResults({folder!r}) reads it")
    return told
