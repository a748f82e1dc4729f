"""The view of a lever, made from its declaration: shares in per cent, whole numbers whole, named ends at the ends."""

from __future__ import annotations

import math
import re
from typing import Any

from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import Declaration

_ENDS = re.compile(r"^0: (?P<low>.+); 1: (?P<high>.+?)\.?$", re.DOTALL)
PER_CENT = 100


def lever_view(declaration: Declaration) -> dict[str, Any]:
    """What the browser needs to draw a lever; `times` turns the model's number into the one shown."""
    per_cent = declaration.unit == "share" and declaration.high <= 1
    times = PER_CENT if per_cent else 1
    step = declaration.step * times
    text = _(declaration.help)
    ends = _ENDS.match(text)
    return {
        "name": declaration.name,
        "label": _(declaration.label),
        "help": "" if ends else text,
        "ends": [ends["low"], ends["high"]] if ends else [],
        "unit": "%" if per_cent else _(declaration.unit),
        "times": times,
        "low": _rounded(declaration.low * times),
        "high": _rounded(declaration.high * times),
        "step": _rounded(step),
        "decimals": 0 if declaration.whole else max(0, -math.floor(math.log10(step) + 1e-9)),
    }


def _rounded(number: float) -> float:
    return float(f"{number:.10g}")
