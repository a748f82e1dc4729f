"""Every text that can be shown: those in the source, the model's declarations, and the words of the notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulation.ensemble.stored_claims import load_table
from simulation.model.parameters import parameters
from simulation.model.plans.scenario import scenarios
from simulation.model.rules import STANDARD
from simulation.vocabulary.evidence import findings
from simulation.vocabulary.notebook_words import notebook_texts
from simulation.vocabulary.parameters import Group

PACKAGE = Path(__file__).parents[1]
PAGES = PACKAGE.parent / "notebooks" / "workshop"
KEYWORDS = {"_": None, "counted": (1, 2)}


@dataclass(frozen=True)
class Message:
    """One text: in English, or in English for one and for many; and its location, for a translator."""

    id: str | tuple[str, str]
    location: str


def messages() -> Iterator[Message]:
    """Every text, in a fixed order; one that stands in several places comes as often."""
    yield from in_source()
    yield from in_model()
    yield from in_notebooks()


def in_source(package: Path = PACKAGE) -> Iterator[Message]:
    """The literal arguments of `_` and `counted`."""
    from babel.messages.extract import extract

    for file in sorted(package.rglob("*.py")):
        with file.open("rb") as source:
            for _line, id, _comments, _context in extract("python", source, keywords=KEYWORDS):
                text = id if isinstance(id, str) else (id[0], id[1])
                yield Message(text, file.relative_to(package.parent).as_posix())


def in_model() -> Iterator[Message]:
    """What declarations, scenario files, findings and claims say."""
    for number in parameters().values():
        for text in (number.label, number.help, number.unit):
            yield Message(text, f"the number {number.name}")
    for rule in STANDARD:
        yield Message(rule.idea(), f"the rule {rule.name()}")
    for group in Group:
        yield Message(group.value, "a group of sliders")
    for name, scenario in scenarios().items():
        for text in (scenario.title, scenario.story, scenario.question):
            yield Message(text, f"the partnership {name}")
    for finding in findings().values():
        yield Message(finding.finding, f"the finding {finding.id}")
    for id, claim in load_table()["claims"].items():
        for text in (claim["sentence"], claim["reason"]):
            yield Message(text, f"the claim {id}")


def in_notebooks(folder: Path = PAGES) -> Iterator[Message]:
    """Titles and Markdown cells of the workshop's pages."""
    for file in sorted(folder.glob("*.ipynb")):
        for text in notebook_texts(json.loads(file.read_text(encoding="utf-8"))):
            yield Message(text, f"notebooks/workshop/{file.name}")
