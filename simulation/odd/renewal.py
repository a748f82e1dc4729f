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
from simulation.experiments.calibration import archive
from simulation.experiments.claims import lever_table, suite
from simulation.experiments.claims import stored as claims_stored
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.json_files import write_json
from simulation.experiments.misses import KNOWN_MISSES
from simulation.experiments.patterns import PATTERNS
from simulation.experiments.trials import Trials
from simulation.model.fingerprint import differences
from simulation.model.plans.loading import load
from simulation.odd import documents

TABLE = Path(__file__).resolve().parents[1] / "experiments" / "data" / acceptance.STORED
_PROBED = 24  # sets of assumptions whose run tells how long a study will take

Tell = Callable[[str], None]


class State(StrEnum):
    """How it stands with one thing."""

    FRESH = "fresh"
    RENEWED = "renewed"
    STALE = "stale"
    OLDER = "older than the model"


@dataclass(frozen=True)
class Thing:
    """One thing generated or stored: its name, how it stands, and why (or what was made anew)."""

    name: str
    state: State
    why: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line: `acceptance table: renewed (19 of 19 patterns met)`."""
        return f"{self.name}: {self.state}" + (f" ({'; '.join(self.why)})" if self.why else "")


def looked_at(because: str | None = None, write: bool = True, tell: Tell = lambda _: None) -> Iterator[Thing]:
    """Everything, one after another; what is stale is made anew where told to `write`.

    because: what moved and why, needed where the reference results moved; without it they stay, and are told as stale.
    tell: told what is being made.

    Raises OutputError and DescriptionError where a file cannot be read or written.
    """
    yield _acceptance_table(write, tell)
    yield _reference_results(because, write)
    yield _claims_table(write, tell)
    for file in documents.OWN:
        stale = tuple(documents.renew(file, write))
        yield Thing(file.name, _state(bool(stale), write), stale)
    yield older_sample()
    yield older_seeds()
    yield older_runs()
    yield older_study()
    yield older_screening()


def older_sample() -> Thing:
    """The accepted sample beside the model of today: what changed since, and which assumptions it does not know."""
    why = tuple(differences(accepted().provenance))
    if unknown := unknown_to_sample():
        why = (*why, f"it does not know {', '.join(unknown)}: used with their defaults")
    return Thing("accepted sample", State.OLDER if why else State.FRESH, why)


def older_seeds() -> Thing:
    """The acceptance table at other seeds, beside the model of today."""
    why = acceptance_seeds.is_stale(acceptance_seeds.stored())
    return Thing("acceptance at other seeds", State.OLDER if why else State.FRESH, (why,) if why else ())


def older_runs() -> Thing:
    """The runs of the calibration that are packed beside the code, beside the model of today."""
    why = archive.is_stale()
    return Thing("runs of the calibration", State.OLDER if why else State.FRESH, (why,) if why else ())


def older_study() -> Thing:
    """The sensitivity study beside the model of today: what changed since, and what its plan gives otherwise now."""
    from simulation.experiments.sensitivity.study import strayed

    study = load_study()
    why = tuple(study.differences_from_model())
    if why and not study.parameter_differences():
        why = (*why, *(strayed(study) or ["what it was made for gives the same results"]))
    return Thing("sensitivity study", State.OLDER if why else State.FRESH, why)


def older_screening() -> Thing:
    """The screening of every partnership beside the model of today."""
    why = () if screening_by_scenario() else ("`counterparts sensitivity --everywhere --renew` makes it anew",)
    return Thing("screening of every partnership", State.OLDER if why else State.FRESH, why)


def _acceptance_table(write: bool, tell: Tell) -> Thing:
    name, before = "acceptance table", acceptance.stored()
    why = acceptance.is_stale(before)
    if not why or not write:
        return Thing(name, State.STALE, (why,)) if why else Thing(name, State.FRESH, _of_sample(before))
    futures, seed = acceptance.FUTURES, acceptance.SEED
    found = acceptance.figures(Trials(futures=futures, seed=seed), None, lambda id: tell(f"pattern {id} ..."))
    made = acceptance.store(found, None, futures, seed, before)
    write_json(TABLE, made)
    met = {id for id, holds in acceptance.met(found).items() if holds[0]}
    missed = [id for id in PATTERNS if id not in met and id not in KNOWN_MISSES]
    said = f"{len(met)} of {len(found)} patterns met" + (f", not {', '.join(missed)}" if missed else "")
    return Thing(name, State.RENEWED, (said, *_of_sample(made)))


def _claims_table(write: bool, tell: Tell) -> Thing:
    name, before = "claims table", claims_stored.stored()
    why = claims_stored.is_stale(before)
    if not why or not write:
        return Thing(name, State.STALE, (why,)) if why else Thing(name, State.FRESH, _of_parts(before))
    futures, seed = suite.FUTURES, suite.SEED
    trials = ClaimTrials(futures=futures, seed=seed)
    found = suite.found(trials, None, lambda id: tell(f"claim {id} ..."))
    levers = lever_table.as_told(lever_table.lever_moves(trials))
    made = claims_stored.store(found, futures, seed, before, levers=levers)
    write_json(claims_stored.TABLE, made)
    lost = claims_stored.lost(before, found)
    said = suite.counted({id: bool(holds[0]) for id, holds in suite.shown(found).items()})
    return Thing(name, State.RENEWED, (said + (f", no longer {', '.join(lost)}" if lost else ""), *_of_parts(made)))


def _of_parts(table: Mapping[str, Any]) -> tuple[str, ...]:
    older = claims_stored.older_parts(table)
    return (f"older than the model: {', '.join(older)}",) if older else ()


def _of_sample(table: Mapping[str, Any]) -> tuple[str, ...]:
    return ("the sample's columns are older than the model",) if acceptance.sample_is_older(table) else ()


def _reference_results(because: str | None, write: bool) -> Thing:
    name, then = "reference results", reference.stored()["results"]
    now = {scenario: reference.found(scenario) for scenario in reference.SCENARIOS}
    moved = tuple(reference.moved(then, now))
    if moved and write and because:
        reference.write(now, because)
        return Thing(name, State.RENEWED, moved)
    return Thing(name, State.STALE if moved else State.FRESH, moved)


def _state(stale: bool, write: bool) -> State:
    return State.FRESH if not stale else State.RENEWED if write else State.STALE


# ---- what takes longer


def minutes_of_sample() -> float:
    """About how long the sample's columns of the acceptance table take, from one pattern's run."""
    few, all_sets = Trials(futures=acceptance.FUTURES, seed=acceptance.SEED), acceptance.sample_trials()
    took = _seconds(lambda: acceptance.figures(few))
    return took * max(1.0, all_sets.size * all_sets.futures / few.futures) / 60


def renew_sample_columns(tell: Tell) -> Thing:
    """Run all patterns for sets of the accepted sample too, and store the whole table anew."""
    futures, seed = acceptance.FUTURES, acceptance.SEED
    found = acceptance.figures(Trials(futures=futures, seed=seed), None, lambda id: tell(f"pattern {id} ..."))
    spread = acceptance.figures(acceptance.sample_trials(), None, lambda id: tell(f"sample, pattern {id} ..."))
    write_json(TABLE, acceptance.store(found, spread, futures, seed))
    counts = acceptance.counted(spread)
    said = f"{counts.mean():.1f} patterns met on average"
    return Thing("acceptance table, the sample's columns", State.RENEWED, (said,))


def minutes_of_study() -> float:
    """About how long the sensitivity study takes, from a few of its sets."""
    from simulation.experiments.sensitivity.batches import run_sets

    made = load_study().content
    sets = made["screening"]["sets"] + made["variance"]["sets"]
    numbers = {name: made[name] for name in ("futures", "seed", "weeks")}
    plan = load(made["plan"]["scenario"])
    run_sets(plan, [], np.empty((1, 0)), **numbers)  # draws and networks are made once
    return _seconds(lambda: run_sets(plan, [], np.empty((_PROBED, 0)), **numbers)) * sets / _PROBED / 60


def renew_study(keep: Path, progress: bool) -> Thing:
    """Run the sensitivity study anew, as large as the stored one, and store it.

    keep: the folder from which a study that was stopped goes on.
    """
    from simulation.experiments.sensitivity.study import study
    from simulation.experiments.sensitivity.written import write

    made = load_study().content
    anew = study(
        made["plan"]["scenario"], trajectories=made["screening"]["trajectories"], base=made["variance"]["base"],
        futures=made["futures"], seed=made["seed"], weeks=made["weeks"], progress=progress, keep=keep,
    )  # fmt: skip
    write(anew, DEFAULT_FILE)
    return Thing("sensitivity study", State.RENEWED)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
