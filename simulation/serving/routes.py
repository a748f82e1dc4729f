"""The addresses a visitor can reach: our own, and of Voila's only what a page needs. Everything else is not there."""

from __future__ import annotations

from typing import Any

import tornado.web
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from simulation.fault_log import log_fault
from simulation.serving import standard_assets
from simulation.serving.error_page import Plain
from simulation.serving.join_page.shared_page import SharedPage
from simulation.serving.page_handler import Page
from simulation.serving.security_headers import SecurityHeaders
from simulation.serving.serve import FIRST_PAGE, PLAN_PAGE
from simulation.serving.static_assets import ROOT, files

BEAT = 20.0  # seconds between two questions whether a phone is still there, and until it must have answered
A_YEAR = 365 * 24 * 3600  # seconds


class Own(SecurityHeaders, Plain, tornado.web.RequestHandler):
    """A door that is not Voila's."""


class Door(Own):
    """The short address leads to the first page, or to the page for the plan that the address names."""

    def get(self) -> None:
        """Redirect, keeping the query."""
        query = f"?{self.request.query}" if self.request.query else ""
        page = PLAN_PAGE if self.get_query_argument("plan", "") else FIRST_PAGE
        self.redirect(f"/voila/render/{page}.ipynb{query}")


class Kept(Own):
    """One file whose address carries its version: a browser asks for it once."""

    def get(self, name: str) -> None:
        """The file, compressed where the browser says that it can open that."""
        file = files().get(ROOT + name) or standard_assets.find(ROOT + name)
        if file is None:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", file.kind)
        self.set_header("Cache-Control", f"public, max-age={A_YEAR}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if file.compresses and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(file.zipped)
        else:
            self.finish(file.whole)


class There(Own):
    """Whether a page's kernel is there, for a page whose line was cut. Only its visitor knows its number."""

    def get(self, kernel: str) -> None:
        """Yes or no, in one word."""
        self.set_header("Content-Type", "text/plain")
        self.set_header("Cache-Control", "no-store")
        self.finish("yes" if kernel in self.settings["kernel_manager"] else "no")


class KernelModel(Own):
    """What the standard front end asks before it opens its line to a kernel (voila 0.5.13), and nothing more."""

    def get(self, kernel: str) -> None:
        """The kernel's number and that it runs, as Jupyter's own API says it."""
        if kernel not in self.settings["kernel_manager"]:
            raise tornado.web.HTTPError(404)
        self.set_header("Cache-Control", "no-store")
        self.finish({"id": kernel, "name": "python3", "execution_state": "idle", "connections": 1})


class Nowhere(Own):
    """Every other address."""

    def prepare(self) -> None:
        """It is not there."""
        raise tornado.web.HTTPError(404)


class Talking(Plain, VoilaKernelWebsocketHandler):
    """The line between a page and its kernel, and between the page and admission control.

    Its heartbeat is Tornado's. Jupyter's own would hang up on every visitor at its first beat, since Tornado allows no
    time-out longer than the interval, and Jupyter counts the time-out from one interval ago.
    """

    kernel_id: str

    def get_websocket_protocol(self) -> Any:
        """As Tornado has it, with a beat."""
        protocol: Any = super().get_websocket_protocol()
        if protocol is not None:
            protocol.params.ping_interval = protocol.params.ping_timeout = BEAT
        return protocol

    async def open(self, kernel_id: str) -> None:
        """Admission control knows who is here by their lines."""
        self.set_nodelay(True)  # an answer is several messages: none waits until the one before is acknowledged
        self.settings["site"].admission.line_opened(kernel_id, self)
        try:
            await super().open(kernel_id)
        except Exception as error:  # its kernel ended just now: the page asks whether it is there, and opens anew
            log_fault(error)
            self.close()

    def on_message(self, ws_message: str | bytes) -> None:
        """Words are for admission control, bytes for the kernel."""
        if isinstance(ws_message, str):
            self.settings["site"].admission.said(self.kernel_id, ws_message, self)
        elif self.connection is not None:
            super().on_message(ws_message)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """To the page; what is on its way to one that has just closed is missed by nobody."""
        sent = super().write_message(message, binary)
        sent.add_done_callback(lambda each: each.cancelled() or each.exception())
        return sent

    def on_close(self) -> None:
        """Closed by either side, or because nobody has answered for a while."""
        self.settings["site"].admission.line_closed(self.kernel_id, self)
        if self.connection is not None:
            super().on_close()


class Leaving(SecurityHeaders, Plain, VoilaShutdownKernelHandler):
    """A page that is closed says so here, and its kernel ends."""


NEEDED = {  # of Voila's doors: which, and what stands there
    VoilaKernelWebsocketHandler: Talking,
    VoilaShutdownKernelHandler: Leaving,
    RequestInfoSocketHandler: RequestInfoSocketHandler,
    TornadoVoilaHandler: Page,
}


def own_routes() -> list[Any]:
    """The addresses that are not Voila's."""
    return [
        ("/", Door),
        (rf"/{ROOT}there/([-0-9a-f]+)", There),
        (f"/{ROOT}qr", SharedPage),
        (f"/{ROOT}(.*)", Kept),
        (r"/api/kernels/([-0-9a-f]+)", KernelModel),
    ]


def ours(door: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """What stands at an address of Voila's; None where nobody needs to go, such as other people's notebooks."""
    address, kind, *rest = door
    return (address, NEEDED[kind], *rest) if kind in NEEDED else None
