"""The picture's text alternative: a small table with the median and the aleatory band around it, at three times."""

from __future__ import annotations

from typing import Any

from simulation.pages.pictures.fan_payload import FanData
from simulation.vocabulary.i18n import _
from simulation.vocabulary.units import MONTHS_PER_YEAR


def table(fans: list[FanData]) -> dict[str, list[Any]]:
    """Column heads and rows. A cell is [low, middle, high] in per cent; rows go plan by plan, panel by panel."""
    first = fans[0]
    last = _("after {months:.0f} months").format(months=first.last_month)
    heads = [_("when support ends"), _("a year later"), last]
    rows = []
    for panel in first.panels:
        for letter, data in zip("AB", fans, strict=False):
            months = (data.support_end_month, data.support_end_month + MONTHS_PER_YEAR, data.last_month)
            cells = [[round(100 * float(share)) for share in data.at(panel, month)] for month in months]
            rows.append([panel, letter, cells])
    return {"heads": heads, "rows": rows}
