"""The addresses a visitor can reach: our own, and of Voila's only what a page needs. Everything else is not there."""

from __future__ import annotations

from typing import Any

import tornado.web
from jupyter_server.services.kernels.handlers import KernelHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from simulation.pages.charts.bundle import bundle_file
from simulation.serving.page import Page
from simulation.serving.refused import Plain
from simulation.serving.serve import FIRST_PAGE, VEGA_ADDRESS

AN_HOUR = 3600  # seconds
BEAT = 30.0  # seconds between two questions whether a phone is still there, and until it must have answered
A_YEAR = 365 * 24 * 3600  # seconds


class Door(tornado.web.RequestHandler):
    """The short address leads to the first page, with the plan that the address names."""

    def get(self) -> None:
        """Redirect, keeping the query."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"/voila/render/{FIRST_PAGE}.ipynb{query}")


class Kept(tornado.web.StaticFileHandler):
    """One file whose name carries its version: a browser asks for it once."""

    def get_cache_time(self, *_given: Any) -> int:
        """Seconds to keep it."""
        return A_YEAR

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Only scripts: the cache folder also holds logs."""
        if not absolute_path.endswith(".js"):
            raise tornado.web.HTTPError(404)
        return super().validate_absolute_path(root, absolute_path)


class Lasting(Plain):
    """A file of Voila's or a widget's: kept for an hour, so that a phone that wakes up asks for none of them again."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """The file; an address that Voila's own handler trips over is no file."""
        try:
            await super().get(path, include_body)  # type: ignore[misc]  # mixed into a StaticFileHandler
        except (AssertionError, UnboundLocalError, ValueError):
            raise tornado.web.HTTPError(404) from None

    def set_headers(self) -> None:
        """As the file's own handler says, but for how long it keeps."""
        super().set_headers()  # type: ignore[misc]
        self.set_header("Cache-Control", f"max-age={AN_HOUR}")  # type: ignore[attr-defined]


class OwnKernel(Plain, KernelHandler):
    """Whether the page's kernel is there. Its number is known to nobody but its visitor."""

    delete = tornado.web.RequestHandler.delete  # refused; leaving the page has a door of its own


class Talking(Plain, VoilaKernelWebsocketHandler):
    """The line between a page and its kernel.

    Its heartbeat is Tornado's. Jupyter's own would hang up on every visitor at its first beat, since Tornado allows no
    time-out longer than the interval, and Jupyter counts the time-out from one interval ago.
    """

    def get_websocket_protocol(self) -> Any:
        """As Tornado has it, with a beat."""
        protocol: Any = super().get_websocket_protocol()
        if protocol is not None:
            protocol.params.ping_interval = protocol.params.ping_timeout = BEAT
        return protocol


class Leaving(Plain, VoilaShutdownKernelHandler):
    """A page that is closed says so here, and its kernel ends."""


NEEDED = {  # of Voila's doors: which, and what stands there
    KernelHandler: OwnKernel,
    VoilaKernelWebsocketHandler: Talking,
    VoilaShutdownKernelHandler: Leaving,
    RequestInfoSocketHandler: RequestInfoSocketHandler,
    TornadoVoilaHandler: Page,
}


def own_doors() -> list[Any]:
    """The addresses that are not Voila's."""
    return [("/", Door), (f"/{VEGA_ADDRESS}(.*)", Kept, {"path": str(bundle_file().parent)})]


def ours(door: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """What stands at an address of Voila's; None where nobody needs to go, such as other people's notebooks."""
    address, kind, *rest = door
    if kind in NEEDED:
        return (address, NEEDED[kind], *rest)
    static = issubclass(kind, tornado.web.StaticFileHandler) and kind is not AllowListFileHandler
    return (address, type(f"Lasting{kind.__name__}", (Lasting, kind), {}), *rest) if static else None
