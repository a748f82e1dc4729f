"""Results of the calibration as Markdown: errors of the emulator, recovery, predictions, and what holds assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.experiments.calibration.results_file import PARTS, load_results, stale_parts
from simulation.experiments.patterns import PATTERNS
from simulation.odd.rendering import render

PREDICTED_SHARE = 0.5  # share of the sets in which a figure must lie in its band, to be called foreseen
_SELDOM_MET_SHARE = 2 / 3  # share of the accepted sets below which the page says of a pattern that they seldom meet it
_MOST_SHARE, _SOME_SHARE = 2 / 3, 1 / 3  # shares of a theme's figures: predicted from, not below


def sample() -> str:
    """How the accepted sample was made: candidates, how many met enough, and how sure the emulator was."""
    provenance, emulator = accepted().provenance, _stored_part("emulator")
    candidates, claims = provenance.get("candidates"), provenance.get("claims")
    met = candidates["met"] if candidates else {}
    between = claims.get("between") if claims else None
    columns = [between[name] for name in ("shares", "tried", "enough", "showing")] if between else []
    return render(
        "sample",
        size=accepted().size, provenance=provenance, candidates=candidates, claims=claims,
        seldom_met=sorted((share, id) for id, share in met.items() if share < _SELDOM_MET_SHARE),
        between=list(zip(*columns, strict=True)), emulator=emulator,
        errors=_errors(emulator["errors"]) if emulator else None, older=_older("emulator"),
    )  # fmt: skip


def recovery() -> str:
    """How often known sets were found again."""
    return render("recovery", recovery=_stored_part("recovery"), older=_older("recovery"))


def predicted() -> str:
    """For each theme that was left out: the figures predicted by the sets selected without it, beside their bands."""
    themes = _stored_part("themes").get("themes", {})
    trust: dict[str, list[str]] = {"most": [], "some": [], "few": [], "none": []}
    for name, theme in themes.items():
        trust[_predictability(theme["figures"])].append(name)
    rows = [
        {**theme, "name": name, "figures": [_judged(figure) for figure in theme["figures"]]}
        for name, theme in themes.items()
    ]
    return render("predicted", themes=rows, trust=trust, older=_older("themes"))


def held() -> str:
    """Prior and posterior of every assumption side by side, what answers to it, and which trade off."""
    part = _stored_part("assumptions")
    assumptions = part.get("held", {})
    by_nothing = [name for name, assumption in assumptions.items() if assumption["by_nothing"]]
    return render(
        "held", held=assumptions, by_nothing=by_nothing, together=part.get("together"), older=_older("assumptions")
    )


def _errors(of_figures: Mapping[str, Sequence[float | None]]) -> dict[str, float]:
    """The emulator's error for the middle figure and for the hardest tenth, and how often its intervals held."""
    errors = np.array([[np.nan if x is None else x for x in row] for row in of_figures.values()])
    middle, hardest = np.nanquantile(errors[:, 1], (0.5, 0.9))
    return {"middle": middle, "hardest": hardest, "held": np.nanmean(errors[:, 2])}


def _judged(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A stored figure with its band, and whether it was foreseen."""
    band = PATTERNS[figure["pattern"]].bands[figure["figure"]]
    return {**figure, "band": band, "foreseen": figure["holds"] >= PREDICTED_SHARE}


def _predictability(figures: Sequence[Mapping[str, Any]]) -> str:
    """How much of a theme is foreseen of what is a test: figures that few sets meet which were fitted to nothing."""
    tests = [figure["holds"] >= PREDICTED_SHARE for figure in figures if figure["by_chance"] < PREDICTED_SHARE]
    if not tests:
        return "none"
    share = sum(tests) / len(tests)
    return "most" if share >= _MOST_SHARE else "some" if share >= _SOME_SHARE else "few"


def _stored_part(name: str) -> Mapping[str, Any]:
    return load_results().get(name, {})


def _older(name: str) -> str | None:
    """What a part is called, where it is older than the model."""
    return PARTS[name] if PARTS[name] in stale_parts(load_results()) else None
