"""Is a mission met? Its conditions, each a test of a plan's futures beside those of the plan that one started with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.answers.how_far_trust_comes import Level, level_names, months_to
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


@dataclass(frozen=True)
class Condition:
    """One condition of a mission: its target and its present value in words, and whether it is met."""

    asked: str
    now: str
    met: bool


Test = Callable[[Results, Results], Condition]


@dataclass(frozen=True)
class Mission:
    """A goal to reach by playing. Each test is given the plan's results and those of the starting plan."""

    tests: tuple[Test, ...]

    def ask(self, results: Results, start: Results) -> list[Condition]:
        """The conditions as the plan stands; the mission is met when all are."""
        return [test(results, start) for test in self.tests]


def more_than_at_the_start(points: int, tenths: int) -> Test:
    """So many points in 100 more than the starting plan leaves in the same future, in so many futures of ten."""

    def test(results: Results, start: Results) -> Condition:
        share = float((results.per_future("gain") - start.per_future("gain") >= points / 100).mean())
        asked = _("{points} points more than your start, in {tenths} futures of 10")
        return Condition(asked.format(points=points, tenths=tenths), in_tenths(share), share >= tenths / 10)

    return test


def no_more_days_than_at_the_start() -> Test:
    """No more of everybody's days than the starting plan takes, in the mean."""

    def test(results: Results, start: Results) -> Condition:
        days, at_start = (float(run.per_future("days").mean()) for run in (results, start))
        return Condition(
            _("no more than {days:.0f} days of everybody's time").format(days=at_start),
            _("{days:.0f} days").format(days=days),
            days <= at_start + 0.5,
        )

    return test


def trusted_by(level: Level, month: int, tenths: int) -> Test:
    """Half of the pairs at a level before a month, in so many futures of ten."""

    def test(results: Results, _start: Results) -> Condition:
        share = float((months_to(results, level) < month).mean())
        asked = _("{level} before month {month}, in {tenths} futures of 10").format(
            level=level_names()[level], month=month, tenths=tenths
        )
        return Condition(asked, in_tenths(share), share >= tenths / 10)

    return test


def at_most(lever: str, value: float, asked: str, now: str) -> Test:
    """A lever at a value or below; `now` is filled with the lever's value in per cent as `{value}`."""

    def test(results: Results, _start: Results) -> Condition:
        chosen = float(results.plan[lever])
        return Condition(asked, now.format(value=round(100 * chosen)), chosen <= value + 1e-9)

    return test


def fewer_supported_than_at_the_start() -> Test:
    """Fewer people supported than in the starting plan."""

    def test(results: Results, start: Results) -> Condition:
        chosen, at_start = (int(run.plan["counterparts"]) for run in (results, start))
        asked = _("fewer than {people} people supported").format(people=at_start)
        return Condition(asked, _("{people} people").format(people=chosen), chosen < at_start)

    return test


def as_many_reached(tenths: int) -> Test:
    """As many people more who work the new way as the starting plan has, in the same future, in so many of ten."""

    def test(results: Results, start: Results) -> Condition:
        share = float(np.mean(results.per_future("persons") >= start.per_future("persons")))
        asked = _("reach as many people as your start did, in {tenths} futures of 10").format(tenths=tenths)
        return Condition(asked, in_tenths(share), share >= tenths / 10)

    return test


def in_tenths(share: float) -> str:
    """A share of futures as a count out of ten."""
    return _("{n} of 10").format(n=int(10 * share + 1e-9))
