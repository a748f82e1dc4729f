"""The request handler of a page: it comes as it was opened ahead, with a kernel of the visitor's own."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

import tornado.web
from voila.tornado.handler import TornadoVoilaHandler

from simulation.fault_log import log_fault
from simulation.serving.admission.controller import AdmissionController
from simulation.serving.admission.identity import TICKET
from simulation.serving.admission.waiting_page import waiting_page
from simulation.serving.device_language import language_of
from simulation.serving.error_page import PlainErrorPage
from simulation.serving.kernels.provisioner import PAGE_VARIABLE
from simulation.serving.kernels.zygote_supervisor import LocalizedPage, ZygoteSupervisor
from simulation.serving.page_view import is_page_view, link_preview
from simulation.serving.prerendered_page import PrerenderedPage
from simulation.serving.query_argument import query_argument
from simulation.serving.security_headers import SecurityHeaders
from simulation.serving.settings import ServerSettings
from simulation.vocabulary.errors import one_line
from simulation.vocabulary.i18n import _, current_language, use_language
from simulation.vocabulary.languages import SOURCE

_log = logging.getLogger("counterparts.server")


class PageSource(Protocol):
    """What a request handler needs of the server whose pages it hands out."""

    admission: AdmissionController
    limits: ServerSettings
    ready: dict[LocalizedPage, PrerenderedPage]
    supervisor: ZygoteSupervisor

    def notebooks(self) -> list[Path]:
        """The pages."""

    def policy(self, page: str, host: str) -> str:
        """A page's Content-Security-Policy."""

    async def page_in(self, localized_page: LocalizedPage) -> PrerenderedPage | None:
        """A page opened ahead, None where there is none."""


class NotedKernels:
    """A kernel manager that tells of each kernel it gives to a page that Voila makes itself."""

    def __init__(self, manager: Any, note: Callable[[str], None]) -> None:
        self._manager, self._note = manager, note

    def __getattr__(self, name: str) -> Any:
        return getattr(self._manager, name)

    async def start_kernel(self, *given: Any, **how: Any) -> Any:
        """Start one anew."""
        kernel = await self._manager.start_kernel(*given, **how)
        self._note(kernel)
        return kernel

    async def get_rendered_notebook(self, *given: Any, **how: Any) -> Any:
        """Take one of Voila's pool."""
        found = await self._manager.get_rendered_notebook(*given, **how)
        self._note(found[-1])
        return found


class PageHandler(SecurityHeaders, PlainErrorPage, TornadoVoilaHandler):
    """Voila's page, which also hands out the cookie without which the browser may not end its kernel on leaving."""

    _noted_kernels: NotedKernels | None = None

    @property
    def server(self) -> PageSource:
        """The server this page is of."""
        return self.settings["workshop_server"]

    @tornado.web.authenticated
    async def get(self, path: str = "") -> None:
        """The page opened ahead, or where there is none, one that Voila renders cell by cell."""
        with use_language(language_of(self)):
            await self._answer(path)

    async def _answer(self, path: str) -> None:
        if path not in {each.name for each in self.server.notebooks()}:
            raise tornado.web.HTTPError(404)
        if len(self.request.query) > self.server.limits.query_characters:
            raise tornado.web.HTTPError(414)
        if not is_page_view(self.request):
            self.set_header("Cache-Control", "no-store")
            self.finish(link_preview())
            return
        _cookie = self.xsrf_token  # reading it sets it
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        self.admission = self.server.admission
        keeps_cookies = bool(self.admission.identities.by_cookie(self))
        if keeps_cookies and query_argument(self.request, TICKET):
            self.redirect(self._address(ticket=""))
            return
        self.visitor = self.admission.identify(self)
        position = self.admission.admit(self.visitor, self.request.remote_ip or "")
        if position:
            again = "" if keeps_cookies else self._address(ticket=self.visitor)
            self.finish(waiting_page(position, self.server.limits, again))
            return
        self.kernel = ""
        try:
            await self._page(path)
        finally:
            if self.kernel:
                self.admission.page_sent(self.visitor, self.kernel, self.request.remote_ip or "")
            else:
                self.admission.page_failed()

    def _address(self, ticket: str) -> str:
        """This page's own, with a ticket for its place in the queue, or without one."""
        asked = [(name, value) for name, value in parse_qsl(self.request.query) if name != TICKET]
        query = urlencode([*asked, *([(TICKET, ticket)] if ticket else [])])
        return f"{self.request.path}?{query}" if query else self.request.path

    def should_use_rendered_notebook(self, *given: Any) -> bool:
        """Voila's pool of kernels, where none can be forked, is of English pages."""
        return current_language() == SOURCE and super().should_use_rendered_notebook(*given)

    async def _page(self, path: str) -> None:
        self.set_header("Content-Security-Policy", self.server.policy(path, self.request.headers.get("Host", "")))
        localized_page = LocalizedPage(path, current_language())
        ready = await self.server.page_in(localized_page)
        limits = self.server.limits
        for _poll in range(int(limits.zygote_wait_s / limits.zygote_poll_s)):  # another opens the page in a second
            if ready is None or ready.zygote.alive or not self.server.supervisor.replacing:
                break
            await asyncio.sleep(limits.zygote_poll_s)
            ready = self.server.ready.get(localized_page)
        if ready is None or not ready.zygote.alive or (self.request.query and not ready.takes_plans):
            self._noted_kernels = NotedKernels(self.settings["kernel_manager"], self._note_kernel)
            await super().get(path)
        else:
            await self._opened(localized_page, ready)

    def _ask_again(self, error: Exception) -> None:
        """The page loads itself anew in a moment; where that has not helped for a while, it says so instead."""
        failures, limits = self.admission.failures, self.server.limits
        while len(failures) >= limits.people_at_most:
            del failures[next(iter(failures))]
        failures[self.visitor] = failures.get(self.visitor, 0) + 1
        if failures[self.visitor] <= limits.page_retries:
            self.write(f'<meta http-equiv="refresh" content="{limits.page_retry_s}">')
            return
        del failures[self.visitor]
        said = _("This computer cannot open another page just now. Please tell whoever runs the workshop.")
        self.write(f'<p class="cp-cut" role="alert">{escape(said)}</p>')
        _log.error(_("A page could not be opened: {why}").format(why=one_line(str(error), 200)))

    @property
    def kernel_manager(self) -> Any:
        """The server's; while Voila makes the page, one that says which kernel it took."""
        return self._noted_kernels or super().kernel_manager

    def _note_kernel(self, kernel: str) -> None:
        self.kernel = kernel

    async def _opened(self, localized_page: LocalizedPage, ready: PrerenderedPage) -> None:
        """Say that it starts, fork, and send the rest."""
        self.write(ready.head)
        await self.flush()
        visitor = {PAGE_VARIABLE: str(localized_page), "QUERY_STRING": self.request.query, "VOILA_PREHEAT": "False"}
        try:
            kernel = await self.kernel_manager.start_kernel(path="", env={**os.environ, **visitor})
            self.kernel = kernel
            forked = self.kernel_manager.get_kernel(kernel).provisioner.kernel
        except Exception as error:  # the room is too full for this machine, or a zygote is being replaced
            log_fault(error)
            self._ask_again(error)
        else:
            self.admission.failures.pop(self.visitor, None)
            self.write(ready.after(kernel, forked.printed if forked is not None else {}))
