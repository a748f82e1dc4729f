"""A QR code of one page with one plan, so that a neighbour's phone opens the same sliders."""

from __future__ import annotations

import re

import tornado.web

from simulation.serving.error_page import PlainErrorPage
from simulation.serving.join_page.qr import svg
from simulation.serving.query_argument import query_argument
from simulation.serving.security_headers import SecurityHeaders

LONGEST_ADDRESS = 500  # characters, after the host
_A_PAGE = re.compile(r"/voila/render/[\w-]+\.ipynb(\?[\w=&.%-]*)?")


class SharedPage(SecurityHeaders, PlainErrorPage, tornado.web.RequestHandler):
    """The code, as a picture; of this server's pages only."""

    def get(self) -> None:
        """Of the address `to`, which begins after the host; 400 where that is no page of ours."""
        to = query_argument(self.request, "to")
        if len(to) > LONGEST_ADDRESS or not _A_PAGE.fullmatch(to):
            raise tornado.web.HTTPError(400)
        addresses = self.settings["workshop_server"].join_info.addresses()
        host = addresses[0] if addresses else f"{self.request.protocol}://{self.request.host}/"
        self.set_header("Content-Type", "image/svg+xml")
        self.set_header("Cache-Control", "no-store")
        self.finish(svg(host.rstrip("/") + to))
