"""Each array is described once, in words of its own."""

from __future__ import annotations

import pytest

from simulation.vocabulary.state_variables import STATE_VARIABLES, Kind, Table, of

STATES = {
    Table.MEMBERS: "knowledge confidence practice habit tenure",
    Table.TIES: "trust warmth hours scar freshness",
    Table.INSTITUTIONS: "window strain reform service reserve",
}


@pytest.mark.parametrize("table", STATES, ids=lambda table: table.value)
def test_the_states_of_the_design_are_there(table):
    assert set(STATES[table].split()) <= {q.name for q in of(table, Kind.STATE)}


def test_no_two_arrays_share_their_words():
    said = [quantity.help for quantity in STATE_VARIABLES.values()]
    assert len(set(said)) == len(said)
    assert all(quantity.unit and quantity.help for quantity in STATE_VARIABLES.values())


def test_shares_start_as_shares():
    assert all(0.0 <= q.default <= q.high for q in STATE_VARIABLES.values() if q.kind is Kind.STATE)
