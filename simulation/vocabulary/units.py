"""Conversions with names. One step is one week; 52 weeks are a year; a support day is six hours of contact.

All of them are plain functions of one number, so that rules may call them.
"""

from __future__ import annotations

import math

WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
HOURS_PER_DAY = 6.0
WEEK_HOURS = 30.0  # of contact in a week beyond which hardly any more is possible
LN2 = math.log(2.0)


def share_per_month(hazard: float) -> float:
    """Share lost (or chance taken) in one week under a constant hazard a month.

    Args:
        hazard: events a month, 0 or more.

    Returns:
        From 0 to 1.
    """
    return -math.expm1(-hazard / WEEKS_PER_MONTH)


def share_per_year(hazard: float) -> float:
    """Share lost (or chance taken) in one week under a constant hazard a year.

    Args:
        hazard: events a year, 0 or more.

    Returns:
        From 0 to 1.

    Examples:
        >>> from simulation.vocabulary.units import WEEKS_PER_YEAR, share_per_year
        >>> round(share_per_year(0.2), 5)
        0.00384
        >>> round(1 - (1 - share_per_year(0.2)) ** WEEKS_PER_YEAR, 3)  # of a year; 1 - exp(-0.2)
        0.181
    """
    return -math.expm1(-hazard / WEEKS_PER_YEAR)


def share_by_half_life(half_life_weeks: float) -> float:
    """Share lost in one week by what halves in `half_life_weeks` weeks.

    Args:
        half_life_weeks: the half-life in weeks, above 0.

    Returns:
        From 0 to 1.

    Examples:
        >>> from simulation.vocabulary.units import share_by_half_life
        >>> round((1 - share_by_half_life(26)) ** 26, 6)
        0.5
    """
    return -math.expm1(-LN2 / half_life_weeks)


def halved(times: float) -> float:
    """What is left of 1 after it was halved so many times: 2 ** -times."""
    return math.exp(-LN2 * times)


def gone_by_halving(times: float) -> float:
    """What has gone of 1 after it was halved so many times: 1 - 2 ** -times."""
    return 1.0 - math.exp(-LN2 * times)


def people_together(session_size: float, counterparts: float) -> float:
    """How many of those supported sit in a session."""
    return min(session_size, counterparts)


def convening_share(counterparts: float, half_people: float) -> float:
    """Share of the days that goes into convening, and of a plan that is standard, with so many people supported."""
    return counterparts / (counterparts + half_people)


def logistic(log_odds: float) -> float:
    """The chance that log odds stand for."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def first_week_without(months: float) -> int:
    """The first week that support of so many months no longer reaches: whole months end within a week, which counts.

    Args:
        months: the length of support in months.

    Returns:
        A week, counted from 0.

    Examples:
        >>> from simulation.vocabulary.units import first_week_without
        >>> first_week_without(12), first_week_without(18)
        (52, 78)
    """
    return math.ceil(months * WEEKS_PER_MONTH - 1e-9)
