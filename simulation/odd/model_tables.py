"""Tables of the model as Markdown: its arrays, parameters, scenarios and findings, from their declarations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from simulation.model.engine.compiler import layout_of
from simulation.model.engine.layout import Layout, Step
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.world import STRUCTURE
from simulation.model.parameters import parameters
from simulation.model.plans.scenario import scenarios as shipped
from simulation.model.population import Population
from simulation.model.rules import STANDARD
from simulation.odd.rendering import render
from simulation.vocabulary.evidence import finding, findings, statuses
from simulation.vocabulary.parameters import Evidence, Role
from simulation.vocabulary.sources import DOCUMENTS, cited
from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind, Table, of


def arrays(of_table: Table) -> str:
    """Every array of a table: what it means, how long it lasts, where it starts and what changes it."""
    return render(
        "arrays",
        variables=[variable for kind in Kind for variable in of(of_table, kind)],
        set_by=_rules_by_variable(set_by), changed_by=_rules_by_variable(changed_by), infinity=np.inf,
        set_for_each_person=(*_targets(Population, layout().starts), "outside", "colleagues_watched"),
    )  # fmt: skip


def numbers(role: Role) -> str:
    """Every number of a role: default, range, unit, what stands behind it, the ideas that read it, and its meaning."""
    return render(
        "numbers",
        numbers=[number for number in parameters().values() if number.role is role], levers=role is Role.LEVER,
        read_at_the_start=(*(declared.name for declared in declarations(Population)), *STRUCTURE, "long_ties"),
    )  # fmt: skip


def numbers_of(rule: Rule) -> str:
    """The numbers of one rule, such as one of one's own, as the model's description has them.

    Args:
        rule: the rule.

    Returns:
        A table in Markdown: name, default, range, unit, what stands behind it, and its meaning.

    Examples:
        >>> from simulation import STANDARD
        >>> from simulation.odd.model_tables import numbers_of
        >>> (trust,) = [rule for rule in STANDARD if rule.name() == "trust"]
        >>> print(numbers_of(trust).splitlines()[0])
        | name | default | range | unit | evidence | read by | meaning |
    """
    read = [replace(declared, moves=(rule.name(),)) for declared in declarations(rule)]
    return render("numbers", numbers=read, levers=False, read_at_the_start=())


def scenarios() -> str:
    """Every scenario: its question, what it draws on, what it sets and what it leaves out."""
    return render("scenarios", scenarios=shipped().values(), documents=DOCUMENTS)


def findings_cited(text: str) -> str:
    """The findings that a text cites: what each says, its figures, its source and how sure it is."""
    ids = {finding(id, "the description").id for id in cited(text)}
    return render("findings", findings=[entry for id, entry in findings().items() if id in ids])


def standing() -> str:
    """How many numbers of each role are measured, known in direction, or judgement."""
    count = Counter((number.role, number.evidence) for number in parameters().values())
    return render(
        "standing",
        evidence=[evidence.value for evidence in Evidence],
        counts_by_role={role.value: [count[role, evidence] for evidence in Evidence] for role in Role},
        totals=[sum(count[role, evidence] for role in Role) for evidence in Evidence],
    )


def findings_by_status() -> str:
    """How many findings there are of each status, and on how many of them a number rests."""
    resting = {row for number in parameters().values() for row in number.rows}
    return render(
        "statuses",
        statuses=statuses(),
        found=Counter(entry.status for entry in findings().values()),
        used=Counter(entry.status for entry in findings().values() if entry.id in resting),
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


def _rules_by_variable(variables_of: Callable[[Rule], Collection[str]]) -> dict[str, list[str]]:
    """Names of the standard rules by the variable that each of them sets or changes."""
    return {name: [rule.name() for rule in STANDARD if name in variables_of(rule)] for name in STATE_VARIABLES}
