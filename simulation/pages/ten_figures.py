"""A result as ten figures of people, so many of them coloured, and a sentence whose weightiest parts stand out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.answers.answer import out_of_ten, points, signed, spread
from simulation.answers.does_it_last import NOTICEABLE
from simulation.answers.how_far_trust_comes import Level, months_to
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


@dataclass(frozen=True)
class TenFigures:
    """`figures` of ten are coloured; `strong`, `said` and `accent` are read one after the other, then `beside`."""

    figures: int
    strong: str
    said: str
    accent: str
    beside: str


def gain_that_lasts(results: Results, start: Results) -> TenFigures:
    """In how many futures a gain that one would notice is still there a year after the last day, and how large."""
    gain = results.per_future("gain")
    share = float((gain > NOTICEABLE).mean())
    middle, at_start = (spread(run.per_future("gain"))[0] for run in (results, start))
    if np.isnan(middle):
        return TenFigures(0, "", _("The run stops too soon to tell what lasts."), "", "")
    return TenFigures(
        _tenths(share), _capitalised(out_of_ten(share)),
        _("a gain that one would notice is still there a year after the last day."),
        _("{points} in 100").format(points=points(middle)), _start_note(points(middle), points(at_start)),
    )  # fmt: skip


def trust_that_comes(results: Results, start: Results) -> TenFigures:
    """In how many futures half of the pairs become colleagues, and how soon."""
    months, at_start = (months_to(run, Level.COLLEAGUES) for run in (results, start))
    share = float(np.isfinite(months).mean())
    when, when_at_start = (_months(run) for run in (months, at_start))
    return TenFigures(
        _tenths(share), _capitalised(out_of_ten(share)),
        _("half of the pairs come to trust each other as colleagues do."),
        when, _start_note(when, when_at_start),
    )  # fmt: skip


def people_reached(results: Results, start: Results) -> TenFigures:
    """In how many futures more people work the new way than without support, and how many more."""
    persons = results.per_future("persons")
    share = float((persons >= 1.0).mean())
    middle, at_start = (spread(run.per_future("persons"))[0] for run in (results, start))
    if np.isnan(middle):
        return TenFigures(0, "", _("The run stops too soon to tell who was reached."), "", "")
    return TenFigures(
        _tenths(share), _capitalised(out_of_ten(share)), _("more people work mostly the new way than without support."),
        _("{more} of {officials} people").format(more=signed(middle), officials=int(results.plan["officials"])),
        _start_note(signed(middle), signed(at_start)),
    )  # fmt: skip


def _tenths(share: float) -> int:
    return round(10 * share)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _start_note(now: str, before: str) -> str:
    return "" if now == before else _("started at {before}").format(before=before)


def _months(months: np.ndarray) -> str:
    middle = float(np.median(np.where(np.isfinite(months), months, np.inf)))
    return _("month {month:.0f}").format(month=middle) if np.isfinite(middle) else _("not in time")
