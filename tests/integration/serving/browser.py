"""A browser without a script engine, for tests of who is let in."""

from __future__ import annotations

import html
import http.cookiejar
import re
import urllib.parse
import urllib.request

from simulation.load_test.simulated_client import PAGE
from simulation.load_test.websocket_messages import kernel_of
from tests.load.servers import LocalServer


class Browser:
    """A browser that runs no script; it asks again where its waiting page says."""

    def __init__(self, server: LocalServer, cookies: bool = True) -> None:
        self.server, self.next = server, PAGE
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(*([urllib.request.HTTPCookieProcessor(self.jar)] if cookies else []))
        self._opener.addheaders = [("Accept", "text/html")]
        self.kernel = ""

    def get(self, path: str = PAGE) -> str:
        with self._opener.open(self.server.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def place(self) -> int:
        """The place in line; 0 for inside."""
        page = self.get(self.next)
        again = re.search(r'http-equiv="refresh" content="\d+(?:; url=/([^"]+))?"', page)
        self.next = html.unescape(again[1]) if again and again[1] else self.next
        found = re.search(r'data-place="(\d+)"', page)
        if found:
            assert '<meta http-equiv="refresh"' in page
            assert "<script" not in page
            return int(found[1])
        self.kernel = kernel_of(page)
        return 0

    def leave(self) -> None:
        """As a page does that is closed."""
        token = next(each.value for each in self.jar if each.name == "_xsrf")
        said = urllib.parse.urlencode({"_xsrf": token}).encode()
        with self._opener.open(
            f"{self.server.address}voila/api/shutdown/{self.kernel}", data=said, timeout=10
        ) as answer:
            assert answer.status == 204
