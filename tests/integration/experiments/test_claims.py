"""Every claim is tried on the model, in a few futures, and the command tells what was found."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simulation.experiments.claims import CLAIMS, elsewhere, suite
from simulation.experiments.claims.claim import Claim, Contrast, Size
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.found import Found, exactly
from simulation.experiments.trials import Trials
from simulation.model.plans.loading import load
from tests.offenders import check_all, offenders
from tests.unit.experiments.test_claims import ask, sample_of

pytestmark = pytest.mark.slow


def its_figures_are_numbers_or_the_model_lacks_something_for_them(claim):
    found = claim.found(ClaimTrials(futures=4, seed=3))
    assert set(found) == set(claim.bands)
    for name, size in claim.bands.items():
        each = found[name]
        assert each.value.shape == each.low.shape == each.high.shape == (1,)
        if size.lacks:
            assert np.isnan(each.value[0]) and not size.shown(each)[0] and size.lacks.startswith("the model has no ")
        elif claim.id != "K19" and name not in ("left", "window"):  # in four futures none may come about
            assert np.isfinite(each.value[0]), name
            assert not each.low[0] > each.value[0] and not each.high[0] < each.value[0]


def test_the_figures_of_every_claim_are_numbers_or_the_model_lacks_something_for_them():
    check_all(CLAIMS.values(), its_figures_are_numbers_or_the_model_lacks_something_for_them, lambda claim: claim.id)


def test_a_figure_that_is_missing_no_number_or_outside_its_limits_is_found():
    outside = Found(np.array([0.1]), np.array([0.2]), np.array([0.3]))
    for figures in ({}, {"up": exactly(np.nan)}, {"up": outside}):
        claim = Claim("K0", "Small", "A", (), "x", {"up": Size("a rise", 0.0)}, lambda _, figures=figures: figures)
        assert offenders([claim], its_figures_are_numbers_or_the_model_lacks_something_for_them, lambda claim: claim.id)
    claim = Claim("K0", "Small", "A", (), "x", {"up": Size("a rise", 0.0)}, lambda _: {"up": exactly(0.1)})
    check_all([claim], its_figures_are_numbers_or_the_model_lacks_something_for_them, lambda claim: claim.id)


@pytest.mark.parametrize("id", ["K1", "K4", "K9", "K10", "K13", "K17", "K22"])
def test_several_sets_give_what_each_gives_alone(id):
    values = np.array([0.1, 0.4])
    both = CLAIMS[id].figures(Trials({"relapse_per_month": values}, futures=3, seed=2))
    for place in range(2):
        alone = CLAIMS[id].figures(Trials({"relapse_per_month": values[place : place + 1]}, futures=3, seed=2))
        for name, each in both.items():
            np.testing.assert_allclose(each[place], alone[name][0], rtol=1e-5, atol=1e-6, err_msg=name)


def test_the_share_of_ways_is_one_over_all_ways():
    told = suite.moved_shares(seed=1, futures=2, only=["K13", "S5"])
    assert set(told) == {"K13"} and 0.0 <= told["K13"] <= 1.0


def test_a_contrast_is_tried_only_where_it_goes_with_the_rest():
    assert elsewhere.can_be_moved(load("parliament_mentors"), Contrast("counterparts", 40, 10))
    assert not elsewhere.can_be_moved(load("parliament_mentors"), Contrast("counterparts", 41, 10))
    assert not elsewhere.can_be_moved(load("twenty_group"), Contrast("peers", 1, 4))
    told = elsewhere.as_told(elsewhere.in_every_partnership(ClaimTrials(futures=4), ["K13", "K16"]))
    assert set(told) == {"K13"} and "K13 ownership 0 to 1: gain" in elsewhere.text(told)


def test_it_says_each_figure_with_its_limits_and_what_was_asked(capsys):
    code, out, err = ask(capsys, "K13", "K4")
    assert code == 0 and "claim K13 ..." in err
    assert "K13 They own the plan; helpers are equals, not inspectors (A, C)\n    country peer review, ownership 0 to 1" in out
    assert "at least 0.06" in out and "held" in out.lower() and "[" in out
    said = r"of 2 claims and 0 of 0 are shown at the defaults \(400 futures, seed 1; [0-9]+ s\)\.$"
    assert re.search(said, out.splitlines()[-1])


def test_with_everything_asked_for_it_says_shares_and_partnerships(capsys, monkeypatch):
    sample_of(monkeypatch, shares={"K13": 0.4}, shares_with_claims={"K13": 0.9})
    code, out, _ = ask(capsys, "K16", "K13", "--jitter", "--partnerships")
    assert code == 0 and "% of the ways in which the place's settings were moved" in out
    assert "holds in 40 % of sets accepted on evidence alone" in out and "K13 ownership 0 to 1: gain" in out
