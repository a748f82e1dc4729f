"""Design a partnership: everything at once. One scenario, every lever, two plans under the same luck."""

from __future__ import annotations

from simulation.pages.board import Board

FIRST = ("peer_days", "months")  # the two a room meets first; the rest is behind the three groups


def open_page(scenario: str = "parliament_mentors") -> Board:
    """The page's parts, ready to show: `scene`, `bet`, `try_it`, `sure`, and `fact()`."""
    return Board(FIRST, scenario)
