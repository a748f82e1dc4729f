"""How a zygote starts: the first imports what every page needs; each other is its fork, and holds one page open."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import sys
import threading
from pathlib import Path

from simulation.fault_log import LOG_VARIABLE
from simulation.model.plans.loading import load
from simulation.pages import query_parameters
from simulation.serving.kernels.channel import Channel
from simulation.serving.kernels.display_capture import Outputs
from simulation.serving.kernels.kernel_app import PageKernel
from simulation.serving.kernels.prerender import open_page, printing, sources
from simulation.serving.kernels.zygote import Zygote
from simulation.serving.settings import ServerSettings

FIRST = "parliament_mentors"
_log = logging.getLogger("counterparts.kernels")


def run_zygote(channel: Channel, app: PageKernel, folder: Path, name: str, notebook: Path | None = None) -> None:
    """Make ready (and open the page), say so with what the page shows, and be a zygote until the server is gone."""
    outputs: Outputs = {}
    widgets: list[dict[str, str]] = []
    threaded = ThreadCheck()
    zygote = Zygote(channel, app, folder, name, run_zygote)
    try:
        if notebook is not None:
            from simulation.pages.open_widgets import widget_kinds  # once the page has imported ipywidgets, or not

            outputs = open_page(app.shell, notebook, threaded.look)
            widgets = widget_kinds()
            zygote.printing_cells = {place: sources(notebook)[place] for place in printing(outputs)}
    except Exception as error:
        _log.exception("the page could not be opened ahead")
        channel.send({"event": "failed", "why": str(error)})
        return
    threaded.look()
    if threaded.why:
        channel.send({"event": "failed", "why": threaded.why})
        return
    channel.send(
        {
            "event": "ready",
            "pid": os.getpid(),
            "outputs": outputs,
            "widgets": widgets,
            "takes_plans": query_parameters.has_handlers(),
        }
    )
    zygote.run()


class ThreadCheck:
    """Which cell of a page started a thread first; `why` says it, and is empty while none was."""

    why = ""

    def look(self, place: str = "") -> None:
        """Are there threads now? `place` is that of the cell which has just run, counted from 0 over all cells."""
        found = threads()
        if found and not self.why:
            who = f"cell {int(place) + 1}" if place else "an import"
            self.why = f"{who} started a thread ({', '.join(found)}), so no fork is safe"


def threads() -> list[str]:
    """The names of the threads beside the first; libraries' own too, where the system tells."""
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        return [each.name for each in threading.enumerate() if each is not threading.main_thread()]
    others = [each for each in tasks.iterdir() if each.name != str(os.getpid())]
    return sorted((each / "comm").read_text().strip() for each in others)


def main(end: int, folder: str, settings: ServerSettings) -> None:
    """The first zygote: imports what every page needs."""
    logging.raiseExceptions = False  # what cannot be logged, on a full disk, is no reason for a trace
    logging.basicConfig(  # a fault goes to the log of faults: the terminal is the trainer's
        filename=os.environ.get(LOG_VARIABLE) or None, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    app = PageKernel.instance()
    app.prepare(settings)
    from simulation.pages import board  # noqa: F401  brings all that pages stand on
    from simulation.pages.executor import LocalExecutor, results_of, set_executor

    set_executor(LocalExecutor(threads=1))  # this process may start none
    results_of(load(FIRST))  # draws and networks, which every plan shares
    gc.disable()
    run_zygote(Channel(socket.socket(fileno=end)), app, Path(folder), "k")
    shutil.rmtree(folder, ignore_errors=True)  # the server is gone: where it was killed, nobody else does


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], ServerSettings.from_json(sys.argv[3]))
