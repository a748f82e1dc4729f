"""Don't let a good crisis go to waste: who prepared rises after it, who did not does not.

Read: severe crises (severity .8 on average) at 0, .3 and 1 a year, none in the first year. The first crisis is the
week in which, at one a year, it comes in months 13 to 36 (futures without one are left out); that week is looked back
on from two years later at every rate. Prepared: support from the first day; unprepared: the same days from that week
on. The worth of a used window: the same future in which no reform can be won from the first used window's first reform
until that window has closed, two years on; of practice and service the larger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.experiments.claims.claim import Claim, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, known_mean, mean_of, worked_out
from simulation.model.plans.plan import Plan
from simulation.vocabulary.state_variables import INSTITUTIONS
from simulation.vocabulary.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR, share_per_year

_RATES = (0.0, 0.3, 1.0)  # crises a year
_SEVERITY = 0.8
_CALM, _LATEST, _LATER = WEEKS_PER_YEAR, 3 * WEEKS_PER_YEAR, 2 * WEEKS_PER_YEAR  # weeks
_WEEKS = _LATEST + _LATER + 1
_SERIES = ("practice_supported", "service", "windows_used")


def first_crises(arrivals: np.ndarray, per_year: float, calm: int, latest: int) -> np.ndarray:
    """The week of the first crisis of each future from week `calm` until week `latest`; -1 where none comes.

    arrivals: even draws of one institution, shape (futures, weeks).
    """
    comes = arrivals[:, :latest] < share_per_year(per_year)
    comes[:, :calm] = False
    return np.where(comes.any(axis=1), comes.argmax(axis=1), -1)


def find(trials: ClaimTrials) -> Mapping[str, Found]:
    """What crises do to those who prepared and to those who did not, and what a used window is worth."""
    plan = trials.plan("parliament_mentors")
    arrivals = trials.draws(plan, "crisis/arrival", INSTITUTIONS, _WEEKS)
    arrivals[:, :_CALM] = 1.0
    first = first_crises(arrivals[:, :, 0], _RATES[-1], _CALM, _LATEST)
    looked_at = np.where(first >= 0, first + 1 + _LATER, 0)

    def seen(rate: float, draws: Mapping[str, np.ndarray], **numbers: Any) -> dict[str, np.ndarray]:
        return trials.weekly(
            plan, _SERIES, _WEEKS, draws=draws, crisis_per_year=rate, crisis_severity=_SEVERITY, **numbers
        )  # fmt: skip

    def rise(runs: Mapping[float, Mapping[str, np.ndarray]], name: str, rate: float) -> Found:
        many, none = (np.take_along_axis(runs[r][name], looked_at[None, :, None], axis=2)[:, :, 0]
                      for r in (rate, 0.0))
        return mean_of(np.where(first >= 0, many - none, np.nan))

    staged = {"crisis/arrival": arrivals}
    prepared = {rate: seen(rate, staged) for rate in _RATES}
    start = np.where(first >= 0, first, _LATEST) / WEEKS_PER_MONTH
    unprepared = {rate: seen(rate, staged, support_from_month=start) for rate in (0.0, 1.0)}
    return {
        "prepared_practice": rise(prepared, "practice_supported", 1.0),
        "prepared_service": rise(prepared, "service", 1.0),
        "prepared_some": rise(prepared, "practice_supported", 0.3),
        "unprepared_practice": rise(unprepared, "practice_supported", 1.0),
        "unprepared_service": rise(unprepared, "service", 1.0),
        "window": _worth_of_window(trials, plan, staged, prepared[1.0]),
    }


def _worth_of_window(
    trials: ClaimTrials, plan: Plan, staged: Mapping[str, np.ndarray], with_reform: Mapping[str, np.ndarray]
) -> Found:  # fmt: skip
    """Practice or service, two years after a window was first used, less that without reform in that window."""
    reforms = trials.draws(plan, "reform/draw", INSTITUTIONS, _WEEKS)
    worth = {name: np.full((trials.size, trials.futures), np.nan) for name in ("practice_supported", "service")}
    for place in range(trials.size):  # windows are used in other weeks under other assumptions: staged set by set
        used = np.asarray(with_reform["windows_used"][place, :, 1:] > 0)
        used[:, _WEEKS - _LATER :] = False
        any_used, week = np.asarray(used.any(axis=1)), np.asarray(used.argmax(axis=1))
        weeks = np.arange(_WEEKS)
        open_for = plan["window_months"] * WEEKS_PER_MONTH
        since = weeks - week[:, None]
        off = np.asarray(any_used[:, None] & (since >= 0) & (since < open_for))
        draws = {**staged, "reform/draw": np.where(off[:, :, None], np.float32(1.0), reforms)}
        less = trials.one(place).weekly(
            plan, _SERIES, _WEEKS, draws=draws, crisis_per_year=_RATES[-1], crisis_severity=_SEVERITY
        )  # fmt: skip
        rows, at = np.arange(trials.futures), np.minimum(week + 1 + _LATER, _WEEKS)
        for name, gap in worth.items():
            gap[place] = np.where(
                any_used, (with_reform[name][place] - less[name][0])[rows, at], np.nan
            )
    return worked_out(lambda practice, service: np.maximum(known_mean(practice), known_mean(service)), *worth.values())


CLAIM = Claim(
    "K10", "Don't let a good crisis go to waste", "A", ("crisis_per_year", "crisis_severity", "support_from_month"),
    "parliament mentors with severe crises 0, .3 and 1 a year, none before month 12; support from the first day, or "
    "the same days from the first crisis on; one future with and without reform in the first window used",
    {
        "prepared_practice": Size("practice of the prepared two years after a first crisis, 1 a year less none", 0.03),
        "prepared_service": Size("service of the prepared then, 1 a year less none", 0.03),
        "prepared_some": Size("practice of the prepared then, .3 a year less none"),
        "unprepared_practice": Size("practice of the unprepared then, 1 a year less none", None, 0.03),
        "unprepared_service": Size("service of the unprepared then, 1 a year less none", None, 0.03),
        "window": Size("practice or service two years after a window was used, less without reform in it", 0.05),
    },
    find,
)  # fmt: skip
