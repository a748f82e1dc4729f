"""Everything generated or stored that follows from the model: how it stands, and how it is made anew.

What takes up to some minutes is made anew at once: the acceptance table and the table of claims at the defaults, the
reference results, the generated blocks of the descriptions. What takes longer (the sample's columns of these tables,
the sensitivity study, the screening of every partnership) or a search with somebody watching (the accepted sample) is
only said to be older than the model, with what changed since.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from simulation.ensemble.parameter_uncertainty import unknown_to_sample
from simulation.ensemble.posterior_sample import accepted
from simulation.ensemble.stored_screening import screening_by_scenario
from simulation.ensemble.stored_sensitivity import DEFAULT_FILE, load_study
from simulation.experiments import acceptance, acceptance_seeds, reference
from simulation.experiments.acceptance import KNOWN_MISSES
from simulation.experiments.calibration import archive
from simulation.experiments.claims import lever_table, suite
from simulation.experiments.claims import stored as claims_stored
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.json_files import write_json
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import differences
from simulation.model.plans.loading import load
from simulation.odd import documents

TABLE = Path(__file__).resolve().parents[1] / "experiments" / "data" / acceptance.FILE_NAME
_TIMED_SETS = 24  # sets of assumptions whose run tells how long a study will take

Report = Callable[[str], None]


class State(StrEnum):
    """Whether an artefact fits the model."""

    FRESH = "fresh"
    RENEWED = "renewed"
    STALE = "stale"
    OLDER = "older than the model"


@dataclass(frozen=True)
class Artefact:
    """Something generated or stored from the model: its name, its state, and why (or what was renewed)."""

    name: str
    state: State
    why: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line: `acceptance table: renewed (19 of 19 patterns met)`."""
        return f"{self.name}: {self.state}" + (f" ({'; '.join(self.why)})" if self.why else "")


def check_all(because: str | None = None, write: bool = True, report: Report = lambda _: None) -> Iterator[Artefact]:
    """Check every artefact that follows from the model, one after another, and renew the stale ones.

    Args:
        because: what moved and why, needed where the reference results moved; without it they stay, and are reported as
            stale.
        write: False only checks.
        report: called with a line about what is being made.

    Returns:
        The artefacts with their states.

    Raises:
        OutputError: a file cannot be written.
        DescriptionError: a file cannot be read.
    """
    yield _acceptance_table(write, report)
    yield _reference_results(because, write)
    yield _claims_table(write, report)
    for file in documents.OWN_DOCUMENTS:
        stale = tuple(documents.renew(file, write))
        yield Artefact(file.name, _state(bool(stale), write), stale)
    yield older_sample()
    yield older_seeds()
    yield older_runs()
    yield older_study()
    yield older_screening()


def older_sample() -> Artefact:
    """The accepted sample beside the model of today: what changed since, and which assumptions it does not know."""
    why = tuple(differences(accepted().provenance))
    if unknown := unknown_to_sample():
        why = (*why, f"it does not know {', '.join(unknown)}: used with their defaults")
    return Artefact("accepted sample", State.OLDER if why else State.FRESH, why)


def older_seeds() -> Artefact:
    """The acceptance table at other seeds, beside the model of today."""
    why = acceptance_seeds.is_stale(acceptance_seeds.load_table())
    return Artefact("acceptance at other seeds", State.OLDER if why else State.FRESH, (why,) if why else ())


def older_runs() -> Artefact:
    """The runs of the calibration that are packed beside the code, beside the model of today."""
    why = archive.is_stale()
    return Artefact("runs of the calibration", State.OLDER if why else State.FRESH, (why,) if why else ())


def older_study() -> Artefact:
    """The sensitivity study beside the model of today: what changed since, and what its plan gives otherwise now."""
    from simulation.experiments.sensitivity.study import result_differences

    study = load_study()
    why = tuple(study.differences_from_model())
    if why and not study.parameter_differences():
        why = (*why, *(result_differences(study) or ["what it was made for gives the same results"]))
    return Artefact("sensitivity study", State.OLDER if why else State.FRESH, why)


def older_screening() -> Artefact:
    """The screening of every partnership beside the model of today."""
    why = () if screening_by_scenario() else ("`counterparts sensitivity --everywhere --renew` makes it anew",)
    return Artefact("screening of every partnership", State.OLDER if why else State.FRESH, why)


def _acceptance_table(write: bool, report: Report) -> Artefact:
    name, stored_table = "acceptance table", acceptance.load_table()
    why = acceptance.is_stale(stored_table)
    if not why or not write:
        return Artefact(name, State.STALE, (why,)) if why else Artefact(name, State.FRESH, _sample_notes(stored_table))
    futures, seed = acceptance.FUTURES, acceptance.SEED
    found = acceptance.figures(Trials(futures=futures, seed=seed), None, lambda id: report(f"pattern {id} ..."))
    new_table = acceptance.store(found, None, futures, seed, stored_table)
    write_json(TABLE, new_table)
    met = {id for id, holds in acceptance.met(found).items() if holds[0]}
    missed = [id for id in PATTERNS if id not in met and id not in KNOWN_MISSES]
    result = f"{len(met)} of {len(found)} patterns met" + (f", not {', '.join(missed)}" if missed else "")
    return Artefact(name, State.RENEWED, (result, *_sample_notes(new_table)))


def _claims_table(write: bool, report: Report) -> Artefact:
    name, stored_table = "claims table", claims_stored.load_table()
    why = claims_stored.is_stale(stored_table)
    if not why or not write:
        return Artefact(name, State.STALE, (why,)) if why else Artefact(name, State.FRESH, _claims_notes(stored_table))
    futures, seed = suite.FUTURES, suite.SEED
    trials = ClaimTrials(futures=futures, seed=seed)
    found = suite.find_claims(trials, None, lambda id: report(f"claim {id} ..."))
    levers = lever_table.as_told(lever_table.lever_moves(trials))
    new_table = claims_stored.store(found, futures, seed, stored_table, levers=levers)
    write_json(claims_stored.TABLE, new_table)
    lost = claims_stored.no_longer_shown(stored_table, found)
    result = suite.shown_summary({id: bool(holds[0]) for id, holds in suite.shown(found).items()})
    result += f", no longer {', '.join(lost)}" if lost else ""
    return Artefact(name, State.RENEWED, (result, *_claims_notes(new_table)))


def _claims_notes(table: Mapping[str, Any]) -> tuple[str, ...]:
    older = claims_stored.stale_parts(table)
    return (f"older than the model: {', '.join(older)}",) if older else ()


def _sample_notes(table: Mapping[str, Any]) -> tuple[str, ...]:
    return ("the sample's columns are older than the model",) if acceptance.sample_differences(table) else ()


def _reference_results(because: str | None, write: bool) -> Artefact:
    name, then = "reference results", reference.load_reference()["results"]
    now = {scenario: reference.scenario_means(scenario) for scenario in reference.SCENARIOS}
    moved = tuple(reference.changed_numbers(then, now))
    if moved and write and because:
        reference.write(now, because)
        return Artefact(name, State.RENEWED, moved)
    return Artefact(name, State.STALE if moved else State.FRESH, moved)


def _state(stale: bool, write: bool) -> State:
    return State.FRESH if not stale else State.RENEWED if write else State.STALE


# ---- what takes longer


def minutes_of_sample() -> float:
    """About how long the sample's columns of the acceptance table take, from one pattern's run."""
    defaults_only, all_sets = Trials(futures=acceptance.FUTURES, seed=acceptance.SEED), acceptance.sample_trials()
    seconds = _seconds(lambda: acceptance.figures(defaults_only))
    return seconds * max(1.0, all_sets.size * all_sets.futures / defaults_only.futures) / 60


def renew_sample_columns(report: Report) -> Artefact:
    """Run all patterns for sets of the accepted sample too, and store the whole table anew."""
    futures, seed = acceptance.FUTURES, acceptance.SEED
    found = acceptance.figures(Trials(futures=futures, seed=seed), None, lambda id: report(f"pattern {id} ..."))
    trials = acceptance.sample_trials()
    sample_figures = acceptance.figures(trials, None, lambda id: report(f"sample, pattern {id} ..."))
    write_json(TABLE, acceptance.store(found, sample_figures, futures, seed))
    counts = acceptance.count_met(sample_figures)
    result = f"{counts.mean():.1f} patterns met on average"
    return Artefact("acceptance table, the sample's columns", State.RENEWED, (result,))


def minutes_of_study() -> float:
    """About how long the sensitivity study takes, from a few of its sets."""
    from simulation.experiments.sensitivity.batches import run_sets

    stored = load_study().content
    sets = stored["screening"]["sets"] + stored["variance"]["sets"]
    numbers = {name: stored[name] for name in ("futures", "seed", "weeks")}
    plan = load(stored["plan"]["scenario"])
    run_sets(plan, [], np.empty((1, 0)), **numbers)  # draws and networks are made once
    return _seconds(lambda: run_sets(plan, [], np.empty((_TIMED_SETS, 0)), **numbers)) * sets / _TIMED_SETS / 60


def renew_study(keep: Path, progress: bool) -> Artefact:
    """Run the sensitivity study anew, as large as the stored one, and store it.

    keep: the folder from which a study that was stopped goes on.
    """
    from simulation.experiments.sensitivity.study import study
    from simulation.experiments.sensitivity.study_file import write

    stored = load_study().content
    new_study = study(
        stored["plan"]["scenario"], trajectories=stored["screening"]["trajectories"], base=stored["variance"]["base"],
        futures=stored["futures"], seed=stored["seed"], weeks=stored["weeks"], progress=progress, keep=keep,
    )  # fmt: skip
    write(new_study, DEFAULT_FILE)
    return Artefact("sensitivity study", State.RENEWED)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
