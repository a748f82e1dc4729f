"""What happens in a week, as Markdown: the schedule, each idea in full, its luck, and how a world begins."""

from __future__ import annotations

import inspect

from simulation.model import week
from simulation.model.colleagues import Colleagues
from simulation.model.describe import code, table
from simulation.model.engine.shape import Shape
from simulation.model.engine.rule import Rule, declarations
from simulation.model.rules import STANDARD
from simulation.model.week import schedule
from simulation.model.what_it_changes import changed_by, set_by
from simulation.model.world import World
from simulation.vocabulary.declare import Role
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind

IN_ORDER = tuple((phase, rule) for phase, rules in schedule(STANDARD).items() for rule in rules)


def rules_in_order() -> str:
    """The ideas in the order in which a week asks them, with what each looks at and what it changes."""
    rows = [
        (str(place), phase.value, f"`{type(rule).name()}`", code(_looks_at(rule)), code(changed_by(rule)))
        for place, (phase, rule) in enumerate(IN_ORDER, 1)
    ]
    changed = {name for rule in STANDARD for name in changed_by(rule)}
    seen = [q.name for q in STATE_VARIABLES.values() if q.kind is Kind.SIGNAL and q.name not in changed]
    rows.append((str(len(rows) + 1), "between weeks", "the week itself", "", code(seen)))
    return table(("order", "phase", "idea", "looks at", "changes"), rows)


def submodels() -> str:
    """Every idea in full: its sentence, equations, units and evidence, and its arrays, luck and numbers by name."""
    return "\n\n".join(_submodel(rule) for _, rule in IN_ORDER)


def luck() -> str:
    """The streams of draws: which idea draws what, for whom, how often."""
    return table(
        ("stream", "idea", "one draw for each entry of", "how often"),
        [
            (f"`{type(rule).name()}/{name}`", f"`{type(rule).name()}`", f"`{draw.table.value}`",
             "every week" if draw.every_week else "once")
            for _, rule in IN_ORDER
            for name, draw in rule.luck.items()
        ],
    )  # fmt: skip


def the_week() -> str:
    """What a week is, in the engine's own words."""
    return inspect.getdoc(week) or ""


def places() -> str:
    """Who is there and who supports whom, in the words of the code that lays it out."""
    return _after_first_line(Shape, keep=True)


def people() -> str:
    """What members are like at the start, in the words of the code that makes them."""
    return _after_first_line(World._people)


def colleague_links() -> str:
    """Who watches whom, in the words of the code that links them."""
    return _after_first_line(Colleagues)


def _submodel(rule: Rule) -> str:
    own = [number.name for number in declarations(rule) if number.role is Role.ASSUMPTION]
    plan = [number.name for number in declarations(rule) if number.role is not Role.ASSUMPTION]
    told = {
        "Looks at": _looks_at(rule),
        "Changes": changed_by(rule),
        "Sets at the start": set_by(rule),
        "Draws": tuple(rule.luck),
        "Assumptions": tuple(own),
        "Levers and settings": tuple(plan),
    }
    lines = "\n".join(f"- {what}: {code(names)}." for what, names in told.items() if names)
    return f"### `{type(rule).name()}`\n\n*{type(rule).idea()}*\n\n{_after_first_line(type(rule))}\n\n{lines}"


def _looks_at(rule: Rule) -> tuple[str, ...]:
    return tuple(name for name in rule.reads if name in STATE_VARIABLES)


def _after_first_line(thing: object, keep: bool = False) -> str:
    text = inspect.getdoc(thing) or ""
    return text if keep else text.partition("\n")[2].strip()
