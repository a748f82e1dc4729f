"""A page on which sliders move one plan, or two that meet the same random draws, and a picture over time follows.

Its doubt band comes once the sliders rest. What else follows, each kind of page says in `_show`.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from functools import partial

from simulation.answers import compare_headline, headline
from simulation.ensemble.compare import Comparison
from simulation.ensemble.results import Results
from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan
from simulation.pages.controls.levers import OnDone, Values
from simulation.pages.executor import cached_uncertainty, results_async, results_of, uncertainty_async, uncertainty_of
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.pages.pictures.over_time import OverTime
from simulation.vocabulary.parameters import Role

UNCERTAINTY_DELAY_S = 0.15  # without a move, before the doubt band is run: whoever drags a slider would never see it


class PlanPage(ABC):
    """A page about a plan A, and a plan B beside it where there is one."""

    def __init__(self, plan: Plan, series: str) -> None:
        self.picture = OverTime(series)
        self._a: Plan = plan
        self._b: Plan | None = None
        self._target_plans: tuple[Plan, Plan | None] = self._a, None  # as the sliders stand, while moves are under way
        self._move_jobs, self._uncertainty_jobs = NewestWins(), NewestWins()
        self._start_results = results_of(self._a)  # where its partnership starts

    @property
    def results(self) -> Results:
        """Plan A's futures."""
        return results_of(self._a)

    @abstractmethod
    def _show(self, a: Plan, b: Plan | None, of_a: Results, of_b: Results | None) -> None:
        """Show both plans, and keep them as the page's own."""

    def _lever_moved(self, side: str, values: Values | None, on_done: OnDone) -> None:
        """Plan A or B as the sliders now stand; B of None is put away. The place is the same for both.

        Nothing changes if a plan is refused.

        Where an event loop runs, it goes on meanwhile, and a newer move supersedes one that waits.
        """
        a, b = self._target_plans if self._move_jobs.busy else (self._a, self._b)
        settings = {name: value for name, value in (values or {}).items() if parameters()[name].role is Role.SETTING}
        if side == "a":
            a, b = a.with_(**(values or {})), None if b is None else b.with_(**settings)
        else:
            a = a.with_(**settings)
            b = None if values is None else a.with_(**values)
        if has_event_loop():
            self._target_plans = a, b
            self._move_jobs.submit(partial(self._draw_async, a, b), on_done)
        else:
            self._draw(a, b)
            on_done("")

    async def _draw_async(self, a: Plan, b: Plan | None) -> None:
        """Run both plans while the event loop goes on, then draw; plan A's doubt band follows."""
        self._show(a, b, await results_async(a), None if b is None else await results_async(b))
        if self.picture.opened and cached_uncertainty(a) is None:
            self._uncertainty_jobs.submit(partial(self._draw_uncertainty_async, a, b), lambda _notice: None)

    async def _draw_uncertainty_async(self, a: Plan, b: Plan | None) -> None:
        """Run plan A's doubt band and draw it once sliders rest."""
        await asyncio.sleep(UNCERTAINTY_DELAY_S)
        if self._target_plans == (a, b):
            await uncertainty_async(a)
        if self._target_plans == (a, b) == (self._a, self._b):
            self._picture(results_of(a), None if b is None else results_of(b))

    def _draw(self, a: Plan, b: Plan | None) -> None:
        """Run both plans, and plan A's doubt band where it is drawn; then draw."""
        if self.picture.opened:
            uncertainty_of(a)
        self._show(a, b, results_of(a), None if b is None else results_of(b))

    def _picture(self, of_a: Results, of_b: Results | None) -> None:
        """Draw both plans over time, with plan A's doubt band where it is known."""
        sentences = partial(_sentences, of_a, of_b)
        self.picture.show(of_a, of_b, self._start_results, sentences, cached_uncertainty(of_a.plan))


def _sentences(of_a: Results, of_b: Results | None) -> list[str]:
    """What the picture says."""
    return headline(of_a) if of_b is None else compare_headline(Comparison(of_a, of_b))
