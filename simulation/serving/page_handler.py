"""The door to a page: it comes as it was opened ahead, with a kernel that is the visitor's own."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import tornado.web
from voila.tornado.handler import TornadoVoilaHandler

from simulation.fault_log import log_fault
from simulation.serving.admission.waiting_page import waiting_page
from simulation.serving.device_language import language_of
from simulation.serving.error_page import Plain
from simulation.serving.kernels.provisioner import PAGE
from simulation.serving.kernels.zygote_supervisor import Edition
from simulation.serving.security_headers import SecurityHeaders
from simulation.vocabulary.i18n import current_language, use_language
from simulation.vocabulary.languages import SOURCE

if TYPE_CHECKING:
    from simulation.serving.prerendered_page import ReadyPage
    from simulation.serving.server import Site

AGAIN = 2  # seconds until a page that found no kernel asks again
MOMENT, REPLACED = 0.05, 100  # seconds between two looks, and how many
LONGEST_QUERY = 1_000  # characters; two plan codes are some twenty


class Page(SecurityHeaders, Plain, TornadoVoilaHandler):
    """Voila's page, which also hands out the cookie without which the browser may not end its kernel on leaving."""

    @property
    def site(self) -> Site:
        """The server this page is of."""
        return self.settings["site"]

    @tornado.web.authenticated
    async def get(self, path: str = "") -> None:
        """The page opened ahead, or where there is none, one that Voila renders cell by cell."""
        with use_language(language_of(self)):
            await self._answer(path)

    async def _answer(self, path: str) -> None:
        if path not in {each.name for each in self.site.notebooks()}:
            raise tornado.web.HTTPError(404)
        if len(self.request.query) > LONGEST_QUERY:
            raise tornado.web.HTTPError(414)
        _cookie = self.xsrf_token  # reading it sets it
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        self.admission, self.who = self.site.admission, self.site.admission.who(self)
        place = self.admission.ask(self.who)
        if place:
            self.finish(waiting_page(place))
            return
        self.kernel = ""
        try:
            await self._page(path)
        finally:
            if self.kernel:
                self.admission.came(self.who, self.kernel)
            else:
                self.admission.turned_back()

    def should_use_rendered_notebook(self, *given: Any) -> bool:
        """Voila's pool of kernels, where none can be forked, is of English pages."""
        return current_language() == SOURCE and super().should_use_rendered_notebook(*given)

    async def _page(self, path: str) -> None:
        self.set_header("Content-Security-Policy", self.site.policy(path, self.request.headers.get("Host", "")))
        edition = Edition(path, current_language())
        ready = await self.site.page_in(edition)
        for _moment in range(REPLACED):  # its parent died: another opens the page in about one second
            if ready is None or ready.parent.alive or not self.site.supervisor.replacing:
                break
            await asyncio.sleep(MOMENT)
            ready = self.site.ready.get(edition)
        if ready is None or not ready.parent.alive or (self.request.query and not ready.takes_plans):
            await super().get(path)  # its kernel is counted once its line is there
        else:
            await self._opened(edition, ready)

    async def _opened(self, edition: Edition, ready: ReadyPage) -> None:
        """Say that it starts, fork, and send the rest."""
        self.write(ready.head)
        await self.flush()
        visitor = {PAGE: str(edition), "QUERY_STRING": self.request.query, "VOILA_PREHEAT": "False"}
        try:
            kernel = await self.kernel_manager.start_kernel(path="", env={**os.environ, **visitor})
            self.kernel = kernel
            forked = self.kernel_manager.get_kernel(kernel).provisioner.kernel
        except Exception as error:  # the room is too full for this machine, or a parent is being replaced
            log_fault(error)
            self.write(f'<meta http-equiv="refresh" content="{AGAIN}">')
        else:
            self.write(ready.after(kernel, forked.printed if forked is not None else {}))
