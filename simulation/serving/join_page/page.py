"""The card for the projector, at /room: large enough for the last row."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template

import tornado.web

from simulation.serving.error_page import PlainErrorPage
from simulation.serving.join_page.join_info import CARD, JoinInfo
from simulation.serving.join_page.qr import svg
from simulation.serving.join_page.words import words
from simulation.serving.query_argument import query_argument
from simulation.serving.security_headers import SecurityHeaders

_HERE = Path(__file__).parent
LONGEST_KEY = 100  # characters


class Card(SecurityHeaders, PlainErrorPage, tornado.web.RequestHandler):
    """Only for this computer, or with the trainer's secret link; to anybody else it is not there."""

    def initialize(self, join_info: JoinInfo) -> None:
        """Of the server that the card invites to."""
        self.join_info = join_info

    def get(self) -> None:
        """The card as it is now: networks come and go."""
        key = query_argument(self.request, "key")[:LONGEST_KEY]
        if not self.join_info.may_see_join_page(self.request.remote_ip or "", key):
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(page(self.join_info))


class Look(SecurityHeaders, PlainErrorPage, tornado.web.RequestHandler):
    """The card's style sheet."""

    def get(self) -> None:
        """It says nothing that is secret."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish((_HERE / "card.css").read_text(encoding="utf-8"))


def routes(join_info: JoinInfo) -> list[tuple[object, ...]]:
    """Where the card and its style sheet are."""
    return [(f"/{CARD}", Card, {"join_info": join_info}), (f"/{CARD}/card.css", Look)]


def page(join_info: JoinInfo) -> str:
    """The whole page."""
    told = {name: html.escape(text) for name, text in words(join_info.wifi).items()}
    addresses = join_info.addresses()
    frame = Template((_HERE / "card.html").read_text(encoding="utf-8"))
    if addresses:
        best, *others = addresses
        body = Template((_HERE / "open.html").read_text(encoding="utf-8")).substitute(
            told,
            qr=svg(best),
            alternative=html.escape(words()["code"].format(address=best)),
            address=_breakable(best),
            others=f"<p>{told['fails']} {' · '.join(map(_breakable, others))}</p>" if others else "",
        )
    else:
        why = told["no_network" if join_info.is_open_to_network else "closed"]
        body = f'<div class="alone"><h1>{told["title"]}</h1><p>{why}</p></div>'
    return frame.substitute(told, body=body)


def _breakable(address: str) -> str:
    """An address as it is typed: without what a browser adds by itself, and broken only where it can be read."""
    shown = address.removeprefix("http://").rstrip("/") if address.startswith("http://") else address.rstrip("/")
    return f"<b>{html.escape(shown).replace(':', '<wbr>:')}</b>"
