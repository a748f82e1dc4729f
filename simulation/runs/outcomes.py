"""What a partnership comes to, one number per future. Each outcome says what it is, in which unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.vocabulary.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR, first_week_without

# Trust after 50, 90 and 200 good hours together (evidence rows T01-T03), with half of full trust at 70 hours.
TRUST_BANDS = {"acquaintance": 0.39, "colleague": 0.59, "confidant": 0.86}
_BEFORE_AND_AFTER = 13  # weeks compared on either side of a convenor's departure


@dataclass(frozen=True)
class OutcomeInputs:
    """What outcomes are made from: the weekly series, and members' arrays at three moments.

    `moments[name]` has shape (3, futures, members): at the start, when support ends, at the horizon.
    """

    weekly: Mapping[str, np.ndarray]
    moments: Mapping[str, np.ndarray]
    numbers: Mapping[str, float]
    givers: np.ndarray

    @property
    def end(self) -> int:
        """The week in which support ends."""
        return end_of_support(self.numbers)


@dataclass(frozen=True)
class Outcome:
    """One outcome: label and unit in the room's words, whether more is better, and how it is found."""

    name: str
    label: str
    unit: str
    help: str
    better: int  # 1 when more is better, -1 when less is, 0 when neither
    find: Callable[[OutcomeInputs], np.ndarray]


def end_of_support(numbers: Mapping[str, float]) -> int:
    """The first week without support."""
    return first_week_without(numbers["months"])


def _change_after(told: OutcomeInputs, weeks: int) -> np.ndarray:
    practice = told.weekly["practice"]
    when = told.end + weeks
    if when >= practice.shape[1]:
        return np.full(len(practice), np.nan, np.float32)
    return practice[:, when] - practice[:, 0]


def _time_to_trust(told: OutcomeInputs) -> np.ndarray:
    there = told.weekly["trust"] >= TRUST_BANDS["acquaintance"]
    months = there.argmax(axis=1) / WEEKS_PER_MONTH
    return np.where(there.any(axis=1), months, np.nan).astype(np.float32)


def _days(told: OutcomeInputs) -> np.ndarray:
    return told.weekly["support_days"][:, 1:].sum(axis=1) * np.float32(told.numbers["institutions"])


def _days_per_change(told: OutcomeInputs) -> np.ndarray:
    people = _change_after(told, WEEKS_PER_YEAR) * told.numbers["officials"]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(people > 0.0, _days(told) / people, np.where(np.isnan(people), np.nan, np.inf)).astype(
            np.float32
        )


def _peers_gain(told: OutcomeInputs) -> np.ndarray:
    start, end, _ = told.moments["knowledge"]
    return np.add.reduce(end[:, told.givers] - start[:, told.givers], axis=1) / np.float32(len(told.givers))


def _gini(told: OutcomeInputs) -> np.ndarray:
    start, end, _ = told.moments["practice"]
    officials = int(told.numbers["officials"])
    gains = np.sort(np.maximum(end - start, 0.0)[:, :officials], axis=1).astype(np.float64)
    rank = 2.0 * np.arange(1, officials + 1) - officials - 1
    total = gains.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0.0, (gains * rank).sum(axis=1) / (officials * total), np.nan).astype(np.float32)


def _convenor_loss(told: OutcomeInputs) -> np.ndarray:
    exits = told.weekly["convenor_exits"] > 0.0
    hours = told.weekly["contact_hours"].astype(np.float64)
    span = _BEFORE_AND_AFTER
    exits[:, :span] = exits[:, max(told.end - span, 0) :] = False
    when = np.clip(exits.argmax(axis=1), span, max(hours.shape[1] - span - 1, span))
    rows = np.arange(len(hours))[:, None]
    steps = np.arange(span)
    if hours.shape[1] < 2 * span + 1:
        return np.full(len(hours), np.nan, np.float32)
    before = hours[rows, when[:, None] - span + steps].mean(axis=1)
    after = hours[rows, when[:, None] + 1 + steps].mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(exits.any(axis=1) & (before > 0.0), 1.0 - after / before, np.nan).astype(np.float32)


def _count(name: str) -> Callable[[OutcomeInputs], np.ndarray]:
    return lambda told: told.weekly[name].sum(axis=1)


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        Outcome("lasting_change", "Lasting change", "share of practice",
                "rise of practice, over everybody, that is still there 12 months after support ended",
                1, lambda told: _change_after(told, WEEKS_PER_YEAR)),
        Outcome("change_at_end", "Change when support ends", "share of practice",
                "rise of practice by the day support ends", 1, lambda told: _change_after(told, 0)),
        Outcome("time_to_trust", "Time to trust", "months",
                "months until the average pair are more than strangers to each other", -1, _time_to_trust),
        Outcome("days_spent", "Days spent", "days", "days of support given in all", 0, _days),
        Outcome("days_per_lasting_change", "Cost of lasting change", "days/person",
                "days of support for each person's worth of practice that lasts", -1, _days_per_change),
        Outcome("peers_gain", "The peers' own gain", "share of knowledge",
                "what those who gave support learnt themselves by its end", 1, _peers_gain),
        Outcome("gini", "Who gained (Gini)", "0 to 1",
                "0 when everybody gained alike, near 1 when one person gained everything", -1, _gini),
        Outcome("convenor_loss", "Lost with the convenor", "share of contact",
                "share of contact lost in the three months after the convenor left during support", -1, _convenor_loss),
        Outcome("reforms", "Reforms won", "reforms", "rule changes won in all", 1, _count("reforms")),
        Outcome("crises", "Crises met", "crises", "crises that came", 0, _count("crises")),
        Outcome("windows", "Windows opened", "windows", "crises severe enough to open a window", 0, _count("windows")),
        Outcome("windows_used", "Windows used", "windows", "windows in which a reform was won", 1,
                _count("windows_used")),
    )
}  # fmt: skip

MEMBER_MOMENTS = ("knowledge", "practice")
