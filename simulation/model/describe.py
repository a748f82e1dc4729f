"""What the model is made of, as Markdown: its arrays, numbers, scenarios and findings, from where each is declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from simulation.model.engine.streams import Luck
from simulation.model.parameters import parameters
from simulation.model.plan import defaults
from simulation.model.rules import STANDARD
from simulation.model.scenario import scenarios as shipped
from simulation.model.what_it_changes import changed_by, set_by
from simulation.model.world import World
from simulation.vocabulary.declare import Declaration, Evidence, Role
from simulation.vocabulary.evidence import finding, findings, statuses
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
    made = _bare_world()[0]
    return table(
        ("name", "kind", "unit", "kept within", "meaning", "at the start", "changed by"),
        [
            (f"`{q.name}`", q.kind.value, q.unit, _range(q), q.help, _start(q, q.name in made), _movers(q))
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
    told = []
    for scenario in shipped().values():
        sources = ", ".join(DOCUMENTS[each].title if each in DOCUMENTS else each for each in scenario.sources)
        sets = ", ".join(f"`{name}` {value:g}" for name, value in scenario.numbers.items())
        left = f" Leaves out: {code(scenario.without)}." if scenario.without else ""
        told.append(
            f"- **{scenario.title}** (`{scenario.name}`). {scenario.question} Sets: {sets}.{left} Sources: {sources}."
        )
    return "\n".join(told)


def findings_cited(text: str) -> str:
    """The findings that a text cites: what each says, its figures, its source and how sure it is."""
    known = list(findings())
    ids = sorted((finding(id, "the description").id for id in cited(text)), key=known.index)
    return table(
        ("id", "finding", "figures", "source", "status"),
        [(one.id, one.finding, one.figures, one.source, one.status) for one in map(finding, ids)],
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
    every, used = (Counter(one.status for one in findings().values() if one.id in ids) for ids in (findings(), resting))
    return table(
        ("status", "what it means", "findings", "with a number resting on them"),
        [(status, meaning, str(every[status]), str(used[status])) for status, meaning in statuses().items()],
    )


@lru_cache(maxsize=1)
def _bare_world() -> tuple[frozenset[str], frozenset[str]]:
    """What a world does before any idea comes in: the arrays it sets itself, and the numbers it reads for that."""
    read: set[str] = set()

    class Watched(dict[str, float]):
        def __getitem__(self, name: str) -> float:
            read.add(name)
            return super().__getitem__(name)

    world = World(Watched(defaults().values), (), Luck(0, range(2)), weeks=1)
    made = {name for name, array in world.own.items() if np.any(array != STATE_VARIABLES[name].default)}
    return frozenset(made), frozenset(read)


def _readers(number: Declaration) -> str:
    world = ["the world at the start"] if number.name in _bare_world()[1] else []
    return ", ".join([*(f"`{rule}`" for rule in number.moves), *world])


def _range(quantity: StateVariable) -> str:
    if quantity.kind is not Kind.STATE:
        return ""
    return "from 0" if np.isinf(quantity.high) else f"0 to {quantity.high:g}"


def _start(quantity: StateVariable, made: bool) -> str:
    setters = [type(rule).name() for rule in STANDARD if quantity.name in set_by(rule)]
    if setters:
        return f"set by {code(setters)}"
    return "set for each person" if made else f"{quantity.default:g}"


def _movers(quantity: StateVariable) -> str:
    movers = [type(rule).name() for rule in STANDARD if quantity.name in changed_by(rule)]
    return code(movers) or ("the week itself" if quantity.kind is Kind.SIGNAL else "")


def _standing(number: Declaration) -> str:
    rows = f" ({', '.join(number.rows)})" if number.rows else ""
    return f"{number.evidence.value}{rows}"


def _of_role(count: Counter[tuple[Role, Evidence]], role: Role) -> int:
    return sum(count[role, evidence] for evidence in Evidence)
