"""The five results that a room asks about most, one figure each for a set of assumptions: a mean over its futures.

Windows used are counted over the futures in which one opened; where none did, none was used.
"""

from __future__ import annotations

from simulation.ensemble.outcomes import OUTCOMES, Outcome

LOOKED_AT: dict[str, Outcome] = {name: OUTCOMES[name] for name in ("gain", "trust", "use", "citizens", "reach")}
