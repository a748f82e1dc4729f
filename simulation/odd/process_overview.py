"""Process overview as Markdown: the schedule of a week, each rule in full, random streams, and initialisation."""

from __future__ import annotations

import ast
import inspect

from simulation.model.engine.language import tree_of
from simulation.model.engine.network import colleagues
from simulation.model.engine.rule import Phase, Rule, declarations, derived, vars_of
from simulation.model.engine.shape import Shape
from simulation.model.population import Look, Population
from simulation.model.rules import STANDARD
from simulation.odd.model_tables import changed_by, code, layout, set_by, table
from simulation.vocabulary.parameters import Role
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

WEEK = """
Crises and the programme's calendar open the week, then come all other rules, and last those who leave. In each of these
phases the tables are asked in the order partnership, institutions, ties, members, and last those parts of ties that
look at what members did in this very phase; what rules change is put in, and kept to
the ranges, when the phase has asked them all, so that rules after the opening see this week's window, strain and hours.
A signal is seen at once by all that are asked after it was set. What everybody can see is looked up between weeks, and
holds for the whole week.
""".strip()
IN_ORDER = tuple((phase, rule) for phase in Phase for rule in STANDARD if rule.phase is phase)


def rules_in_order() -> str:
    """The rules in the order in which they run in a week, with what each reads and changes."""
    rows = [
        (str(position), phase.value, f"`{rule.name()}`", code(_reads(rule)), code(changed_by(rule)))
        for position, (phase, rule) in enumerate(IN_ORDER, 1)
    ]
    changed = {name for rule in STANDARD for name in changed_by(rule)}
    signals = [q.name for q in STATE_VARIABLES.values() if q.kind is Kind.SIGNAL and q.name not in changed]
    rows.append((str(len(rows) + 1), "between weeks", "the week itself", "", code(signals)))
    return table(("order", "phase", "idea", "looks at", "changes"), rows)


def submodels() -> str:
    """Every rule in full: its idea, equations, units and evidence, and its arrays, draws and parameters by name."""
    return "\n\n".join(_submodel(rule) for _, rule in IN_ORDER)


def luck() -> str:
    """The random streams: which rule draws what, for whom, how often."""
    return table(
        ("stream", "idea", "one draw for each entry of", "how often"),
        [
            (
                f"`{draw.stream}`",
                f"`{rule.name()}`",
                f"`{(draw.table or rule.each).value}`",
                "every week" if draw.every_week else "once, normal" if draw.normal else "once",
            )
            for _, rule in IN_ORDER
            for draw in rule.draws.values()
        ],
    )  # fmt: skip


def the_week() -> str:
    """What a week is, in the engine's own words."""
    return f"{inspect.getdoc(Phase)}\n\n{WEEK}\n\n{_doc_body(Look)}"


def places() -> str:
    """Who is there and who supports whom, in the words of the code that lays it out."""
    return _doc_body(Shape, with_first_line=True)


def people() -> str:
    """What members are like at the start, in the words of the code that makes them."""
    return _doc_body(Population)


def colleague_links() -> str:
    """Who watches whom, in the words of the code that links them."""
    return _doc_body(colleagues)


def _submodel(rule: Rule) -> str:
    assumptions = [number.name for number in declarations(rule) if number.role is Role.ASSUMPTION]
    plan_parameters = [number.name for number in declarations(rule) if number.role is not Role.ASSUMPTION]
    items = {
        "Asked for each of": tuple(dict.fromkeys(s.table.value for s in layout().changes if s.part.rule is type(rule))),
        "Sets at the start": set_by(rule),
        "Draws": tuple(rule.draws),
        "Assumptions": tuple(assumptions),
        "Levers and settings": tuple(plan_parameters),
    }
    lines = "\n".join(f"- {what}: {code(names)}." for what, names in items.items() if names)
    return (
        f"### `{rule.name()}`\n\n*{rule.idea()}*\n\n{_doc_body(type(rule))}\n\n{lines}\n\n"
        f"```python\n{_equations(type(rule))}\n```"
    )


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
