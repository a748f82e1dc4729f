"""Whether somebody is about to look at a page. Only then is a kernel started: it takes a place that others wait for."""

from __future__ import annotations

import re
from html import escape

from tornado.httputil import HTTPServerRequest

from simulation.serving.device_language import page_language
from simulation.vocabulary.i18n import _

_LOOKED_AT = {"", "document", "iframe", "frame"}  # Sec-Fetch-Dest; older browsers, and plain HTTP, say nothing
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")  # whoever asks before a link was touched says so
_PREVIEW = re.compile(  # programs that make a link's preview in a chat, and say text/html as browsers do
    r"bot\b|crawler|spider|preview|externalhit|whatsapp|slack|telegram|discord|skype|embedly|linkexpander",
    re.IGNORECASE,
)
_PAGE = """<!DOCTYPE html>
<html lang="{lang}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="description" content="{what}"><meta property="og:title" content="{title}">
<meta property="og:description" content="{what}"></head><body><h1>{title}</h1><p>{what}</p></body></html>
"""


def is_page_view(request: HTTPServerRequest) -> bool:
    """Whether a request is a browser's for a page that is about to be seen."""
    headers = request.headers
    if "text/html" not in headers.get("Accept", "") or headers.get("Sec-Fetch-Dest", "") not in _LOOKED_AT:
        return False
    if any(re.search("prefetch|prerender|preview", headers.get(name, ""), re.IGNORECASE) for name in _AHEAD):
        return False
    return not _PREVIEW.search(headers.get("User-Agent", ""))


def link_preview() -> str:
    """What everybody else gets: what the page is, without a kernel, as HTML."""
    of = page_language()
    return _PAGE.format(
        lang=escape(of["tag"]),
        direction=of["direction"],
        title=escape(_("Counterparts")),
        what=escape(_("A workshop page about partnerships between institutions. Open it in a browser.")),
    )
