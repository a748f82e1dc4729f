"""Process overview as Markdown: the schedule of a week, each rule in full, random streams, and initialisation."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from simulation.model.engine.language import tree_of
from simulation.model.engine.network import colleagues
from simulation.model.engine.rule import Phase, Rule, declarations, derived, vars_of
from simulation.model.engine.shape import Shape
from simulation.model.population import Look, Population
from simulation.model.rules import STANDARD
from simulation.odd.model_tables import changed_by, layout, set_by
from simulation.odd.rendering import render
from simulation.vocabulary.parameters import Role
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

IN_ORDER = tuple((phase, rule) for phase in Phase for rule in STANDARD if rule.phase is phase)


def rules_in_order() -> str:
    """The rules in the order in which they run in a week, with what each reads and changes."""
    steps = [
        {"phase": phase.value, "rule": rule.name(), "reads": _reads(rule), "changes": changed_by(rule)}
        for phase, rule in IN_ORDER
    ]
    changed = {name for rule in STANDARD for name in changed_by(rule)}
    signals = [q.name for q in STATE_VARIABLES.values() if q.kind is Kind.SIGNAL and q.name not in changed]
    return render("schedule", steps=steps, signals=signals)


def submodels() -> str:
    """Every rule in full: its idea, equations, units and evidence, and its arrays, draws and parameters by name."""
    return render("submodels", submodels=[_submodel(rule) for _, rule in IN_ORDER])


def luck() -> str:
    """The random streams: which rule draws what, for whom, how often."""
    return render("luck", rules=[rule for _, rule in IN_ORDER])


def the_week() -> str:
    """What a week is, in the engine's own words."""
    return render("week", phase=inspect.getdoc(Phase), look=_doc_body(Look))


def places() -> str:
    """Who is there and who supports whom, in the words of the code that lays it out."""
    return _doc_body(Shape, with_first_line=True)


def people() -> str:
    """What members are like at the start, in the words of the code that makes them."""
    return _doc_body(Population)


def colleague_links() -> str:
    """Who watches whom, in the words of the code that links them."""
    return _doc_body(colleagues)


def _submodel(rule: Rule) -> dict[str, Any]:
    """A rule's texts and equations, and the names of all that it reads, draws and sets."""
    steps = [step for step in layout().changes if step.part.rule is type(rule)]
    return {
        "name": rule.name(),
        "idea": rule.idea(),
        "text": _doc_body(type(rule)),
        "tables": list(dict.fromkeys(step.table.value for step in steps)),
        "sets": set_by(rule),
        "draws": rule.draws,
        "assumptions": [number.name for number in declarations(rule) if number.role is Role.ASSUMPTION],
        "plan_parameters": [number.name for number in declarations(rule) if number.role is not Role.ASSUMPTION],
        "equations": _equations(type(rule)),
    }


def _equations(rule: type[Rule]) -> str:
    """The rule's own methods, without docstrings and decorators: the only place where its equations stand."""
    shown = []
    for name, value in vars_of(rule).items():
        function = value.func if isinstance(value, derived) else value
        if inspect.isfunction(function) and function.__module__ == rule.__module__ and not name.startswith("__"):
            tree = tree_of(function, rule)[0]
            tree.decorator_list = []
            if ast.get_docstring(tree):
                tree.body = tree.body[1:]
            shown.append(ast.unparse(tree))
    return "\n\n".join(shown)


def _reads(rule: Rule) -> tuple[str, ...]:
    steps = [step for step in layout().changes if step.part.rule is type(rule)]
    return tuple(dict.fromkeys(given.name for step in steps for given in step.inputs if given.variable))


def _doc_body(thing: object, with_first_line: bool = False) -> str:
    text = inspect.getdoc(thing) or ""
    return text if with_first_line else text.partition("\n")[2].strip()
