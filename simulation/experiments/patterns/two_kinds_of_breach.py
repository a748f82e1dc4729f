"""Who fails you can make it good; who deceives you never quite can."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulation.experiments.patterns.fading_of_ties import acquainted
from simulation.experiments.patterns.hours_to_trust import pairs
from simulation.experiments.patterns.pattern import Band, Pattern
from simulation.experiments.trials import Trials, each
from simulation.model.rules import STANDARD
from simulation.model.rules.breach import Breach

_WHEN, _AFTER = 26, 78  # weeks
_TRUST = 0.8


class Staged(Breach):
    """Nothing is broken but once: every other tie fails, the others deceive."""

    def change(self, week, trust, scar, hours, contact_hours, draw):  # type: ignore[no-untyped-def,override]
        turn = np.arange(trust.shape[1]) % 2
        staged = np.where(turn, 1.0, 0.0) if week == _WHEN else 0.5
        met = np.maximum(contact_hours, 1e-6)  # the visit of that week, or news of it
        return super().change(trust, scar, hours, met, draw * 0.0 + staged)  # type: ignore[no-untyped-call]


def find(trials: Trials) -> Mapping[str, np.ndarray]:
    """Trust after a year and a half of good conduct, as a share of trust before the breach."""
    rules = (*(rule for rule in STANDARD if not isinstance(rule, Breach)), Staged(), acquainted(_TRUST))
    seen = trials.run(pairs(480, 24), _WHEN + _AFTER, {"trust": each("trust")}, rules)["trust"].mean(axis=1)
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
