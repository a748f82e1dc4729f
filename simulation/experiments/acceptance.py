"""The acceptance table: for every pattern its figures, and whether they lie within their bands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.versions import versions
from simulation.experiments.json_files import short
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.source_digest import python_files, source_digest
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import differences, fingerprint, record
from simulation.model.parameters import parameters

Figures = Mapping[str, Mapping[str, np.ndarray]]  # of each pattern, each figure, shape (sets,)

FUTURES, SEED = 60, 1
KNOWN_MISSES: dict[str, str] = {}  # patterns not met at the defaults, each with the reason; none that is met

SAMPLE_SETS = 48  # sets of the accepted sample that are run again, evenly spread over it
FILE_NAME = "acceptance.json"


def figures(
    trials: Trials, only: Iterable[str] | None = None, progress: Callable[[str], None] | None = None
) -> dict[str, dict[str, np.ndarray]]:
    """The figures of every pattern for each parameter set.

    Args:
        trials: runs the parameter sets.
        only: ids of patterns (default: all).
        progress: called with the id of each pattern before it is run.

    Returns:
        By pattern and figure, shape (sets,).

    Examples:
        >>> from simulation.experiments.acceptance import figures, met
        >>> from simulation.experiments.trials import Trials
        >>> found = figures(Trials(futures=20, seed=1), only=["AT4"])
        >>> sorted(found["AT4"])
        ['again', 'bridge', 'ordinary', 'strong']
        >>> met(found)["AT4"].tolist()
        [True]
    """
    figures_by_pattern = {}
    for id in PATTERNS if only is None else only:
        if progress:
            progress(id)
        figures_by_pattern[id] = PATTERNS[id].figures(trials)
    return figures_by_pattern


def met(figures: Figures) -> dict[str, np.ndarray]:
    """Whether each pattern is met.

    Args:
        figures: the figures of patterns.

    Returns:
        By pattern, bool, shape (sets,).
    """
    return {id: PATTERNS[id].met(pattern_figures) for id, pattern_figures in figures.items()}


def miss(figures: Figures, margin: float = 0.0) -> np.ndarray:
    """How far each set lies from meeting all patterns: the misses of all figures, summed.

    Args:
        figures: the figures of patterns.
        margin: distance from the ends of a band, inside it, from which a figure counts as a miss.

    Returns:
        Shape (sets,).
    """
    return np.sum([PATTERNS[id].miss(pattern_figures, margin) for id, pattern_figures in figures.items()], axis=0)


@dataclass(frozen=True)
class TableRow:
    """One figure of the table.

    Attributes:
        pattern: id of the pattern.
        title: the pattern's title.
        figure: name of the figure.
        text: what the figure is, in words.
        allowed: its band, in words.
        found: its value.
        holds: whether it lies in its band; None for one without a band.
        sample: share of the accepted sample in which it does; None where that was not run.
    """

    pattern: str
    title: str
    figure: str
    text: str
    allowed: str
    found: float
    holds: bool | None
    sample: float | None = None


def table_rows(found: Figures, sample: Figures | None = None) -> list[TableRow]:
    """The table's lines.

    Args:
        found: the figures of patterns, of which the first set counts.
        sample: the same for the accepted sample, where it was run.

    Returns:
        A line for each figure, pattern after pattern.
    """
    rows = []
    for id, pattern_figures in found.items():
        pattern = PATTERNS[id]
        for name, band in pattern.bands.items():
            value = float(pattern_figures[name][0])
            holds = None if band.open else bool(band.holds(value))
            share = None if sample is None or band.open else float(band.holds(sample[id][name]).mean())
            rows.append(TableRow(id, pattern.title, name, band.text, band.allowed, value, holds, share))
    return rows


def format_table(rows: Iterable[TableRow]) -> str:
    """The table as plain text, a pattern's figures under its title."""
    text_lines, title = [], None
    for row in rows:
        if row.title != title:
            title = row.title
            text_lines.append(f"{row.pattern} {title}")
        mark = {True: "met", False: "NOT MET", None: "-"}[row.holds]
        share = "" if row.sample is None else f"{100 * row.sample:4.0f} % of the sample"
        text_lines.append(f"    {row.text:<94} {row.allowed:>16} {row.found:>8.3f}  {mark:<8}{share}".rstrip())
    return "\n".join(text_lines)


def count_met(figures: Figures) -> np.ndarray:
    """How many patterns each set meets, shape (sets,)."""
    return np.sum(list(met(figures).values()), axis=0)


def sample_trials(futures: int = FUTURES, seed: int = SEED) -> Trials:
    """The trials of ``SAMPLE_SETS` of the accepted sample beside trials at the defaults: a quarter of the `futures`
    for each, with other random streams than calibration chose them by.

    What the sample does not know keeps its default; what the model no longer has is left out.
    """
    rows = np.unique(np.linspace(0, accepted().size - 1, min(SAMPLE_SETS, accepted().size)).astype(int))
    sets = {name: values[rows] for name, values in accepted().sets.items() if name in parameters()}
    return Trials(sets, max(2, futures // 4), seed)


def store(
    found: Figures, sample: Figures | None, futures: int, seed: int, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The content of a stored table, from a run of the whole of it, ready for JSON.

    Without a `sample`, the sample's columns are those of the table `before`, where it had any, with their own record of
    the model.
    """
    at_defaults = met(found)
    met_in_sample = met(sample) if sample is not None else {}
    provenance: dict[str, Any] = {**current_provenance(), "futures": futures, "seed": seed, "versions": versions()}
    content = {
        "provenance": provenance,
        "patterns": {
            id: {
                "met": bool(at_defaults[id][0]),
                **({"met_in_sample": round(float(met_in_sample[id].mean()), 3)} if met_in_sample else {}),
                "figures": {
                    name: {
                        "found": short(pattern_figures[name][0]),
                        **({"sample": [short(q) for q in np.nanquantile(sample[id][name], (0.05, 0.5, 0.95))]}
                           if sample is not None else {}),
                    }
                    for name in pattern_figures
                },
            }
            for id, pattern_figures in found.items()
        },
    }  # fmt: skip
    if sample is not None:
        provenance["sample"] = record()
    elif before is not None:
        _copy_sample_columns(content, before)
    return content


def _copy_sample_columns(content: dict[str, Any], earlier_table: Mapping[str, Any]) -> None:
    """Put the sample's columns of an earlier table into a new one."""
    has_sample = False
    for id, pattern in content["patterns"].items():
        earlier = earlier_table["patterns"].get(id, {})
        if "met_in_sample" in earlier:
            figures, has_sample = pattern.pop("figures"), True
            pattern |= {"met_in_sample": earlier["met_in_sample"], "figures": figures}
        for name, figure in pattern["figures"].items():
            if "sample" in earlier.get("figures", {}).get(name, {}):
                figure["sample"] = earlier["figures"][name]["sample"]
    if has_sample:
        provenance = earlier_table["provenance"]
        content["provenance"]["sample"] = provenance.get("sample", {"model": provenance["model"]})


def current_provenance() -> dict[str, str]:
    """What a stored table depends on: digests of today's model, patterns and limiting cases."""
    return {"model": fingerprint(), "patterns": patterns_digest(), "limits": limits_digest()}


def patterns_digest() -> str:
    """A digest of the source of all patterns and of what they run on: another one, and a stored table is stale."""
    here = resources.files("simulation.experiments")
    return source_digest([here / "trials.py", here / "hubs.py", *python_files(here / "patterns")])


def limits_digest() -> str:
    """The same of the limiting cases of AT19, on which no assumption has a say: no calibration depends on them."""
    return source_digest(python_files(resources.files("simulation.experiments") / "patterns" / "limits"))


def is_stale(stored_table: Mapping[str, Any]) -> str:
    """Why a stored table is stale, in some words; empty when it is not."""
    provenance = stored_table["provenance"]
    if provenance["model"] != fingerprint():
        return "made with another model"
    is_current = all(provenance.get(name) == value for name, value in current_provenance().items())
    return "" if is_current else "made with other patterns"


def sample_differences(stored_table: Mapping[str, Any]) -> list[str]:
    """What changed in the model since the sample's columns of a stored table were made; empty when nothing did, or
    where there are no such columns.
    """
    if not any("met_in_sample" in pattern for pattern in stored_table["patterns"].values()):
        return []
    provenance = stored_table["provenance"]
    return differences(provenance.get("sample", {"model": provenance["model"]}))


def load_table() -> dict[str, Any]:
    """The stored acceptance table, with its provenance."""
    text = (resources.files("simulation.experiments") / "data" / FILE_NAME).read_text(encoding="utf-8")
    return json.loads(text)
