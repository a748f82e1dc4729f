"""Output of a run as Markdown: the weekly series, the outcomes, and the fixed quantities."""

from __future__ import annotations

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.run_arguments import FOLLOW_UP_WEEKS, MAX_FUTURES, MAX_WEEKS, MIN_WEEKS
from simulation.ensemble.series import SPREAD, series
from simulation.model.population import PRACTISES_ABOVE, RECENT_WEEKS, TRUST_BANDS
from simulation.odd.model_tables import table
from simulation.vocabulary.state_variables import LONG_AGO, Kind
from simulation.vocabulary.units import HOURS_PER_DAY, MONTHS_PER_YEAR, WEEKS_PER_YEAR

_BETTER = {1: "more", -1: "less", 0: "neither"}


def outcomes() -> str:
    """One number for each future: what it is, its unit, and which side is better."""
    return table(
        ("outcome", "unit", "better", "what it is"),
        [(f"`{o.name}`", o.unit, _BETTER[o.better], f"{o.label}: {o.help}") for o in OUTCOMES.values()],
    )


def weekly_series() -> str:
    """What is written down every week."""
    known = series()
    return table(
        ("series", "of", "written down as", "meaning"),
        [
            (
                f"`{q.name}`",
                f"`{q.table.value}`",
                "count" if q.kind is Kind.EVENT else f"mean{', spread' if f'{q.name}{SPREAD}' in known else ''}",
                q.help,
            )
            for name, q in known.items()
            if name == q.name
        ],
    )


def fixed() -> str:
    """What no plan changes."""
    return table(
        ("fixed", "value"),
        [
            ("weeks in a year", f"{WEEKS_PER_YEAR}"),
            ("weeks in a month", f"{WEEKS_PER_YEAR}/{MONTHS_PER_YEAR}"),
            ("hours of contact in a day of support", f"{HOURS_PER_DAY:g}"),
            ("a member practises above a practice of", f"{PRACTISES_ABOVE:g}"),
            ("a member applies who tried a step in one of the last", f"{RECENT_WEEKS:g} weeks"),
            ("never tried a step yet counts as", f"{LONG_AGO:g} weeks ago"),
            ("horizon unless told otherwise", f"{FOLLOW_UP_WEEKS} weeks after the last day, at least {MIN_WEEKS}"),
            ("longest horizon", f"{MAX_WEEKS} weeks"),
            ("most futures in a run", f"{MAX_FUTURES:,}".replace(",", " ")),
            *((f"average trust that makes a pair {band}s", f"{at:g}") for band, at in TRUST_BANDS.items()),
        ],
    )
