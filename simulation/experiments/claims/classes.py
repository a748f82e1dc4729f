"""A generic class in the place of a partnership: the same place and the same days, taught to everybody at once."""

from __future__ import annotations

import math
from typing import Any

from simulation.model.plans.plan import Plan

CAP_DAYS = 6  # days a month that one peer can give, where the model does not say it itself
SHORT_MONTHS, LONG_MONTHS = 1, 18
LEAST_PEERS = 4


def peers_for(plan: Plan, days_a_month: float, at_least: int = LEAST_PEERS) -> int:
    """How many peers it takes to give so many days a month."""
    return max(at_least, math.ceil(days_a_month / plan.values.get("peer_days_cap", CAP_DAYS) - 1e-9))


def days_of_peers(plan: Plan) -> float:
    """All the days that peers are to give."""
    return plan["peer_days"] * plan["months"]


def generic_class(plan: Plan, months: int) -> dict[str, Any]:
    """Everybody in the place is taught in one class by generic advisers, a set formula in public, on as many days."""
    days = days_of_peers(plan) / months
    return {
        "counterparts": plan["officials"], "session_size": plan["officials"], "partners": 1,
        "peers": peers_for(plan, days), "peer_days": days, "months": months, "taper": 0, "in_person": 1,
        "discretion": 0, "shared_experience": 0.1, "ownership": 0.1, "rotation_months": 0,
        "reserve_share": 0, "celebration": 0, "implementation_fund": 0, "convenor_share": 0,
    }  # fmt: skip


LEVERS_OF_A_CLASS = (
    "counterparts", "session_size", "partners", "peers", "peer_days", "months", "taper", "in_person", "discretion",
    "shared_experience", "ownership", "rotation_months", "reserve_share", "celebration",
    "implementation_fund", "convenor_share",
)  # fmt: skip
