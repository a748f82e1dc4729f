"""Questions: numbers made of the run, and a sentence made of the numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simulation import compare, load, run_futures, scenarios
from simulation.answers import QUESTIONS, a_or_b, compare_headline, headline, which_idea_did_it
from simulation.answers.answer import Answer, out_of_ten, points, spread
from simulation.model.plans.plan import defaults
from simulation.model.rules import STANDARD
from tests.offenders import check_all, offenders

QUIET = defaults().with_(crisis_per_year=0)


def it_is_answered(answer):
    assert answer.sentence.endswith(".") and answer.sentence.removeprefix("\N{LEFT DOUBLE QUOTATION MARK}")[0].isupper()
    assert not re.search(r"nan|inf\b|None|\{|\}|_", answer.sentence)
    assert answer.numbers


@pytest.mark.parametrize("scenario", sorted(scenarios()))
def test_every_question_has_an_answer_in_every_scenario(scenario):
    results = run_futures(scenario, futures=20, seed=3)
    check_all(QUESTIONS, lambda question: it_is_answered(QUESTIONS[question](results)))


def test_an_answer_that_is_no_sentence_or_has_no_numbers_is_found():
    for sentence in ("It is nan.", "Without an end", "small at the start.", "Half of {futures}."):
        assert offenders([sentence], lambda said: it_is_answered(Answer({"a": 1.0}, said)), str)
    assert offenders(["Well said."], lambda said: it_is_answered(Answer({}, said)), str)
    check_all(["Well said."], lambda said: it_is_answered(Answer({"a": 1.0}, said)), str)


def test_the_headline_is_made_of_the_run():
    one = headline(run_futures("parliament_mentors", futures=20, seed=3))
    other = headline(run_futures("generic_training", futures=20, seed=3))
    assert len(one) == len(QUESTIONS) and all(a != b for a, b in zip(one[:3], other[:3], strict=True))


@pytest.fixture(scope="module")
def stopped_too_soon():
    return run_futures(defaults(), futures=5, weeks=30)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_run_that_stops_too_soon_says_so_or_answers(stopped_too_soon, question):
    sentence = QUESTIONS[question](stopped_too_soon).sentence
    assert not re.search(r"\bnan\b|\binf\b", sentence)


@pytest.fixture(scope="module")
def still():
    return run_futures(defaults().with_(turnover_per_year=0, crisis_per_year=0), futures=3, rules=[])


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_world_in_which_nothing_happens_has_answers_too(still, question):
    sentence = QUESTIONS[question](still).sentence
    assert sentence.endswith(".") and not re.search(r"\bnan\b|\binf\b", sentence)


def test_does_it_last_tells_what_the_futures_tell():
    results = run_futures("parliament_mentors", futures=40, seed=3)
    answer = QUESTIONS["does_it_last"](results)
    lasting = results.per_future("gain")
    assert answer.numbers["lasting"] == pytest.approx(np.median(lasting))
    assert points(float(np.median(lasting))) in answer.sentence


def test_the_idea_that_did_most_is_the_one_with_the_most_credit():
    results = run_futures("parliament_mentors", futures=20, seed=3)
    credit = {rule: part.mean() for rule, part in results.credit("practice").items() if rule != "range"}
    most = max(credit, key=credit.get)
    assert (
        next(type(r).idea() for r in STANDARD if type(r).name() == most).rstrip(".")
        in which_idea_did_it.ask(results).sentence
    )


def test_no_crisis_opens_no_window():
    assert (
        QUESTIONS["when_do_windows_pay"](run_futures(QUIET, futures=5)).sentence
        == "No crisis opens a window in any of these futures."
    )


def test_a_or_b_says_which_and_how_sure():
    plan = load("parliament_mentors")
    worse = compare(plan, plan.with_(peer_days=4), futures=20, seed=3)
    answer = a_or_b.ask(worse)
    assert "plan A leaves more behind than plan B" in answer.sentence and answer.numbers["difference"] < 0
    assert compare_headline(worse) == [answer.sentence]
    assert a_or_b.ask(compare(plan, plan, futures=5)).sentence == "The two plans come to exactly the same."
    assert "too soon" in a_or_b.ask(compare(plan, plan, futures=5, weeks=30)).sentence


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (0.0, "in none of the futures"), (0.01, "in fewer than 1 future of 10"), (0.1, "in about 1 future of 10"),
        (0.72, "in about 7 futures of 10"), (0.97, "in nearly every future"), (1.0, "in every future"),
        (float("nan"), "in none of the futures"),
    ],
)  # fmt: skip
def test_shares_in_words(share, says):
    assert out_of_ten(share) == says


def test_spread_leaves_out_what_never_came_about():
    assert spread(np.array([1.0, 2.0, 3.0, np.inf, np.nan]))[0] == 2.0
    assert np.isnan(spread(np.array([np.nan]))).all()
    assert points(-0.046) == "\N{MINUS SIGN}5" and points(0.2) == "+20"
