"""Crises open windows; who has worked with peers before gets something through, and only follow-through keeps it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.arrangements import NOBODY_COMES
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.plans.plan import defaults

_INSTITUTIONS, _YEARS = 6, 6
_LARGE = 0.05  # a rule change is large when it rewrites a twentieth of all rules in a week
_PROMISED = 0.3


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """When large rule changes come, what mild crises do, who uses windows, and what is left of promises."""
    plan = defaults().with_(
        officials=120, institutions=_INSTITUTIONS, units=2, counterparts=60, peer_days=75, months=18, peers=20,
        crisis_per_year=0.5,
    )  # fmt: skip
    watch = {name: each(name, 0, _INSTITUTIONS) for name in ("reform", "crises", "windows", "windows_used", "window")}
    helped = trials.run(plan, 52 * _YEARS, watch)
    alone = trials.run(plan, 52 * _YEARS, watch, NOBODY_COMES)

    large = np.diff(helped["reform"], axis=2) >= _LARGE
    recent = _within(helped["windows"][:, :, 1:] > 0, 52)
    after = (large & recent).sum(axis=(1, 2, 3)) / np.maximum(large.sum(axis=(1, 2, 3)), 1)

    # Weeks with a mild crisis in the last year and no severe one, against weeks with no crisis at all.
    mild = _within((helped["crises"] > 0)[:, :, 1:] & (helped["windows"] == 0)[:, :, 1:], 52) & ~recent
    quiet = ~_within(helped["crises"][:, :, 1:] > 0, 52)
    rate = [_rate(large, weeks) for weeks in (mild, quiet, recent)]
    used = [run["windows_used"].sum(axis=(1, 2, 3)) / run["windows"].sum(axis=(1, 2, 3)) for run in (helped, alone)]
    left = trials.run(
        plan,
        52 * 5,
        {"reform": each("reform", 0, _INSTITUTIONS)},
        NOBODY_COMES,
        start={"reform": _PROMISED},
        crisis_per_year=0,
    )["reform"]
    return {
        "after": after, "mild": (rate[0] - rate[1]) / rate[2], "prepared": used[0], "unprepared": used[1],
        "ratio": used[0] / np.maximum(used[1], 1e-3), "completed": left[:, :, -1].mean(axis=(1, 2)) / _PROMISED,
    }  # fmt: skip


def _within(happened: np.ndarray, weeks: int) -> np.ndarray:
    """Whether something happened in the last so many weeks, this one included; weeks run along axis 2."""
    count = happened.cumsum(axis=2)
    before = np.zeros_like(count)
    before[:, :, weeks:] = count[:, :, :-weeks]
    return count - before > 0


def _rate(large: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """Large changes a week in the weeks marked."""
    return (large & weeks).sum(axis=(1, 2, 3)) / np.maximum(weeks.sum(axis=(1, 2, 3)), 1)


PATTERN = Pattern(
    "AT10", "Use of windows", "six institutions, crises on, with and without eighteen months of peer work; six years",
    "C01 C02 C03 C04 C05 C10 C19",
    {
        "after": Band("share of large rule changes within a year of a severe crisis", 0.5),
        "mild": Band("what a mild crisis adds to large changes, measured on a severe one", None, 0.1),
        "prepared": Band("share of windows used where peers had worked before"),
        "unprepared": Band("share of windows used where nobody came"),
        "ratio": Band("prepared over unprepared", 1.5),
        "completed": Band("share of a promised reform in force five years later, with no follow-through", None, 0.12),
    },
    find,
)  # fmt: skip
