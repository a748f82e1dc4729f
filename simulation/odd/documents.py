"""The model's description: prose written by hand, and blocks between markers that are made from the declarations.

A block stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`, each alone on its line. Its words and
layout are a template in `templates/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from simulation.odd import acceptance, calibration, claims, model_tables, process_overview, results
from simulation.vocabulary.errors import DescriptionError, OutputError, nearest, one_line
from simulation.vocabulary.parameters import Role
from simulation.vocabulary.state_variables import Table

_FOLDER = Path(__file__).resolve().parents[2] / "workshop_materials"
OWN_DOCUMENTS = tuple(_FOLDER / f"model_{name}.md" for name in ("description", "summary", "card"))

Block = Callable[[str], str]  # what stands before a block in the text -> the block

BLOCKS: Mapping[str, Block] = {
    **{table.value: lambda _, table=table: model_tables.arrays(table) for table in Table},  # type: ignore[misc]
    **{f"{role.value}s": lambda _, role=role: model_tables.numbers(role) for role in Role},  # type: ignore[misc]
    "scenarios": lambda _: model_tables.scenarios(),
    "findings": model_tables.findings_cited,
    "standing": lambda _: model_tables.standing(),
    "statuses": lambda _: model_tables.findings_by_status(),
    "week": lambda _: process_overview.the_week(),
    "schedule": lambda _: process_overview.rules_in_order(),
    "submodels": lambda _: process_overview.submodels(),
    "luck": lambda _: process_overview.luck(),
    "places": lambda _: process_overview.places(),
    "people": lambda _: process_overview.people(),
    "colleagues": lambda _: process_overview.colleague_links(),
    "fixed": lambda _: results.fixed(),
    "outcomes": lambda _: results.outcomes(),
    "series": lambda _: results.weekly_series(),
    "acceptance": lambda _: acceptance.by_pattern(),
    "bands": lambda _: acceptance.by_figure(),
    "claims": lambda _: claims.by_claim(),
    "unused": lambda _: acceptance.findings_without_pattern(),
    "sample": lambda _: calibration.sample(),
    "recovery": lambda _: calibration.recovery(),
    "predicted": lambda _: calibration.predicted(),
    "held": lambda _: calibration.held(),
}

_MARKER = re.compile(r"^<!-- (generated:|end of) (.*?) -->$", re.MULTILINE)


def renewed(text: str, where: str, blocks: Mapping[str, Block] = BLOCKS) -> tuple[str, list[str]]:
    """Make the generated blocks of a text anew.

    Args:
        text: the text of a document.
        where: its name, for errors.
        blocks: generators by the name of a block.

    Returns:
        The renewed text, and the names of the blocks that changed.

    Raises:
        DescriptionError: a block is not known, not ended, or there is none at all.
    """
    renewed_text, stale, copied_to = "", [], 0
    for name, start, end in _blocks_of(text, where):
        if name not in blocks:
            raise DescriptionError(
                f"{where}: nothing generated is called {one_line(name)}{nearest(name, blocks)}; "
                f"known: {', '.join(blocks)}"
            )
        renewed_text += text[copied_to:start]
        block = f"\n\n{blocks[name](renewed_text).strip()}\n\n"
        stale += [name] if block != text[start:end] else []
        renewed_text, copied_to = renewed_text + block, end
    return renewed_text + text[copied_to:], stale


def by_hand(text: str, where: str) -> str:
    """What of a text was written by hand: all but its blocks. Raises DescriptionError as `renewed` does."""
    return renewed(text, where, {name: lambda _: "" for name, _, _ in _blocks_of(text, where)})[0]


def renew(file: Path, write: bool = True) -> list[str]:
    """Renew the generated blocks of a file.

    Args:
        file: a Markdown file.
        write: False only reports.

    Returns:
        The names of the blocks that were stale.

    Raises:
        DescriptionError: the file cannot be read (see also `renewed`).
        OutputError: it cannot be written.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "not a text in UTF-8"
        raise DescriptionError(f"{file}: cannot be read ({reason})") from None
    renewed_text, stale = renewed(text, file.name)
    if stale and write:
        try:
            file.write_text(renewed_text, encoding="utf-8", newline="\n")
        except OSError as problem:
            raise OutputError(f"{file}: cannot be written ({problem.strerror})") from None
    return stale


def _blocks_of(text: str, where: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of every block, markers left out."""
    markers = list(_MARKER.finditer(text))
    if not markers:
        raise DescriptionError(
            f"{where}: has no generated block, between {begin_marker('NAME')} and {end_marker('NAME')}"
        )
    for first, last in zip(markers[::2], [*markers[1::2], None], strict=False):
        name = first[2]
        if first[1] == "end of":
            raise DescriptionError(f"{where}: {end_marker(name)} ends nothing that began")
        if last is None or last[1] != "end of" or last[2] != name:
            raise DescriptionError(f"{where}: {begin_marker(name)} is not followed by {end_marker(name)}")
        yield name, first.end(), last.start()


def begin_marker(name: str) -> str:
    """The line before a block."""
    return f"<!-- generated: {name} -->"


def end_marker(name: str) -> str:
    """The line after a block."""
    return f"<!-- end of {name} -->"
