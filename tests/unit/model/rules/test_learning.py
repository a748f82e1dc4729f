"""Six hours with a minister who has been there, and a year without using any of it."""

import math
from dataclasses import replace

import pytest

from simulation.model.rules.learning import Learning
from tests.oracle.rates import weekly, weekly_of_half_life, weekly_of_year

SAYINGS = """
    own_hours + receiver_knowledge   attended_hours + receiver_knowledge   openness + receiver_knowledge
    ownership + receiver_knowledge   freshness + receiver_knowledge   giver_knowledge + receiver_knowledge
    learning_per_hour + receiver_knowledge   receiver_hours_with_peers - receiver_knowledge
    weekly_learning_capacity_hours + receiver_knowledge   peer_diversity - receiver_knowledge
    distance_cost - receiver_knowledge   novelty_share + receiver_knowledge
    standard_content_share + receiver_knowledge   confidence_per_learning + receiver_confidence
    giver_learning_share + giver_knowledge   attended_hours + giver_knowledge   openness + giver_knowledge
    practice + knowledge   forgetting_months + knowledge   obsolescence_per_year - knowledge
    newcomer_knowledge + knowledge   newcomer_confidence + confidence"""
ACTS = ({"calendar", "trust", "keeping_in_touch", "disclosure", "groupthink"}, {"months": 9}, "knowledge confidence")


def in_ones_own_time(seen):
    """Attended hours are a part of one's own hours, and these of all hours with peers."""
    return seen["attended_hours"] <= seen["own_hours"] <= seen["receiver_hours_with_peers"]


# More hours of one's own with no more of the peer's ear fill a head that has a case of its own to think about.
ONLY_WHERE = {
    ("own_hours", "receiver_knowledge"): lambda seen: seen["openness"] == 0.0,
    ("attended_hours", "receiver_knowledge"): in_ones_own_time,
}

# A head that takes in six hours or a hundred alike: what a full one does to learning has a story of its own.
RULE = Learning(
    ownership=0.5, peer_diversity=0, learning_per_hour=0.05, standard_content_share=0.4, forgetting_months=12,
    novelty_share=0.25, weekly_learning_capacity_hours=1e6, confidence_per_learning=0.5, confidence_decay_per_month=0.13,
    giver_learning_share=0.5, distance_cost=0.4, obsolescence_per_year=0,
)  # fmt: skip
MINISTER = {
    "giver_knowledge": 0.9, "receiver_knowledge": 0.2, "receiver_confidence": 0.5, "own_hours": 6.0,
    "attended_hours": 6.0, "receiver_hours_with_peers": 6.0, "openness": 1.0, "freshness": 1.0,
}  # fmt: skip
LATER = {
    "knowledge": 0.2, "newcomer_knowledge": 0.2, "confidence": 0.5, "newcomer_confidence": 0.5, "practice": 0.0,
    "support": 0.0,
}  # fmt: skip
# Of the textbook the minister knows 0.4 x 0.9 = 0.36, which is 0.16 ahead, and six hours pass on 1 - exp(-0.05 x 6) of it.
TEXTBOOK = (1 - math.exp(-0.3)) * 0.16
# With candour and half of the plan (0.75) an hour is worth three quarters about one's own case.
CASE = 1 - math.exp(-0.225)
# Where one has not looked at all lies 0.25 x 0.8, and a minister who knows 0.9 of it all shows 0.95 of that.
ELSEWHERE = 0.25 * 0.8 * 0.95


def test_six_open_hours_about_ones_own_problem():
    # The minister is 0.7 ahead. They learn, of the 0.1 missing, half of the quarter that lies elsewhere.
    learnt = TEXTBOOK + CASE * (0.7 - TEXTBOOK + ELSEWHERE)
    assert RULE.change(**MINISTER) == pytest.approx(
        {
            "receiver_knowledge": learnt,
            "receiver_confidence": 0.5 * (1 - math.exp(-0.5 * learnt)),
            "giver_knowledge": 0.1 * 0.5 * CASE * 0.25,
        },
        rel=1e-5,
    )


def test_without_candour_only_the_textbook_part():
    told = RULE.change(**MINISTER | {"openness": 0.0})
    assert told["receiver_knowledge"] == pytest.approx(TEXTBOOK, rel=1e-5)
    assert told["giver_knowledge"] == 0.0


def test_in_a_crowd_everybody_hears_the_textbook_and_hardly_anybody_their_own_case():
    # A tenth of an ear: dose 1 - exp(-0.0225) about one's own case, and a tenth of it for the one who gives.
    told, case = RULE.change(**MINISTER | {"attended_hours": 0.6}), 1 - math.exp(-0.0225)
    assert told["receiver_knowledge"] == pytest.approx(TEXTBOOK + case * (0.7 - TEXTBOOK + ELSEWHERE), rel=1e-5)
    assert told["giver_knowledge"] == pytest.approx(0.1 * 0.5 * case * 0.25, rel=1e-5)


def test_who_knows_the_textbook_learns_only_about_their_own_problem():
    told = RULE.change(**MINISTER | {"receiver_knowledge": 0.5, "freshness": 0.0})
    assert told["receiver_knowledge"] == pytest.approx(CASE * 0.4, rel=1e-5)


def test_nobody_learns_the_same_thing_twice():
    # However long the hours, what one has in the end is what the peer has, and what lies elsewhere.
    plenty = replace(RULE, learning_per_hour=50.0)
    assert plenty.change(**MINISTER | {"freshness": 0.0})["receiver_knowledge"] == pytest.approx(0.7)


def test_a_plan_from_elsewhere_and_a_wholly_different_world_cost_half_and_two_fifths():
    for rule, worth in ((replace(RULE, ownership=0), 0.5), (replace(RULE, ownership=1, peer_diversity=1), 0.6)):
        told = rule.change(**MINISTER | {"receiver_knowledge": 0.5, "freshness": 0.0})
        assert told["receiver_knowledge"] == pytest.approx((1 - math.exp(-0.3 * worth)) * 0.4, rel=1e-5)
    # Half of the way to another world hardly matters: 1 - 0.4 / 8 = 0.95.
    near = replace(RULE, ownership=1, peer_diversity=0.5).change(**MINISTER | {"receiver_knowledge": 0.5, "freshness": 0.0})
    assert near["receiver_knowledge"] == pytest.approx((1 - math.exp(-0.3 * 0.95)) * 0.4, rel=1e-5)


def test_a_peer_who_has_told_all_teaches_only_what_lies_ahead():
    stale = MINISTER | {"freshness": 0.0}
    assert RULE.change(**stale)["receiver_knowledge"] == pytest.approx(TEXTBOOK + CASE * (0.7 - TEXTBOOK), rel=1e-5)
    assert not any(RULE.change(**stale | {"giver_knowledge": 0.2}).values())


def test_even_a_peer_who_knows_nothing_has_another_view_of_it():
    # Half of what lies where one has not looked.
    told = RULE.change(**MINISTER | {"giver_knowledge": 0.0})["receiver_knowledge"]
    assert told == pytest.approx(CASE * 0.25 * 0.8 * 0.5, rel=1e-5)


def test_who_does_not_meet_learns_nothing():
    assert RULE.change(**MINISTER | {"own_hours": 0.0, "attended_hours": 0.0}) == {}


def test_a_full_head_takes_in_no_more():
    # Of 6 hours, 3 x (1 - exp(-2)) = 2.594 sink in; after 12 hours with peers, 6 x (1 - exp(-4)) / 4 of these six.
    full, known = replace(RULE, weekly_learning_capacity_hours=3), MINISTER | {"receiver_knowledge": 0.5, "freshness": 0.0}
    told = full.change(**known)["receiver_knowledge"]
    assert told == pytest.approx((1 - math.exp(-0.05 * 2.594 * 0.75)) * 0.4, rel=1e-3)
    told = full.change(**known | {"receiver_hours_with_peers": 12.0})["receiver_knowledge"]
    assert told == pytest.approx((1 - math.exp(-0.05 * 1.4725 * 0.75)) * 0.4, rel=1e-3)


def test_unused_knowledge_halves_in_a_year_and_what_is_practised_stays():
    knowledge = 1.0
    for _ in range(52):
        knowledge += RULE.change_members(**LATER | {"knowledge": knowledge})["knowledge"]
    assert knowledge - 0.2 == pytest.approx(0.4)
    assert RULE.change_members(**LATER | {"knowledge": 1.0, "practice": 1.0})["knowledge"] == 0.0
    assert RULE.change_members(**LATER | {"knowledge": 0.1})["knowledge"] == 0.0


def test_the_world_moves_on_for_those_who_practise_too():
    # 0.52 a year: 1 - exp(-0.01) = 0.00995 of the 0.8 that was learnt.
    told = replace(RULE, obsolescence_per_year=0.52).change_members(**LATER | {"knowledge": 1.0, "practice": 1.0})
    assert told["knowledge"] == pytest.approx(-0.8 * 0.00995, rel=1e-3)


def test_confidence_ebbs_unless_a_peer_asks():
    # 1 - exp(-0.13 x 12 / 52) = 0.029554 of the 0.4 above what people bring along.
    assert RULE.change_members(**LATER | {"confidence": 0.9})["confidence"] == pytest.approx(-0.4 * 0.029554, rel=1e-4)
    assert RULE.change_members(**LATER | {"confidence": 0.9, "support": 1.0})["confidence"] == 0.0
    assert RULE.change_members(**LATER | {"confidence": 0.1})["confidence"] == pytest.approx(0.4 * 0.029554, rel=1e-4)


def twin(model):
    p = model.numbers
    for tie in model.ties:
        _talk(tie, p)
    forgetting, ebbing = weekly_of_half_life(p.forgetting_months), weekly(p.confidence_decay_per_month)
    outdated = weekly_of_year(p.obsolescence_per_year)
    for member in model.members:
        learnt = max(member.knowledge - member.newcomer_knowledge, 0.0)
        member.add("knowledge", -learnt * (1 - member.practice) * forgetting - learnt * outdated)
        member.add("confidence", (member.newcomer_confidence - member.confidence) * (1 - member.support) * ebbing)


def _talk(tie, p):
    """What the hours of a week do for both."""
    who, peer = tie.counterpart, tie.peer
    load = who.hours_with_peers / p.weekly_learning_capacity_hours
    sinking_in = (1 - math.exp(-load)) / load if load > 0 else 0.0
    heard = 1 - math.exp(-p.learning_per_hour * sinking_in * tie.own_hours)
    common = 1 - p.distance_cost * p.peer_diversity**3
    candid = tie.openness * (1 + p.ownership) / 2 * common
    own_case = 1 - math.exp(-p.learning_per_hour * sinking_in * tie.attended_hours * candid)
    taught = heard * max(p.standard_content_share * peer.knowledge - who.knowledge, 0.0)
    ahead = max(peer.knowledge - who.knowledge - taught, 0.0)
    elsewhere = p.novelty_share * tie.freshness
    unseen = elsewhere * (1 - who.knowledge) * (0.5 + peer.knowledge / 2)
    learnt = taught + own_case * (ahead + unseen)
    who.add("knowledge", learnt)
    heart = (1 - math.exp(-p.partners * p.confidence_per_learning * learnt)) / p.partners
    who.add("confidence", heart * (1 - who.confidence))
    peer.add("knowledge", p.giver_learning_share * own_case * elsewhere * (1 - peer.knowledge))
