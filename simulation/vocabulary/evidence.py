"""The findings behind the model, each by the id that numbers, rules and scenarios cite.

They are kept in `evidence.toml` beside this file, and read when first asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from simulation.vocabulary.errors import EvidenceError, nearest, one_line
from simulation.vocabulary.i18n import _


@dataclass(frozen=True)
class Finding:
    """What one source says.

    Attributes:
        id: a theme's letter and two digits, such as `T13`.
        theme: what it is about.
        finding: what was found, in a sentence or two to read aloud.
        unit: the unit of the figures.
        source: where it was published.
        status: how sure it is (see `statuses`).
        low: the low end of the figure; None where none is given.
        central: the figure itself; None where none is given.
        high: the high end of the figure; None where none is given.
    """

    id: str
    theme: str
    finding: str
    unit: str
    source: str
    status: str
    low: float | None = None
    central: float | None = None
    high: float | None = None

    @property
    def figures(self) -> str:
        """The figures with their unit: `0.9 (0.85 to 0.95) lost per year`; without figures, the unit alone."""
        if self.central is not None and {self.low, self.high} <= {None, self.central}:
            return f"{self.central:g} {self.unit}"
        span = " to ".join(f"{bound:g}" for bound in (self.low, self.high) if bound is not None)
        if self.high is None:
            span = f"from {span}" if span else ""
        elif self.low is None:
            span = f"up to {span}"
        return f"{span if self.central is None else f'{self.central:g} ({span})'} {self.unit}".strip()

    @property
    def caution(self) -> str:
        """What to say beside the finding wherever it is quoted; empty when nothing is."""
        if self.status.startswith("RECALLED"):
            return status_in_words(self.status)
        return _("what a document of the field says, not a measurement") if self.id.startswith("S") else ""


@lru_cache(maxsize=1)
def findings() -> Mapping[str, Finding]:
    """Every finding by id, theme after theme.

    Examples:
        >>> from simulation.vocabulary.evidence import findings
        >>> findings()["T13"].source
        'Burt 2002, Bridge decay, Social Networks 24:333-363'
    """
    text = (resources.files("simulation.vocabulary") / "evidence.toml").read_text(encoding="utf-8")
    return MappingProxyType({id: Finding(id, **row) for id, row in tomllib.loads(text).items()})


def finding(id: str, where: str = "") -> Finding:
    """The finding of an id.

    Args:
        id: such as `T13`.
        where: what an error message begins with, such as the name of a file.

    Returns:
        The finding.

    Raises:
        EvidenceError: there is none; the nearest id is named.

    Examples:
        >>> from simulation.vocabulary.evidence import finding
        >>> finding("T13").figures
        '0.9 (0.85 to 0.95) lost per year (our range)'
    """
    try:
        return findings()[id]
    except KeyError:
        place = f"{where}: " if where else ""
        raise EvidenceError(
            f"{place}there is no finding called {one_line(id)}{nearest(id, findings())} "
            "(`counterparts evidence` lists them)"
        ) from None


def statuses() -> dict[str, str]:
    """Each status, and what it means in words."""
    recalled = _("from memory of the literature, {confidence} confidence: check before quoting")
    return {
        "VERIFIED": _("seen in a source text"),
        "VERIFIED-2nd": _("seen in a secondary text, not in the source itself"),
        "REPRODUCED": _("computed again by us"),
        "DERIVED": _("our arithmetic on other findings"),
        "RECALLED-H": recalled.format(confidence=_("high")),
        "RECALLED-M": recalled.format(confidence=_("medium")),
        "RECALLED-L": recalled.format(confidence=_("low")),
    }


def status_in_words(status: str) -> str:
    """What a status means: `VERIFIED` is "seen in a source text".

    Args:
        status: such as `VERIFIED`.

    Returns:
        What it means, in words.

    Raises:
        EvidenceError: there is no such status.
    """
    known = statuses()
    if status not in known:
        raise EvidenceError(f"{one_line(status)} is not the status of a finding; allowed: {', '.join(known)}")
    return known[status]
