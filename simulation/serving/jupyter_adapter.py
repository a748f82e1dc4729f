"""What this server overrides, or uses though it is private, of Voila, jupyter_server, jupyter_client, ipykernel and
IPython: all of it here, and nowhere else.

Each entry of `ASSUMPTIONS` names one such part, the version it was seen in and why it is needed;
`tests/unit/serving/test_jupyter_adapter.py` fails when upstream has moved any of them. The functions and classes below
are all that the rest of the server knows of these parts.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint
from typing import Any


@dataclass(frozen=True)
class Assumption:
    """One part of another package that is not a promise of its.

    Attributes:
        part: `module:qualified.name`.
        seen_in: The distribution and the version it was seen in.
        reason: What it is needed for.
        parameters: The names of its parameters, without `self`; None where it is no function.
    """

    part: str
    seen_in: str
    reason: str
    parameters: tuple[str, ...] | None = None


ASSUMPTIONS = (
    Assumption(
        "voila.notebook_renderer:NotebookRenderer._jinja_kernel_start",
        "voila 0.5.13",
        "a page opened ahead is rendered without a kernel",
        ("nb", "kernel_id", "kernel_future"),
    ),
    Assumption(
        "voila.notebook_renderer:NotebookRenderer._jinja_cell_generator",
        "voila 0.5.13",
        "and with the outputs that its cells showed, not executed again",
        ("nb", "kernel_id"),
    ),
    Assumption(
        "voila.app:Voila._handle_signal_stop",
        "voila 0.5.13",
        "a signal while the server starts leaves no process behind; Voila listens once it serves",
        ("sig", "frame"),
    ),
    Assumption("voila.app:Voila.init_handlers", "voila 0.5.13", "only the routes that a page needs are there", ()),
    Assumption("voila.app:Voila.init_settings", "voila 0.5.13", "answers are compressed, other addresses are 404", ()),
    Assumption("voila.app:Voila.listen", "voila 0.5.13", "pages are rendered before visitors come", ()),
    Assumption(
        "voila.tornado.handler:TornadoVoilaHandler.should_use_rendered_notebook",
        "voila 0.5.13",
        "Voila's pool of kernels is of English pages",
        ("notebook_data", "pool_size", "template_name", "theme", "request_args"),
    ),
    Assumption(
        "voila.tornado.kernel_websocket_handler:VoilaKernelWebsocketHandler",
        "voila 0.5.13",
        "its heartbeat is Tornado's, and admission control hears of its connections",
    ),
    Assumption(
        "voila.shutdown_kernel_handler:VoilaShutdownKernelHandler",
        "voila 0.5.13",
        "its errors are sentences",
    ),
    Assumption(
        "voila.request_info_handler:RequestInfoSocketHandler",
        "voila 0.5.13",
        "kernels of Voila's own pool learn their page's address from it",
    ),
    Assumption(
        "voila.request_info_handler:RequestInfoSocketHandler._waiters",
        "voila 0.5.13",
        "a second socket in a pooled kernel's name would hear what is the first's",
    ),
    Assumption(
        "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection._register_session",
        "jupyter_server 2.20",
        "a page's connection is prepared without asking whether its kernel is there",
        (),
    ),
    Assumption(
        "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection.create_stream",
        "jupyter_server 2.20",
        "two channels a visitor instead of four",
        (),
    ),
    Assumption(
        "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection.nudge",
        "jupyter_server 2.20",
        "a forked kernel welcomes a connection; asking it four times takes sockets and time",
        (),
    ),
    Assumption(
        "jupyter_server.services.kernels.kernelmanager:AsyncMappingKernelManager.start_watching_activity",
        "jupyter_server 2.20",
        "nobody else listens in on a kernel: its visitor's messages say when it was used",
        ("kernel_id",),
    ),
    Assumption(
        "jupyter_client.provisioning.factory:KernelProvisionerFactory.provisioners",
        "jupyter_client 8.9",
        "a provisioner of this very process; entry points are of installed distributions only",
    ),
    Assumption(
        "ipykernel.kernelapp:IPKernelApp._bind_socket",
        "ipykernel 7.4",
        "a kernel's sockets are made after the fork, one by one",
        ("s", "port"),
    ),
    Assumption("ipykernel.kernelapp:IPKernelApp.init_poller", "ipykernel 7.4", "a kernel ends with its zygote", ()),
    Assumption("ipykernel.kernelapp:IPKernelApp.init_io", "ipykernel 7.4", "output goes to the visitor's page", ()),
    Assumption(
        "ipykernel.kernelbase:Kernel.start", "ipykernel 7.4", "IPythonKernel's own start looks for the debugger", ()
    ),
    Assumption(
        "IPython.core.interactiveshell:InteractiveShell.showtraceback",
        "IPython 9.18",
        "what would be a trace on a page is a sentence",
    ),
    Assumption(
        "IPython.core.interactiveshell:InteractiveShell._showtraceback",
        "IPython 9.18",
        "the same for code that cannot be compiled",
    ),
    Assumption(
        "IPython.core.displayhook:DisplayHook.semicolon_at_end_of_expression",
        "IPython 9.18",
        "a cell that ends with a semicolon shows nothing; `quiet` looks into a history that is not kept",
        ("expression",),
    ),
    Assumption(
        "rfc3987_syntax:is_valid_syntax",
        "jsonschema 4.26",
        "a server imports it for nothing, and is open 0.8 s later",
    ),
)


# ---- ipykernel


def forbid_debugger() -> None:
    """Make `import debugpy` fail in this process; ipykernel then goes without.

    It is 9 MB and 60 ms a kernel, and nobody debugs a page. To be called before ipykernel is imported.
    """
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]


def bind_socket(app: Any, socket: Any, port: int) -> None:
    """Bind a kernel application's ZeroMQ socket to a port (a file's number for `ipc`), as ipykernel does."""
    app._bind_socket(socket, port)


def start_kernel_loop(kernel: Any) -> None:
    """Start an IPython kernel without looking for a debugger."""
    from ipykernel.kernelbase import Kernel

    start: Any = Kernel.start
    start(kernel)


# ---- jsonschema, by jupyter_events


def forbid_slow_formats() -> None:
    """Make `import rfc3987_syntax` fail in this process; jsonschema then checks no formats of addresses.

    It compiles grammars for 0.8 s (3 s in a kernel), and nothing here is validated with them. To be called before
    jupyter_server is imported, which Voila imports too.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


# ---- IPython


def replace_tracebacks(shell: Any, show: Callable[[BaseException | None], None]) -> None:
    """Have `show` called with the exception wherever a shell would show a trace."""
    shell.showtraceback = _by_exc_info(show)
    shell._showtraceback = _by_value(show)


@contextmanager
def captured_cell(
    shell: Any,
    source: str,
    result: Callable[[dict[str, Any], dict[str, Any]], None],
    publish: Callable[..., None],
    clear: Callable[..., None],
    error: Callable[[BaseException | None], None],
) -> Iterator[None]:
    """While a cell with this source runs, all that it shows goes to the given functions.

    Args:
        shell: IPython's InteractiveShell.
        source: The cell's.
        result: Takes data and metadata of the last value, where it is shown.
        publish: In the place of `display_pub.publish`.
        clear: In the place of `display_pub.clear_output`.
        error: Takes an exception that would be shown as a trace.
    """

    def last_value(value: Any) -> None:
        if value is not None and not shell.displayhook.semicolon_at_end_of_expression(source):
            data, metadata = shell.display_formatter.format(value)
            if data:
                result(data, metadata)

    with ExitStack() as replaced:
        for owner, name, new in (
            (shell.display_trap, "hook", last_value),
            (shell.display_pub, "publish", publish),
            (shell.display_pub, "clear_output", clear),
            (shell, "showtraceback", _by_exc_info(error)),
            (shell, "_showtraceback", _by_value(error)),
        ):
            replaced.enter_context(_replaced(owner, name, new))
        yield


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Another value for an attribute, for a while; `unittest.mock.patch` cannot give a property back its own."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _by_exc_info(show: Callable[[BaseException | None], None]) -> Callable[..., None]:
    return lambda exc_info=None, *_args, **_kwargs: show((exc_info or sys.exc_info())[1])


def _by_value(show: Callable[[BaseException | None], None]) -> Callable[..., None]:
    return lambda _kind, error, _lines: show(error)


# ---- jupyter_client


def register_provisioner(name: str, provisioner: type) -> None:
    """Make a kernel provisioner known under a name, in this process."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    point = EntryPoint(
        name=name,
        value=f"{provisioner.__module__}:{provisioner.__name__}",
        group=KernelProvisionerFactory.GROUP_NAME,
    )
    KernelProvisionerFactory.provisioners[name] = point


# ---- jupyter_server


async def register_session(connection: Any) -> None:
    """Make a websocket connection known to its kernel's session, without asking whether the kernel is there."""
    await connection._register_session()


# ---- Voila


def waits_for_request(kernel: str) -> bool:
    """Whether a kernel of Voila's pool has a socket open already, by which it will learn its page's address."""
    from voila.request_info_handler import RequestInfoSocketHandler

    return kernel in RequestInfoSocketHandler._waiters


def on_stop_signal(app: Any, handler: Callable[[int, Any], None]) -> None:
    """Have `handler` called on SIGINT and SIGTERM, also once Voila listens to them itself."""
    app._handle_signal_stop = handler


def stop_on_signal(app: Any, number: int, frame: Any) -> None:
    """What Voila does on such a signal: stop its loop."""
    type(app)._handle_signal_stop(app, number, frame)


@cache
def prerendering_renderer() -> type:
    """The class of Voila's notebook renderer, for a notebook whose outputs are known: nothing is executed.

    Its instances have `kernel_placeholder`, the kernel id to write, and `outputs_of`, which returns the outputs of a
    code cell, by its place in the notebook.
    """
    from voila.notebook_renderer import NotebookRenderer

    class PrerenderingRenderer(NotebookRenderer):
        kernel_placeholder: str
        outputs_of: Callable[[str], list[dict[str, Any]]]

        async def _jinja_kernel_start(self, nb: Any, kernel_id: str | None, kernel_future: Any) -> str:
            return self.kernel_placeholder

        async def _jinja_cell_generator(self, nb: Any, kernel_id: str) -> AsyncIterator[Any]:
            for place, cell in enumerate(nb.cells):
                if cell.cell_type == "code":
                    cell.outputs = self.outputs_of(str(place))
                yield cell

    return PrerenderingRenderer
