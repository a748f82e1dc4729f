"""Output of a run as Markdown: the weekly series, the outcomes, and the fixed quantities."""

from __future__ import annotations

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.run_arguments import FOLLOW_UP_WEEKS, MAX_FUTURES, MAX_WEEKS, MIN_WEEKS
from simulation.ensemble.series import SPREAD, series
from simulation.model.population import PRACTISES_ABOVE, RECENT_WEEKS, TRUST_BANDS
from simulation.odd.rendering import render
from simulation.vocabulary.state_variables import LONG_AGO
from simulation.vocabulary.units import HOURS_PER_DAY, MONTHS_PER_YEAR, WEEKS_PER_YEAR


def outcomes() -> str:
    """One number for each future: what it is, its unit, and which side is better."""
    return render("outcomes", outcomes=OUTCOMES.values())


def weekly_series() -> str:
    """What is written down every week."""
    known = series()
    variables = [variable for name, variable in known.items() if name == variable.name]
    with_spread = [variable.name for variable in variables if f"{variable.name}{SPREAD}" in known]
    return render("series", variables=variables, with_spread=with_spread)


def fixed() -> str:
    """What no plan changes."""
    return render(
        "fixed",
        weeks_per_year=WEEKS_PER_YEAR, months_per_year=MONTHS_PER_YEAR, hours_per_day=HOURS_PER_DAY,
        practises_above=PRACTISES_ABOVE, recent_weeks=RECENT_WEEKS, long_ago=LONG_AGO,
        follow_up_weeks=FOLLOW_UP_WEEKS, min_weeks=MIN_WEEKS, max_weeks=MAX_WEEKS, max_futures=MAX_FUTURES,
        trust_bands=TRUST_BANDS,
    )  # fmt: skip
