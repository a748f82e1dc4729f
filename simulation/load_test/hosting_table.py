"""How many processors and how much memory so many people need, on paper, from one stored measurement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from math import ceil
from pathlib import Path
from typing import Any

from simulation.load_test.capacity_probe import Measurement, per_processor
from simulation.odd.documents import renewed
from simulation.serving.options import ServingError
from simulation.vocabulary.i18n import _

HOSTING = Path(__file__).resolve().parents[2] / "workshop_materials" / "hosting"
PAGE, STORED = HOSTING / "README.md", HOSTING / "measured.json"
ROOM = 80  # people on one server: what the workshop is made for
SIZES = (10, 30, 80, 200, 500, 1_000, 3_000, 10_000)
GIGABYTE = 1024  # megabytes


def stored(file: Path = STORED) -> dict[str, Any]:
    """The measurement. Raises ServingError when it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        measured(told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ServingError(_("{file}: is no measurement ({why})").format(file=file.name, why=error)) from None
    return told


def measured(told: dict[str, Any]) -> Measurement:
    """What `counterparts doctor --json` found."""
    found = told["laptop"]["measured"]
    return Measurement(**{each.name: found[each.name] for each in fields(Measurement) if each.name in found})


def processors(people: int, found: Measurement) -> int:
    """Processors for so many people who each move a slider every five seconds."""
    return ceil(people / per_processor(found))


def memory(people: int, found: Measurement) -> float:
    """Gigabytes for their pages, and for the servers that these are copies of."""
    return (people * found.memory + servers(people) * found.server) / GIGABYTE


def servers(people: int) -> int:
    """Servers of eighty people at most."""
    return ceil(people / ROOM)


def block(told: dict[str, Any]) -> str:
    """The page's generated part."""
    found, system, own = measured(told), told["laptop"]["system"], told["own_server"]
    each = (
        f"Measured on {system['date'][:10]} with Python {system['python']} on {found.cores:g} processors "
        f"({system['system']}), {system['busy']:.0f} per cent of which were busy with other things: "
        f"one picture after a slider moved takes {1000 * found.answer:.0f} ms of a processor, "
        f"a visitor's page {found.memory:.0f} MB at rest after moving, "
        f"and a server with nobody in it {found.server:.0f} MB. "
        f"That is **{per_processor(found):.0f} people a processor** "
        f"and **{GIGABYTE / found.memory:.0f} people a gigabyte**. "
        f"A Jupyter server of one's own with one page open takes {own['memory']:.0f} MB ({own['date']})."
    )
    rows = [
        (
            f"{people:,}",
            f"{servers(people):,}",
            f"{processors(people, found):,}",
            f"{memory(people, found):,.1f}",
            f"{people * own['memory'] / GIGABYTE:,.1f}",
        )
        for people in SIZES
    ]
    head = (
        "people at once",
        f"servers of {ROOM}",
        "processors",
        "GB of memory",
        "GB if each has a Jupyter server of their own",
    )
    return f"{each}\n\n{_table(head, rows)}"


def renew(write: bool, page: Path = PAGE, file: Path = STORED) -> list[str]:
    """Renew the page's generated part (unless told not to `write`); names what was stale.

    Raises ServingError when page or measurement cannot be read.
    """
    told = stored(file)
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise ServingError(_("{file}: cannot be read ({why})").format(file=page.name, why=error.strerror)) from None
    fresh, stale = renewed(text, page.name, {"capacity": lambda _before: block(told)})
    if stale and write:
        page.write_text(fresh, encoding="utf-8", newline="\n")
    return stale


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---:"] * len(head), *rows))
