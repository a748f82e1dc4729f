"""Who fails you can make it good; who deceives you never quite can."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.fading_of_ties import acquainted
from simulation.experiments.patterns.hours_to_trust import pairs
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each

_WHEN, _AFTER = 26, 78  # weeks
_TRUST = 0.8
_NEWS = 0.999  # almost all in the same room; a word in the weeks between, so that a breach is heard of at once


def _staged(futures: int, ties: int) -> dict[str, np.ndarray]:
    """Draws under which nothing is broken but once, when every other tie fails and the others deceive."""
    draws = np.full((futures, _WHEN + _AFTER, ties), 0.5, np.float32)
    draws[:, _WHEN] = np.arange(ties) % 2
    return {"breach/draw": draws}


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Trust after a year and a half of good conduct, as a share of trust before the breach."""
    plan = pairs(480, 24).with_(in_person=_NEWS)
    draws = _staged(trials.futures, int(plan["counterparts"] * plan["partners"]))
    start = acquainted(_TRUST)
    seen = trials.run(plan, _WHEN + _AFTER, {"trust": each("trust")}, start=start, draws=draws)["trust"].mean(axis=1)
    ratio = seen / seen[:, _WHEN, None]
    failing, deceiving = ratio[:, :, ::2].mean(axis=2), ratio[:, :, 1::2].mean(axis=2)
    return {
        "failing": failing[:, -1], "deceiving": deceiving[:, -1], "dip": 1 - failing[:, _WHEN + 1],
        "plateau": deceiving[:, -1] - deceiving[:, -27],
    }  # fmt: skip


PATTERN = Pattern(
    "AT5", "Two kinds of breach", "one failing or one deception between close pairs, then 18 months of good conduct",
    "T17 T19 T20",
    {
        "dip": Band("share of trust that the failing costs at once", 0.02),
        "failing": Band("trust after a failing and good conduct, measured on before", 0.95),
        "deceiving": Band("trust after a deception and the same conduct, measured on before", None, 0.90),
        "plateau": Band("what the last half year of good conduct still adds after a deception", None, 0.02),
    },
    find,
)  # fmt: skip
