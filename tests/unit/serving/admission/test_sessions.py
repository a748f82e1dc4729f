"""Who is gone and who only rests: a closed or vanished page ends within two minutes, a locked phone's after ten."""

from __future__ import annotations

from simulation.serving.admission.sessions import COMING_BACK, GONE, MOST_PAGES, RESTING, UNCLAIMED, Guests
from simulation.serving.routes import BEAT

TWO_MINUTES, TEN_MINUTES = 120.0, 600.0


def arrived(now: float = 0.0) -> Guests:
    guests = Guests()
    guests.came("k", "ann", now)
    guests.line("k", now, opened=True)
    return guests


def test_a_phone_that_vanished_is_sent_home_within_two_minutes() -> None:
    assert 2 * BEAT + GONE <= TWO_MINUTES  # its line is found dead, and then
    guests = arrived()
    guests.line("k", 100.0, opened=False)
    assert guests.overdue(100.0 + GONE, crowded=False) == []
    assert guests.overdue(101.0 + GONE, crowded=False) == ["k"]


def test_a_line_that_is_cut_and_comes_back_changes_nothing() -> None:
    guests = arrived()
    guests.line("k", 100.0, opened=False)
    guests.line("k", 120.0, opened=True)
    assert guests.overdue(1_000.0, crowded=True) == []


def test_a_locked_phone_finds_its_page_within_ten_minutes() -> None:
    guests = arrived()
    guests.rests("k", 10.0, resting=True)
    guests.line("k", 20.0, opened=False)
    assert RESTING >= TEN_MINUTES
    assert guests.overdue(20.0 + TEN_MINUTES, crowded=True) == []
    assert guests.overdue(21.0 + RESTING, crowded=False) == ["k"]
    guests.line("k", 500.0, opened=True)
    guests.rests("k", 500.0, resting=False)
    assert guests.overdue(5_000.0, crowded=True) == []


def test_a_tab_long_behind_others_goes_only_where_somebody_waits() -> None:
    guests = arrived()
    guests.rests("k", 0.0, resting=True)
    assert guests.overdue(RESTING + 1, crowded=False) == []
    assert guests.overdue(RESTING + 1, crowded=True) == ["k"]


def test_a_page_that_was_sent_but_never_opened_is_not_kept() -> None:
    guests = Guests()
    guests.came("k", "ann", 0.0)
    assert guests.overdue(UNCLAIMED, crowded=True) == []
    assert guests.overdue(UNCLAIMED + 1, crowded=False) == ["k"]
    assert UNCLAIMED <= TWO_MINUTES


def test_of_fifty_tabs_the_newest_few_are_open() -> None:
    guests, rest = Guests(), []
    for nth in range(50):
        for kernel in guests.came(f"k{nth}", "ann", float(nth)):
            guests.left(kernel, float(nth), comes_back=False)
            rest.append(kernel)
    assert list(guests.here) == [f"k{nth}" for nth in range(50 - MOST_PAGES, 50)]
    assert rest == [f"k{nth}" for nth in range(50 - MOST_PAGES)]
    assert guests.has_most("ann") and not guests.has_most("bob")
    assert guests.taken("bob", 60.0) == MOST_PAGES


def test_a_place_is_kept_for_whoever_reloads_and_for_nobody_else() -> None:
    guests = arrived()
    guests.left("k", 10.0)
    assert guests.taken("ann", 11.0) == 0
    assert guests.taken("bob", 11.0) == 1
    assert guests.taken("bob", 11.0 + COMING_BACK) == 0
