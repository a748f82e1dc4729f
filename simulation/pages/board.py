"""The board: two plans, one luck. It composes controls and picture and decides nothing else.

Whatever a visitor does ends in one of four things: another partnership, a moved lever, a bet, a plan by its code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import ipywidgets

from simulation.answers import compare_headline, headline
from simulation.answers.what_stays import Stays, what_stays
from simulation.model.parameters import parameters
from simulation.model.plan import Plan
from simulation.model.scenario import load, scenarios
from simulation.pages import address
from simulation.pages.charts.live import LiveFans
from simulation.pages.charts.picture import picture
from simulation.pages.controls.bet import Bet
from simulation.pages.controls.chooser import Chooser
from simulation.pages.controls.levers import Done, Levers, Values
from simulation.pages.controls.plan_code import PlanCode, decoded
from simulation.pages.executor import results_of, results_soon
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.pages.sure import HowSure
from simulation.runs.compare import Comparison
from simulation.runs.results import Results
from simulation.vocabulary.declare import Role
from simulation.vocabulary.errors import CounterpartsError


class Board:
    """Everything a page about one plan (and a second beside it) shows; its public attributes are the page's parts."""

    def __init__(self, first: Iterable[str], scenario: str) -> None:
        self.scene = Chooser(scenarios(), self._another_partnership)
        self.bet = Bet(self._bet_placed)
        self.fans = LiveFans()
        self.levers = Levers(parameters(), first, self._lever_moved)
        self.code = PlanCode(self._code_entered)
        self.sure = HowSure(parameters())
        self.try_it = ipywidgets.Box([self.levers, self.fans, self.code])
        self.try_it.add_class("cp-try")
        self._a: Plan = load(scenario)
        self._b: Plan | None = None
        self._wanted: tuple[Plan, Plan | None] = self._a, None  # as the sliders stand, while moves are under way
        self._moves = NewestWins()
        self._start()
        address.on_arrival(self._start)

    @property
    def results(self) -> Results:
        """Plan A's futures."""
        return results_of(self._a)

    def fact(self) -> str:
        """One true line about plan A as drawn, for the end of a notebook."""
        return headline(self.results)[0]

    # ---- what a visitor does

    def _start(self) -> None:
        """Open what the address asks for; say so kindly where it cannot be had."""
        wanted = address.asked()
        try:
            a = decoded(wanted["plan"]) if "plan" in wanted else self._a
            b = decoded(wanted["b"]) if "b" in wanted else None
            self._open(a, b)
            self.bet.place(wanted.get("bet"))
        except CounterpartsError as error:
            self._open(self._a, None)
            self.levers.notice = str(error)

    def _another_partnership(self, name: str) -> None:
        self._open(load(name), None)

    def _code_entered(self, plan: Plan) -> None:
        self._open(plan, None)

    def _bet_placed(self, _choice: Stays | None) -> dict[Stays, float]:
        self.fans.opened = self.levers.opened = True
        return what_stays(self.results)

    def _lever_moved(self, side: str, values: Values | None, done: Done) -> None:
        """Plan A or B as the sliders now stand; B of None is put away. The place is the same for both.

        Nothing changes if a plan is refused.

        Where an event loop runs, it goes on meanwhile, and a newer move supersedes one that waits.
        """
        a, b = self._wanted if self._moves.busy else (self._a, self._b)
        place = {name: value for name, value in (values or {}).items() if parameters()[name].role is Role.SETTING}
        if side == "a":
            a, b = a.with_(**(values or {})), None if b is None else b.with_(**place)
        else:
            a = a.with_(**place)
            b = None if values is None else a.with_(**values)
        if has_event_loop():
            self._wanted = a, b
            self._moves.submit(partial(self._draw_soon, a, b), done)
        else:
            self._draw(a, b)
            done("")

    # ---- what follows from it

    def _open(self, a: Plan, b: Plan | None) -> None:
        """Another pair of plans: picture, sliders and chooser follow, and a new partnership asks for a new bet."""
        self._moves.cancel()
        self._draw(a, b)
        self.levers.place(a.values, None if b is None else b.values)
        if self.bet.about != a.name:
            self.fans.opened = self.levers.opened = False
            self.scene.scenario = a.name
            self.bet.ask(a.name)

    async def _draw_soon(self, a: Plan, b: Plan | None) -> None:
        """Run both plans while the event loop goes on, then draw."""
        self._show(a, b, await results_soon(a), None if b is None else await results_soon(b))

    def _draw(self, a: Plan, b: Plan | None) -> None:
        """Run both plans, then draw."""
        self._show(a, b, results_of(a), None if b is None else results_of(b))

    def _show(self, a: Plan, b: Plan | None, of_a: Results, of_b: Results | None) -> None:
        """Say, then draw. State changes only once all of it has worked, so the last good picture is never lost."""
        if of_b is None:
            self.fans.show(picture(of_a), None, headline(of_a))
        else:
            weeks = min(of_a.weeks, of_b.weeks)  # each is followed for two years after its own last day
            pictures = picture(of_a, weeks), picture(of_b, weeks)
            self.fans.show(*pictures, compare_headline(Comparison(of_a, of_b)))
        self._a, self._b = a, b
        self.code.codes = [plan.code for plan in (a, b) if plan is not None]
