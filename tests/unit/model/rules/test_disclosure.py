"""What a member dares to say where it is dangerous to need help."""

from dataclasses import replace

import pytest

from simulation.model.rules.disclosure import Disclosure

SAYINGS = """
    discretion + openness   felt_trust + openness   fear - openness   fear_effect - openness   rivalry - openness
    rivalry_concealment - openness   receiver_willingness + openness"""
ACTS = (
    {"calendar", "trust", "keeping_in_touch"},
    {"session_size": 3, "fear": 0.9, "rivalry": 0.5},
    "openness trust",
)

RULE = Disclosure(fear=0, discretion=0, rivalry=0, fear_effect=0.8, rivalry_concealment=0.5)
WILLING = {"felt_trust": 0.5, "receiver_willingness": 1.0}


def test_in_full_view_fear_silences():
    # fear 0.5 in full view: 1 - 0.8 x 0.5 = 0.6 of what trust would allow.
    assert replace(RULE, fear=0.5).change(**WILLING) == pytest.approx({"openness": 0.3})


def test_with_full_discretion_fear_is_silent():
    assert replace(RULE, fear=1, discretion=1).change(**WILLING) == pytest.approx({"openness": 0.5})
    # Half discreet, fear 1: 1 - 0.8 x 0.5.
    assert replace(RULE, fear=1, discretion=0.5).change(**WILLING) == pytest.approx({"openness": 0.3})


def test_it_does_not_matter_how_many_sit_there():
    assert not hasattr(RULE, "session_size")


def test_rivals_keep_half_to_themselves():
    assert replace(RULE, rivalry=1).change(**WILLING | {"felt_trust": 0.8}) == pytest.approx({"openness": 0.4})


def test_who_was_sent_shows_little():
    assert RULE.change(**WILLING | {"receiver_willingness": 0.2}) == pytest.approx({"openness": 0.1})


def twin(model):
    p = model.numbers
    safe = (1 - p.fear_effect * p.fear * (1 - p.discretion)) * (1 - p.rivalry_concealment * p.rivalry)
    for tie in model.ties:
        tie.openness = tie.felt_trust * tie.counterpart.willingness * safe
