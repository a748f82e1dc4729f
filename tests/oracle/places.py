"""What happens in institutions: the rules rewritten, and what citizens get."""

from typing import Any

from .agents import Institution
from .rates import MONTH, logistic, weekly


def reform(model: Any) -> None:
    """In a window the rules can be rewritten, if someone is ready."""
    p = model.numbers
    slipping = weekly(p.reform_erosion_per_month)
    for institution in model.institutions:
        draw = model.luck.weekly("reform", "draw", institution)
        opening = p.base_reform_rate + (1 - p.base_reform_rate) * institution.window
        if draw < _chance(institution, opening, p):
            institution.reforms += 1
            institution.add(
                "reform",
                (1 - institution.reform) * p.reform_size * opening * (1 + p.friction_amplification * p.friction),
            )
            if institution.window > p.window_open_threshold and not institution.window_used:
                institution.windows_used += 1
                institution.add("window_used", 1)
        institution.add("reform", -institution.reform * slipping * (1 - institution.mean("practising")))


def _chance(institution: Institution, opening: float, p: Any) -> float:
    """Chance of a reform this week."""
    coalition = sum(m.knowledge * (1 - (1 - m.practice) * (1 - m.support)) for m in institution.members)
    ready = logistic((coalition / len(institution.members) - p.critical_mass) / p.mass_width)
    days = 1 - (1 - p.unaided_drafting_share) * 2 ** (-institution.support_days / p.drafting_half_days)
    return ready * days * weekly(p.reforms_per_month) * opening * (1 - p.friction_veto * p.friction)


def start_service(model: Any) -> None:
    """Service is where the practice and the means of the place would leave it, with no reform."""
    p = model.numbers
    for institution in model.institutions:
        institution.service = p.means * p.practice_service_share * institution.mean("practice")


def service(model: Any) -> None:
    """Citizens notice last."""
    p = model.numbers
    pace = 1 / (p.service_lag_months * MONTH)
    for institution in model.institutions:
        practice = institution.mean("practice")
        due = institution.affordable * (
            p.practice_service_share * practice + (1 - p.practice_service_share) * institution.reform
        )
        institution.add("service", (due - institution.service) * pace)
