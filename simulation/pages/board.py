"""The board: two plans, one luck. It composes the parts of a page and decides nothing else.

Whatever a visitor does ends in one of four things: another partnership, a moved lever, a bet, a plan by its code.
"""

from __future__ import annotations

import asyncio
from functools import partial

import ipywidgets

from simulation.answers import compare_headline, headline
from simulation.answers.how_far_was_the_bet import ask as how_far_was_the_bet
from simulation.ensemble.compare import Comparison
from simulation.ensemble.results import Results
from simulation.fault_log import notice_of
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.model.plans.scenario import scenarios
from simulation.pages import query_parameters
from simulation.pages.controls.bet import Bet, Placed, Question, Revealed
from simulation.pages.controls.chooser import Chooser
from simulation.pages.controls.levers import Done, Levers, Values
from simulation.pages.controls.mission_card import MissionCard
from simulation.pages.controls.plan_code import PlanCode, typed_plan
from simulation.pages.controls.views import Views
from simulation.pages.evidence_panel import HowSure
from simulation.pages.executor import doubt_known, doubt_of, doubt_soon, results_of, results_soon
from simulation.pages.exercise import Exercise
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.pages.pictures.a_or_b import AOrB
from simulation.pages.pictures.fan_payload import picture
from simulation.pages.pictures.over_time import OverTime
from simulation.pages.pictures.pairs import Pairs
from simulation.pages.pictures.people import People
from simulation.pages.reading import Reading
from simulation.pages.what_happened import Happened
from simulation.vocabulary.errors import CounterpartsError
from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import Role

REST_S = 0.15  # without a move, before the doubt band is run: whoever drags a slider would never see it


class Board:
    """Everything a page about one plan (and a second beside it) shows; its public attributes are the page's parts."""

    def __init__(self, exercise: Exercise, scenario: str) -> None:
        self.exercise = exercise
        self.scene = Chooser(scenarios(), self._another_partnership)
        self.bet = Bet(self._bet_placed)
        self.picture = OverTime(exercise.series)
        self.people = People()
        self.pairs = Pairs(self.people) if "pairs" in exercise.views else None
        self.a_or_b = AOrB()
        self.reading = Reading()
        self.mission = MissionCard()
        self.levers = Levers(parameters(), exercise.first, self._lever_moved, exercise.surprises)
        self.code = PlanCode(self._open)
        self.happened = Happened(exercise.talk, exercise.asked, exercise.moved)
        self.sure = HowSure(parameters())
        self.try_it = self._laid_out()
        self._a: Plan = load(scenario)
        self._b: Plan | None = None
        self._wanted: tuple[Plan, Plan | None] = self._a, None  # as the sliders stand, while moves are under way
        self._moves, self._doubts = NewestWins(), NewestWins()
        self._start_results = self._bet_on = results_of(self._a)  # where its partnership starts; what the bet is about
        doubt_of(self._a)  # with which the bet will be answered
        self._placed = Placed("")
        self._start()
        query_parameters.on_arrival(self._start)

    @property
    def results(self) -> Results:
        """Plan A's futures."""
        return results_of(self._a)

    def fact(self) -> str:
        """One true line about plan A as drawn, for the end of a notebook."""
        return headline(self.results)[0]

    def _laid_out(self) -> ipywidgets.Box:
        names = {"over-time": _("Over time"), "pairs": _("The pairs"), "people": _("The people"), "a-or-b": _("A or B")}
        views = Views({name: names[name] for name in self.exercise.views}, self.exercise.view)
        side = ipywidgets.Box([self.levers, self.mission])
        placed = {
            side: ["side"], views: ["tabs"], self.picture: ["picture", "view-over-time"],
            self.people: ["picture", "view-people"], self.a_or_b: ["picture", "view-a-or-b"],
            **({self.pairs: ["picture", "view-pairs"]} if self.pairs is not None else {}),
            self.reading: ["reading"], self.code: ["code"],
        }  # fmt: skip
        for widget, (place, *view) in placed.items():
            for name in (f"cp-at-{place}", *(f"cp-{each}" for each in view)):
                widget.add_class(name)
        box = ipywidgets.Box(list(placed))
        box.add_class("cp-try")
        return box

    # ---- what a visitor does

    def _start(self) -> None:
        """Open what the address asks for; say so kindly where it cannot be had."""
        wanted = query_parameters.asked()
        try:
            a = typed_plan(wanted["plan"]) if "plan" in wanted else self._a
            b = typed_plan(wanted["b"]) if "b" in wanted else None
            self._open(a, b)
            self.bet.place(wanted.get("bet"))
        except CounterpartsError as error:
            self._open(self._a, None)
            self.levers.notice = notice_of(error)

    def _another_partnership(self, name: str) -> None:
        self._open(load(name), None)

    def _bet_placed(self, placed: Placed) -> Revealed:
        self._placed = placed
        revealed = self._revealed()
        self.picture.drawn = [[round(month, 2), share] for month, share in placed.line]
        self.picture.opened = self.levers.opened = True
        self._draw(self._a, self._b)
        return revealed

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

    def _open(self, a: Plan, b: Plan | None = None) -> None:
        """Another pair of plans: picture, sliders and chooser follow, and a new partnership asks for a new bet."""
        self._moves.cancel()
        anew = self.bet.about != a.name
        if anew:
            self._start_results = results_of(load(a.name))
            self.picture.opened = self.levers.opened = False
        self._draw(a, b)
        self.levers.place(a.values, None if b is None else b.values, self._start_results.plan.values)
        if anew:
            self.scene.scenario = a.name
            self.happened.clear()
            self.picture.drawn = []
            self.bet.ask(self._question(a))

    async def _draw_soon(self, a: Plan, b: Plan | None) -> None:
        """Run both plans while the event loop goes on, then draw; plan A's doubt band follows."""
        self._show(a, b, await results_soon(a), None if b is None else await results_soon(b))
        if self.picture.opened and doubt_known(a) is None:
            self._doubts.submit(partial(self._widen_soon, a, b), lambda _notice: None)

    async def _widen_soon(self, a: Plan, b: Plan | None) -> None:
        """Run plan A's doubt band and draw it once sliders rest."""
        await asyncio.sleep(REST_S)
        if self._wanted == (a, b):
            await doubt_soon(a)
        if self._wanted == (a, b) == (self._a, self._b):
            self._picture(results_of(a), None if b is None else results_of(b))

    def _draw(self, a: Plan, b: Plan | None) -> None:
        """Run both plans, and plan A's doubt band where it is drawn; then draw."""
        if self.picture.opened:
            doubt_of(a)
        self._show(a, b, results_of(a), None if b is None else results_of(b))

    def _show(self, a: Plan, b: Plan | None, of_a: Results, of_b: Results | None) -> None:
        """Say, then draw. State changes only once all of it has worked, so the last good picture is never lost.

        Before the bet nothing of it is sent to the browser.
        """
        if self.picture.opened:
            comparison = None if of_b is None else Comparison(of_a, of_b)
            conditions = self.exercise.mission.ask(of_a, self._start_results)
            self._picture(of_a, of_b)
            self.people.show(a, of_a)
            if self.pairs is not None:
                self.pairs.show(a, of_a)
            self.a_or_b.show(comparison)
            if comparison is None:
                self.reading.show(self.exercise.figures(of_a, self._start_results))
            else:
                self.reading.say(compare_headline(comparison)[0])
            self.mission.show(conditions)
            self.happened.show(of_a, self._about_the_bet())
        self._a, self._b = a, b
        self.code.codes = [plan.code for plan in (a, b) if plan is not None]

    def _picture(self, of_a: Results, of_b: Results | None) -> None:
        """Draw both plans over time, with plan A's doubt band where it is known."""
        said = partial(_sentences, of_a, of_b)
        self.picture.show(of_a, of_b, self._start_results, said, doubt_known(of_a.plan))

    # ---- the bet

    def _question(self, plan: Plan) -> Question:
        """What is asked of the partnership, on empty axes."""
        self._bet_on, self._placed = results_of(plan), Placed("")
        wager, shown = self.exercise.wager, picture(self._bet_on)
        series = self.exercise.series if wager.drawn and self.exercise.series in shown.panels else ""
        begins = float(shown.at(series, 0.0)[1]) if series else 0.0
        return Question(
            plan.name, wager.question(plan), wager.tap, wager.choices(plan),
            series, shown.last_month, shown.ends, begins, wager.figures(plan),
        )  # fmt: skip

    def _revealed(self) -> Revealed:
        """What the futures of the plan that was bet on do."""
        shares = self.exercise.wager.answer(self._bet_on, results_of)
        doubt = doubt_of(self._bet_on.plan).weekly
        return Revealed(shares, self._about_the_bet(), picture(self._bet_on, doubt=doubt))

    def _about_the_bet(self) -> list[str]:
        """The drawn line beside the plan that was bet on, in words; nothing without a line."""
        if not self._placed.line:
            return []
        return [how_far_was_the_bet(self._bet_on, self.exercise.series, self._placed.line).sentence]


def _sentences(of_a: Results, of_b: Results | None) -> list[str]:
    """What the picture says."""
    return headline(of_a) if of_b is None else compare_headline(Comparison(of_a, of_b))
