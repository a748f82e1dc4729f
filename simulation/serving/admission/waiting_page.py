"""What somebody reads while the room is full. It asks again by itself, without a script, until a place is free."""

from __future__ import annotations

from html import escape

from simulation.serving.device_language import page_language
from simulation.serving.settings import ServerSettings
from simulation.serving.static_assets import address as files_address
from simulation.vocabulary.i18n import _

_PAGE = """<!DOCTYPE html>
<html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{again}{url}">
<meta name="theme-color" content="#00507e"><link rel="icon" href="data:,">
<title>{title}</title><link rel="stylesheet" href="/{files}page.css"></head>
<body class="cp-page"><main class="cp-starting cp-waiting" role="status" data-place="{place}">
<h1>{title}</h1><p><b>{where}</b></p><p>{nothing}</p></main></body></html>
"""


def refresh_s(position: int, settings: ServerSettings) -> int:
    """Seconds until somebody at this position in the queue asks again."""
    wanted = settings.waiting_refresh_least_s + position // settings.waiting_people_per_second
    return min(settings.waiting_refresh_most_s, wanted)


def waiting_page(position: int, settings: ServerSettings, address: str = "") -> str:
    """The whole page, as HTML. address: where it asks again, if not at its own address."""
    of = page_language()
    where = _("You are next.") if position == 1 else _("You are number {place} in line.").format(place=position)
    return _PAGE.format(
        again=refresh_s(position, settings),
        url=escape(f"; url={address}") if address else "",
        files=files_address(),
        place=position,
        lang=escape(of["tag"]),
        direction=of["direction"],
        title=escape(_("The room is full just now")),
        where=escape(where),
        nothing=escape(
            _("You need not do anything: this page opens by itself as soon as a place is free, and keeps your place.")
        ),
    )
