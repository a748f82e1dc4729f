"""Outcomes of a partnership: one number per future, against the same future without support. Each declares what
it is, in which unit.

The last day is the last day planned, the taper included. Seats count, not persons: a successor stands for the one
before. The people supported are the first members, their colleagues the other officials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.ensemble.without_support import WithoutSupport
from simulation.model.engine.shape import Shape
from simulation.model.population import PRACTISES_ABOVE
from simulation.vocabulary.units import HOURS_PER_DAY, WEEKS_PER_MONTH, WEEKS_PER_YEAR, first_week_without

CITIZENS_WEEKS = 3 * WEEKS_PER_YEAR  # citizens are asked 36 months after the first day
NOTABLE_GAIN = 0.05  # of a gain smaller than this it makes no sense to ask what was kept
_COMPARED_WEEKS = 13  # weeks compared on either side of a convenor's departure


@dataclass(frozen=True)
class OutcomeInputs:
    """What outcomes are made from: weekly series, members' arrays at some weeks, and the same without support.

    `snapshots[name][week]` has shape (futures, members). `pairs` has the mean trust, on the last day, of pairs who have
    sat opposite each other from the first and still do, and the share of them who are acquainted, shape (futures, 2).
    """

    weekly: Mapping[str, np.ndarray]
    snapshots: Mapping[str, Mapping[int, np.ndarray]]
    pairs: np.ndarray
    alone: WithoutSupport
    numbers: Mapping[str, float]
    shape: Shape

    @property
    def end(self) -> int:
        """The week in which support ends."""
        return end_of_support(self.numbers)

    def support_effect(self, name: str, week: int, seats: slice) -> np.ndarray:
        """What support added to a state of some seats by a week, their mean, shape (futures,); NaN after the horizon
        and for nobody.
        """
        if week not in self.snapshots[name] or len(range(*seats.indices(self.shape.members))) == 0:
            return self.missing()
        return (self.snapshots[name][week][:, seats] - self.alone.at(name, week)[:, seats]).mean(axis=1)

    def missing(self) -> np.ndarray:
        """NaN for every future."""
        return np.full(len(self.pairs), np.nan, np.float32)

    @property
    def supported(self) -> slice:
        """The seats of the people supported."""
        return slice(0, self.shape.counterparts)

    @property
    def colleagues(self) -> slice:
        """The seats of officials whom nobody supports."""
        return slice(self.shape.counterparts, self.shape.officials)

    @property
    def peers(self) -> slice:
        """The seats of those who give support: in a mutual network the people supported themselves."""
        return self.supported if self.shape.mutual else slice(self.shape.officials, self.shape.members)


@dataclass(frozen=True)
class Outcome:
    """One outcome: what it is, in which unit, whether more is better, and how it is computed.

    Attributes:
        name: its name, as for `Results.per_future`.
        label: what it is called on the screen.
        unit: its unit.
        help: what it means, in a sentence.
        better: 1 when more is better, -1 when less is, 0 when neither.
        compute: from what is kept of a run to one number a future, shape (futures,).
    """

    name: str
    label: str
    unit: str
    help: str
    better: int
    compute: Callable[[OutcomeInputs], np.ndarray]


def begin_of_support(numbers: Mapping[str, float]) -> int:
    """The first week with support."""
    return first_week_without(numbers["support_from_month"])


def end_of_support(numbers: Mapping[str, float]) -> int:
    """The first week without support again."""
    return begin_of_support(numbers) + first_week_without(numbers["months"])


def snapshot_weeks(numbers: Mapping[str, float], horizon: int) -> list[int]:
    """The weeks at which members' arrays are needed: the last day, a year later, the horizon."""
    end = end_of_support(numbers)
    return sorted({week for week in (end, end + WEEKS_PER_YEAR, horizon) if week <= horizon})


def _gain(inputs: OutcomeInputs) -> np.ndarray:
    return inputs.support_effect("practice", inputs.end + WEEKS_PER_YEAR, inputs.supported)


def _gain_at_end(inputs: OutcomeInputs) -> np.ndarray:
    return inputs.support_effect("practice", inputs.end, inputs.supported)


def _share_kept(inputs: OutcomeInputs) -> np.ndarray:
    at_end = _gain_at_end(inputs)
    notable = at_end >= NOTABLE_GAIN
    return np.where(notable, _gain(inputs) / np.where(notable, at_end, 1.0), np.nan)


def _persons_more(inputs: OutcomeInputs) -> np.ndarray:
    week, officials = inputs.end + WEEKS_PER_YEAR, slice(0, inputs.shape.officials)
    if week not in inputs.snapshots["practice"]:
        return inputs.missing()
    practising = (inputs.snapshots["practice"][week][:, officials] > PRACTISES_ABOVE).sum(axis=1)
    return practising - (inputs.alone.at("practice", week)[:, officials] > PRACTISES_ABOVE).sum(axis=1)


def _days_of_all(inputs: OutcomeInputs) -> np.ndarray:
    participants = inputs.weekly["own_hours"].sum(axis=1) * (inputs.shape.ties / HOURS_PER_DAY)
    given = np.zeros_like(participants) if inputs.shape.mutual else _sum_over_institutions(inputs, "support_days")
    return participants + given + _sum_over_institutions(inputs, "convening_days")


def _sum_over_institutions(inputs: OutcomeInputs, name: str) -> np.ndarray:
    return inputs.weekly[name][:, 1:].sum(axis=1) * inputs.shape.institutions


def _peers_gain(inputs: OutcomeInputs) -> np.ndarray:
    return inputs.support_effect("knowledge", inputs.end, inputs.peers)


def _months_to_trust(inputs: OutcomeInputs) -> np.ndarray:
    there = inputs.weekly["acquainted"][:, : inputs.end + 1] >= 0.5
    return np.where(there.any(axis=1), there.argmax(axis=1) / WEEKS_PER_MONTH, np.nan)


def _end_level(name: str) -> Callable[[OutcomeInputs], np.ndarray]:
    return lambda inputs: inputs.weekly[name][:, min(inputs.end, inputs.weekly[name].shape[1] - 1)]


def _window_use(inputs: OutcomeInputs) -> np.ndarray:
    n_opened, n_used = (inputs.weekly[name].sum(axis=1) for name in ("windows", "windows_used"))
    return np.where(n_opened > 0, n_used / np.maximum(n_opened, 1), np.nan)


def _citizens(inputs: OutcomeInputs) -> np.ndarray:
    served, alone = inputs.weekly["service"], inputs.alone.weekly["service"]
    week = begin_of_support(inputs.numbers) + CITIZENS_WEEKS
    return served[:, week] - alone[:, week] if week < served.shape[1] else inputs.missing()


def _gini(inputs: OutcomeInputs) -> np.ndarray:
    officials = inputs.shape.officials
    if inputs.end not in inputs.snapshots["practice"]:
        return inputs.missing()
    effect = inputs.snapshots["practice"][inputs.end] - inputs.alone.at("practice", inputs.end)
    gains = np.sort(np.maximum(effect[:, :officials], 0.0), axis=1).astype(np.float64)
    rank = 2.0 * np.arange(1, officials + 1) - officials - 1
    total = gains.sum(axis=1)
    return np.where(total > 0.0, (gains * rank).sum(axis=1) / (officials * np.maximum(total, 1e-12)), np.nan)


def _convenor_loss(inputs: OutcomeInputs) -> np.ndarray:
    exits = inputs.weekly["convenor_exits"] > 0.0
    hours = inputs.weekly["contact_hours"].astype(np.float64)
    span = _COMPARED_WEEKS
    exits[:, :span] = exits[:, max(inputs.end - span, 0) :] = False
    when = np.clip(exits.argmax(axis=1), span, max(hours.shape[1] - span - 1, span))
    rows = np.arange(len(hours))[:, None]
    steps = np.arange(span)
    if hours.shape[1] < 2 * span + 1:
        return inputs.missing()
    before = hours[rows, when[:, None] - span + steps].mean(axis=1)
    after = hours[rows, when[:, None] + 1 + steps].mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(exits.any(axis=1) & (before > 0.0), 1.0 - after / before, np.nan)


def _count(name: str) -> Callable[[OutcomeInputs], np.ndarray]:
    return lambda inputs: inputs.weekly[name].sum(axis=1)


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        Outcome("gain", "Gain of those supported", "share of practice",
                "how much more of the new way the people supported use, a year after the last day, than they would "
                "have without support", 1, _gain),
        Outcome("gain_at_end", "Gain on the last day", "share of practice",
                "the same on the last day of support", 1, _gain_at_end),
        Outcome("kept", "Kept of the gain", "share of the gain",
                "how much of the last day's gain is still there a year later, where there was one", 1, _share_kept),
        Outcome("spread", "Gain of their colleagues", "share of practice",
                "the gain, a year after the last day, of colleagues whom nobody supported", 1,
                lambda inputs: inputs.support_effect("practice", inputs.end + WEEKS_PER_YEAR, inputs.colleagues)),
        Outcome("reach", "Reach", "share of people",
                "how many more people work mostly the new way, a year after the last day, of everybody in the "
                "institutions", 1, lambda inputs: _persons_more(inputs) / inputs.shape.officials),
        Outcome("persons", "People who practise more", "people",
                "how many more people work mostly the new way, a year after the last day", 1, _persons_more),
        Outcome("days", "Everybody's days", "days",
                "days that peers, participants and those who convene give in all", 0, _days_of_all),
        Outcome("trust", "Trust of pairs", "share of full trust",
                "trust, on the last day, between pairs who have sat opposite each other from the first and still do", 1,
                lambda inputs: inputs.pairs[:, 0]),
        Outcome("acquainted", "Pairs more than strangers", "share of pairs",
                "share of those pairs who are acquaintances or more on the last day", 1,
                lambda inputs: inputs.pairs[:, 1]),
        Outcome("months_to_trust", "Months to trust", "months",
                "months until half of the pairs are more than strangers to each other", -1, _months_to_trust),
        Outcome("taking_part", "Still taking part", "share of people",
                "share of the people supported who still come on the last day", 1, _end_level("taking_part_supported")),
        Outcome("use", "Windows used", "share of windows",
                "windows in which a reform is won, of those that opened, where one did", 1, _window_use),
        Outcome("citizens", "What citizens get more", "share of service",
                "how much better the service is, three years after the first day, than without support", 1, _citizens),
        Outcome("peers_gain", "The peers' own gain", "share of knowledge",
                "what those who give support learn themselves by its last day", 1, _peers_gain),
        Outcome("gini", "Who gained (Gini)", "0 to 1",
                "0 when everybody gained alike, near 1 when one person gained everything", -1, _gini),
        Outcome("convenor_loss", "Lost with the convenor", "share of contact",
                "share of contact lost in the three months after the convenor left during support", -1, _convenor_loss),
        Outcome("reforms", "Reforms won", "reforms", "rule changes won in all", 1, _count("reforms")),
        Outcome("crises", "Crises met", "crises", "crises that came", 0, _count("crises")),
        Outcome("windows", "Windows opened", "windows", "crises severe enough to open a window", 0, _count("windows")),
    )
}  # fmt: skip


def overall_kept(outcomes: Mapping[str, np.ndarray]) -> float:
    """Share of the gain that lasts, over the ensemble: the mean gain a year after the last day over the mean gain on
    it.
    """
    at_end = float(np.mean(outcomes["gain_at_end"]))
    return float(np.mean(outcomes["gain"])) / at_end if at_end >= NOTABLE_GAIN else float("nan")


def days_per_person(outcomes: Mapping[str, np.ndarray]) -> float:
    """Everybody's days for each person who practises more, a ratio of means; infinite where it is nobody (< 0.5)."""
    persons = float(np.mean(outcomes["persons"]))
    return float(np.mean(outcomes["days"])) / persons if persons >= 0.5 else float("inf")


OVERALL: dict[str, Callable[[Mapping[str, np.ndarray]], float]] = {
    "kept": overall_kept, "days_per_person": days_per_person,
}  # fmt: skip
