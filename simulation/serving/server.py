"""The workshop's server: Voila with our settings, routes and kernels."""

from __future__ import annotations

import asyncio
import gc
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from voila.app import Voila
from voila.utils import get_page_config

from simulation.fault_log import log_fault
from simulation.serving import refusal_words, standard_assets
from simulation.serving.admission.capacity_limit import CapacityLimit
from simulation.serving.admission.controller import AdmissionController
from simulation.serving.content_security_policy import allowed, policy
from simulation.serving.device_language import page_language
from simulation.serving.heartbeat import Heartbeat
from simulation.serving.join_page import page as join_page
from simulation.serving.join_page.join_info import JoinInfo
from simulation.serving.jupyter_adapter import prerendering_renderer
from simulation.serving.kernels.anew import AnewProvisioner
from simulation.serving.kernels.channel import Message
from simulation.serving.kernels.first_zygote import FirstZygote
from simulation.serving.kernels.kernel_handle import ForkError, ZygoteHandle
from simulation.serving.kernels.provisioner import ForkingProvisioner
from simulation.serving.kernels.warm_pool import WarmPoolSize
from simulation.serving.kernels.websocket import PageKernelManager, PageWebsocketConnection
from simulation.serving.kernels.zygote_supervisor import LocalizedPage, ZygoteSupervisor
from simulation.serving.options import FIRST_PAGE, PLAN_PAGE, notebooks_of
from simulation.serving.patient_socket import patient_sockets
from simulation.serving.prerendered_page import PrerenderedPage, rendered
from simulation.serving.routes import NotFoundHandler, own_routes, replaced_route
from simulation.serving.server_state import ServerState
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.serving.shutdown import Stoppable, Stopped, kill_children
from simulation.serving.socket_folder import socket_root
from simulation.serving.static_assets import address, vega
from simulation.serving.terminal_log import keep_traces_out, log_request
from simulation.serving.widget_front_end import Choice, of_opened_page, of_source
from simulation.vocabulary.i18n import _, use_language
from simulation.vocabulary.languages import SOURCE
from simulation.vocabulary.notebook_words import translate_notebook


class WorkshopServer(Stoppable, Voila):
    """The workshop's server."""

    place: Path
    folder: Path
    people: int
    join_info: JoinInfo
    most: int | None
    limits: ServerSettings
    allow: frozenset[str]  # what the operator allows pages with the standard front end
    opened: Callable[[], None]  # called once, when visitors can come
    heartbeat: Heartbeat | None = None
    before: ServerState = ServerState()  # of the server that died, if this one takes its place
    first: FirstZygote | None = None  # where it was launched already
    pool_size = 0  # kernels that Voila keeps ready for each page, where none can be forked

    @classmethod
    def on(
        cls,
        place: Path,
        join_info: JoinInfo,
        people: int = 0,
        most: int | None = None,
        settings: ServerSettings = DEFAULT,
    ) -> WorkshopServer:
        """A server of notebooks; `start` runs it until it is stopped.

        Args:
            place: A notebook, or a folder of them.
            join_info: How people come in.
            people: How many are expected at once, so that as many kernels stand ready; 0 when nobody said.
            most: Admit no more at a time; None for as many as the machine holds.
            settings: Every time-out, size and limit.
        """
        server = cls.instance()
        server.place, server.folder = place, place.parent if place.is_file() else place
        server.people, server.join_info, server.most = people, join_info, most
        server.limits = settings
        server.connection_dir_root = socket_root()
        server.replace_signal_handler()
        server.initialize(
            [
                str(server.folder),
                f"--port={join_info.port}",
                "--no-browser",
                "--Voila.port_retries=0",
                f"--Voila.ip={join_info.host}",
                "--Voila.log_level=ERROR",
                "--template=counterparts",
                "--strip_sources=True",
            ]
        )
        keep_traces_out(server.log)
        configuration = server.voila_configuration
        configuration.show_margins = False
        configuration.allow_template_override = "NOTEBOOK"  # only as we say: what a notebook says is written over
        configuration.allow_theme_override = "NO"
        configuration.extension_allowlist = []  # pages bring their own browser side
        configuration.file_allowlist = []
        configuration.multi_kernel_manager_class = PageKernelManager
        server.kernel_websocket_connection_class = PageWebsocketConnection
        configuration.config.VoilaConfiguration.resources = {
            "shown_words": shown_words,  # asked for while a page is rendered, in its language
            "page_language": page_language,
            "files": f"/{address()}",
            "vega": f"/{vega()}",
            "standard": standard_assets.page_config(),
            "import_map": standard_assets.import_map(),
        }
        server.allow = allowed()
        kind = _("The trainer's screen says more; reloading the page may help.")
        server.config.VoilaExecutor.cell_error_instruction = kind
        server.tornado_settings = {
            "ws_ping_interval": 0,  # Jupyter's heartbeat is off; websockets have Tornado's
            "websocket_max_message_size": settings.websocket_message_bytes,
        }
        kernels = server.config.MappingKernelManager  # a tab that closed without a word leaves a kernel behind
        kernels.cull_idle_timeout = int(settings.kernel_idle_timeout_s)
        kernels.cull_interval = settings.kernel_cull_interval_s
        server.config.PageKernelManager.limits = server.config.PageWebsocketConnection.limits = settings
        server.config.PageWebsocketConnection.limit_rate = False  # what a kernel says is what its page's own code says
        server.config.IdentityProvider.cookie_options = {"samesite": "Lax"}
        server.config.KernelManager.autorestart = False  # it would come back without its page
        if os.name == "posix":
            server.config.KernelManager.transport = "ipc"  # sockets that no other user of this machine can reach
        return server

    def start(self) -> None:
        """Make kernels ready, then serve until stopped; whoever stops us before that leaves nothing running either."""
        self.ready: dict[LocalizedPage, PrerenderedPage] = {}
        self._opened: dict[LocalizedPage, tuple[ZygoteHandle, Message]] = {}
        self._opening: dict[LocalizedPage, asyncio.Task[None]] = {}
        self.choices: dict[str, Choice] = {}
        self.listen_to_signals()
        self.supervisor = ZygoteSupervisor(self._page_opened, self.limits, self.first)
        self.admission = AdmissionController(
            CapacityLimit(self.limits, self.most), self.limits, self._end_kernel, self._visitor_pids
        )
        self.admission.restore(self.before)
        try:
            self.run_startup(self._prepare_kernels)
            super().start()
        except Stopped:
            self.admission.close()
            self.abort(self.supervisor.close)

    def stop(self) -> None:
        """Let every kernel go at once; stop as Voila does, which takes kernels that wait for their turn for unknown."""
        self.admission.close()
        if self.voila_configuration.preheat_kernel:
            self.abort(self.supervisor.close)
            return
        self.supervisor.close()
        try:
            super().stop()
        except Exception as error:  # one that could not be forked waited
            log_fault(error)
            kill_children()

    def listen(self) -> None:
        """Render what was opened, then let visitors in."""
        self.run_startup(self._render_all)
        gc.collect()
        gc.freeze()  # what stands now stays; walking it for every few visitors would take a fifth of the server's time
        self.kernel_manager.on_end = self.admission.kernel_ended
        if self.pool_size:
            self._fill_pools()
        self.admission.open()
        self.app.listen = self._listen_at
        self.ioloop.add_callback(self.opened)
        if self.heartbeat is not None:
            self.ioloop.add_callback(self.heartbeat.start, self.state)
        super().listen()

    def _listen_at(self, port: int, address: str) -> HTTPServer:
        """In the place of Tornado's Application.listen."""
        server = HTTPServer(
            self.app,
            max_body_size=self.limits.request_body_bytes,
            max_header_size=self.limits.request_header_bytes,
            idle_connection_timeout=self.limits.connection_idle_timeout_s,
            body_timeout=self.limits.request_body_timeout_s,
            xheaders=bool(self.join_info.public),  # a proxy says for whom it asks
        )
        server.add_sockets(patient_sockets(port, address, self.limits.accept_retry_s))
        return server

    def state(self) -> ServerState:
        """What a server that takes this one's place needs."""
        return ServerState(self.join_info.key, self.admission.identities.key, *self.admission.visitors())

    async def _end_kernel(self, kernel: str) -> None:
        if kernel in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel, now=True)

    def _visitor_pids(self) -> list[int]:
        """The visitors' own, the newest last."""
        return [pid for each in self.supervisor.zygotes.values() for pid in each.kernels]

    async def _prepare_kernels(self) -> None:
        """Open each page ahead; where kernels cannot be forked, keep a pool of Voila's."""
        try:
            await self.supervisor.start()
        except ForkError as error:
            self.admission.capacity.visitor_megabytes = self.limits.started_kernel_megabytes
            self.config.KernelProvisionerFactory.default_provisioner_name = AnewProvisioner.take_turns(self.limits)
            self.pool_size = self._pool_size()
            said = "Kernels cannot be forked (%s): Voila keeps %d ready, slower and larger"
            self.log.error(said, error, self.pool_size)
            self.voila_configuration.preheat_kernel = True
            self.voila_configuration.default_pool_size = 1
            return
        AnewProvisioner.take_turns(self.limits)
        self.config.KernelProvisionerFactory.default_provisioner_name = ForkingProvisioner.serve(self.supervisor)
        warm = max(self.limits.warm_kernels, self.people)
        pages = [LocalizedPage(each.name) for each in self.notebooks()]
        await asyncio.gather(*(self._open_ahead(page, WarmPoolSize(warm, self.limits.warm_kernels)) for page in pages))

    def _fill_pools(self) -> None:
        """One kernel for each page is started before the second for any: whoever comes early waits least."""
        pools = self.kernel_manager.kernel_pools_config["default"]
        for size in range(2, self.pool_size + 1):
            pools["pool_size"] = size
            for page in self.notebooks():
                self.kernel_manager.fill_if_needed(delay=0, notebook_name=page.name)

    def _pool_size(self) -> int:
        """How many kernels stand ready for each page where none can be forked: memory is then the limit."""
        held = self.limits.pooled_share * self.admission.capacity.limit(here=0)
        return max(1, min(max(self.limits.warm_kernels, self.people), int(held / max(1, len(self.notebooks())))))

    async def _open_ahead(self, localized_page: LocalizedPage, pool_size: WarmPoolSize) -> None:
        try:
            await self.supervisor.open(self.folder / localized_page.page, pool_size, localized_page)
        except ForkError as error:
            self.log.error("%s was not opened ahead (%s): each visitor's is run anew", localized_page, error)

    async def page_in(self, localized_page: LocalizedPage) -> PrerenderedPage | None:
        """A page that was opened ahead, in a language; in another than English it is opened when first asked for, in
        about a second. None where it could not be.
        """
        if localized_page not in self.ready and LocalizedPage(localized_page.page) in self.ready:
            if localized_page not in self._opening:
                warm = self.limits.warm_kernels
                pool_size = WarmPoolSize(min(warm, self.people or warm), warm)
                self._opening[localized_page] = asyncio.create_task(self._open_ahead(localized_page, pool_size))
            await asyncio.shield(self._opening[localized_page])
        return self.ready.get(localized_page)

    async def _page_opened(self, localized_page: LocalizedPage, zygote: ZygoteHandle, shown: Message) -> None:
        self._opened[localized_page] = zygote, shown
        if localized_page.language == SOURCE:
            name = localized_page.page
            self.choices[name] = of_opened_page(self._notebook(name), shown["widgets"], shown["outputs"])
        if hasattr(self, "app"):  # once the server runs: a zygote was replaced, or a language was asked for
            await self._render(localized_page)

    async def _render_all(self) -> None:
        for localized_page in self._opened:
            await self._render(localized_page)

    async def _render(self, localized_page: LocalizedPage) -> None:
        """A page as visitors will get it."""
        with use_language(localized_page.language):
            self.ready[localized_page] = await self._rendered(localized_page)

    async def _rendered(self, localized_page: LocalizedPage) -> PrerenderedPage:
        voila, settings = self.voila_configuration, self.app.settings
        renderer = prerendering_renderer()(
            voila_configuration=voila,
            traitlet_config=self.config,
            notebook_path=localized_page.page,
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            base_url=self.base_url,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config=get_page_config(
                base_url=self.base_url, settings=settings, log=self.log, voila_configuration=voila
            ),
            mathjax_config=self.mathjax_config,
            mathjax_url=self.mathjax_url,
        )
        return await rendered(renderer, *self._opened[localized_page], self.choice(localized_page.page).front_end)

    def choice(self, name: str) -> Choice:
        """The front end of a page, and why; from its source where it was not opened ahead."""
        if name not in self.choices:
            self.choices[name] = of_source(self._notebook(name))
        return self.choices[name]

    def standard_pages(self) -> list[str]:
        """One line for the operator about each page with the standard front end, and why it has it."""
        said = _("{page} has Jupyter's own front end, some 2 MB at a first visit: {why}")
        chosen = [(each.name, self.choice(each.name).because) for each in self.notebooks()]
        return [said.format(page=page, why=", ".join(because[:3])) for page, because in chosen if because]

    def policy(self, name: str, host: str) -> str:
        """The Content-Security-Policy of a page; `host` as its browser named it."""
        return policy(host, self.choice(name).front_end, self.allow, [standard_assets.import_map_hash()])

    def _notebook(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return found

    def _as_served(self, read: Callable[..., Any]) -> Callable[..., Any]:
        """The contents manager's `get`, after which each notebook names our template for it, whatever it named before,
        and its words are in the language spoken.

        All of Voila's ways to render a page read the notebook so, and take its template from its metadata where
        `allow_template_override` lets them (voila 0.5.13).
        """

        def get(path: str, *given: Any, **how: Any) -> Any:
            model = read(path, *given, **how)
            if model["type"] == "notebook" and model["content"] is not None:
                model["content"].metadata["voila"] = {"template": self.choice(Path(path).name).front_end.value}
                translate_notebook(model["content"])
            return model

        return get

    def notebooks(self) -> list[Path]:
        """The pages; nothing else in their folder or beside it is one."""
        return notebooks_of(self.place)

    def first_page(self, with_plan: bool) -> str:
        """The name of the page that the short address leads to, without its ending.

        Args:
            with_plan: The address names a plan.
        """
        names = [page.stem for page in self.notebooks()]
        wanted = (PLAN_PAGE, FIRST_PAGE) if with_plan else (FIRST_PAGE,)
        return next((name for name in wanted if name in names), names[0])

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings, and answers compressed."""
        settings = super().init_settings()
        self.contents_manager.get = self._as_served(self.contents_manager.get)
        return {
            **settings,
            "compress_response": True,
            "log_function": log_request,
            "xsrf_cookie_kwargs": {"samesite": "Lax"},
            "websocket_compression_options": {
                "compression_level": self.limits.websocket_compression_level,
                "mem_level": self.limits.websocket_compression_memory_level,
            },
            "default_handler_class": NotFoundHandler,
            "workshop_server": self,
        }

    def init_handlers(self) -> list[Any]:
        """Our own addresses, and of Voila's only those that a page needs; by names that are ours, and no other."""
        needed = [route for each in super().init_handlers() if (route := replaced_route(each)) is not None]
        self.app.add_handlers(self.join_info.hosts(), own_routes() + join_page.routes(self.join_info) + needed)
        return []


def shown_words() -> dict[str, Any]:
    """What the page says before any kernel has started, and always."""
    return {
        "starting": _("Your page is starting"),
        "moment": _("A few seconds, then it opens by itself."),
        "not_a_forecast": _("For thinking with, not a forecast of any place."),
        "how_sure": _("How sure are we?"),
        "cut": _("No connection to the workshop just now. Your sliders are safe, and this page comes back by itself."),
        **refusal_words.words(),
        "evicted": _("You have opened newer windows, and so many is enough. Touch this page to have it back."),
        "anew": _("The workshop's computer is back. Your page is opening as you left it."),
        "no_language": _("This page is not there in the language that the address asks for."),
        "language": _("Language"),
        "no_step": _("The address names a step that this page does not have. Here is the first."),
        "kit": _("Counterparts"),
        "steps_name": _("Steps of this page"),
        "of": _("{n} of {all}"),
        "steps": {
            "story": _("Story"),
            "bet": _("Bet"),
            "try": _("Try"),
            "happened": _("What happened"),
            "sure": _("How sure"),
        },
        "next": {
            "bet": _("Place your bet"),
            "try": _("Try it yourself"),
            "happened": _("What happened"),
            "sure": _("How sure is this?"),
        },
        "back": _("One step back"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "share": _("Share this plan"),
        "menu": _("Menu"),
        "again": _("Start again"),
        "size": _("Size of type"),
        "dark": _("Light or dark"),
        "home": _("All partnerships"),
        "help": _("How this page works"),
        "close": _("Close"),
        "help_text": [
            _("A page has five steps. The marks at the top lead to each of them, in any order."),
            _("First you bet, then you try. Nobody else sees your bet, and nobody is graded."),
            _("Move a slider by finger, by the buttons beside it, or by the arrow keys. The picture follows at once."),
            _("Undo takes a move back. Share gives you a code and an address that bring the same sliders back."),
        ],
    }
