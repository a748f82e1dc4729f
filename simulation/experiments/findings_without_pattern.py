"""Findings with a size that no pattern uses: those a number rests on, and of the others why the model does not speak of
them.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.patterns import PATTERNS
from simulation.model.parameters import parameters
from simulation.vocabulary.evidence import Finding, findings
from simulation.vocabulary.sources import cited

_COUNT = "it counts or prices programmes, and says nothing of what comes of one"
_ATTENTION = "attention and insurance are not in the model; how long a window stays open is a number of its own"
_OPINION = "opinions on a scale are not in the model: people practise something or they do not"
_GAME = "it is a result about another model, of a game or of problem solvers, that no part of this one contains"
_SCALE = "its scale of effects has no counterpart here: nobody's work is graded"

REASONS: Mapping[str, str] = {
    "T09": "peers and counterparts differ in shared experience alone; values and outlook are not told apart from it",
    "T18": "it is the number of people studied",
    "T22": "teams do not perform here; trust acts on what is said and tried, and no correlation was fitted",
    "T24": "safety to speak is an input (discretion, fear), not a feeling that people report",
    "T26": "people's time outside the partnership is not followed",
    "H02": "it is a share of people whose curve has one shape; here everybody's has, at their own pace",
    "H10": "skill is not graded; what is unused fades by the share of practice that AT1 measures",
    "H18": _SCALE,
    "H19": _SCALE,
    "H26": "training a whole unit at once or its officials one by one is no choice a plan offers yet",
    "H29": "whoever takes over a post takes over what has become habit there; years to get good at it are not followed",
    "D07": "a rule of thumb on when a thing carries on by itself; AT8 holds the model to the measured tipping point",
    "D09": "the dates follow from a formula of sales whose pulls enter as one number (D08)",
    "D17": "votes are not in the model",
    "D19": "it is what cities say of themselves, of measures and not of practice",
    "C06": "it counts inquiries of a whole government; the model's crises are those of one institution",
    "C07": _ATTENTION,
    "C08": _ATTENTION,
    "C09": _ATTENTION,
    "C11": "it counts crises of countries over decades; their yearly rate (C12) is what a number rests on",
    "C20": "it names stages and measures none",
    "A01": _COUNT,
    "A03": _COUNT,
    "A05": "it names stages and measures none",
    "A10": "it is the number of projects studied; that they differ inside a country is shown by luck",
    "A13": "no plan here promises a product: what is asked is what is practised",
    "A15": "form without substance is not in the model (see the known limits)",
    "A27": _COUNT,
    "A28": _COUNT,
    "A29": "it names stages and measures none",
    "N03": "it is of platforms with thousands who read and never write; networks here have some dozens",
    "N04": "it is of posts on a platform; who speaks how often is not followed",
    "M01": _OPINION,
    "M02": _OPINION,
    "M03": _GAME,
    "M04": _GAME,
    "M05": "many traits side by side are not in the model: there is one new way of working",
    "M06": "it is of random networks with no teams; AT19 holds the engine to the limits that do apply (M09 to M12)",
    "M13": _GAME,
}


def with_a_size() -> list[Finding]:
    """Every finding that gives a figure."""
    return [entry for entry in findings().values() if (entry.low, entry.central, entry.high) != (None, None, None)]


def by_patterns() -> set[str]:
    """Findings that a pattern cites."""
    return {id for pattern in PATTERNS.values() for id in cited(pattern.rows)}


def by_numbers() -> set[str]:
    """Findings that a number rests on."""
    return {row for number in parameters().values() for row in number.rows}


def without_pattern() -> dict[str, str]:
    """Each finding with a size that no pattern uses, and what becomes of it: numbers that rest on it, or the reason."""
    uses, used_by_patterns = {}, by_patterns()
    for entry in with_a_size():
        if entry.id in used_by_patterns:
            continue
        names = [name for name, number in parameters().items() if entry.id in number.rows]
        uses[entry.id] = f"enters as {', '.join(f'`{name}`' for name in names)}" if names else REASONS[entry.id]
    return uses
