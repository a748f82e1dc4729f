"""The acceptance table: every pattern, what was found, and whether it lies within its bands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.results import versions
from simulation.experiments.json_files import short
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.source_digest import python_files, source_digest
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import differences, fingerprint, record
from simulation.model.parameters import parameters

Figures = Mapping[str, Mapping[str, np.ndarray]]  # of each pattern, each figure, shape (sets,)

FUTURES, SEED = 60, 1
OF_SAMPLE = 48  # sets of the accepted sample that are run again, evenly spread over it
STORED = "acceptance.json"


def figures(
    trials: Trials, only: Iterable[str] | None = None, progress: Callable[[str], None] | None = None
) -> dict[str, dict[str, np.ndarray]]:
    """What every pattern (or `only` some) comes to for each set of assumptions."""
    found = {}
    for id in PATTERNS if only is None else only:
        if progress:
            progress(id)
        found[id] = PATTERNS[id].figures(trials)
    return found


def met(found: Figures) -> dict[str, np.ndarray]:
    """Whether each pattern is met, for each set."""
    return {id: PATTERNS[id].met(each) for id, each in found.items()}


def miss(found: Figures, margin: float = 0.0) -> np.ndarray:
    """How far each set lies from meeting all patterns: the misses of all figures, summed."""
    return np.sum([PATTERNS[id].miss(each, margin) for id, each in found.items()], axis=0)


@dataclass(frozen=True)
class Line:
    """One figure of the table: whether it `holds` (None for one that is only told), and the share of the accepted
    sample in which it does.
    """

    pattern: str
    title: str
    figure: str
    text: str
    allowed: str
    found: float
    holds: bool | None
    sample: float | None = None


def lines(found: Figures, sample: Figures | None = None) -> list[Line]:
    """The table's lines at the first set of `found`, beside the shares of `sample`."""
    told = []
    for id, each in found.items():
        pattern = PATTERNS[id]
        for name, band in pattern.bands.items():
            value = float(each[name][0])
            holds = None if band.open else bool(band.holds(value))
            share = None if sample is None or band.open else float(band.holds(sample[id][name]).mean())
            told.append(Line(id, pattern.title, name, band.text, band.allowed, value, holds, share))
    return told


def table(told: Iterable[Line]) -> str:
    """The table as plain text, a pattern's figures under its title."""
    rows, title = [], None
    for line in told:
        if line.title != title:
            title = line.title
            rows.append(f"{line.pattern} {title}")
        mark = {True: "met", False: "NOT MET", None: "-"}[line.holds]
        share = "" if line.sample is None else f"{100 * line.sample:4.0f} % of the sample"
        rows.append(f"    {line.text:<94} {line.allowed:>16} {line.found:>8.3f}  {mark:<8}{share}".rstrip())
    return "\n".join(rows)


def counted(found: Figures) -> np.ndarray:
    """How many patterns each set meets."""
    return np.sum(list(met(found).values()), axis=0)


def sample_trials(futures: int = FUTURES, seed: int = SEED) -> Trials:
    """The trials of `OF_SAMPLE` sets of the accepted sample beside trials at the defaults: a quarter of the `futures`
    for each, under other luck than calibration chose them by.

    What the sample does not know keeps its default; what the model no longer has is left out.
    """
    some = np.unique(np.linspace(0, accepted().size - 1, min(OF_SAMPLE, accepted().size)).astype(int))
    sets = {name: values[some] for name, values in accepted().sets.items() if name in parameters()}
    return Trials(sets, max(2, futures // 4), seed)


def store(
    found: Figures, sample: Figures | None, futures: int, seed: int, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What is kept of a run of the whole table, ready for JSON.

    Without a `sample`, the sample's columns are those of the table `before`, where it had any, with their own record of
    the model.
    """
    at_defaults = met(found)
    in_sample = met(sample) if sample is not None else {}
    provenance: dict[str, Any] = {**of_today(), "futures": futures, "seed": seed, "versions": versions()}
    table = {
        "provenance": provenance,
        "patterns": {
            id: {
                "met": bool(at_defaults[id][0]),
                **({"met_in_sample": round(float(in_sample[id].mean()), 3)} if in_sample else {}),
                "figures": {
                    name: {
                        "found": short(each[name][0]),
                        **({"sample": [short(q) for q in np.nanquantile(sample[id][name], (0.05, 0.5, 0.95))]}
                           if sample is not None else {}),
                    }
                    for name in each
                },
            }
            for id, each in found.items()
        },
    }  # fmt: skip
    if sample is not None:
        provenance["sample"] = record()
    elif before is not None:
        _take_sample(table, before)
    return table


def _take_sample(table: dict[str, Any], before: Mapping[str, Any]) -> None:
    """Put the sample's columns of an earlier table into a new one."""
    kept = False
    for id, pattern in table["patterns"].items():
        earlier = before["patterns"].get(id, {})
        if "met_in_sample" in earlier:
            figures, kept = pattern.pop("figures"), True
            pattern |= {"met_in_sample": earlier["met_in_sample"], "figures": figures}
        for name, figure in pattern["figures"].items():
            if "sample" in earlier.get("figures", {}).get(name, {}):
                figure["sample"] = earlier["figures"][name]["sample"]
    if kept:
        of = before["provenance"]
        table["provenance"]["sample"] = of.get("sample", {"model": of["model"]})


def of_today() -> dict[str, str]:
    """What a stored table depends on, as it is today."""
    return {"model": fingerprint(), "patterns": patterns_print(), "limits": _limits_print()}


def patterns_print() -> str:
    """A digest of the source of all patterns and of what they run on: another one, and a stored table is stale."""
    here = resources.files("simulation.experiments")
    return source_digest([here / "trials.py", here / "hubs.py", *python_files(here / "patterns")])


def _limits_print() -> str:
    """The same of the limiting cases of AT19, on which no assumption has a say: no calibration depends on them."""
    return source_digest(python_files(resources.files("simulation.experiments") / "patterns" / "limits"))


def is_stale(told: Mapping[str, Any]) -> str:
    """Why a stored table is stale, in some words; empty when it is not."""
    of = told["provenance"]
    if of["model"] != fingerprint():
        return "made with another model"
    return "" if all(of.get(name) == value for name, value in of_today().items()) else "made with other patterns"


def sample_is_older(told: Mapping[str, Any]) -> list[str]:
    """What changed in the model since the sample's columns of a stored table were made; empty when nothing did, or
    where there are no such columns.
    """
    if not any("met_in_sample" in each for each in told["patterns"].values()):
        return []
    of = told["provenance"]
    return differences(of.get("sample", {"model": of["model"]}))


def stored() -> dict[str, Any]:
    """The table as it was last written down, with its provenance."""
    text = (resources.files("simulation.experiments") / "data" / STORED).read_text(encoding="utf-8")
    return json.loads(text)
