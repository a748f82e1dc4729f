"""From what a docstring gives (a rate a month or a year, a half-life) to what happens in a week."""

import math
from statistics import NormalDist

MONTH = 52 / 12  # weeks
YEAR = 52  # weeks
DAY = 6  # hours of contact
LONG_AGO = 99.0  # weeks since a step was tried, for those who never did


def weekly(per_month: float) -> float:
    """Share lost, or chance taken, in a week under a constant hazard given per month."""
    return 1 - math.exp(-per_month / MONTH)


def weekly_of_year(per_year: float) -> float:
    """The same, given per year."""
    return 1 - math.exp(-per_year / YEAR)


def weekly_of_half_life(months: float) -> float:
    """Share lost in a week by what halves in so many months."""
    return 1 - 2 ** (-1 / (months * MONTH))


def logistic(odds: float) -> float:
    """The chance that log odds stand for."""
    return 1 / (1 + math.exp(-odds))


def normal(draw: float) -> float:
    """The standard normal deviate below which a share `draw` of people lie."""
    return NormalDist().inv_cdf(draw)


def weeks_of_support(p) -> tuple[int, int]:
    """The first week with support and the first without it again: a week that begins with it has it."""
    begin = math.ceil(round(p.support_from_month * MONTH, 6))
    return begin, begin + math.ceil(round(p.months * MONTH, 6))
