"""What is promised of every claim: numbers that exist, sizes that can be missed, figures for every set, no tuning inside.

1. Every claim says what is moved and what must be found, in words of its own, and its figures are numbers, or the model lacks something for them and it says what.
2. A claim is judged by the limits of its figures, a sample by values alone; what could not be worked out is not shown.
3. The judges find in made-up futures what was put into them.
4. A table keeps what was not made anew, and says so; what was shown and is no more is named.
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from simulation.cli.main import main
from simulation.ensemble.posterior_sample import PosteriorSample
from simulation.experiments.claims import CLAIMS, suite
from simulation.experiments.claims import stored as kept
from simulation.experiments.claims.a_bet_that_can_be_lost import answers_true
from simulation.experiments.claims.claim import Claim, Size, exists
from simulation.experiments.claims.claim_trials import ClaimTrials, moved
from simulation.experiments.claims.classes import LEVERS_OF_A_CLASS, days_of_peers, generic_class, peers_for
from simulation.experiments.claims.crises_need_preparation import first_crises
from simulation.experiments.claims.ending_well import days_a_month
from simulation.experiments.claims.found import (
    Found,
    best_inside,
    exactly,
    least,
    mean_of,
    most,
    share_of,
    worked_out,
)
from simulation.experiments.claims.knowing_is_not_doing import STEPS, broken_step
from simulation.experiments.claims.lever_table import OUTCOMES, as_told, dead, live, moves, range_of, strongest, text
from simulation.experiments.claims.not_shown import NOT_SHOWN
from simulation.experiments.claims.same_job_believed_at_once import trust_at
from simulation.experiments.claims.those_a_little_ahead import gain_by_third
from simulation.experiments.claims.trust_takes_time import hours_offered
from simulation.experiments.claims.wins_invite_the_next import tried_again
from simulation.experiments.json_files import write_json
from simulation.experiments.trials import Trials
from simulation.model.engine.world import STRUCTURE
from simulation.model.parameters import parameters
from simulation.model.plans.loading import load
from simulation.odd import claims as describe_claims
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.parameters import SETTING
from simulation.vocabulary.sources import DOCUMENTS
from tests.offenders import check_all, offenders


def ask(capsys, *arguments):
    try:
        main(["claims", *arguments])
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    return code, told.out, told.err


# ---- every claim


def test_they_are_twenty_seven_and_in_order():
    assert list(CLAIMS) == [f"K{n}" for n in range(1, 23)] + [f"S{n}" for n in range(1, 6)]


def it_says_what_is_moved_and_what_must_be_found(claim):
    assert claim.sentence and len(claim.contrast) > 20 and set(claim.documents.split()) <= set("ABCDE")
    assert any(not size.open for size in claim.bands.values()), "a claim that cannot be missed"
    assert all(isinstance(size, Size) and len(size.text) > 10 for size in claim.bands.values())
    assert len({size.text for size in claim.bands.values()}) == len(claim.bands)
    assert all(name in parameters() for name in claim.moves)
    if claim.lever is not None:
        assert claim.lever.lever in claim.moves and claim.lever.low != claim.lever.high
        declared = parameters()[claim.lever.lever]
        assert all(declared.low <= end <= declared.high for end in (claim.lever.low, claim.lever.high))


def test_every_claim_says_what_is_moved_and_what_must_be_found():
    check_all(CLAIMS.values(), it_says_what_is_moved_and_what_must_be_found, lambda claim: claim.id)
    right = CLAIMS["K13"]
    open_one = {"x": Size("a figure that is told")}
    twice = {"x": Size("a rise of something", 0.0), "y": Size("a rise of something", 0.1)}
    for wrong in ({"sentence": ""}, {"contrast": "ownership"}, {"documents": "F"}, {"bands": open_one}, {"bands": twice}):
        (found,) = offenders([replace(right, **wrong)], it_says_what_is_moved_and_what_must_be_found, lambda claim: claim.id)
        assert "TypeError" not in found


def test_their_words_differ():
    assert len({claim.sentence for claim in CLAIMS.values()}) == len(CLAIMS)
    assert len({claim.contrast for claim in CLAIMS.values()}) == len(CLAIMS)
    assert len(DOCUMENTS) >= 5


def test_a_lever_that_does_not_exist_is_refused_in_one_line():
    with pytest.raises(ParameterError, match="claim K0: there is no number called 'step_sise'; did you mean 'step_size'"):
        Claim("K0", "Small", "A", ("step_sise",), "steps", {"x": Size("any figure", 0.0)}, lambda _: {})


# ---- how they are judged


def test_a_claim_holds_by_its_limits_and_a_sample_by_values():
    claim = Claim("K0", "Small", "A", (), "x", {"up": Size("a rise", 0.03), "told": Size("a figure that is told")}, lambda _: {})
    made = {"up": Found(np.array([0.05, 0.04, 0.02, np.nan]), np.array([0.04, 0.02, 0.01, np.nan]), np.array([0.06, 0.06, 0.03, np.nan])),
            "told": exactly(np.nan, 4)}
    assert claim.shown(made).tolist() == [True, False, False, False]
    values = {name: each.value for name, each in made.items()}
    assert claim.met(values).tolist() == [True, True, False, False]
    assert (claim.miss(values) == 0).tolist() == [True, True, False, False]


def test_what_is_exactly_nothing_has_no_direction_unless_a_weak_order_is_asked():
    assert not Size("a rise", 0.0).shown(exactly(0.0))[0] and Size("no fall", 0.0, weak=True).shown(exactly(0.0))[0]
    assert Size("a rise", 0.0).shown(exactly(0.01))[0] and not Size("a rise", 0.0).holds(np.nan)
    assert (Size("a rise", 0.0).allowed, Size("no fall", 0.0, weak=True).allowed) == ("above 0", "at least 0")


def test_what_the_model_lacks_is_not_shown_and_said():
    claim = Claim("K0", "Small", "A", (), "x", {"up": Size("a rise", 0.0, needs="patience")}, lambda _: {})
    found = claim.found(Trials(futures=2))
    assert not claim.shown(found)[0] and claim.bands["up"].lacks == "the model has no patience yet"
    assert exists("months") and exists("practice") and exists("story") and not exists("patience")


def test_a_mean_is_told_with_two_standard_errors():
    made = np.array([[0.0, 1.0, 2.0, 3.0, np.nan], [1.0, 1.0, 1.0, 1.0, 1.0]])
    found = mean_of(made)
    assert found.value.tolist() == [1.5, 1.0]
    assert found.high[0] - found.value[0] == pytest.approx(2 * np.std([0, 1, 2, 3], ddof=1) / 2) and found.low[1] == 1.0
    assert np.isnan(mean_of(np.full((1, 3), np.nan)).value[0])


def test_a_share_is_told_with_its_ninety_per_cent_interval():
    happened = np.arange(400)[None] < 360
    found = share_of(happened)
    assert found.value[0] == 0.9 and 0.87 < found.low[0] < 0.88 and 0.92 < found.high[0] < 0.93
    assert share_of(happened, np.arange(400)[None] < 100).value[0] == 1.0
    assert np.isnan(share_of(happened, np.zeros((1, 400), bool)).value[0])
    for all_or_none in (np.ones((1, 50), bool), np.zeros((1, 50), bool)):
        one = share_of(all_or_none)
        assert 0.0 <= one.low[0] <= one.value[0] <= one.high[0] <= 1.0


def test_a_ratio_of_means_has_the_error_that_theory_gives():
    rng = np.random.default_rng(5)
    above, below = 2.0 + 0.5 * rng.standard_normal((3, 4000)), 1.0 + 0.1 * rng.standard_normal((3, 4000))
    found = worked_out(lambda a, b: a.mean(axis=1) / b.mean(axis=1), above, below)
    error = 2.0 * np.sqrt((0.5 / 2) ** 2 + 0.1**2) / np.sqrt(4000)
    assert (found.high - found.value) / 2 == pytest.approx(error, rel=0.5)
    assert found.value == pytest.approx(2.0, abs=0.03)


def test_the_best_of_a_range_is_held_against_the_best_of_the_rest():
    def flat(level):
        return np.full((1, 10), level)

    tried = [flat(0.1), flat(0.4), flat(0.3), flat(0.2)]
    assert best_inside(tried, [False, True, True, False]).value[0] == pytest.approx(0.2)
    assert best_inside(tried, [True, False, False, True]).value[0] == pytest.approx(-0.2)


def test_the_least_and_the_most_are_taken_by_limits_and_what_is_missing_stays_missing():
    sure, doubtful = Found(*(np.array([v]) for v in (0.10, 0.09, 0.11))), Found(*(np.array([v]) for v in (0.12, 0.02, 0.22)))
    assert least([sure, doubtful]).low[0] == 0.02 and most([sure, doubtful]).high[0] == 0.22
    assert np.isnan(least([sure, exactly(np.nan)]).low[0])


# ---- the judges of single claims


def test_a_class_has_the_days_of_the_partnership_and_peers_enough():
    plan = load("parliament_mentors")
    assert days_of_peers(plan) == 432
    for months in (1, 18):
        numbers = generic_class(plan, months)
        assert numbers["peer_days"] * numbers["months"] == 432 and numbers["counterparts"] == 40
        assert numbers["peers"] * 6 >= numbers["peer_days"]
    assert set(LEVERS_OF_A_CLASS) == set(generic_class(plan, 1))
    assert peers_for(plan, 24) == 4 and peers_for(plan, 25) == 5 and peers_for(plan, 1, 1) == 1


@pytest.mark.parametrize("taper", [0, 3, 6])
def test_fading_out_leaves_the_days_equal(taper):
    plan = load("parliament_mentors").with_(reserve_share=0)
    days = days_a_month(plan, 18, taper)
    seen = Trials(futures=1).outcomes(plan, also=("support_days",), months=18, taper=taper, peer_days=days)
    assert seen["weekly support_days"][0, 0, 1:].sum() == pytest.approx(432, rel=0.02)


def test_hours_offered_are_those_of_the_plan():
    assert hours_offered(load("parliament_mentors")) == 24 * 18 * 6 / 12
    assert hours_offered(load("twenty_group")) == 3 * 24 * 6 * 10 / 20


def test_trust_is_read_off_when_so_many_hours_have_been_spent():
    hours, trust = np.array([[[0.0, 10.0, 30.0], [0.0, 1.0, 2.0]]]), np.array([[[0.1, 0.2, 0.4], [0.1, 0.1, 0.1]]])
    at = trust_at(hours, trust, 20.0)
    assert at[0, 0] == pytest.approx(0.3) and np.isnan(at[0, 1])


def test_tries_after_a_win_are_counted_apart_from_those_after_a_failure():
    tries, wins = np.zeros((1, 1, 12, 1)), np.zeros((1, 1, 12, 1))
    tries[0, 0, [0, 3, 8]] = 1.0
    wins[0, 0, 0] = 1.0  # tried again three weeks later; the failure of week 3 is followed five weeks later, which is too late
    assert [int(each[0, 0]) for each in tried_again(tries, wins)] == [1, 1, 0, 1]


def test_the_first_crisis_comes_after_the_calm_and_not_after_the_latest():
    draws = np.ones((3, 30))
    draws[0, [2, 12, 14]] = draws[1, 25] = 0.0
    assert first_crises(draws, 1.0, calm=5, latest=20).tolist() == [12, -1, -1]


def test_thirds_go_by_where_people_started():
    behind, middle, ahead = gain_by_third(np.array([0.9, 0.1, 0.5]), np.array([0.0, 0.3, 0.1]))
    assert (behind, middle, ahead) == (0.3, 0.1, 0.0)


def test_the_step_that_breaks_keeps_least_of_the_one_before():
    broken = broken_step(np.array([[0.9, 0.8, 0.1, 0.09], [0.9, 0.2, 0.19, 0.1]]))
    assert [STEPS[place] for place in broken] == ["practise", "try"]


def test_the_bet_has_four_answers():
    assert answers_true(np.array([0.2, 0.2, 0.2, 0.2, 0.001]), np.array([0.02, 0.1, 0.18, 0.3, 0.5])).tolist() == [0, 1, 2, 3, 0]


def test_a_lever_is_moved_as_far_as_goes_with_the_rest():
    plan = load("parliament_mentors")
    assert range_of(plan, "counterparts").high <= plan["officials"] and range_of(plan, "taper").high <= plan["months"]
    assert range_of(plan, "rotation_months").others == (12, 24) and range_of(plan, "ownership").others == (0.0, 1.0)
    assert range_of(load("twenty_group"), "peers") is None and range_of(plan, "peers").low == 4  # at six days each


def test_a_lever_is_live_where_something_moves_and_dead_where_it_seldom_does():
    def run(gain):
        return {name: np.full((1, 20), gain if name in ("gain", "gain_at_end") else 0.5) for name in (*OUTCOMES, "gain_at_end")}

    large, small = moves([run(0.2), run(0.3)]), moves([run(0.2), run(0.22)])
    assert live(large)[0] and not live(small)[0] and large["gain"].value[0] == pytest.approx(0.1)
    table = {place: {"fear": large, "months": small if place != "a" else large} for place in "abc"}
    assert {name: bool(each[0]) for name, each in dead(table, 3).items()} == {"fear": False, "months": True}
    assert strongest(table["b"], "gain", 1) == ["fear"]
    said = text(as_told(table)).splitlines()
    assert said[1].split() == ["fear", *["gain", "0.100"] * 3, "3"] and said[2].split() == ["months", "gain", "0.100", "=", "=", "1"]


# ---- settings moved, samples, partnerships


def test_settings_are_moved_by_a_fifth_at_most_and_the_rest_stays():
    plan, settings = load("parliament_mentors"), {name for name, each in parameters().items() if each.role is SETTING}
    ways = [moved(plan, way, ["fear"]) for way in range(4)]
    assert moved(plan, 2, ["fear"]) == ways[2] and ways[0] != ways[1]
    for way in ways:
        for name, value in plan.values.items():
            if name in ("fear", *STRUCTURE) or name not in settings:
                assert way[name] == value
            else:
                room = 0.2 * value + (0.5 if parameters()[name].whole else 1e-9)
                assert abs(way[name] - value) <= room
                assert not parameters()[name].whole or way[name] == int(way[name])


def test_a_run_that_two_claims_need_is_made_once():
    trials = ClaimTrials(futures=2)
    CLAIMS["K16"].found(trials)
    made = trials.counted["runs"]
    CLAIMS["K16"].found(trials)
    assert trials.counted["runs"] == made == 3


def sample_of(monkeypatch, **claims):
    sample = PosteriorSample({}, {"claims": claims} if claims else {})
    monkeypatch.setattr(suite, "accepted", lambda: sample)


def test_a_claim_that_only_the_documents_say_is_marked(monkeypatch):
    sample_of(monkeypatch, shares={"K13": 0.2, "K21": 0.0}, shares_with_claims={"K13": 1.0, "K21": None})
    told = suite.sample_shares()
    assert (told["K13"].evidence, told["K13"].with_claims) == (0.2, 1.0) and told["K13"].documents_only
    assert suite.DOCUMENTS_ONLY in suite.sample_sentence(told["K13"])
    assert not told["K21"].documents_only and "none shows enough" in suite.sample_sentence(told["K21"])
    sample_of(monkeypatch)
    assert suite.sample_shares() == {}


# ---- stored


def some(held):
    return {"K13": {"worth": exactly(0.1 if held else 0.0), "grown": exactly(0.1)}}


def test_a_table_keeps_what_was_not_made_anew_and_says_so():
    first = kept.store(some(True), 400, 1, moved={"K13": 0.75}, partnerships={"K13": {}}, levers={"a": {}})
    assert kept.is_stale(first) == "" and kept.stale_parts(first) == [] and kept.ids_shown(first) == ["K13"]
    first["provenance"].update(model="another", moved="another", levers="another")
    assert kept.is_stale(first) == "made with another model"
    again = kept.store(some(False), 400, 1, first, partnerships={"K13": {"x": [0.0, 0.0, 0.0]}})
    assert again["claims"]["K13"]["moved"] == 0.75
    assert kept.stale_parts(again) == ["the settings moved", "the levers"]
    assert kept.no_longer_shown(first, some(False)) == ["K13"] and kept.no_longer_shown(first, some(True)) == []
    assert kept.is_stale({"provenance": {}}) == "not made yet"
    json.dumps(again)


def test_the_stored_table_has_every_figure_and_a_reason_only_for_what_is_not_shown():
    told = kept.load_table()["claims"]
    assert list(told) == list(CLAIMS)
    for id, claim in CLAIMS.items():
        assert set(told[id]["figures"]) == set(claim.bands)
        assert told[id]["shown"] is all(figure["held"] is not False for figure in told[id]["figures"].values())
        assert told[id]["sentence"] == claim.sentence
        assert told[id]["reason"] == ("" if told[id]["shown"] else suite.reason_not_shown(id))
    assert all(id in CLAIMS and not told[id]["shown"] and len(why) > 40 for id, why in NOT_SHOWN.items())
    assert suite.reason_not_shown("K13") in ("no reason given yet", NOT_SHOWN.get("K13"))


def test_the_model_card_says_what_is_shown_and_what_is_not(monkeypatch):
    table = kept.store(some(False), 400, 1, moved={"K13": 0.5})
    sample_of(monkeypatch, shares={"K13": 0.4}, shares_with_claims={"K13": 0.9})
    monkeypatch.setattr(describe_claims, "load_table", lambda: table)
    said = describe_claims.by_claim()
    assert said.startswith("0 of 1 claims and 0 of 0 are shown at the defaults (400 futures, seed 1).")
    assert "1 of 2 | 50 % | 40 % (the documents say so; the evidence alone does not) | 90 %" in said and "- K13, They own the plan" in said
    assert "Older than the model" not in said
    monkeypatch.setattr(describe_claims, "differences", lambda then: ["the rule trust changed"])
    assert describe_claims.by_claim().endswith("Older than the model: what is said of the sample.")
    monkeypatch.setattr(describe_claims, "load_table", lambda: {"provenance": {}, "claims": {}})
    assert "have not been tried yet" in describe_claims.by_claim()


# ---- the command


def test_what_was_shown_and_is_no_more_is_named_in_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(kept, "TABLE", tmp_path / "claims.json")
    never = kept.store({**some(True), "S5": {"new": exactly(3.0), "kinds": exactly(3.0)}}, 8, 1)
    write_json(kept.TABLE, never)
    monkeypatch.setattr(suite, "find_claims", lambda trials, only, tell: {id: each for id, each in some(False).items() if id in only})
    code, _, err = ask(capsys, "K13")
    assert code == 1 and err == "counterparts: shown before and no more: K13 They own the plan; helpers are equals, not inspectors\n"


def test_an_unknown_claim_and_half_a_table_are_refused_in_one_line(capsys):
    code, out, err = ask(capsys, "K99")
    assert code == 2 and not out and err.startswith("counterparts: there is no claim 'K99'; did you mean 'K9'") and err.count("\n") == 1
    code, out, err = ask(capsys, "K1", "--write")
    assert code == 2 and not out and "leave out the names of claims" in err and err.count("\n") == 1
