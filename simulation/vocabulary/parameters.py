"""The declaration of a parameter: default, range, unit, label, help, role and evidence.

Slider, plan code, scenario file, validation, error text, documentation and sensitivity range all read the
same `Declaration`.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from simulation.vocabulary.errors import ParameterError, one_line
from simulation.vocabulary.sources import check_rows


class Role(Enum):
    """Who can move a number."""

    LEVER = "lever"  # partners can choose it
    SETTING = "setting"  # the place gives it
    ASSUMPTION = "assumption"  # what we suppose about people


class Evidence(Enum):
    """What stands behind a default."""

    MEASURED = "measured"  # a row gives the figure
    DIRECTION = "direction"  # a row gives the sign
    JUDGEMENT = "judgement"  # ours


class Group(Enum):
    """The groups in which a room meets the sliders: three of levers, and the settings of the place that it can move."""

    WHO = "who and how often"
    HOW = "how"
    WRONG = "when things go wrong"
    PLACE = "the place"


LEVER, SETTING, ASSUMPTION = Role.LEVER, Role.SETTING, Role.ASSUMPTION
MEASURED, DIRECTION, JUDGEMENT = Evidence.MEASURED, Evidence.DIRECTION, Evidence.JUDGEMENT


@dataclass(frozen=True)
class Declaration:
    """One number of the model: what it is, what it may be, and what stands behind it.

    Attributes:
        name: its name in plans, scenario files and rules.
        default: its value where a plan does not set it.
        low: the least value that is accepted.
        high: the greatest value that is accepted.
        unit: its unit, such as `months` or `share`.
        label: what it is called on the screen.
        help: what it means, in a sentence.
        role: who can move it: partners, the place, or nobody.
        evidence: whether a finding gives the figure or its direction, or the default is a judgement.
        rows: ids of the findings behind it.
        step: the slider's grid, in its unit.
        whole: whether only whole numbers are accepted.
        group: the group of sliders that it belongs to; None for one that is on no slider.
        moves: names of the rules that read it.
    """

    name: str
    default: float
    low: float
    high: float
    unit: str
    label: str
    help: str
    role: Role
    evidence: Evidence
    rows: tuple[str, ...] = ()
    step: float = 0.0
    whole: bool = False
    group: Group | None = None
    moves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high or not self.low < self.high:
            raise ValueError(f"{self.name}: default {self.default} lies outside {self.low}..{self.high}")
        if not (self.label and self.help and self.unit):
            raise ValueError(f"{self.name}: label, help and unit must say something")
        if self.evidence is not Evidence.JUDGEMENT and not self.rows:
            raise ValueError(f"{self.name}: evidence {self.evidence.value!r} needs at least one row")
        if (self.role is Role.LEVER) is not (self.group not in (None, Group.PLACE)):
            raise ValueError(f"{self.name}: a lever, and only a lever, belongs to a group of levers")
        if self.group is Group.PLACE and self.role is not Role.SETTING:
            raise ValueError(f"{self.name}: only a setting belongs to {Group.PLACE.value}")
        check_rows(self.rows, self.name)
        for bound in ("default", "low", "high"):
            object.__setattr__(self, bound, (int if self.whole else float)(getattr(self, bound)))
        if not self.step:
            object.__setattr__(self, "step", 1.0 if self.whole else _grid(self.high - self.low))

    @property
    def allowed(self) -> str:
        """The range in words: `0 to 1 share`, `1 to 24 months, whole numbers`."""
        tail = ", whole numbers" if self.whole else ""
        return f"{self.low:g} to {self.high:g} {self.unit}{tail}"

    def check(self, value: Any, where: str = "") -> float:
        """The value as this number accepts it.

        Args:
            value: a number in the parameter's unit.
            where: what an error message begins with, such as the name of a file.

        Returns:
            An int where only whole numbers are accepted, else a float.

        Raises:
            ParameterError: it is no number, not finite, out of range, or not whole; where, name, value, unit and range
                are named.
        """
        place = f"{where}: " if where else ""
        head = f"{place}{self.name} = {one_line(value)}"
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise ParameterError(f"{head} is not a number; allowed: {self.allowed}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise ParameterError(f"{head} is out of range; allowed: {self.allowed}")
        if self.whole:
            if number != int(number):
                raise ParameterError(f"{head} must be a whole number; allowed: {self.allowed}")
            return int(number)
        return number

    def on_grid(self, value: float) -> int | None:
        """The slider notch of a value, or None when it lies between notches."""
        notch = round((value - self.low) / self.step)
        return notch if self.at(notch) == value else None

    def at(self, notch: int) -> float:
        """The value at a slider notch."""
        value = min(round(self.low + notch * self.step, 10), self.high)
        return int(value) if self.whole else value

    @property
    def notches(self) -> int:
        """How many notches the slider has."""
        return math.ceil(round((self.high - self.low) / self.step, 9)) + 1


def param(
    default: float,
    low: float,
    high: float,
    *,
    unit: str,
    label: str,
    help: str,
    evidence: Evidence,
    role: Role = ASSUMPTION,
    rows: str = "",
    step: float = 0.0,
    whole: bool = False,
    group: Group | None = None,
) -> Any:
    """A rule's own number, declared where the rule is written, as the default of a field.

    Args:
        default: its default.
        low: the least value that is accepted.
        high: the greatest value that is accepted.
        unit: its unit.
        label: what it is called on the screen.
        help: what it means, in a sentence.
        evidence: `MEASURED`, `DIRECTION` or `JUDGEMENT`.
        role: who can move it.
        rows: ids of findings, parted by spaces; needed unless it is a judgement.
        step: the slider's grid, in its unit (default: one that gives 50 to 125 notches, 1 for whole numbers).
        whole: whether only whole numbers are accepted.
        group: the group of sliders, for a lever.

    Returns:
        A field of a dataclass.

    Raises:
        ValueError: the default is out of range, a text is missing, or evidence is claimed without a row.
    """
    if not isinstance(evidence, Evidence):
        raise ValueError(f"{label}: evidence = {evidence!r}; allowed: MEASURED, DIRECTION or JUDGEMENT")
    declaration = Declaration(
        label, default, low, high, unit, label, help, role, evidence, tuple(rows.split()), step, whole, group
    )
    return field(default=default, metadata={"declaration": declaration})


def use(declaration: Declaration) -> Any:
    """A number that several rules read: declared once elsewhere, used here as the default of a field.

    Args:
        declaration: such as `LEVERS["months"]`.

    Returns:
        A field of a dataclass.
    """
    return field(default=declaration.default, metadata={"declaration": declaration})


def named(declaration: Declaration, name: str) -> Declaration:
    """The declaration under the name of the field that holds it."""
    return declaration if declaration.name == name else replace(declaration, name=name)


def _grid(span: float) -> float:
    """A slider step of 1, 2 or 5 times a power of ten that gives 50 to 125 notches."""
    power = 10.0 ** math.floor(math.log10(span / 50.0))
    steps = [factor * power for factor in (1, 2, 5, 10) if span / (factor * power) <= 125]
    return float(f"{steps[0]:.6g}")
