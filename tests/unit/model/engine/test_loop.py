"""What a week of the loop does, on rules made for the purpose.

1. Phases follow one another; in each the tables are asked in turn, every rule for every entry.
2. Within a phase all rules see the same states; a phase later they see what was changed.
3. A signal is seen by all that are asked after it was set, in the same phase; without its rule it holds its default.
4. States are kept to their ranges; what a rule changed and what the range took off add up to the change.
5. A branch that does not name a key leaves it alone.
6. Leaving a rule out is a flag: the loop is the same one, and nobody else's luck moves.
7. Starting values, draws and who watches whom can be staged.
8. A total over neighbours is one line beside the variables.
9. The order in which rules are given does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import pytest

from simulation.ensemble import context
from simulation.ensemble.context import loop_for
from simulation.model.engine.network import Colleagues
from simulation.model.engine.rule import Phase, Rule, once, weekly
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD
from simulation.vocabulary.parameters import JUDGEMENT, param
from simulation.vocabulary.state_variables import (
    INSTITUTIONS,
    MEMBERS,
    PARTNERSHIP,
    STATE_VARIABLES,
    TIES,
    Kind,
    Over,
    StateVariable,
    Table,
    Total,
)
from tests.offenders import check_all, offenders
from tests.unit.model.engine.worlds import held, only, small, world

both_ways = pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])


@pytest.fixture
def alone(monkeypatch):
    """Loops of the rules of a test alone, without the standard ones beside them."""
    monkeypatch.setattr(context, "_STANDARD", ())


# ---- rules made for the purpose


@dataclass(frozen=True)
class Lift(Rule):
    """A little more confidence for everybody."""

    each = MEMBERS

    def change(self, confidence):
        return {"confidence": 0.125}


@dataclass(frozen=True)
class Echo(Rule):
    """Knowledge takes on what confidence is."""

    each = MEMBERS

    def change(self, confidence, knowledge):
        return {"knowledge": confidence - knowledge}


@dataclass(frozen=True)
class TieEcho(Rule):
    """A tie's trust takes on the confidence of its counterpart, and its warmth that of its peer."""

    each = TIES

    def change(self, trust, warmth, receiver_confidence, giver_confidence):
        return {"trust": receiver_confidence - trust, "warmth": giver_confidence - warmth}


@dataclass(frozen=True)
class LateEcho(Rule):
    """At the close of the week practice takes on what confidence is."""

    each = MEMBERS
    phase = Phase.CLOSING

    def change(self, confidence, practice):
        return {"practice": confidence - practice}


@dataclass(frozen=True)
class Days(Rule):
    """Days come to every institution, and people and ties there see them at once."""

    each = INSTITUTIONS

    def change(self, week):
        return {"support_days": 1.0 + week}

    def change_members(self, support_days, tenure):
        return {"tenure": support_days - tenure}

    def change_ties(self, support_days, hours):
        return {"hours": support_days - hours}


@dataclass(frozen=True)
class Windfall(Rule):
    """More than there is room for, and then less than nothing."""

    each = MEMBERS

    def change(self, week):
        if week < 10:
            return {"confidence": 0.5, "tenure": 1000.0}
        return {"confidence": -0.5, "knowledge": -0.25}


@dataclass(frozen=True)
class Both(Rule):
    """From a tie to both of its ends."""

    each = TIES

    def change(self, trust):
        return {"receiver_confidence": 0.01, "giver_confidence": 0.001, "receiver_tenure": 1.0}


@dataclass(frozen=True)
class Sometimes(Rule):
    """Who is lucky learns."""

    each = MEMBERS
    draws = {"luck": weekly("sometimes/luck"), "gift": once("sometimes/gift", normal=True)}

    share: float = param(0.25, 0.0, 1.0, unit="share", label="Luck", help="How many.", evidence=JUDGEMENT)

    def change(self, luck, gift, knowledge):
        if luck < self.share:
            return {"knowledge": 0.001, "tries": 1.0}
        return {}


# ---- 1. phases and tables


def test_phases_follow_one_another_and_tables_are_asked_in_turn(monkeypatch):
    made = world(futures=1, weeks=3, compiled=False)
    asked: list[tuple[int, Phase, Table]] = []
    week = {"now": 0}

    def watched(step):
        method = step.part.function

        def ask(self, *given):
            asked.append((week["now"], step.part.rule.phase, step.table))
            return method(self, *given)

        return ask

    for step in made.layout.changes:
        if step.part.rule in made.layout.rules:
            monkeypatch.setattr(step.part.rule, step.part.method, watched(step))
    for number in range(3):
        week["now"] = number
        made.advance()
    blocks = [block for block, _ in groupby(asked)]
    phases = [week_and_phase for week_and_phase, _ in groupby(block[:2] for block in blocks)]
    assert phases == [(number, phase) for number in range(3) for phase in Phase]
    for number, phase in phases:
        tables = [table for *at, table in blocks if at == [number, phase]]
        order = iter((PARTNERSHIP, INSTITUTIONS, TIES, MEMBERS, TIES))  # ties that look at what members did come last
        assert all(table in order for table in tables), (phase, tables)
    assert {phase for _, phase, _ in blocks} == set(Phase) and {table for _, _, table in blocks} == set(Table)
    shape = made.setting.shape
    for _, phase, table in {block for block in blocks if block[0] == 0}:
        steps = made.layout.in_phase(phase, table)
        assert asked.count((0, phase, table)) == len(steps) * shape.entries(table)


# ---- 2. the same states for all


@both_ways
@pytest.mark.parametrize("order", [(Lift(), Echo(), TieEcho(), LateEcho()), (LateEcho(), TieEcho(), Echo(), Lift())])
def test_all_rules_of_a_phase_see_the_same_states_and_the_next_phase_the_changed_ones(alone, order, compiled):
    made = world(rules=order, weeks=3, futures=2, compiled=compiled)
    shape = made.setting.shape
    for _ in range(3):
        before = held(made)
        made.advance()
        after = made.arrays
        np.testing.assert_allclose(after["confidence"], np.minimum(before["confidence"] + 0.125, 1.0), rtol=1e-15)
        np.testing.assert_allclose(after["knowledge"], before["confidence"], rtol=1e-12)
        np.testing.assert_allclose(after["trust"], before["confidence"][:, shape.receiver()], rtol=1e-12)
        np.testing.assert_allclose(after["warmth"], before["confidence"][:, shape.giver()], rtol=1e-12)
        np.testing.assert_allclose(after["practice"], after["confidence"], rtol=1e-12)


@both_ways
def test_changes_of_one_state_from_many_ties_and_from_its_own_table_add_up(alone, compiled):
    made = world(small(partners=2, peers=3), rules=(Lift(), Both()), weeks=1, futures=2, compiled=compiled)
    shape, before = made.setting.shape, held(made)
    made.advance()
    received = np.bincount(shape.receiver(), minlength=shape.members)
    given = np.bincount(shape.giver(), minlength=shape.members)
    np.testing.assert_allclose(
        made.arrays["confidence"], np.minimum(before["confidence"] + 0.125 + 0.01 * received + 0.001 * given, 1.0)
    )
    np.testing.assert_array_equal(made.arrays["tenure"], before["tenure"] + received)
    counted = given[: shape.officials].sum() + 0.0
    place = made.layout.pairs.index(("confidence", "both"))
    assert made.credit[:, place] == pytest.approx(0.01 * received.sum() + 0.001 * counted)


# ---- 3. signals


@both_ways
def test_a_signal_is_seen_at_once_and_without_its_rule_holds_its_default(alone, compiled):
    made = world(rules=(Days(),), weeks=4, futures=2, compiled=compiled)
    for week in range(4):
        made.advance()
        assert (made.arrays["support_days"] == 1.0 + week).all()
        assert (made.arrays["tenure"] == 1.0 + week).all() and (made.arrays["hours"] == 1.0 + week).all()
        assert (made.arrays["openness"] == STATE_VARIABLES["openness"].default).all()


@both_ways
def test_events_last_one_week_and_are_counted(alone, compiled):
    made = world(rules=(Sometimes(),), weeks=30, futures=3, compiled=compiled)
    place = [v.name for v in made.layout.recorded].index("tries")
    draws, officials = made.setting.draws["sometimes_luck"], made.setting.shape.officials
    for week in range(30):
        made.advance()
        lucky = draws[:, week] < np.float32(0.25)
        np.testing.assert_array_equal(made.arrays["tries"], lucky)
        np.testing.assert_array_equal(made.means[:, place, week + 1], lucky[:, :officials].sum(axis=1))
    assert 0.2 < made.means[:, place].sum() / (3 * 30 * officials) < 0.3


# ---- 4. ranges and credit


@both_ways
def test_states_keep_to_their_ranges_and_credit_and_range_add_up(alone, compiled):
    made = world(rules=(Windfall(),), weeks=20, futures=2, compiled=compiled)
    officials, begin = made.setting.shape.officials, held(made)
    for week in range(20):
        made.advance()
        assert (made.arrays["confidence"] == (1.0 if week in (8, 9) else made.arrays["confidence"])).all()
        for name in ("confidence", "knowledge"):
            assert made.arrays[name].min() >= 0.0 and made.arrays[name].max() <= 1.0
    assert (made.arrays["tenure"] == 10_000.0).all(), "a state without an end is not cut"
    assert not made.arrays["confidence"].any() and not made.arrays["knowledge"].any()
    credit = {state: made.credit[:, place] for place, (state, _) in enumerate(made.layout.pairs)}
    np.testing.assert_allclose(credit["confidence"], 0.0, atol=1e-9)  # ten times up, ten times down
    np.testing.assert_allclose(credit["knowledge"], -0.25 * 10 * officials)
    change = -begin["knowledge"][:, :officials].sum(axis=1)
    assert (change - credit["knowledge"] > 0.25 * 8 * officials).all(), "the range gave back most of it"


# ---- 5. what a branch does not name


@both_ways
def test_a_branch_that_names_nothing_changes_nothing(alone, compiled):
    made = world(rules=(Sometimes(share=0.0),), weeks=5, futures=2, compiled=compiled)
    quiet = world(rules=(Sometimes(),), weeks=5, futures=2, compiled=compiled, columns={"share": np.array([0.0, 1.0])})
    for run in (made, quiet):
        begin = held(run, Kind.STATE)
        run.advance(5)
        for name, before in begin.items():
            np.testing.assert_array_equal(run.arrays[name][0], before[0], err_msg=name)
    assert not made.arrays["tries"].any() and quiet.arrays["tries"][1].all()


# ---- 6. leaving rules out


def test_leaving_a_rule_out_is_a_flag_of_the_same_loop():
    whole, on = loop_for(STANDARD)
    for left_out in ("calendar", "turnover"):
        part, fewer = loop_for([rule for rule in STANDARD if rule.name() != left_out])
        assert part is whole
        assert [rule.name() for rule, a, b in zip(whole.layout.rules, on, fewer, strict=True) if a != b] == [left_out]
    nobody, none = loop_for(())
    assert nobody is whole and not none.any()


def test_without_rules_nothing_moves():
    made = world(rules=(), weeks=30)
    before = held(made, Kind.STATE, Kind.CONSTANT, Kind.SIGNAL)
    made.advance(30)
    for name, array in before.items():
        np.testing.assert_array_equal(made.arrays[name], array, err_msg=name)
    assert not made.credit.any()


def test_a_rule_left_out_and_a_loop_without_it_come_to_the_same(monkeypatch):
    some = only("crisis", "calendar", "trust")
    flagged = world(rules=some, weeks=30, futures=2)
    flagged.advance(30)
    monkeypatch.setattr(context, "_STANDARD", ())
    lone = world(rules=some, weeks=30, futures=2)
    assert len(lone.layout.rules) == len(some) < len(flagged.layout.rules)
    lone.advance(30)
    for name in STATE_VARIABLES:
        np.testing.assert_array_equal(lone.arrays[name], flagged.arrays[name], err_msg=name)
    np.testing.assert_array_equal(lone.means, flagged.means)


@dataclass(frozen=True)
class OtherMeans(Rule):
    """Another idea of what can be paid for, in place of the standard one."""

    each = INSTITUTIONS
    draws = {"draw": weekly("crisis/arrival")}

    def change(self, draw):
        return {"affordable": draw}


def test_a_rule_in_place_of_a_standard_one_may_set_its_signal_and_draw_from_its_stream():
    kept = tuple(rule for rule in STANDARD if rule.name() not in ("means", "crisis"))
    made = world(rules=(*kept, OtherMeans()), weeks=2, futures=2, compiled=False)
    made.advance(2)
    np.testing.assert_array_equal(
        made.arrays["affordable"], made.setting.draws["other_means_draw"][:, 1].astype(np.float64)
    )


# ---- 7. staging


def test_starting_values_can_be_set_and_rules_see_them():
    base = world(rules=(), futures=3, weeks=1)
    members, rng = base.setting.shape.members, np.random.default_rng(5)
    chosen = rng.random((3, members))
    staged = world(
        rules=(), futures=3, weeks=1,
        start={
            "practice": chosen, "trust": 0.25, "confidence": lambda values, _world: values / 2.0,
            "knowledge": lambda _values, made: made.arrays["outside"],
        },
    )  # fmt: skip
    np.testing.assert_array_equal(staged.arrays["practice"], chosen)
    assert (staged.arrays["trust"] == 0.25).all()
    np.testing.assert_array_equal(staged.arrays["confidence"], base.arrays["confidence"] / 2.0)
    np.testing.assert_array_equal(staged.arrays["knowledge"], base.arrays["outside"])
    np.testing.assert_array_equal(staged.arrays["practising"], chosen > 0.5)
    np.testing.assert_allclose(staged.means[:, _series(staged, "practice"), 0], chosen[:, :24].mean(axis=1), rtol=1e-6)


def _series(made, name: str) -> int:
    return [v.name for v in made.layout.recorded].index(name)


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ({"support": 1.0}, "support is a signal: it follows from the states"),
        ({"practise": 1.0}, "did you mean 'practice'"),
    ],
)
def test_what_cannot_be_a_start_is_refused(start, says):
    with pytest.raises(ValueError, match=says):
        world(rules=(), weeks=1, start=start)


def test_draws_can_be_staged_and_keep_the_others(alone):
    certain = np.zeros((2, 5, 28), np.float32)
    certain[:, :, ::2] = 1.0
    made = world(rules=(Sometimes(),), futures=2, weeks=5, draws={"sometimes/luck": certain})
    plain = world(rules=(Sometimes(),), futures=2, weeks=5)
    np.testing.assert_array_equal(made.arrays["knowledge"], plain.arrays["knowledge"])
    made.advance(5)
    assert not made.arrays["tries"][:, ::2].any() and made.arrays["tries"][:, 1::2].all()


@pytest.mark.parametrize(
    ("stream", "shape", "says"),
    [
        ("sometimes/luk", (2, 5, 28), "no rule draws from the stream 'sometimes/luk'"),
        ("sometimes/luck", (2, 4, 28), r"'sometimes/luck' have shape \(2, 4, 28\); needed: \(2, 5, 28\)"),
        ("sometimes/luck", (2, 5, 27), "needed"),
        ("sometimes/luck", (1, 5, 28), "needed"),
        ("sometimes/luck", (2, 28), "needed"),
        ("sometimes/gift", (2, 5, 28), r"needed: \(2, 28\)"),
    ],
)
def test_staged_draws_of_a_wrong_shape_are_refused(alone, stream, shape, says):
    with pytest.raises(ValueError, match=says):
        world(rules=(Sometimes(),), futures=2, weeks=5, draws={stream: np.zeros(shape, np.float32)})


def test_who_watches_whom_can_be_given_for_all():
    made = world(rules=(), futures=2, weeks=1, network=Colleagues.everybody(28), start={"practice": 1.0})
    assert (made.arrays["colleagues_watched"] == 27).all() and (made.arrays["share_practising"] == 1.0).all()


# ---- 8. totals


TOTALS = (
    (MEMBERS, Total("contact_hours", Over.PEERS)),
    (MEMBERS, Total("trust", Over.PEERS)),
    (MEMBERS, Total("practising", Over.COLLEAGUES)),
    (MEMBERS, Total("practising", Over.COLLEAGUES, mean=True)),
    (INSTITUTIONS, Total("confidence", Over.PEOPLE)),
    (INSTITUTIONS, Total("readiness", Over.PEOPLE, mean=True)),
    (INSTITUTIONS, Total("tries", Over.PEOPLE)),
)


def test_a_total_is_declared_by_one_line(monkeypatch):
    """Seven of them beside one another, in one run."""
    for place, (table, total) in enumerate(TOTALS):
        name = f"a_new_total_{place}"
        new = StateVariable(name, table, Kind.SIGNAL, "share", f"Total {place} of one line.", 0.0, np.inf, total=total)
        monkeypatch.setitem(STATE_VARIABLES, name, new)
    from simulation.model.engine import compiler

    compiler.layout_of.cache_clear()
    try:
        made = world(rules=STANDARD, futures=2, weeks=30, compiled=False)
        made.advance(30)
    finally:
        compiler.layout_of.cache_clear()
    check_all(
        range(len(TOTALS)),
        lambda place: it_is_the_total(made, *TOTALS[place], made.arrays[f"a_new_total_{place}"]),
        lambda place: f"{TOTALS[place][1].of} over {TOTALS[place][1].over.name}",
    )
    assert offenders([0], lambda place: it_is_the_total(made, *TOTALS[1], made.arrays["a_new_total_0"]))


def it_is_the_total(made, table, total, found):
    of, shape = made.arrays[total.of], made.setting.shape
    entries, counts = shape.entries(table), None
    expected = np.zeros((2, entries))
    for future in range(2):
        if total.over is Over.PEERS:
            np.add.at(expected[future], shape.receiver(), of[future])
        elif total.over is Over.PEOPLE:
            np.add.at(expected[future], shape.institution(), of[future])
            counts = np.bincount(shape.institution())
        else:
            watcher, watched = made.setting.colleagues.links(future).T
            np.add.at(expected[future], watcher, of[future, watched])
            counts = made.setting.colleagues.watched[future]
    if total.mean:
        expected /= counts
    assert expected.any()
    np.testing.assert_allclose(found, expected, rtol=1e-12)


# ---- 9. order


def test_the_order_in_which_rules_are_given_does_not_matter(monkeypatch):
    plan = defaults().with_(officials=24, counterparts=6, units=3, crisis_per_year=1.0, rotation_months=6)
    one = world(plan, futures=1, weeks=50, compiled=False)
    one.advance(50)
    monkeypatch.setattr(context, "_STANDARD", context._STANDARD[::-1])
    other = world(plan, STANDARD[::-1], futures=1, weeks=50, compiled=False)
    assert other.layout.rules == one.layout.rules[::-1]
    other.advance(50)
    for name in STATE_VARIABLES:
        np.testing.assert_allclose(other.arrays[name], one.arrays[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_a_setting_of_some_futures_is_theirs():
    made = world(futures=6, weeks=20)
    part = type(made)(replace(made.setting.of(slice(2, 5))))
    made.advance(20), part.advance(20)
    for name in STATE_VARIABLES:
        np.testing.assert_array_equal(part.arrays[name], made.arrays[name][2:5], err_msg=name)
