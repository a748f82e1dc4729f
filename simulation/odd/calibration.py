"""Results of the calibration as Markdown: errors of the emulator, recovery, predictions, and what holds assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.experiments.calibration.results_file import PARTS, load_results, stale_parts
from simulation.experiments.patterns import PATTERNS
from simulation.odd.model_tables import NONE, code, table

PREDICTED_SHARE = 0.5  # share of the sets in which a figure must lie in its band, to be called foreseen
_SELDOM_MET_SHARE = 2 / 3  # share of the accepted sets below which the page says of a pattern that they seldom meet it
_MOST_SHARE, _SOME_SHARE = 2 / 3, 1 / 3  # shares of a theme's figures: predicted from, not below
_TRUST_SENTENCES = {
    "most": "Foreseen from the rest: {}. What the model says there beyond what was measured is worth asking about",
    "some": "Foreseen in part: {}. Take directions from it, and no sizes",
    "few": "Not foreseen: {}. What the model says there rests on its having been fitted to it: do not carry it to a "
           "place that differs much from those that were measured",
    "none": "Not tested, for sets that were fitted to nothing mostly do as well: {}",
}  # fmt: skip


def sample() -> str:
    """How the accepted sample was made: candidates, how many met enough, and how sure the emulator was."""
    provenance = accepted().provenance
    sentences = [f"The accepted sample E has {accepted().size} sets: {provenance['procedure']}."]
    if candidates := provenance.get("candidates"):
        seldom = sorted((share, id) for id, share in candidates["met"].items() if share < _SELDOM_MET_SHARE)
        least = ", ".join(f"{id} (in {100 * share:.0f} % of them)" for share, id in seldom)
        sentences.append(
            f"Of {candidates['run']} candidates they are those that met at least {candidates['at_least']}; "
            f"on average they meet {candidates['mean_met']:.1f}" + (f", seldom {least}." if least else ".")
        )
    if claims := provenance.get("claims"):
        shares = claims["shares"].values()
        sentences.append(
            f"EC are those of them that also show {100 * claims['at_least']:.0f} % of the claims ({claims['futures']} "
            f"futures each, by the values alone): {len(claims['sets'])} of {accepted().size}. A set of E shows "
            f"{sum(shares):.0f} of {len(shares)} claims on average: the others are what the documents say, not what "
            "the evidence asks for."
        )
        if between := claims.get("between"):
            by_distance = "; ".join(
                f"at {100 * share:g} % of the way {showing} of {tried} ({enough} meet enough patterns)"
                for share, tried, enough, showing in zip(
                    between["shares"], between["tried"], between["enough"], between["showing"], strict=True
                )
            )
            sentences.append(
                "To see how far from the defaults the claims still hold, sets on straight lines from them to sets of E "
                f"were tried in the same way: {by_distance} are EC too."
            )
    part = _stored_part("emulator")
    if part:
        errors = np.array([[np.nan if x is None else x for x in row] for row in part["errors"].values()])
        middle, hardest = (100 * np.nanquantile(errors[:, 1], level) for level in (0.5, 0.9))
        agree, (out, of_all) = part["agreement"], part["ruled_out"]
        sentences.append(
            f"The emulator behind them was fitted to {part['sets']} sets. On sets it had not seen its error was "
            f"{middle:.0f} % of a figure's spread for the middle figure of {len(errors)} ({hardest:.0f} % for the "
            f"hardest tenth), and its 90 % intervals held {100 * np.nanmean(errors[:, 2]):.0f} % of them. "
            f"Candidates come from where it gives a set at least {100 * part['least']:.0f} % to meet enough. Of the "
            f"{of_all} sets of the waves that did and that it had not seen, {out} lay outside: E lacks what only such "
            "sets show. "
            f"Two runs with at least {min(part['effective'])} effective draws each agree on "
            f"{100 * agree['within']:.0f} % of all quartiles within a tenth of the range; the farthest are "
            f"{agree['farthest']:.2f} apart. Waves, draws and candidates took at least "
            f"{part['processor_hours']:.1f} hours of one processor."
        )
    return " ".join(sentences) + _stale_note("emulator")


def recovery() -> str:
    """How often known sets were found again."""
    part = _stored_part("recovery")
    if not part:
        return _missing_note("recover")
    return (
        f"Evidence was made of the figures of {len(part['held'])} known sets, and each was looked for. Of "
        f"{sum(part['held'])} assumptions that this evidence holds, the 90 % interval has the true value in "
        f"{100 * part['share']:.0f} %." + _stale_note("recovery")
    )


def predicted() -> str:
    """For each theme that was left out: the figures predicted by the sets selected without it, beside their bands."""
    part = _stored_part("themes")
    if not part:
        return _missing_note("predict")
    rows, summaries, trust = [], [], {}
    for theme, tested in part["themes"].items():
        inside = [figure["holds"] >= PREDICTED_SHARE for figure in tested["figures"]]
        trust[theme] = _predictability(tested["figures"])
        summaries.append(f"{theme}: {sum(inside)} of {len(inside)} ({tested['sets']} of {tested['run']} sets)")
        for figure, predicted_in_band in zip(tested["figures"], inside, strict=True):
            band = PATTERNS[figure["pattern"]].bands[figure["figure"]]
            span = f"{_number(figure['middle'])} ({_number(figure['low'])} to {_number(figure['high'])})"
            rows.append(
                (
                    theme, figure["pattern"], band.text, band.allowed, span, f"{100 * figure['holds']:.0f} %",
                    f"{100 * figure['by_chance']:.0f} %", "yes" if predicted_in_band else "no",
                )
            )  # fmt: skip
    head = ("theme left out", "test", "figure", "found", "predicted", "holds in", "of all sets", "foreseen")
    return (
        "Figures foreseen, by theme, with the sets that meet enough of the other themes: "
        + "; ".join(summaries) + ".\n\n"
        + table(head, rows) + "\n\n" + _trust_sentences(trust) + _stale_note("themes")
    )  # fmt: skip


def _predictability(figures: Sequence[Mapping[str, Any]]) -> str:
    """How much of a theme is foreseen of what is a test: figures that few sets meet which were fitted to nothing."""
    tests = [figure["holds"] >= PREDICTED_SHARE for figure in figures if figure["by_chance"] < PREDICTED_SHARE]
    if not tests:
        return "none"
    share = sum(tests) / len(tests)
    return "most" if share >= _MOST_SHARE else "some" if share >= _SOME_SHARE else "few"


def _trust_sentences(trust: Mapping[str, str]) -> str:
    themes_by_level = {level: [theme for theme in trust if trust[theme] == level] for level in _TRUST_SENTENCES}
    sentences = [_TRUST_SENTENCES[level].format(", ".join(names)) for level, names in themes_by_level.items() if names]
    return (
        "Where the model may be trusted, by this (of the figures that fewer than half of all sets meet before anything "
        "is fitted): " + ". ".join(sentences) + "."
    )


def held() -> str:
    """Prior and posterior of every assumption side by side, what answers to it, and which trade off."""
    part = _stored_part("assumptions")
    if not part:
        return _missing_note("held")
    rows, held_by_nothing = [], [name for name, assumption in part["held"].items() if assumption["by_nothing"]]
    for name, assumption in part["held"].items():
        answering = [*assumption["patterns"], *assumption["claims"]]
        quartiles = (assumption["prior"], assumption["posterior"])
        spans = (f"{_number(q[1])} ({_number(q[0])} to {_number(q[2])})" for q in quartiles)
        rows.append((f"`{name}`", *spans, "yes" if assumption["narrower"] else "no", ", ".join(answering)))
    pairs = [f"`{one}` and `{other}` ({together:+.2f})" for one, other, together in part["together"]]
    return (
        table(("assumption", "prior", "posterior", "narrower or moved", "answered by"), rows)
        + f"\n\nHeld by nothing: {len(held_by_nothing)} of {len(rows)}"
        + (f" ({code(held_by_nothing)})" if held_by_nothing else "") + "."
        + f"\n\nGoing together or trading off, by rank correlation: {', '.join(pairs) or 'none'}."
        + _stale_note("assumptions")
    )  # fmt: skip


def _stored_part(name: str) -> Mapping[str, Any]:
    return load_results().get(name, {})


def _stale_note(name: str) -> str:
    content = load_results()
    return f"\n\nOlder than the model: {PARTS[name]}." if PARTS[name] in stale_parts(content) else ""


def _missing_note(command: str) -> str:
    return f"Not made yet: `counterparts calibrate {command} STORE --write` does it."


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.3g}"
