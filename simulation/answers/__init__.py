"""Answers to questions about results: each module turns results into numbers and a sentence."""

from __future__ import annotations

from simulation.answers import (
    a_or_b,
    does_it_last,
    does_trust_build,
    what_does_it_cost,
    what_if_the_convenor_goes,
    when_do_windows_pay,
    which_idea_did_it,
    who_gains,
)
from simulation.answers.answer import Answer
from simulation.ensemble.compare import Comparison
from simulation.ensemble.results import Results

QUESTIONS = {
    "does_it_last": does_it_last.ask,
    "does_trust_build": does_trust_build.ask,
    "which_idea_did_it": which_idea_did_it.ask,
    "when_do_windows_pay": when_do_windows_pay.ask,
    "who_gains": who_gains.ask,
    "what_if_the_convenor_goes": what_if_the_convenor_goes.ask,
    "what_does_it_cost": what_does_it_cost.ask,
}


def headline(results: Results) -> list[str]:
    """What happened, when, how sure, and which idea did it: the sentences of every question, the most telling first.

    Args:
        results: the results of a plan.

    Returns:
        A sentence (or a few) for each of `QUESTIONS`, in its order.

    Examples:
        >>> from simulation import run_futures
        >>> from simulation.answers import QUESTIONS, headline
        >>> results = run_futures("parliament_mentors", futures=20, seed=7)
        >>> print(headline(results)[0])
        A year after the last day, those supported stand +... points in 100 from where they would be alone. ...
        >>> sorted(QUESTIONS["does_it_last"](results).numbers)
        ['at_end', 'high', 'lasting', 'low', 'share']
    """
    return [ask(results).sentence for ask in QUESTIONS.values()]


def compare_headline(comparison: Comparison) -> list[str]:
    """What plan B makes of the same futures that plan A does not.

    Args:
        comparison: two plans under the same luck.

    Returns:
        One text of a few sentences.
    """
    return [a_or_b.ask(comparison).sentence]


__all__ = ["QUESTIONS", "Answer", "compare_headline", "headline"]
