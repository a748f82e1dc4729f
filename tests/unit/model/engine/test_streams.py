"""Luck is fair: draws depend on the seed and on whom they are for, never on how many others there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.ensemble import context
from simulation.model.engine.rule import Rule, once, weekly
from simulation.model.engine.streams import RandomStreams, stable_choice
from simulation.vocabulary.state_variables import MEMBERS
from tests.unit.model.engine.worlds import world

PEOPLE = (("officials", 5), ("peers", 2))


def streams(seed: int = 7, futures: range = range(3)) -> RandomStreams:
    return RandomStreams(seed, futures)


def test_draws_have_the_shapes_that_the_loop_reads():
    assert streams().weekly("x", PEOPLE, 60).shape == (3, 104, 7) and streams().once("x", PEOPLE).shape == (3, 7)
    assert streams().weekly("x", PEOPLE, 60).dtype == np.float32 == streams().once("x", PEOPLE, normal=True).dtype
    assert streams().once("x", (("ties", 0),)).shape == (3, 0)


def test_the_same_seed_gives_the_same_luck():
    np.testing.assert_array_equal(
        streams().weekly("crisis/arrival", PEOPLE, 60), streams().weekly("crisis/arrival", PEOPLE, 60)
    )


@pytest.mark.parametrize("other", [streams(8), streams(7, range(3, 6))], ids=["seed", "futures"])
def test_another_seed_or_future_has_other_luck(other):
    ours = streams().weekly("crisis/arrival", PEOPLE, 60)
    assert np.isclose(ours, other.weekly("crisis/arrival", PEOPLE, 60)).mean() < 0.01


def test_another_stream_group_or_future_of_one_stream_has_other_luck():
    assert (streams().weekly("a/draw", PEOPLE, 60) != streams().weekly("b/draw", PEOPLE, 60)).mean() > 0.99
    two = streams().weekly("a/draw", (("officials", 5), ("peers", 5)), 60)
    assert (two[:, :, :5] != two[:, :, 5:]).mean() > 0.99 and (two[0] != two[1]).mean() > 0.99


def test_future_17_is_the_same_alone_or_among_500():
    alone, among = streams(7, range(17, 18)), streams(7, range(500))
    np.testing.assert_array_equal(alone.weekly("x", PEOPLE, 70)[0], among.weekly("x", PEOPLE, 70)[17])
    np.testing.assert_array_equal(alone.once("x", PEOPLE)[0], among.once("x", PEOPLE)[17])


@pytest.mark.parametrize("more", [1, 3, 40])
def test_one_more_official_peer_or_week_leaves_everyone_elses_luck_alone(more):
    draws = streams().weekly("x", PEOPLE, 104)
    longer = streams().weekly("x", (("officials", 5 + more), ("peers", 2 + more)), 104 + more)
    np.testing.assert_array_equal(draws[:, :, :5], longer[:, :104, :5])
    np.testing.assert_array_equal(draws[:, :, 5:], longer[:, :104, 5 + more : 7 + more])
    once_only = streams().once("x", PEOPLE, normal=True)
    np.testing.assert_array_equal(once_only[:, :5], streams().once("x", (("officials", 5 + more),), normal=True)[:, :5])


def test_one_more_tie_leaves_the_others_alone():
    few, many = streams().weekly("x", (("ties", 3),), 60), streams().weekly("x", (("ties", 4),), 60)
    np.testing.assert_array_equal(few, many[:, :, :3])


def test_what_happens_once_is_not_what_happens_weekly():
    luck = streams()
    assert not np.isin(luck.once("x", PEOPLE), luck.weekly("x", PEOPLE, 52)).any()


def test_draws_are_even_and_uncorrelated():
    draws = RandomStreams(1, range(200)).weekly("x", PEOPLE, 156)
    assert 0.0 <= draws.min() and draws.max() < 1.0
    counts = np.histogram(draws, bins=20, range=(0, 1))[0]
    assert np.abs(counts / counts.mean() - 1).max() < 0.03
    flat = draws - 0.5
    for one, next_ in ((flat[1:], flat[:-1]), (flat[:, 1:], flat[:, :-1]), (flat[:, :, 1:], flat[:, :, :-1])):
        assert abs((one * next_).mean() * 12) < 0.01


def test_normal_draws_are_normal():
    deviates = RandomStreams(1, range(4000)).once("x", PEOPLE, normal=True).astype(float)
    assert abs(deviates.mean()) < 0.03 and abs(deviates.std() - 1.0) < 0.03
    assert abs((deviates > 1.645).mean() - 0.05) < 0.006 and np.abs(deviates).max() < 4.8


def test_draws_are_kept_and_cannot_be_spoilt():
    luck = streams()
    first = luck.weekly("x", PEOPLE, 10)
    assert luck.weekly("x", PEOPLE, 10) is first and luck.weekly("x", PEOPLE, 52) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1.0
    assert luck.nbytes == first.nbytes


def test_sizes_that_a_slider_left_behind_are_dropped():
    luck = streams()
    for officials in range(5, 12):
        kept = luck.weekly("x", (("officials", officials),), 52)
    assert luck.nbytes <= 2 * kept.nbytes


# ---- a rule's name says nothing of its luck


@dataclass(frozen=True)
class Lottery(Rule):
    """Who is lucky learns."""

    each = MEMBERS
    draws = {"ticket": weekly("lottery/ticket"), "talent": once("lottery/talent", normal=True)}

    def change(self, ticket, talent):
        if ticket < 0.1:
            return {"knowledge": 0.01 * talent}
        return {}


@dataclass(frozen=True)
class Raffle(Rule):
    """Who is lucky learns."""

    each = MEMBERS
    draws = {"number": weekly("lottery/ticket"), "gift": once("lottery/talent", normal=True)}

    def change(self, number, gift):
        if number < 0.1:
            return {"knowledge": 0.01 * gift}
        return {}


@dataclass(frozen=True)
class Tombola(Rule):
    """Who is lucky learns, of a stream of its own."""

    each = MEMBERS
    draws = {"ticket": weekly("tombola/ticket"), "talent": once("lottery/talent", normal=True)}

    def change(self, ticket, talent):
        if ticket < 0.1:
            return {"knowledge": 0.01 * talent}
        return {}


def test_renaming_a_rule_and_its_draws_leaves_everybodys_luck_alone(monkeypatch):
    """Streams have ids of their own, written beside the rule: names may change, and nobody's life does."""
    monkeypatch.setattr(context, "_STANDARD", ())
    runs = [world(rules=(rule,), weeks=30, compiled=False) for rule in (Lottery(), Raffle(), Tombola())]
    for run in runs:
        run.advance(30)
    named, renamed, other = runs
    np.testing.assert_array_equal(named.arrays["knowledge"], renamed.arrays["knowledge"])
    np.testing.assert_array_equal(named.means, renamed.means)
    assert (named.arrays["knowledge"] != other.arrays["knowledge"]).any()


def test_renaming_a_standard_rule_leaves_everybodys_luck_alone(monkeypatch):
    from simulation.model.rules import STANDARD
    from simulation.model.rules.turnover import Turnover

    before = {label: draws.copy() for label, draws in world(weeks=10).setting.draws.items()}
    monkeypatch.setattr(Turnover, "name", classmethod(lambda cls: "people_come_and_go"))
    context.layout_of.cache_clear()
    try:
        after = world(rules=STANDARD, weeks=10, compiled=False).setting.draws
    finally:
        context.layout_of.cache_clear()
    assert "people_come_and_go_draw" in after and "turnover_draw" in before
    for label, draws in before.items():
        np.testing.assert_array_equal(after[label.replace("turnover", "people_come_and_go")], draws, err_msg=label)


# ---- choices


@given(st.integers(1, 400), st.integers(0, 2**32))
def test_a_choice_stays_or_becomes_the_newcomer(size, seed):
    draws = np.random.default_rng(seed).random((50, 24), dtype=np.float32)
    before = stable_choice(draws, np.full(50, size))
    after = stable_choice(draws, np.full(50, size + 1))
    assert ((before == after) | (after == size)).all()
    assert (before >= 0).all() and (before < size).all()


def test_a_choice_is_fair():
    draws = np.random.default_rng(3).random((200_000, 24), dtype=np.float32)
    counts = np.bincount(stable_choice(draws, np.full(200_000, 7)), minlength=7)
    assert np.abs(counts / counts.mean() - 1).max() < 0.03
