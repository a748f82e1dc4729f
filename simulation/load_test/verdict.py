"""What a rehearsal found, in figures, in words, and as one yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from simulation.vocabulary.i18n import _

# The limits are what people put up with: after a second a slider no longer feels moved by one's own thumb, after ten
# seconds people look elsewhere (Nielsen 1993). Every fault is one person in the room who sees it.
PICTURE, MOVE, BACK = 10.0, 1.0, 10.0  # seconds, nine people (or moves) in ten and half of the rest


@dataclass(frozen=True)
class Spread:
    """How long something took: how often it was seen, the middle, 95 of 100, and the longest; seconds."""

    count: int
    p50: float
    p95: float
    longest: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread | None:
        """None where nothing was seen."""
        if not seconds:
            return None
        p50, p95 = np.quantile(seconds, (0.5, 0.95))
        return cls(len(seconds), round(float(p50), 3), round(float(p95), 3), round(max(seconds), 3))


@dataclass(frozen=True)
class Verdict:
    """Everything a rehearsal tells. `memory` is megabytes, None where the server is not one of ours to look into."""

    people: int
    minutes: float
    address: str
    pictures: Spread | None
    moves: Spread | None
    back: Spread | None
    memory: float | None
    busy: float | None  # processors that the server kept busy, on average
    pretending: float  # processors that the pretend phones themselves took, on this same machine
    drawn: int
    locked: int
    closed: int
    waited: int
    refused: int
    lost: int
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def against(self) -> list[str]:
        """Every reason for a no."""
        found: list[str] = []
        arrived = self.pictures.count if self.pictures else 0
        if arrived < self.people:
            found.append(
                _("{missing} of {people} never had a picture").format(missing=self.people - arrived, people=self.people)
            )
        for spread, limit, what in (
            (self.pictures, PICTURE, _("the first picture")),
            (self.moves, MOVE, _("a moved slider")),
            (self.back, BACK, _("coming back")),
        ):
            if spread is not None and spread.p95 > limit:
                said = _("{what} took {p95:.1f} s for one in twenty; at most {limit:.0f} s is wanted")
                found.append(said.format(what=what, p95=spread.p95, limit=limit))
        if not self.drawn:
            found.append(_("no slider brought a new picture"))
        if self.lost:
            found.append(_("{lost} came back to other sliders than they had left").format(lost=self.lost))
        if self.faults:
            found.append(_("{count} faults").format(count=sum(self.faults.values())))
        return found

    @property
    def yes(self) -> bool:
        """Whether so many people can come."""
        return not self.against

    def figures(self) -> dict[str, Any]:
        """For JSON."""
        return {"yes": self.yes, "against": self.against, **asdict(self)}

    def lines(self) -> list[str]:
        """The figures, then the answer."""
        told = [
            _row(_("first picture"), _spread(self.pictures)),
            _row(_("slider to picture"), _spread(self.moves)),
            _row(_("back after a dark screen or a closed tab"), _spread(self.back)),
        ]
        if self.memory is not None:
            told.append(_row(_("memory for each visitor"), f"{self.memory:.0f} MB"))
        if self.busy is not None:
            said = _("{busy:.1f} for the server, {pretending:.1f} for the pretend phones")
            told.append(_row(_("processors busy"), said.format(busy=self.busy, pretending=self.pretending)))
        said = _(
            "{locked} screens locked, {closed} tabs closed, {waited} pages asked to wait, {lost} lost their sliders"
        )
        told.append(said.format(locked=self.locked, closed=self.closed, waited=self.waited, lost=self.lost))
        told += [f"  {count} x {fault}" for fault, count in self.faults.items()]
        if self.yes:
            told.append(_("Yes: {people} people can come.").format(people=self.people))
        else:
            told.append(_("No, not {people} people: {why}.").format(people=self.people, why="; ".join(self.against)))
        return told


def _row(what: str, found: str) -> str:
    return f"{what:<44}{found}"


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return _("not seen")
    said = _("half within {p50:.2f} s, 95 of 100 within {p95:.2f} s, the longest {longest:.2f} s ({count} times)")
    return said.format(**asdict(spread))
