"""A page of one's own: sliders for some levers of a plan, the picture that follows them, and a sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ipywidgets

from simulation.answers import headline
from simulation.ensemble.results import Results
from simulation.fault_log import notice_of
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.pages import query_parameters
from simulation.pages.controls.levers import Levers
from simulation.pages.controls.plan_code import PlanCode, typed_plan
from simulation.pages.pictures.fan_payload import PANELS
from simulation.pages.plan_page import PlanPage
from simulation.pages.reading import Reading
from simulation.vocabulary.errors import CounterpartsError, ParameterError, nearest, one_line
from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import Declaration


class OwnPage(PlanPage):
    """The parts of a page about a plan: `try_it` shows them all, `fact()` is its last line.

    Args:
        plan: a plan, or a scenario's name, a scenario file or a plan code (see `load`).
        levers: the names of what can be moved, in the order shown; `counterparts numbers` lists them.
        series: the weekly series shown large: practice_supported, practice_colleagues, trust, reform or service.
        sentence: what is said of the futures whenever they change; by default how much lasts a year after support ends.

    Raises:
        ParameterError: there is no such lever or series.
        ScenarioError: there is no such plan (see `load`).

    Examples:
        >>> from simulation.pages.own_page import OwnPage
        >>> def days(results):
        ...     return f"{results.per_future('days').mean():.0f} days in all"
        >>> page = OwnPage("parliament_mentors", levers=["months", "peer_days"], series="trust", sentence=days)
        >>> page.fact()
        '... days in all'
    """

    def __init__(
        self,
        plan: Plan | str | Path = "parliament_mentors",
        levers: Sequence[str] = ("peer_days", "months"),
        series: str = "practice_supported",
        sentence: Callable[[Results], str] = lambda results: headline(results)[0],
    ) -> None:
        if series not in PANELS:
            raise ParameterError(f"there is no series {one_line(series)} in the picture{nearest(str(series), PANELS)}")
        chosen = _declarations(levers)
        super().__init__(load(plan), series)
        self.sentence = sentence
        self.levers = Levers(chosen, levers, self._lever_moved)
        self.reading = Reading()
        self.code = PlanCode(self._open)
        self.picture.opened = self.levers.opened = True
        self.try_it = self._build_layout()
        self._start()
        query_parameters.on_visitor(self._start)

    def fact(self) -> str:
        """The sentence about plan A as drawn."""
        return self._said(self.results)

    def _said(self, results: Results) -> str:
        told: Any = self.sentence(results)
        if not isinstance(told, str):
            raise ParameterError(f"sentence must give a text, such as f\"{{gain:.2f}}\"; it gave {one_line(told)}")
        return told

    def _build_layout(self) -> ipywidgets.Box:
        side = ipywidgets.Box([self.levers])
        areas = {"side": side, "picture": self.picture, "reading": self.reading, "code": self.code}
        for area, widget in areas.items():
            widget.add_class(f"cp-at-{area}")
        self.picture.add_class("cp-view-over-time")
        box = ipywidgets.Box(list(areas.values()))
        box.add_class("cp-try")
        return box

    def _start(self) -> None:
        """Open the plans that the query parameters name; show a notice where that fails."""
        wanted = query_parameters.read()
        try:
            a = typed_plan(wanted["plan"]) if "plan" in wanted else self._a
            self._open(a, typed_plan(wanted["b"]) if "b" in wanted else None)
        except CounterpartsError as error:
            self._open(self._a)
            self.levers.notice = notice_of(error)

    def _open(self, a: Plan, b: Plan | None = None) -> None:
        """Another pair of plans: picture and sliders follow."""
        self._move_jobs.cancel()
        self._draw(a, b)
        self.levers.place(a.values, None if b is None else b.values, self._start_results.plan.values)

    def _show(self, a: Plan, b: Plan | None, of_a: Results, of_b: Results | None) -> None:
        """Picture, sentences and code; the state changes only once all of it has worked."""
        told = self._said(of_a)
        if of_b is not None:
            told = _("Plan A: {a} Plan B: {b}").format(a=told, b=self._said(of_b))
        self._picture(of_a, of_b)
        self.reading.show_sentence(told)
        self._a, self._b = a, b
        self.code.codes = [plan.code for plan in (a, b) if plan is not None]


def _declarations(names: Sequence[str]) -> dict[str, Declaration]:
    """The declarations of levers. Raises ParameterError for a name that is on no slider."""
    if isinstance(names, str):
        raise ParameterError(f'levers = {one_line(names)} must be a list of names, such as levers=["{names}"]')
    known = {name: declaration for name, declaration in parameters().items() if declaration.group is not None}
    for name in names:
        if name not in known:
            raise ParameterError(f"{one_line(name)} is not on a slider{nearest(str(name), known)}")
    return {name: known[name] for name in names}
