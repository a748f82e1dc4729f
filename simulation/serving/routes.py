"""The routes: our own, and of Voila's only what a page needs; every other address is 404."""

from __future__ import annotations

from typing import Any

import tornado.web
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from simulation.fault_log import log_fault
from simulation.serving import standard_assets
from simulation.serving.error_page import PlainErrorPage
from simulation.serving.join_page.shared_page import SharedPage
from simulation.serving.options import FIRST_PAGE, PLAN_PAGE
from simulation.serving.page_handler import PageHandler
from simulation.serving.security_headers import SecurityHeaders
from simulation.serving.static_assets import ROOT, files

_YEAR_S = 365 * 24 * 3600


class OwnHandler(SecurityHeaders, PlainErrorPage, tornado.web.RequestHandler):
    """A request handler that is not Voila's."""


class RootHandler(OwnHandler):
    """The short address leads to the first page, or to the page for the plan that the address names."""

    def get(self) -> None:
        """Redirect, keeping the query."""
        query = f"?{self.request.query}" if self.request.query else ""
        page = PLAN_PAGE if self.get_query_argument("plan", "") else FIRST_PAGE
        self.redirect(f"/voila/render/{page}.ipynb{query}")


class StaticAssetHandler(OwnHandler):
    """One file whose address carries its version: a browser asks for it once."""

    def get(self, name: str) -> None:
        """The file, compressed where the browser says that it can open that."""
        file = files().get(ROOT + name) or standard_assets.find(ROOT + name)
        if file is None:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", file.kind)
        self.set_header("Cache-Control", f"public, max-age={_YEAR_S}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if file.compresses and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(file.zipped)
        else:
            self.finish(file.whole)


class KernelExistsHandler(OwnHandler):
    """Whether a page's kernel is there, for a page whose connection was cut. Only its visitor knows its id."""

    def get(self, kernel: str) -> None:
        """Yes or no, in one word."""
        self.set_header("Content-Type", "text/plain")
        self.set_header("Cache-Control", "no-store")
        self.finish("yes" if kernel in self.settings["kernel_manager"] else "no")


class KernelModelHandler(OwnHandler):
    """What the standard front end asks before it connects to a kernel (voila 0.5.13), and nothing more."""

    def get(self, kernel: str) -> None:
        """The kernel's id and that it runs, as Jupyter's own API says it."""
        if kernel not in self.settings["kernel_manager"]:
            raise tornado.web.HTTPError(404)
        self.set_header("Cache-Control", "no-store")
        self.finish({"id": kernel, "name": "python3", "execution_state": "idle", "connections": 1})


class NotFoundHandler(OwnHandler):
    """Every other address."""

    def prepare(self) -> None:
        """It is not there."""
        raise tornado.web.HTTPError(404)


class KernelWebsocketHandler(PlainErrorPage, VoilaKernelWebsocketHandler):
    """The websocket between a page and its kernel, and between the page and admission control.

    Its heartbeat is Tornado's. Jupyter's own would hang up on every visitor at its first beat, since Tornado allows no
    time-out longer than the interval, and Jupyter counts the time-out from one interval ago.
    """

    kernel_id: str

    def get_websocket_protocol(self) -> Any:
        """As Tornado has it, with a beat."""
        protocol: Any = super().get_websocket_protocol()
        if protocol is not None:
            interval_s = self.settings["workshop_server"].limits.ping_interval_s
            protocol.params.ping_interval = protocol.params.ping_timeout = interval_s
        return protocol

    async def open(self, kernel_id: str) -> None:
        """Admission control knows who is here by their connections."""
        self.set_nodelay(True)  # an answer is several messages: none waits until the one before is acknowledged
        self.settings["workshop_server"].admission.connection_opened(kernel_id, self)
        try:
            await super().open(kernel_id)
        except Exception as error:  # its kernel ended just now: the page asks whether it is there, and opens anew
            log_fault(error)
            self.close()

    def on_message(self, ws_message: str | bytes) -> None:
        """Text is for admission control, bytes for the kernel."""
        if isinstance(ws_message, str):
            self.settings["workshop_server"].admission.message(self.kernel_id, ws_message, self)
        elif self.connection is not None:
            super().on_message(ws_message)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """To the page; what is on its way to one that has just closed is missed by nobody."""
        sent = super().write_message(message, binary)
        sent.add_done_callback(lambda each: each.cancelled() or each.exception())
        return sent

    def on_close(self) -> None:
        """Closed by either side, or because nobody has answered for a while."""
        self.settings["workshop_server"].admission.connection_closed(self.kernel_id, self)
        if self.connection is not None:
            super().on_close()


class KernelShutdownHandler(SecurityHeaders, PlainErrorPage, VoilaShutdownKernelHandler):
    """A page that is closed says so here, and its kernel ends."""


REPLACED_HANDLERS = {  # Voila's request handlers that a page needs, and what takes their place
    VoilaKernelWebsocketHandler: KernelWebsocketHandler,
    VoilaShutdownKernelHandler: KernelShutdownHandler,
    RequestInfoSocketHandler: RequestInfoSocketHandler,
    TornadoVoilaHandler: PageHandler,
}


def own_routes() -> list[Any]:
    """The addresses that are not Voila's."""
    return [
        ("/", RootHandler),
        (rf"/{ROOT}there/([-0-9a-f]+)", KernelExistsHandler),
        (f"/{ROOT}qr", SharedPage),
        (f"/{ROOT}(.*)", StaticAssetHandler),
        (r"/api/kernels/([-0-9a-f]+)", KernelModelHandler),
    ]


def replaced_route(route: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """What takes the place of a route of Voila's; None for one that no page needs, such as other people's notebooks."""
    address, kind, *rest = route
    return (address, REPLACED_HANDLERS[kind], *rest) if kind in REPLACED_HANDLERS else None
