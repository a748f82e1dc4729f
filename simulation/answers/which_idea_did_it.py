"""Which idea did most for practice, and which took most away?"""

from __future__ import annotations

from simulation.answers.answer import Answer, points
from simulation.ensemble.results import Results
from simulation.vocabulary.i18n import _


def ask(results: Results, state: str = "practice") -> Answer:
    """Mean credit of every rule for the change of a state by the horizon."""
    numbers = {rule: float(part.mean()) for rule, part in results.credit(state).items() if rule in results.rules}
    if not numbers:
        return Answer(numbers, _("None of the ideas that ran moves {state}.").format(state=state))
    most, least = max(numbers, key=numbers.__getitem__), min(numbers, key=numbers.__getitem__)
    sentences = []
    if numbers[most] > 0.0:
        sentences.append(
            _("{idea} did most for {state} ({part} points).").format(
                state=state, idea=_quoted_idea(results, most), part=points(numbers[most])
            )
        )
    if numbers[least] < 0.0:
        sentences.append(
            _("{idea} took most away ({part} points).").format(
                idea=_quoted_idea(results, least), part=points(numbers[least])
            )
        )
    return Answer(numbers, " ".join(sentences) or _("No idea moved it either way."))


def _quoted_idea(results: Results, rule: str) -> str:
    idea = results.rules[rule]
    return _("\N{LEFT DOUBLE QUOTATION MARK}{idea}\N{RIGHT DOUBLE QUOTATION MARK}").format(idea=_(idea).rstrip("."))
