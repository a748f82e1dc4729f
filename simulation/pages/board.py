"""The board: it composes the parts of a page about two plans that meet the same random draws.

It handles four events: another scenario, a moved lever, a bet, a plan given by its code.
"""

from __future__ import annotations

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
from simulation.pages.controls.bet import Bet, BetOutcome, PlacedBet, Question
from simulation.pages.controls.chooser import Chooser
from simulation.pages.controls.levers import Levers
from simulation.pages.controls.mission_card import MissionCard
from simulation.pages.controls.plan_code import PlanCode, typed_plan
from simulation.pages.controls.views import Views
from simulation.pages.evidence_panel import EvidencePanel
from simulation.pages.executor import results_of, uncertainty_of
from simulation.pages.exercise import Exercise
from simulation.pages.pictures.a_or_b import AOrB
from simulation.pages.pictures.fan_payload import fan_data
from simulation.pages.pictures.pairs import Pairs
from simulation.pages.pictures.people import People
from simulation.pages.plan_page import PlanPage
from simulation.pages.reading import Reading
from simulation.pages.what_happened import WhatHappened
from simulation.vocabulary.errors import CounterpartsError
from simulation.vocabulary.i18n import _


class Board(PlanPage):
    """Everything a page about one plan (and a second beside it) shows; its public attributes are the page's parts."""

    def __init__(self, exercise: Exercise, scenario: str) -> None:
        super().__init__(load(scenario), exercise.series)
        self.exercise = exercise
        self.scene = Chooser(scenarios(), self._select_scenario)
        self.bet = Bet(self._bet_placed)
        self.people = People()
        self.pairs = Pairs(self.people) if "pairs" in exercise.views else None
        self.a_or_b = AOrB()
        self.reading = Reading()
        self.mission = MissionCard()
        self.levers = Levers(parameters(), exercise.first, self._lever_moved, exercise.surprises)
        self.code = PlanCode(self._open)
        self.happened = WhatHappened(exercise.talk, exercise.questions, exercise.credited_state)
        self.sure = EvidencePanel(parameters())
        self.try_it = self._build_layout()
        self._bet_on = self._start_results  # what the bet is about
        uncertainty_of(self._a)  # with which the bet will be answered
        self._placed = PlacedBet("")
        self._start()
        query_parameters.on_visitor(self._start)

    def fact(self) -> str:
        """One true line about plan A as drawn, for the end of a notebook."""
        return headline(self.results)[0]

    def _build_layout(self) -> ipywidgets.Box:
        names = {"over-time": _("Over time"), "pairs": _("The pairs"), "people": _("The people"), "a-or-b": _("A or B")}
        views = Views({name: names[name] for name in self.exercise.views}, self.exercise.view)
        side = ipywidgets.Box([self.levers, self.mission])
        classes_of = {
            side: ["side"], views: ["tabs"], self.picture: ["picture", "view-over-time"],
            self.people: ["picture", "view-people"], self.a_or_b: ["picture", "view-a-or-b"],
            **({self.pairs: ["picture", "view-pairs"]} if self.pairs is not None else {}),
            self.reading: ["reading"], self.code: ["code"],
        }  # fmt: skip
        for widget, (area, *view) in classes_of.items():
            for name in (f"cp-at-{area}", *(f"cp-{view_name}" for view_name in view)):
                widget.add_class(name)
        box = ipywidgets.Box(list(classes_of))
        box.add_class("cp-try")
        return box

    # ---- what a visitor does

    def _start(self) -> None:
        """Open the plans that the query parameters name; show a notice where that fails."""
        wanted = query_parameters.read()
        try:
            a = typed_plan(wanted["plan"]) if "plan" in wanted else self._a
            b = typed_plan(wanted["b"]) if "b" in wanted else None
            self._open(a, b)
            self.bet.place(wanted.get("bet"))
        except CounterpartsError as error:
            self._open(self._a, None)
            self.levers.notice = notice_of(error)

    def _select_scenario(self, name: str) -> None:
        self._open(load(name), None)

    def _bet_placed(self, placed: PlacedBet) -> BetOutcome:
        self._placed = placed
        revealed = self._bet_outcome()
        self.picture.drawn = [[round(month, 2), share] for month, share in placed.line]
        self.picture.opened = self.levers.opened = True
        self._draw(self._a, self._b)
        return revealed

    # ---- what follows from it

    def _open(self, a: Plan, b: Plan | None = None) -> None:
        """Another pair of plans: picture, sliders and chooser follow, and a new partnership asks for a new bet."""
        self._move_jobs.cancel()
        is_new_scenario = self.bet.about != a.name
        if is_new_scenario:
            self._start_results = results_of(load(a.name))
            self.picture.opened = self.levers.opened = False
        self._draw(a, b)
        self.levers.place(a.values, None if b is None else b.values, self._start_results.plan.values)
        if is_new_scenario:
            self.scene.scenario = a.name
            self.happened.clear()
            self.picture.drawn = []
            self.bet.ask(self._question(a))

    def _show(self, a: Plan, b: Plan | None, of_a: Results, of_b: Results | None) -> None:
        """Compute all texts and data, then send them. The state changes only once all of it has worked.

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
                self.reading.show_sentence(compare_headline(comparison)[0])
            self.mission.show(conditions)
            self.happened.show(of_a, self._bet_sentences())
        self._a, self._b = a, b
        self.code.codes = [plan.code for plan in (a, b) if plan is not None]

    # ---- the bet

    def _question(self, plan: Plan) -> Question:
        """What is asked of the partnership, on empty axes."""
        self._bet_on, self._placed = results_of(plan), PlacedBet("")
        wager, data = self.exercise.wager, fan_data(self._bet_on)
        series = self.exercise.series if wager.drawn and self.exercise.series in data.panels else ""
        begins = float(data.at(series, 0.0)[1]) if series else 0.0
        return Question(
            plan.name, wager.question(plan), wager.tap, wager.choices(plan),
            series, data.last_month, data.support_end_month, begins, wager.figures(plan),
        )  # fmt: skip

    def _bet_outcome(self) -> BetOutcome:
        """The outcome of the bet: what the futures of the plan that was bet on do."""
        shares = self.exercise.wager.answer(self._bet_on, results_of)
        doubt = uncertainty_of(self._bet_on.plan).weekly
        return BetOutcome(shares, self._bet_sentences(), fan_data(self._bet_on, doubt=doubt))

    def _bet_sentences(self) -> list[str]:
        """The drawn line beside the plan that was bet on, in words; nothing without a line."""
        if not self._placed.line:
            return []
        return [how_far_was_the_bet(self._bet_on, self.exercise.series, self._placed.line).sentence]
