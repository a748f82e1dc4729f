"""Voila with our settings, our door and our static file. The only door to voila."""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from tornado.ioloop import IOLoop
from voila.app import Voila
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.utils import get_page_config

from simulation.pages.charts.bundle import bundle_file
from simulation.pages.charts.live import VEGA_VARIABLE
from simulation.serving.kernels.household import ForkError, Household
from simulation.serving.kernels.provisioner import PAGE, ForkingProvisioner
from simulation.serving.ready import ReadyPage, ReadyRenderer, rendered
from simulation.serving.serve import FIRST_PAGE, VEGA_ADDRESS
from simulation.vocabulary.words import _

AN_HOUR = 3600  # seconds
A_YEAR = 365 * 24 * 3600  # seconds
ABANDONED = 30 * 60  # seconds without a visitor; the page's address brings everything back
# All that the pages use of JupyterLab.
SPARES = 4
EXTENSIONS = ["anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]


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


class Lasting:
    """A file of Voila's or a widget's: kept for an hour, so that a phone that wakes up asks for none of them again."""

    def set_headers(self) -> None:
        """As the file's own handler says, but for how long it keeps."""
        super().set_headers()  # type: ignore[misc]  # mixed into a StaticFileHandler
        self.set_header("Cache-Control", f"max-age={AN_HOUR}")  # type: ignore[attr-defined]


class Page(TornadoVoilaHandler):
    """Voila's page, which also hands out the cookie without which the browser may not end its kernel on leaving."""

    @tornado.web.authenticated
    async def get(self, path: str | None = None) -> None:
        """The page as it was opened ahead, with a kernel of the visitor's own; else rendered cell by cell."""
        _cookie = self.xsrf_token  # reading it sets it
        ready: ReadyPage | None = self.settings["ready"].get(path)
        if ready is None or (self.request.query and not ready.takes_plans):
            await super().get(path)
            return
        self.set_header("Content-Type", "text/html")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        self.write(ready.head)
        await self.flush()
        kernels = self.kernel_manager
        visitor = {PAGE: path, "QUERY_STRING": self.request.query, "VOILA_PREHEAT": "False"}
        kernel = await kernels.start_kernel(path="", env={**os.environ, **visitor})
        forked = kernels.get_kernel(kernel).provisioner.kernel
        self.write(ready.after(kernel, forked.printed))


class Site(Voila):
    """The workshop's server."""

    @classmethod
    def on(cls, folder: Path, host: str, port: int) -> Site:
        """A site that serves the notebooks of a folder; `start` runs it until it is stopped."""
        site = cls.instance()
        site.initialize(
            [
                str(folder),
                f"--port={port}",
                "--no-browser",
                "--Voila.port_retries=0",
                f"--Voila.ip={host}",
                "--Voila.log_level=ERROR",
                "--template=counterparts",
                "--strip_sources=True",
            ]
        )
        settings = site.voila_configuration
        settings.show_margins = False
        settings.allow_template_override = "NO"
        settings.allow_theme_override = "NO"
        settings.extension_allowlist = EXTENSIONS
        settings.config.VoilaConfiguration.resources = {"words": shown_words(), "vega": os.environ[VEGA_VARIABLE]}
        kind = _("The trainer's screen says more; reloading the page may help.")
        site.config.VoilaExecutor.cell_error_instruction = kind
        site.tornado_settings = {"ws_ping_timeout": 30_000}  # no longer than the interval, or tornado warns
        kernels = site.config.MappingKernelManager  # a tab that closed without a word leaves a kernel behind
        kernels.cull_idle_timeout, kernels.cull_interval = ABANDONED, 60
        name = "counterparts"
        point = EntryPoint(name, "simulation.serving.kernels.provisioner:ForkingProvisioner", "")
        KernelProvisionerFactory.provisioners[name] = point
        site.config.KernelProvisionerFactory.default_provisioner_name = name
        site.config.KernelManager.autorestart = False
        if os.name == "posix":
            site.config.KernelManager.transport = "ipc"  # sockets that no other user of this machine can reach
        return site

    def start(self) -> None:
        """Make kernels ready, then serve until stopped."""
        IOLoop.current().run_sync(self.make_ready)
        super().start()

    def stop(self) -> None:
        """Let every kernel go at once, then as Voila does."""
        self.household.close()
        super().stop()

    async def make_ready(self) -> None:
        """Open each page ahead; where kernels cannot be forked, keep a pool of Voila's, and say so."""
        ForkingProvisioner.household = self.household = Household()
        self.opened: dict[str, Any] = {}
        try:
            await self.household.start()
            for notebook in sorted(Path(self.root_dir).glob("*.ipynb")):
                self.opened[notebook.name] = await self.household.open(notebook)
                self.household.parents[notebook.name].keep_spares(SPARES)
        except ForkError as error:
            self.log.error("kernels cannot be forked (%s): %d are kept in a pool", error, SPARES)

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings, and answers compressed."""
        settings = {**super().init_settings(), "compress_response": True, "ready": {}}
        self.app_settings = settings
        return settings

    def listen(self) -> None:
        """Render what was opened, then let visitors in."""
        IOLoop.current().run_sync(self.render_ready)
        super().listen()

    async def render_ready(self) -> None:
        """Each opened page as the visitors will get it."""
        for name, opened in self.opened.items():
            self.app.settings["ready"][name] = await rendered(self._renderer(name), opened)

    def _renderer(self, notebook: str) -> ReadyRenderer:
        voila, settings = self.voila_configuration, self.app.settings
        page = get_page_config(base_url=self.base_url, settings=settings, log=self.log, voila_configuration=voila)
        return ReadyRenderer(
            voila_configuration=voila,
            traitlet_config=self.config,
            notebook_path=notebook,
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            base_url=self.base_url,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config=page,
            mathjax_config=self.mathjax_config,
            mathjax_url=self.mathjax_url,
        )

    def init_handlers(self) -> list[Any]:
        """Our own two addresses go before Voila's."""
        folder = bundle_file().parent
        own = [("/", Door), (f"/{VEGA_ADDRESS}(.*)", Kept, {"path": str(folder)})]
        return own + [(address, ours(kind), *rest) for address, kind, *rest in super().init_handlers()]


def ours(kind: type) -> type:
    """Voila's handler, or our version of it."""
    if kind is TornadoVoilaHandler:
        return Page
    if issubclass(kind, tornado.web.StaticFileHandler) and kind is not AllowListFileHandler:
        return type(f"Lasting{kind.__name__}", (Lasting, kind), {})
    return kind


def shown_words() -> dict[str, str]:
    """What the page says before any kernel has started, and always."""
    return {
        "starting": _("Your page is starting"),
        "moment": _("A few seconds, then it opens by itself."),
        "what_it_is": _("What this model is not"),
        "not_a_forecast": _("For thinking with, not a forecast of any place."),
        "how_sure": _("How sure are we?"),
    }
