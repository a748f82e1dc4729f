"""Which idea did most for practice, and which took most away?"""

from __future__ import annotations

from simulation.answers.answer import Answer, points
from simulation.runs.results import Results
from simulation.vocabulary.words import _


def ask(results: Results, state: str = "practice") -> Answer:
    """Mean credit of every idea for the change of a state by the horizon."""
    numbers = {rule: float(part.mean()) for rule, part in results.credit(state).items() if rule in results.ideas}
    if not numbers:
        return Answer(numbers, _("None of the ideas that ran moves {state}.").format(state=state))
    most, least = max(numbers, key=numbers.__getitem__), min(numbers, key=numbers.__getitem__)
    said = []
    if numbers[most] > 0.0:
        said.append(
            _("What did most for {state}: {idea} ({part} points)").format(
                state=state, idea=_quoted(results, most), part=points(numbers[most])
            )
        )
    if numbers[least] < 0.0:
        said.append(
            _("what took most away: {idea} ({part} points)").format(
                idea=_quoted(results, least), part=points(numbers[least])
            )
        )
    sentence = "; ".join(said)
    return Answer(numbers, f"{sentence[:1].upper()}{sentence[1:]}." if sentence else _("No idea moved it either way."))


def _quoted(results: Results, rule: str) -> str:
    return "\N{LEFT DOUBLE QUOTATION MARK}" + results.ideas[rule].rstrip(".") + "\N{RIGHT DOUBLE QUOTATION MARK}"
