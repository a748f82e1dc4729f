"""The routes: our own, and of Voila's only what a page needs; every other address is 404."""

from __future__ import annotations

import ipaddress
from typing import Any

import tornado.web
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from simulation.serving import standard_assets
from simulation.serving.error_page import PlainErrorPage
from simulation.serving.join_page.shared_page import SharedPage
from simulation.serving.jupyter_adapter import waits_for_request
from simulation.serving.kernel_websocket_handler import KernelWebsocketHandler
from simulation.serving.page_handler import PageHandler
from simulation.serving.query_argument import query_argument
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
        page = self.settings["workshop_server"].first_page(bool(query_argument(self.request, "plan")))
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
        """Yes, no, or evicted: the visitor has opened newer pages, and only a touch is to bring this one back."""
        self.set_header("Content-Type", "text/plain")
        self.set_header("Cache-Control", "no-store")
        exists = kernel in self.settings["kernel_manager"]
        evicted = kernel in self.settings["workshop_server"].admission.evicted
        self.finish("evicted" if evicted else "yes" if exists else "no")


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


class KernelShutdownHandler(SecurityHeaders, PlainErrorPage, VoilaShutdownKernelHandler):
    """A page that is closed says so here, and its kernel ends."""


class QuerySocketHandler(PlainErrorPage, RequestInfoSocketHandler):
    """Where a kernel of Voila's pool, on this computer, waits for its page's address; nobody else may hear it."""

    async def get(self, kernel_id: str) -> None:
        """Open it for a kernel of ours that waits. Raises HTTPError 404 for anybody else."""
        server, headers = self.settings["workshop_server"], self.request.headers
        asked_by_kernel = (
            server.voila_configuration.preheat_kernel
            and kernel_id in self.settings["kernel_manager"]
            and not waits_for_request(kernel_id)
            and ipaddress.ip_address(self.request.remote_ip or "").is_loopback
            and not {"Origin", "X-Forwarded-For"} & set(headers)
        )
        if not asked_by_kernel:
            raise tornado.web.HTTPError(404)
        await super().get(kernel_id)


REPLACED_HANDLERS = {  # Voila's request handlers that a page needs, and what takes their place
    VoilaKernelWebsocketHandler: KernelWebsocketHandler,
    VoilaShutdownKernelHandler: KernelShutdownHandler,
    RequestInfoSocketHandler: QuerySocketHandler,
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
