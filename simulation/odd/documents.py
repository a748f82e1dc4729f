"""The model's description: prose written by hand, and blocks between markers that are made from the declarations.

A block stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`, each alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from simulation.odd import acceptance as held_to
from simulation.odd import calibration as calibrated
from simulation.odd import claims as said_of_claims
from simulation.odd import model_tables as made_of
from simulation.odd import process_overview as happens
from simulation.odd import results as comes_out
from simulation.vocabulary.errors import DescriptionError, OutputError, nearest, one_line
from simulation.vocabulary.parameters import Role
from simulation.vocabulary.state_variables import Table

_FOLDER = Path(__file__).resolve().parents[2] / "workshop_materials"
OWN = tuple(_FOLDER / f"model_{name}.md" for name in ("description", "summary", "card"))

Block = Callable[[str], str]  # what stands before a block in the text -> the block

BLOCKS: Mapping[str, Block] = {
    **{table.value: lambda _, table=table: made_of.arrays(table) for table in Table},  # type: ignore[misc]
    **{f"{role.value}s": lambda _, role=role: made_of.numbers(role) for role in Role},  # type: ignore[misc]
    "scenarios": lambda _: made_of.scenarios(),
    "findings": made_of.findings_cited,
    "standing": lambda _: made_of.standing(),
    "statuses": lambda _: made_of.findings_by_status(),
    "week": lambda _: happens.the_week(),
    "schedule": lambda _: happens.rules_in_order(),
    "submodels": lambda _: happens.submodels(),
    "luck": lambda _: happens.luck(),
    "places": lambda _: happens.places(),
    "people": lambda _: happens.people(),
    "colleagues": lambda _: happens.colleague_links(),
    "fixed": lambda _: comes_out.fixed(),
    "outcomes": lambda _: comes_out.outcomes(),
    "series": lambda _: comes_out.weekly_series(),
    "acceptance": lambda _: held_to.by_pattern(),
    "bands": lambda _: held_to.by_figure(),
    "claims": lambda _: said_of_claims.by_claim(),
    "unused": lambda _: held_to.findings_without_pattern(),
    "sample": lambda _: calibrated.sample(),
    "recovery": lambda _: calibrated.recovery(),
    "predicted": lambda _: calibrated.predicted(),
    "held": lambda _: calibrated.held(),
}

_MARKER = re.compile(r"^<!-- (generated:|end of) (.*?) -->$", re.MULTILINE)


def renewed(text: str, where: str, blocks: Mapping[str, Block] = BLOCKS) -> tuple[str, list[str]]:
    """A text with its blocks made anew, and the names of those that changed.

    Raises DescriptionError where a block is not known, not ended, or there is none at all.
    """
    made, stale, done = "", [], 0
    for name, start, end in _marked(text, where):
        if name not in blocks:
            raise DescriptionError(
                f"{where}: nothing generated is called {one_line(name)}{nearest(name, blocks)}; "
                f"known: {', '.join(blocks)}"
            )
        made += text[done:start]
        block = f"\n\n{blocks[name](made).strip()}\n\n"
        stale += [name] if block != text[start:end] else []
        made, done = made + block, end
    return made + text[done:], stale


def by_hand(text: str, where: str) -> str:
    """What of a text was written by hand: all but its blocks. Raises DescriptionError as `renewed` does."""
    return renewed(text, where, {name: lambda _: "" for name, _, _ in _marked(text, where)})[0]


def renew(file: Path, write: bool = True) -> list[str]:
    """Renew a file's blocks (unless told not to `write`) and name those that were stale.

    Raises DescriptionError (see `renewed`), and OutputError where it cannot be written.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        why = getattr(problem, "strerror", None) or "not a text in UTF-8"
        raise DescriptionError(f"{file}: cannot be read ({why})") from None
    fresh, stale = renewed(text, file.name)
    if stale and write:
        try:
            file.write_text(fresh, encoding="utf-8", newline="\n")
        except OSError as problem:
            raise OutputError(f"{file}: cannot be written ({problem.strerror})") from None
    return stale


def _marked(text: str, where: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of every block, markers left out."""
    markers = list(_MARKER.finditer(text))
    if not markers:
        raise DescriptionError(f"{where}: has no generated block, between {begins('NAME')} and {ends('NAME')}")
    for first, last in zip(markers[::2], [*markers[1::2], None], strict=False):
        name = first[2]
        if first[1] == "end of":
            raise DescriptionError(f"{where}: {ends(name)} ends nothing that began")
        if last is None or last[1] != "end of" or last[2] != name:
            raise DescriptionError(f"{where}: {begins(name)} is not followed by {ends(name)}")
        yield name, first.end(), last.start()


def begins(name: str) -> str:
    """The line before a block."""
    return f"<!-- generated: {name} -->"


def ends(name: str) -> str:
    """The line after a block."""
    return f"<!-- end of {name} -->"
