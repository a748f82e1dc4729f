"""The levers: what partners can choose. Several ideas read each, so they are declared here, once."""

from __future__ import annotations

from typing import Any

from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, LEVER, MEASURED, Declaration, Evidence, Group


def _lever(
    name: str, default: float, low: float, high: float, unit: str, label: str, help: str, group: Group,
    evidence: Evidence = JUDGEMENT, rows: str = "", **rest: Any,
) -> Declaration:  # fmt: skip
    return Declaration(
        name, default, low, high, unit, label, help, LEVER, evidence, tuple(rows.split()), group=group, **rest
    )


_WHO, _HOW, _WRONG = Group.WHO, Group.HOW, Group.WRONG

LEVERS: dict[str, Declaration] = {
    lever.name: lever
    for lever in (
        _lever("counterparts", 12, 1, 200, "people", "People supported",
               "How many members of the supported institutions have a peer of their own.",
               _WHO, DIRECTION, "T27 S04", whole=True),
        _lever("peers", 4, 0, 60, "people", "Peers from outside",
               "How many people give the support; with none, those supported help each other: a mutual network.",
               _WHO, whole=True),
        _lever("peer_days", 18, 0.5, 80, "days/month", "Days of support a month",
               "All the days that peers give in a month, shared among the people supported.",
               _WHO, DIRECTION, "T01 T02 T03", step=0.5),
        _lever("session_size", 1, 1, 100, "people", "People in a session",
               "How many sit together at once: 1 is mentoring, 10 a round table, 100 a class.",
               _WHO, DIRECTION, "S03 T05", whole=True),
        _lever("months", 15, 1, 60, "months", "Months of support",
               "How long support goes on before it ends or is handed over.",
               _WHO, MEASURED, "S01 T28", whole=True),
        _lever("taper", 3, 0, 12, "months", "Fade-out",
               "How many of the last months fade away gently instead of stopping from one day to the next.",
               _WHO, DIRECTION, "H12", whole=True),
        _lever("in_person", 0.5, 0, 1, "share", "Time in the same room",
               "Share of contact that is face to face, in visits; the rest is calls spread over the weeks.",
               _HOW, DIRECTION, "T04 T21", step=0.05),
        _lever("discretion", 0.7, 0, 1, "share", "Discretion",
               "0: everybody sees who is being helped; 1: nobody outside the room ever hears of it.",
               _HOW, DIRECTION, "S03 T23", step=0.05),
        _lever("shared_experience", 0.8, 0, 1, "share", "Been in the same shoes",
               "0: generic consultants; 1: every peer has held the very same job.",
               _HOW, DIRECTION, "S02 T10 H27", step=0.05),
        _lever("ownership", 0.7, 0, 1, "share", "Whose plan it is",
               "0: a formula brought from outside; 1: a plan written and owned by the people supported.",
               _HOW, DIRECTION, "C21 S01", step=0.05),
        _lever("step_size", 0.15, 0.02, 0.6, "share", "Size of each step",
               "How much of the new way is tried in one go: small steps succeed more often, big ones carry further.",
               _HOW, DIRECTION, "S04", step=0.01),
        _lever("peer_diversity", 0.4, 0, 1, "share", "Mix of peers",
               "0: peers who are all alike; 1: very different backgrounds, with more that is new and less in common.",
               _HOW, DIRECTION, "N07 N08", step=0.05),
        _lever("rotation_months", 0, 0, 24, "months", "Change of peers every",
               "After how many months everybody gets a new peer; 0 keeps the same pairs to the end.",
               _HOW, DIRECTION, "N11 S08", whole=True),
        _lever("celebration", 0.3, 0, 1, "share", "Marking success",
               "How much is made of every step that works, so that people want to come back.",
               _HOW, DIRECTION, "S09", step=0.05),
        _lever("implementation_fund", 0.1, 0, 1, "share", "Money to act",
               "How much of the gap in means a fund for carrying things out fills, while support lasts.",
               _HOW, DIRECTION, "A09 S10", step=0.05),
        _lever("convenor_share", 0.3, 0, 1, "share", "Ties through the convenor",
               "Share of the pairs who meet only because one well-connected person brings them together.",
               _WRONG, DIRECTION, "N02 N12", step=0.05),
        _lever("reserve_share", 0.1, 0, 0.6, "share", "Days held back",
               "Share of the days kept unplanned, to be spent when a crisis opens a window.",
               _WRONG, DIRECTION, "S05", step=0.02),
        _lever("response_weeks", 6, 0, 26, "weeks", "Weeks to respond",
               "How many weeks after a crisis the days held back can be moved; the week after it is the soonest.",
               _WRONG, DIRECTION, "C02 C03", whole=True),
    )
}
