"""In which order a phase of the week asks the rules, and which changes of states must wait, and until when.

All rules of a phase see the same states: a change is put in only once nobody still to be asked looks at the state.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.engine.layout import Layout, Step
from simulation.model.engine.rule import Phase
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    TIES,
    Kind,
    StateVariable,
    Table,
)


@dataclass(frozen=True)
class Group:
    """The parts of rules that run together in a phase: all for one table."""

    table: Table
    steps: tuple[Step, ...]
    late: bool = False

    @property
    def changes(self) -> dict[str, StateVariable]:
        """The states of its own table that it changes."""
        found = [t.variable for s in self.steps for t in s.targets if not t.end and t.variable.kind is Kind.STATE]
        return {variable.name: variable for variable in found}

    @property
    def changes_at_ends(self) -> dict[str, StateVariable]:
        """The states of members that ties change."""
        found = [target.variable for step in self.steps for target in step.targets if target.end]
        return {variable.name: variable for variable in found}

    @property
    def signals(self) -> dict[str, StateVariable]:
        """The signals and events that it sets."""
        kinds = (Kind.SIGNAL, Kind.EVENT)
        found = [target.variable for step in self.steps for target in step.targets if target.variable.kind in kinds]
        return {variable.name: variable for variable in found}

    @property
    def reads(self) -> set[str]:
        """The variables that it reads."""
        return {given.variable.name for step in self.steps for given in step.inputs if given.variable}


def groups(layout: Layout, phase: Phase) -> list[Group]:
    """The order of a phase: partnership, institutions, ties, members, and the ties that look at what members did."""
    by_table = {table: layout.in_phase(phase, table) for table in Table}
    done = Group(MEMBERS, tuple(by_table[MEMBERS])).signals
    late = [s for s in by_table[TIES] if any(g.end and g.variable and g.variable.name in done for g in s.inputs)]
    early = [step for step in by_table[TIES] if step not in late]
    ordered = [(PARTNERSHIP, by_table[PARTNERSHIP]), (INSTITUTIONS, by_table[INSTITUTIONS]), (TIES, early),
               (MEMBERS, by_table[MEMBERS]), (TIES, late)]  # fmt: skip
    return [Group(table, tuple(steps), steps is late) for table, steps in ordered if steps]


@dataclass(frozen=True)
class Waiting:
    """A state whose changes wait in an array until no rule reads it any more in this phase.

    `put_in` is the group that puts them in, or None for the end of the phase; `assigned` says that the first group that
    changes the state does so for every entry, so that the array need not be 0 before.
    """

    variable: StateVariable
    phase: Phase
    put_in: int | None
    assigned: bool

    @property
    def array(self) -> str:
        """The array of changes; its last entry says whether there are any."""
        return f"x_{self.phase.value}_{self.variable.name}"


def waiting(layout: Layout, phase: Phase) -> dict[str, Waiting]:
    """The states of a phase that cannot be put in at once where they are changed, by name."""
    asked = groups(layout, phase)
    found: dict[str, Waiting] = {}
    changed = {name: v for group in asked for name, v in (group.changes | group.changes_at_ends).items()}
    for name, variable in changed.items():
        own = [place for place, group in enumerate(asked) if name in group.changes]
        touched = sorted({*own, *(place for place, group in enumerate(asked) if name in group.changes_at_ends)})
        read = [place for place, group in enumerate(asked) if name in group.reads]
        last = own[-1] if own else None
        here = last is not None and last == touched[-1] and not any(place > last for place in read)
        if not here or len(touched) > 1:
            found[name] = Waiting(variable, phase, last if here else None, bool(own) and own[0] == touched[0])
    return found
