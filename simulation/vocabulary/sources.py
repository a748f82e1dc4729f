"""Where the ideas come from: the field's documents, and the ids under which findings are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

ROW = re.compile(r"[THDCANMS]\d\d")


@dataclass(frozen=True)
class Document:
    """A document of the field: short id, title, publisher, year and what we take from it."""

    id: str
    title: str
    publisher: str
    year: str
    gives: str


DOCUMENTS = {
    document.id: document
    for document in (
        Document(
            "politicians",
            "Peer-to-peer support for politicians and parliaments (workshop note)",
            "Government Partnerships International and Global Partners Governance",
            "about 2018",
            "trust, discretion, small steps, crises as openings",
        ),
        Document(
            "london",
            "London Conference on Peer-to-Peer Learning and Institutional Partnerships (report)",
            "Global Partners Governance, Tony Blair Institute, National School of Government International",
            "2018",
            "behaviour change that sticks, counterpart relationships, practitioner to practitioner",
        ),
        Document(
            "leaflet",
            "Peer support as a form of mutual learning (leaflet)",
            "ICF",
            "undated",
            "12 to 18 months, a plan owned by the receiving country, peers who gain too",
        ),
        Document(
            "networks",
            "Supporting good practice and capacity development in peer networks (briefing)",
            "Community business peer networking programme",
            "undated",
            "benchmarking, groupthink, tiring members, the well-connected who leave",
        ),
        Document(
            "sanitation",
            "Peer-to-peer learning between local governments for sanitation services (project summary)",
            "University of Leeds",
            "about 2023",
            "knowledge without means does not become practice",
        ),
    )
}


def check_rows(rows: tuple[str, ...], name: str) -> None:
    """Raise ValueError when an evidence id is not written like one (a theme letter and two digits)."""
    for row in rows:
        if not ROW.fullmatch(row):
            raise ValueError(f"{name}: {row!r} is not the id of an evidence row")


def cited(text: str) -> list[str]:
    """The ids of findings in a text, each once, in order; `T01-T04` stands for all four. Raises ValueError for a range
    that runs backwards or from one letter to another.
    """
    ids: dict[str, None] = {}
    for first, last in re.findall(rf"\b({ROW.pattern})(?:-({ROW.pattern}))?\b", text):
        upto = last or first
        if first[0] != upto[0] or first > upto:
            raise ValueError(f"{first}-{upto} is no range")
        ids |= dict.fromkeys(f"{first[0]}{number:02}" for number in range(int(first[1:]), int(upto[1:]) + 1))
    return list(ids)
