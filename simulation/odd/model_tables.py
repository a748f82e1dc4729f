"""Tables of the model as Markdown: its arrays, parameters, scenarios and findings, from their declarations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from simulation.model.engine.compiler import layout_of
from simulation.model.engine.layout import Layout, Step
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.world import STRUCTURE
from simulation.model.parameters import parameters
from simulation.model.plans.scenario import scenarios as shipped
from simulation.model.population import Population
from simulation.model.rules import STANDARD
from simulation.vocabulary.evidence import finding, findings, statuses
from simulation.vocabulary.parameters import Declaration, Evidence, Role
from simulation.vocabulary.sources import DOCUMENTS, cited
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind, StateVariable, Table, of

NONE = "\N{EN DASH}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; an empty cell gets a dash."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') or NONE for cell in line)} |" for line in lines)


def code(names: Iterable[str]) -> str:
    """Names as code, parted by commas."""
    return ", ".join(f"`{name}`" for name in names)


def arrays(of_table: Table) -> str:
    """Every array of a table: what it means, how long it lasts, where it starts and what changes it."""
    return table(
        ("name", "kind", "unit", "kept within", "meaning", "at the start", "changed by"),
        [
            (f"`{q.name}`", q.kind.value, q.unit, _range(q), q.help, _start(q), _movers(q))
            for kind in Kind
            for q in of(of_table, kind)
        ],
    )


def numbers(role: Role) -> str:
    """Every number of a role: default, range, unit, what stands behind it, the ideas that read it, and its meaning."""
    group = "group" if role is Role.LEVER else None
    return table(
        ("name", *([group] if group else []), "default", "range", "unit", "evidence", "read by", "meaning"),
        [
            (
                f"`{number.name}`",
                *([number.group.value] if number.group else []),
                f"{number.default:g}",
                f"{number.low:g} to {number.high:g}{', whole' if number.whole else ''}",
                number.unit,
                _standing(number),
                _readers(number),
                f"{number.label}: {number.help}",
            )
            for number in parameters().values()
            if number.role is role
        ],
    )


def scenarios() -> str:
    """Every scenario: its question, what it draws on, what it sets and what it leaves out."""
    items = []
    for scenario in shipped().values():
        sources = ", ".join(DOCUMENTS[source].title if source in DOCUMENTS else source for source in scenario.sources)
        sets = ", ".join(f"`{name}` {value:g}" for name, value in scenario.numbers.items())
        without = f" Leaves out: {code(scenario.without)}." if scenario.without else ""
        items.append(
            f"- **{scenario.title}** (`{scenario.name}`). {scenario.question} Sets: {sets}.{without} "
            f"Sources: {sources}."
        )
    return "\n".join(items)


def findings_cited(text: str) -> str:
    """The findings that a text cites: what each says, its figures, its source and how sure it is."""
    known = list(findings())
    ids = sorted((finding(id, "the description").id for id in cited(text)), key=known.index)
    return table(
        ("id", "finding", "figures", "source", "status"),
        [(entry.id, entry.finding, entry.figures, entry.source, entry.status) for entry in map(finding, ids)],
    )


def standing() -> str:
    """How many numbers of each role are measured, known in direction, or judgement."""
    count = Counter((number.role, number.evidence) for number in parameters().values())
    rows = [
        (f"{role.value}s", *(str(count[role, evidence]) for evidence in Evidence), str(_of_role(count, role)))
        for role in Role
    ]
    total = [str(sum(count[role, evidence] for role in Role)) for evidence in Evidence]
    everything = ("all", *total, str(count.total()))
    return table(("numbers", *(evidence.value for evidence in Evidence), "all"), [*rows, everything])


def findings_by_status() -> str:
    """How many findings there are of each status, and on how many of them a number rests."""
    resting = {row for number in parameters().values() for row in number.rows}
    total_by_status = Counter(entry.status for entry in findings().values())
    used_by_status = Counter(entry.status for entry in findings().values() if entry.id in resting)
    return table(
        ("status", "what it means", "findings", "with a number resting on them"),
        [
            (status, meaning, str(total_by_status[status]), str(used_by_status[status]))
            for status, meaning in statuses().items()
        ],
    )


def changed_by(rule: Rule) -> tuple[str, ...]:
    """Names of the variables that a rule's answers may change, in order of declaration."""
    return _targets(rule, layout().changes)


def set_by(rule: Rule) -> tuple[str, ...]:
    """Names of the variables that a rule sets when a world is made."""
    return _targets(rule, layout().starts)


def layout() -> Layout:
    """Where everything of the standard rules stands."""
    return layout_of(tuple(type(rule) for rule in STANDARD))


def _targets(rule: Rule | type[Rule], steps: list[Step]) -> tuple[str, ...]:
    kind = rule if isinstance(rule, type) else type(rule)
    named = {target.variable.name for step in steps if step.part.rule is kind for target in step.targets}
    return tuple(name for name in STATE_VARIABLES if name in named)


def _readers(number: Declaration) -> str:
    population = any(declared.name == number.name for declared in declarations(Population))
    structure = number.name in (*STRUCTURE, "long_ties")
    world = ["the world at the start"] if population or structure else []
    return ", ".join([*(f"`{rule}`" for rule in number.moves), *world])


def _range(variable: StateVariable) -> str:
    if variable.kind is not Kind.STATE:
        return ""
    return "from 0" if np.isinf(variable.high) else f"0 to {variable.high:g}"


def _start(variable: StateVariable) -> str:
    setters = [rule.name() for rule in STANDARD if variable.name in set_by(rule)]
    if setters:
        return f"set by {code(setters)}"
    is_per_person = variable.name in (*_targets(Population, layout().starts), "outside", "colleagues_watched")
    return "set for each person" if is_per_person else f"{variable.default:g}"


def _movers(variable: StateVariable) -> str:
    movers = [rule.name() for rule in STANDARD if variable.name in changed_by(rule)]
    return code(movers) or ("the week itself" if variable.kind is Kind.SIGNAL else "")


def _standing(number: Declaration) -> str:
    rows = f" ({', '.join(number.rows)})" if number.rows else ""
    return f"{number.evidence.value}{rows}"


def _of_role(count: Counter[tuple[Role, Evidence]], role: Role) -> int:
    return sum(count[role, evidence] for evidence in Evidence)
