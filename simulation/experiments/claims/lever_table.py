"""What each lever moves in each scenario, from the lowest value to the highest: the table behind "no dead lever"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, known_mean, worked_out
from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import LEVER

OUTCOMES = ("gain", "kept", "spread", "reach", "trust", "use", "citizens")
LIVE = 0.03  # a lever that moves an outcome by so much is live in a scenario
_PARTS = 4  # the table is made in a quarter of the futures
_TRIED = 12  # places between an end of a lever and a scenario's own value, where the end does not go with the rest

Moves = Mapping[str, Mapping[str, Mapping[str, Found]]]  # scenario -> lever -> outcome -> largest move


@dataclass(frozen=True)
class Range:
    """The values a lever is tried at in a scenario: its lowest, the scenario's own, its highest; and, where the
    scenario's own is one of the ends, the one half way: peers who change every 24 months do not change in most plans.
    """

    low: float
    own: float
    high: float
    whole: bool = False

    @property
    def others(self) -> tuple[float, ...]:
        """The values beside the scenario's own."""
        if self.low < self.own < self.high:
            return self.low, self.high
        middle = (self.low + self.high) / 2.0
        end = self.high if self.own == self.low else self.low
        return (round(middle) if self.whole else middle), end


def range_of(plan: Plan, name: str) -> Range | None:
    """How far a number can be moved in a plan with the others as they are; None where it cannot be moved at all.

    Peers are not moved in a mutual network, nor taken away where they come from outside: that is another partnership.
    """
    declaration, own = parameters()[name], plan[name]
    low = max(declaration.low, 1.0) if name == "peers" else declaration.low
    if name == "peers" and not own:
        return None
    least, most = (_furthest(plan, name, end) for end in (low, declaration.high))
    found = Range(least, own, most, declaration.whole)
    return None if found.low == found.high else found


def _furthest(plan: Plan, name: str, end: float) -> float:
    whole, own = parameters()[name].whole, plan[name]
    for value in np.linspace(end, own, _TRIED):
        tried = round(value) if whole else float(value)
        try:
            plan.with_(**{name: tried})
        except ParameterError:
            continue
        return tried
    return own


def lever_moves(trials: ClaimTrials) -> Moves:
    """The largest move of each outcome between any two of the values of each lever, in every scenario."""

    def make() -> Moves:
        levers = [name for name, each in parameters().items() if each.role is LEVER]
        few = trials.fewer(_PARTS)
        return {name: _in_scenario(few, few.plan(name), levers) for name in scenarios()}

    return trials.once("lever table", make)


def _in_scenario(trials: ClaimTrials, plan: Plan, names: Sequence[str]) -> dict[str, dict[str, Found]]:
    own, moved = trials.outcomes(plan), {}
    for name in names:
        within = range_of(plan, name)
        if within is not None:
            ends: list[dict[str, Any]] = [{name: value} for value in within.others]
            moved[name] = moves([own, *(trials.outcomes(plan, **numbers) for numbers in ends)])
    return moved


def moves(tried: Sequence[Mapping[str, np.ndarray]]) -> dict[str, Found]:
    """The largest move of each outcome between any two of several runs of the same futures."""
    found = {}
    for outcome in OUTCOMES:
        parts = [each[of] for each in tried for of in (("gain", "gain_at_end") if outcome == "kept" else (outcome,))]
        statistic = _kept_moves if outcome == "kept" else _mean_moves
        with np.errstate(all="ignore"):
            found[outcome] = worked_out(statistic, *parts)
    return found


def _mean_moves(*tried: np.ndarray) -> np.ndarray:
    means = np.stack([known_mean(each) for each in tried])
    return _spread(means)


def _kept_moves(*tried: np.ndarray) -> np.ndarray:
    """What is kept, over the ensemble; runs with no gain to keep count for nothing."""
    later, sooner = (np.stack([known_mean(each) for each in tried[start::2]]) for start in (0, 1))
    return _spread(np.where(sooner >= 0.05, later / sooner, np.nan))


def _spread(means: np.ndarray) -> np.ndarray:
    known = np.isfinite(means)
    most = np.where(known, means, -np.inf).max(axis=0)
    least = np.where(known, means, np.inf).min(axis=0)
    return np.where(known.sum(axis=0) > 1, most - least, 0.0)


def live(moved: Mapping[str, Found]) -> np.ndarray:
    """Whether any outcome is moved by `LIVE`, two standard errors beyond, for each set."""
    return np.logical_or.reduce([each.low >= LIVE for each in moved.values()])


def strongest(moved: Mapping[str, Mapping[str, Found]], outcome: str, first: int) -> list[str]:
    """The levers that move an outcome most, at the first set of assumptions."""
    return sorted(moved, key=lambda name: -float(moved[name][outcome].value[0]))[:first]


def dead(table: Moves, scenario_count: int) -> dict[str, np.ndarray]:
    """For each lever whether it is live in fewer than so many scenarios, for each set."""
    counts: dict[str, np.ndarray] = {}
    for of_levers in table.values():
        for name, moved in of_levers.items():
            counts[name] = counts.get(name, np.zeros(len(live(moved)))) + live(moved)
    return {name: count < scenario_count for name, count in counts.items()}


def as_told(table: Moves) -> dict[str, dict[str, dict[str, list[float | None]]]]:
    """The table at the first set, ready for JSON: the move and its standard error."""
    return {
        scenario: {
            lever: {
                outcome: [_short(found.value[0]), _short((found.high[0] - found.low[0]) / 4)]
                for outcome, found in moved.items()
            }
            for lever, moved in of_levers.items()
        }
        for scenario, of_levers in table.items()
    }


def text(told: Mapping[str, Mapping[str, Mapping[str, Sequence[float | None]]]]) -> str:
    """The table as plain text: a line for each lever, for each scenario the outcome it moves most and by how much, `=`
    where it moves none by `LIVE`; at the end of the line in how many scenarios it is live.
    """
    levers: Iterable[str] = dict.fromkeys(lever for of_levers in told.values() for lever in of_levers)
    rows = [f"{'':<20}" + "".join(f"{scenario.split('_')[0][:14]:>16}" for scenario in told) + "  live in"]
    for lever in levers:
        cells = [_cell(of_levers.get(lever)) for of_levers in told.values()]
        count = sum(cell not in ("=", "-") for cell in cells)
        rows.append(f"{lever:<20}" + "".join(f"{cell:>16}" for cell in cells) + f"{count:>9}")
    return "\n".join(rows)


def _cell(moved: Mapping[str, Sequence[float | None]] | None) -> str:
    if moved is None:
        return "-"
    sizes = {outcome: (move or 0.0, (move or 0.0) - 2.0 * (error or 0.0)) for outcome, (move, error) in moved.items()}
    outcome, (size, low) = max(sizes.items(), key=lambda each: each[1][1])
    return f"{outcome} {size:.3f}" if low >= LIVE else "="


def _short(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None
