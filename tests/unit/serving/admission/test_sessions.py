"""Who is gone and who only rests: a closed or vanished page ends within two minutes, a locked phone's after ten."""

from __future__ import annotations

from simulation.serving.admission.sessions import Sessions
from simulation.serving.settings import DEFAULT

TWO_MINUTES, TEN_MINUTES = 120.0, 600.0


def connected(now: float = 0.0) -> Sessions:
    sessions = Sessions(DEFAULT)
    sessions.add("k", "ann", now)
    sessions.connection_changed("k", now, opened=True)
    return sessions


def test_the_session_of_a_phone_that_vanished_expires_within_two_minutes() -> None:
    assert (
        2 * DEFAULT.ping_interval_s + DEFAULT.closed_page_timeout_s <= TWO_MINUTES
    )  # its connection is found dead, and then
    sessions = connected()
    sessions.connection_changed("k", 100.0, opened=False)
    assert sessions.expired(100.0 + DEFAULT.closed_page_timeout_s, crowded=False) == []
    assert sessions.expired(101.0 + DEFAULT.closed_page_timeout_s, crowded=False) == ["k"]


def test_a_connection_that_is_cut_and_comes_back_changes_nothing() -> None:
    sessions = connected()
    sessions.connection_changed("k", 100.0, opened=False)
    sessions.connection_changed("k", 120.0, opened=True)
    assert sessions.expired(1_000.0, crowded=True) == []


def test_a_locked_phone_finds_its_page_within_ten_minutes() -> None:
    sessions = connected()
    sessions.visibility_changed("k", 10.0, hidden=True)
    sessions.connection_changed("k", 20.0, opened=False)
    assert DEFAULT.hidden_page_timeout_s >= TEN_MINUTES
    assert sessions.expired(20.0 + TEN_MINUTES, crowded=True) == []
    assert sessions.expired(21.0 + DEFAULT.hidden_page_timeout_s, crowded=False) == ["k"]
    sessions.connection_changed("k", 500.0, opened=True)
    sessions.visibility_changed("k", 500.0, hidden=False)
    assert sessions.expired(5_000.0, crowded=True) == []


def test_a_tab_long_behind_others_goes_only_where_somebody_waits() -> None:
    sessions = connected()
    sessions.visibility_changed("k", 0.0, hidden=True)
    assert sessions.expired(DEFAULT.hidden_page_timeout_s + 1, crowded=False) == []
    assert sessions.expired(DEFAULT.hidden_page_timeout_s + 1, crowded=True) == ["k"]


def test_a_page_that_was_sent_but_never_opened_is_not_kept() -> None:
    sessions = Sessions(DEFAULT)
    sessions.add("k", "ann", 0.0)
    assert sessions.expired(DEFAULT.unopened_page_timeout_s, crowded=False) == []
    assert sessions.expired(DEFAULT.unopened_page_crowded_timeout_s, crowded=True) == []
    assert sessions.expired(DEFAULT.unopened_page_crowded_timeout_s + 1, crowded=True) == ["k"]
    assert sessions.expired(DEFAULT.unopened_page_timeout_s + 1, crowded=False) == ["k"]
    assert DEFAULT.unopened_page_timeout_s <= TWO_MINUTES
    assert DEFAULT.unopened_page_crowded_timeout_s + DEFAULT.admission_check_s <= 20


def test_pages_on_their_way_are_counted_by_the_address_that_asked() -> None:
    sessions = Sessions(DEFAULT)
    for nth, address in enumerate(["10.0.0.1", "10.0.0.1", "10.0.0.2"]):
        sessions.add(f"k{nth}", f"visitor {nth}", 0.0, address)
    sessions.connection_changed("k0", 1.0, opened=True)
    assert [sessions.unopened(address) for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3")] == [1, 1, 0]


def test_of_fifty_tabs_the_newest_few_are_open() -> None:
    sessions, rest = Sessions(DEFAULT), []
    for nth in range(50):
        sessions.add(f"k{nth}", "ann", float(nth))
        for kernel in sessions.surplus("ann", DEFAULT.pages_per_visitor):
            sessions.remove(kernel, float(nth), reserve=False)
            rest.append(kernel)
    assert list(sessions.open) == [f"k{nth}" for nth in range(50 - DEFAULT.pages_per_visitor, 50)]
    assert rest == [f"k{nth}" for nth in range(50 - DEFAULT.pages_per_visitor)]
    assert sessions.has_all_pages("ann") and not sessions.has_all_pages("bob")
    assert sessions.places_taken("bob", 60.0) == DEFAULT.pages_per_visitor


def test_a_place_is_kept_for_whoever_reloads_and_for_nobody_else() -> None:
    sessions = connected()
    sessions.remove("k", 10.0)
    assert sessions.places_taken("ann", 11.0) == 0
    assert sessions.places_taken("bob", 11.0) == 1
    assert sessions.places_taken("bob", 11.0 + DEFAULT.reload_grace_s) == 0
