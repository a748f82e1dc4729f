"""What a calibration told, as Markdown: how good its emulator was, what it found again and foresaw, what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.experiments.calibration.written import PARTS, older, stored
from simulation.experiments.patterns import PATTERNS
from simulation.odd.model_tables import NONE, code, table

FORESEEN = 0.5  # share of the sets in which a figure must lie in its band, to be called foreseen
_SELDOM = 2 / 3  # share of the accepted sets below which the page says of a pattern that they seldom meet it
_MOST, _FEW = 2 / 3, 1 / 3  # shares of a theme's figures from which on it is foreseen, and below which it is not
_TRUST = {
    "most": "Foreseen from the rest: {}. What the model says there beyond what was measured is worth asking about",
    "some": "Foreseen in part: {}. Take directions from it, and no sizes",
    "few": "Not foreseen: {}. What the model says there rests on its having been fitted to it: do not carry it to a "
           "place that differs much from those that were measured",
    "none": "Not tested, for sets that were fitted to nothing mostly do as well: {}",
}  # fmt: skip


def sample() -> str:
    """How the accepted sample was made: candidates, how many met enough, and how sure the emulator was."""
    of = accepted().provenance
    said = [f"The accepted sample E has {accepted().size} sets: {of['procedure']}."]
    if candidates := of.get("candidates"):
        seldom = sorted((share, id) for id, share in candidates["met"].items() if share < _SELDOM)
        least = ", ".join(f"{id} (in {100 * share:.0f} % of them)" for share, id in seldom)
        said.append(
            f"Of {candidates['run']} candidates they are those that met at least {candidates['at_least']}; "
            f"on average they meet {candidates['mean_met']:.1f}" + (f", seldom {least}." if least else ".")
        )
    if claims := of.get("claims"):
        shares = claims["shares"].values()
        said.append(
            f"EC are those of them that also show {100 * claims['at_least']:.0f} % of the claims ({claims['futures']} "
            f"futures each, by the values alone): {len(claims['sets'])} of {accepted().size}. A set of E shows "
            f"{sum(shares):.0f} of {len(shares)} claims on average: the others are what the documents say, not what "
            "the evidence asks for."
        )
        if near := claims.get("between"):
            found = "; ".join(
                f"at {100 * share:g} % of the way {showing} of {tried} ({enough} meet enough patterns)"
                for share, tried, enough, showing in zip(
                    near["shares"], near["tried"], near["enough"], near["showing"], strict=True
                )
            )
            said.append(
                "To see how far from the defaults the claims still hold, sets on straight lines from them to sets of E "
                f"were tried in the same way: {found} are EC too."
            )
    part = _part("emulator")
    if part:
        errors = np.array([[np.nan if x is None else x for x in each] for each in part["errors"].values()])
        middle, hardest = (100 * np.nanquantile(errors[:, 1], at) for at in (0.5, 0.9))
        agree, (out, of_all) = part["agreement"], part["ruled_out"]
        said.append(
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
    return " ".join(said) + _older("emulator")


def recovery() -> str:
    """How often known sets were found again."""
    part = _part("recovery")
    if not part:
        return _missing("recover")
    return (
        f"Evidence was made of the figures of {len(part['held'])} known sets, and each was looked for. Of "
        f"{sum(part['held'])} assumptions that this evidence holds, the 90 % interval has the true value in "
        f"{100 * part['share']:.0f} %." + _older("recovery")
    )


def predicted() -> str:
    """For each theme that was left out: what the sets selected without it say, beside what was found in the world."""
    part = _part("themes")
    if not part:
        return _missing("predict")
    rows, told, trust = [], [], {}
    for theme, of in part["themes"].items():
        seen = [each["holds"] >= FORESEEN for each in of["figures"]]
        trust[theme] = _tested(of["figures"])
        told.append(f"{theme}: {sum(seen)} of {len(seen)} ({of['sets']} of {of['run']} sets)")
        for each, yes in zip(of["figures"], seen, strict=True):
            band = PATTERNS[each["pattern"]].bands[each["figure"]]
            span = f"{_said(each['middle'])} ({_said(each['low'])} to {_said(each['high'])})"
            rows.append(
                (
                    theme, each["pattern"], band.text, band.allowed, span, f"{100 * each['holds']:.0f} %",
                    f"{100 * each['by_chance']:.0f} %", "yes" if yes else "no",
                )
            )  # fmt: skip
    head = ("theme left out", "test", "figure", "found", "predicted", "holds in", "of all sets", "foreseen")
    return (
        "Figures foreseen, by theme, with the sets that meet enough of the other themes: " + "; ".join(told) + ".\n\n"
        + table(head, rows) + "\n\n" + _where_to_trust(trust) + _older("themes")
    )  # fmt: skip


def _tested(figures: Sequence[Mapping[str, Any]]) -> str:
    """How much of a theme is foreseen of what is a test: figures that few sets meet which were fitted to nothing."""
    tests = [each["holds"] >= FORESEEN for each in figures if each["by_chance"] < FORESEEN]
    if not tests:
        return "none"
    share = sum(tests) / len(tests)
    return "most" if share >= _MOST else "some" if share >= _FEW else "few"


def _where_to_trust(trust: Mapping[str, str]) -> str:
    named = {how: [theme for theme, of in trust.items() if of == how] for how in _TRUST}
    said = [_TRUST[how].format(", ".join(themes)) for how, themes in named.items() if themes]
    return (
        "Where the model may be trusted, by this (of the figures that fewer than half of all sets meet before anything "
        "is fitted): " + ". ".join(said) + "."
    )


def held() -> str:
    """Prior and posterior of every assumption side by side, what answers to it, and which trade off."""
    part = _part("assumptions")
    if not part:
        return _missing("held")
    rows, nothing = [], [name for name, each in part["held"].items() if each["by_nothing"]]
    for name, each in part["held"].items():
        by = [*each["patterns"], *each["claims"]]
        spans = (f"{_said(of[1])} ({_said(of[0])} to {_said(of[2])})" for of in (each["prior"], each["posterior"]))
        rows.append((f"`{name}`", *spans, "yes" if each["narrower"] else "no", ", ".join(by)))
    pairs = [f"`{one}` and `{other}` ({together:+.2f})" for one, other, together in part["together"]]
    return (
        table(("assumption", "prior", "posterior", "narrower or moved", "answered by"), rows)
        + f"\n\nHeld by nothing: {len(nothing)} of {len(rows)}" + (f" ({code(nothing)})" if nothing else "") + "."
        + f"\n\nGoing together or trading off, by rank correlation: {', '.join(pairs) or 'none'}."
        + _older("assumptions")
    )  # fmt: skip


def _part(name: str) -> Mapping[str, Any]:
    return stored().get(name, {})


def _older(name: str) -> str:
    told = stored()
    return f"\n\nOlder than the model: {PARTS[name]}." if PARTS[name] in older(told) else ""


def _missing(command: str) -> str:
    return f"Not made yet: `counterparts calibrate {command} STORE --write` does it."


def _said(value: float | None) -> str:
    return NONE if value is None else f"{value:.3g}"
