"""The results of an experiment, read from its folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.results_checks import check_levels, check_per
from simulation.ensemble.versions import versions
from simulation.experiments.sweeps.dataset import Dataset, read_design
from simulation.experiments.sweeps.work import BLOCK
from simulation.vocabulary.errors import ParameterError, ResultsError, nearest, one_line

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow.dataset as ds

MAX_TIDY_ROWS = 20_000_000  # about 2 GB


class ExperimentResults:
    """What an experiment came to, also while it goes on or after it was cut off: what is there is what is read.

    Made by `experiment`, or of a folder: `ExperimentResults("sweep")`.

    Args:
        folder: the folder of an experiment.

    Raises:
        ResultsError: there is no experiment in the folder, or its list of cases is damaged.

    Attributes:
        folder: the folder.
        design: the design and all else that the results depend on, as they are stored.
        cases: a pandas frame, a row for each case: `case`, `plan`, `seed`, the numbers that were set, `plan_code`,
            `note` (why it was left out or that it was moved), `finished`, and `error` of those that failed.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).expanduser()
        self.design: dict[str, Any] = read_design(self.folder)

    def __repr__(self) -> str:
        told = ", ".join(self.design["over"]) or "nothing varied"
        ran = self.cases["note"].str.startswith("moved") | (self.cases["note"] == "")
        failed = (self.cases["error"] != "").sum()
        tail = f", {failed} failed" if failed else ""
        begun = len(self._begun) - int(self.cases["finished"].sum())
        tail += f", {begun} half done" if begun else ""
        return (
            f"<Experiment {self.folder.name}: {self.cases['finished'].sum()} of {ran.sum()} cases finished{tail}, "
            f"{self.design['futures']} futures each, over {told}>"
        )

    @cached_property
    def cases(self) -> pd.DataFrame:
        """A row for each case."""
        import pandas as pd
        import pyarrow as pa

        try:
            cases = pd.read_parquet(self.folder / "cases.parquet")
        except (OSError, pa.ArrowException):
            path = self.folder / "cases.parquet"
            raise ResultsError(f"{path}: is missing or damaged; run the design again") from None
        blocks = -(-self.design["futures"] // BLOCK)
        errors: dict[int, str] = {}
        for block, error in self._failures().items():
            errors.setdefault(int(block.partition("-")[0]), error)
        cases["finished"] = [self._begun[case] == blocks for case in cases["case"]]
        cases["error"] = [errors.get(case, "") for case in cases["case"]]
        return cases

    @cached_property
    def _begun(self) -> Counter[int]:
        """How many blocks there are of each case that has any."""
        return Counter(int(block.partition("-")[0]) for block in self._dataset().results)

    @property
    def files(self) -> list[Path]:
        """The Parquet files of outcomes, for any reader, such as DuckDB: `select * from 'sweep/outcomes/*.parquet'`."""
        return sorted((self.folder / "outcomes").glob("part-*.parquet"))

    def tidy(self, per: str = "future") -> pd.DataFrame:
        """All rows as a tidy frame, sorted by case and future whatever the order in which they finished.

        Args:
            per: "future" for outcomes, "week" for the series that were kept.

        Returns:
            Columns `case`, `plan`, `seed`, the numbers that were set, `band`, `future` (and `week`), then a column for
            each outcome or series.

        Raises:
            ParameterError: `per` is neither, no series were kept, or there are too many rows for memory: `scan` reads
                them.
        """
        files, keys = self._parts(per)
        rows = _read(files, lambda dataset: dataset.count_rows())
        if rows > MAX_TIDY_ROWS:
            raise ParameterError(f"{rows:,} rows are too many for a frame in memory; scan() reads them piece by piece")
        frame = _read(files, lambda dataset: dataset.to_table()).to_pandas()
        frame = frame.sort_values(keys, kind="stable", ignore_index=True)
        for name in ("plan", "band"):
            frame[name] = frame[name].astype(str).astype("category")
        return frame

    def scan(self, per: str = "future") -> pl.LazyFrame:
        """All rows as a Polars frame that is read when it is asked, piece by piece: it may be larger than memory.

        Args:
            per: as for `tidy`.

        Returns:
            A `polars.LazyFrame` with the columns of `tidy`, in any order of rows.

        Raises:
            ParameterError: as `tidy`, or Polars is not installed (the extra `analysis` has it).

        Examples:
            >>> from simulation import experiment
            >>> found = experiment("parliament_mentors", {"months": [6, 18]}, futures=20)
            >>> gains = found.scan().filter(months=18).select("gain").collect()
            >>> gains.shape
            (20, 1)
        """
        try:
            import polars as pl
        except ImportError:
            raise ParameterError("Polars is not installed here; the extra `analysis` has it") from None
        files, _keys = self._parts(per)
        return pl.scan_parquet(files)

    def mean(self, name: str, band: str = "luck") -> np.ndarray:
        """An outcome's mean over the futures of each case.

        Args:
            name: the outcome (see `OUTCOMES`).
            band: "luck" or "doubt".

        Returns:
            Shape (cases,), in the order of `cases` and in the outcome's unit; NaN for cases that were left out, failed
            or have not finished, and where no future has the outcome.

        Raises:
            ParameterError: there is no such outcome, or no such band.
        """
        import pyarrow.compute as pc

        table = self._outcome(name, band).group_by("case").aggregate([(name, "mean"), (name, "count")])
        found = np.full(len(self.cases), np.nan)
        found[table["case"].to_numpy()] = pc.cast(table[f"{name}_mean"], "float64").to_numpy()
        return np.where(self.cases["finished"], found, np.nan)

    def summary(self, name: str, levels: Sequence[float] = (0.05, 0.5, 0.95), band: str = "luck") -> pd.DataFrame:
        """An outcome of each case: its mean and quantiles over the futures.

        Args:
            name: the outcome (see `OUTCOMES`).
            levels: the quantiles, each from 0 to 1.
            band: "luck" or "doubt".

        Returns:
            The rows of `cases` that have finished, with columns `mean` and one for each level, such as `q05`.

        Raises:
            ParameterError: there is no such outcome or band, or a level is not from 0 to 1.
        """
        wanted = check_levels(levels)
        cases = self.cases[self.cases["finished"]].drop(columns=["finished", "error"]).set_index("case")
        values = self._outcome(name, band).to_pandas()
        by_case = values[values["case"].isin(cases.index)].groupby("case")[name]
        cases["mean"] = by_case.mean()
        for level in wanted:
            cases[f"q{100 * level:02.0f}"] = by_case.quantile(level)
        return cases.reset_index()

    def failed(self) -> str:
        """How many cases failed, with the first error; empty when none did."""
        failed = self.cases[self.cases["error"] != ""]
        if not len(failed):
            return ""
        first = failed.iloc[0]
        return f"{len(failed)} of {len(self.cases)} cases failed, such as case {first['case']}: {first['error']}"

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the results come from, ready for JSON: the design, the versions and processors that made the results
        (as each Parquet file says of its own), and the versions that read them now.
        """
        return {**self.design, "made_by": self._dataset().made_by, "read_with": versions()}

    def _outcome(self, name: str, band: str) -> Any:
        import pyarrow.dataset as ds

        if name not in OUTCOMES:
            raise ParameterError(f"there is no outcome called {one_line(name)}{nearest(str(name), OUTCOMES)}")
        bands = ("luck", "doubt") if self.design["doubt"] else ("luck",)
        if band not in bands:
            raise ParameterError(f"band = {one_line(band)}; there is: {', '.join(bands)}")
        files, _keys = self._parts("future")
        of_band = ds.field("band") == band
        table = _read(files, lambda dataset: dataset.to_table(columns=["case", "future", name], filter=of_band))
        table = table.sort_by([("case", "ascending"), ("future", "ascending")])  # sums do not depend on who was first
        valid = ~np.isnan(table[name].to_numpy())
        return table.filter(valid).select(["case", name])

    def _parts(self, per: str) -> tuple[list[Path], list[str]]:
        check_per(per)
        if per == "week" and not self.design["keep"]:
            raise ParameterError('no weekly series were kept: run the experiment with keep=["practice"]')
        files = self.files
        if not files:
            raise ParameterError(f"{self.folder.name}: no case has finished, so there is nothing to read yet")
        if per == "future":
            return files, ["case", "band", "future"]
        weekly = [self.folder / "weekly" / file.name for file in files]
        missing = [file for file in weekly if not file.is_file()]
        if missing:
            raise ResultsError(f"{missing[0]}: is missing; move its part in outcomes away too and run the design again")
        return weekly, ["case", "band", "future", "week"]

    def _dataset(self) -> Dataset:
        return Dataset.open(self.folder, self.design)

    def _failures(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.folder / "failures.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found


def _read(files: Sequence[Path], read: Callable[[ds.Dataset], Any]) -> Any:
    """What `read` gives of the Parquet files as one dataset. Raises ResultsError, with the file that is damaged."""
    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    try:
        return read(ds.dataset([str(file) for file in files], format="parquet"))
    except (OSError, pa.ArrowException):
        for file in files:
            try:
                pq.read_table(file)
            except (OSError, pa.ArrowException):
                raise ResultsError(
                    f"{file}: is damaged; move it away, and its part of the same name, and run the design again: what "
                    "it held is run again"
                ) from None
        raise
