"""A small table of units: what the words in declarations and quantities count, and to which power."""

from __future__ import annotations

# Plain numbers: shares, odds, powers, and how many of something there are.
PLAIN = {
    "share", "log odds", "power", "times", "0 or 1", "count", "log days",
    "people", "peers", "colleagues", "teams", "institutions",
}  # fmt: skip
HAPPENINGS = {"exits", "breaches", "crises", "tries", "reforms"}  # counted too, but only ever at a rate
COUNTED = {"people", "peers", "colleagues", "teams", "institutions"}
TIMES = {"hours": "hours", "days": "days", "weeks": "weeks", "months": "months", "years": "years", "uses": "days"}

Powers = dict[str, int]


def powers(unit: str) -> Powers:
    """Powers of the units of time in a unit: `days/month` is {days: 1, months: -1}. Raises KeyError for unknown words.

    A use of a habit is a day of use. Of plain numbers nothing is left.
    """
    above, slash, below = unit.partition("/")
    found: Powers = {}
    if above in TIMES:
        found[TIMES[above]] = 1
    elif above not in PLAIN | (HAPPENINGS if slash else set()):
        raise KeyError(unit)
    if slash:
        under = TIMES[f"{below}s"]  # always one: per hour, per week
        found[under] = found.get(under, 0) - 1
    return found
