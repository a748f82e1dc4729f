"""What somebody reads while the room is full. It asks again by itself, without a script, until a place is free."""

from __future__ import annotations

from html import escape

from simulation.serving.device_language import page_language
from simulation.serving.static_assets import address
from simulation.vocabulary.i18n import _

SOONEST, LATEST = 3, 10  # seconds until it asks again
PEOPLE_A_SECOND = 15  # who ask later, the longer the line

_PAGE = """<!DOCTYPE html>
<html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{again}"><meta name="theme-color" content="#00507e"><link rel="icon" href="data:,">
<title>{title}</title><link rel="stylesheet" href="/{files}page.css"></head>
<body class="cp-page"><main class="cp-starting cp-waiting" role="status" data-place="{place}">
<h1>{title}</h1><p><b>{where}</b></p><p>{nothing}</p></main></body></html>
"""


def again(place: int) -> int:
    """Seconds until somebody at this place in line asks again."""
    return min(LATEST, SOONEST + place // PEOPLE_A_SECOND)


def waiting_page(place: int) -> str:
    """The whole page."""
    of = page_language()
    where = _("You are next.") if place == 1 else _("You are number {place} in line.").format(place=place)
    return _PAGE.format(
        again=again(place),
        files=address(),
        place=place,
        lang=escape(of["tag"]),
        direction=of["direction"],
        title=escape(_("The room is full just now")),
        where=escape(where),
        nothing=escape(
            _("You need not do anything: this page opens by itself as soon as a place is free, and keeps your place.")
        ),
    )
