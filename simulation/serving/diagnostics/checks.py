"""What can be seen of the computer without starting anything."""

from __future__ import annotations

import platform
import shutil
import sys
import webbrowser
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from simulation.ensemble.compilation import standard_loop_is_cached
from simulation.model.engine.compiler import cache_folder as loop_folder
from simulation.pages.pictures.vega_bundle import bundle_file, cache_folder
from simulation.serving.admission.capacity_limit import by_descriptors
from simulation.serving.diagnostics.check_result import CheckResult, bad, good, to_do
from simulation.serving.kernels.first_zygote import cannot_fork
from simulation.serving.network import reachable
from simulation.serving.options import ServingError, check_port, notebooks_folder
from simulation.serving.resources import descriptors, memory, processors, raise_descriptor_limit
from simulation.serving.settings import DEFAULT, GIGABYTE
from simulation.vocabulary.errors import RuleError
from simulation.vocabulary.i18n import _

PYTHONS = ((3, 11), (3, 13))  # the oldest and the newest that the kit is tested with
FEW_CORES = 2
LITTLE_MEMORY, LITTLE_DISK = 2.0, 0.5  # gigabytes
COMPILATION_S = 15  # about; four to twenty on laptops
FEW_PEOPLE = 80  # a full room
LOW_BATTERY = 50  # per cent


def check_machine(port: int) -> Iterator[CheckResult]:
    """One line for each thing that matters on the day."""
    yield _python()
    yield _pages()
    yield _processors()
    yield _memory()
    yield _open_files()
    yield _disk()
    yield _power()
    yield _clock()
    yield _charts()
    yield _loop()
    yield _copies()
    yield _port(port)
    yield _network()
    yield _browser()


def _python() -> CheckResult:
    found = platform.python_version()
    if PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return good(_("Python"), found)
    wanted = " to ".join(".".join(map(str, each)) for each in PYTHONS)
    return to_do(
        _("Python"), found, _("the kit is tested with {wanted}: set it up with one of those").format(wanted=wanted)
    )


def _pages() -> CheckResult:
    try:
        pages = sorted(notebooks_folder().glob("*.ipynb"))
    except ServingError as error:
        return bad(_("pages"), _("none"), str(error))
    return good(_("pages"), ", ".join(each.stem for each in pages))


def _processors() -> CheckResult:
    busy = psutil.cpu_percent(interval=0.5)
    found = _("{cores:g}, {busy:.0f} per cent busy").format(cores=processors(), busy=busy)
    if busy > 40:
        return to_do(_("processors"), found, _("close other programs; what follows was measured while they ran"))
    if processors() < FEW_CORES:
        return to_do(_("processors"), found, _("so few serve a small room only"))
    return good(_("processors"), found)


def _memory() -> CheckResult:
    free, whole = memory().available / GIGABYTE, memory().total / GIGABYTE
    found = _("{free:.1f} of {whole:.1f} GB free").format(free=free, whole=whole)
    if free < LITTLE_MEMORY:
        return to_do(_("memory"), found, _("close other programs, the browser's many tabs first"))
    return good(_("memory"), found)


def _open_files() -> CheckResult:
    raise_descriptor_limit()
    found = descriptors()
    held = by_descriptors(found, DEFAULT)
    said = _("{limit:,} at a time, for {people:,} people").format(limit=found.limit, people=held)
    if held < FEW_PEOPLE:
        advice = _("this system allows few: say `ulimit -n 4096` in the terminal first, or ask who looks after it")
        return to_do(_("open files"), said, advice)
    return good(_("open files"), said)


def _disk() -> CheckResult:
    free = shutil.disk_usage(cache_folder()).free / GIGABYTE
    found = _("{free:.1f} GB free").format(free=free)
    return good(_("disk"), found) if free >= LITTLE_DISK else to_do(_("disk"), found, _("make room"))


def _power() -> CheckResult:
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    if battery is None or battery.power_plugged:
        return good(_("power"), _("from the wall") if battery else _("no battery in use"))
    found = _("battery, {percent:.0f} per cent").format(percent=battery.percent)
    if battery.percent < LOW_BATTERY:
        return to_do(_("power"), found, _("plug it in: many laptops are also slower on battery"))
    return to_do(_("power"), found, _("plug it in on the day: many laptops are slower on battery"))


def _clock() -> CheckResult:
    """A clock that went back to its first day (an empty battery) makes browsers drop cookies and kept files."""
    here = Path(__file__).resolve().parents[2]
    newest = max(datetime.fromtimestamp(each.stat().st_mtime) for each in here.glob("*.py")).astimezone()
    now = datetime.now().astimezone()
    found = now.strftime("%Y-%m-%d %H:%M %Z")
    if now < newest - timedelta(days=1):
        return to_do(
            _("clock"),
            found,
            _("it is behind: this kit was set up here on {then:%Y-%m-%d}; set the clock").format(then=newest),
        )
    return good(_("clock"), found)


def _charts() -> CheckResult:
    try:
        size = bundle_file().stat().st_size / 2**20
    except (ImportError, OSError) as error:
        return bad(_("charts"), str(error), _("the charts' library could not be made ready: set the kit up again"))
    return good(_("charts"), _("ready, {size:.1f} MB, no internet needed").format(size=size))


def _loop() -> CheckResult:
    """Without numba nothing of the model runs but on request and slowly, and no page does."""
    try:
        kept = standard_loop_is_cached()
    except RuleError as error:
        said = _("set the kit up again; until then only run_futures(..., compiled=False) runs, half a second a future")
        return bad(_("compiled loop"), str(error), said)
    if kept:
        return good(_("compiled loop"), _("kept in {folder}").format(folder=loop_folder()))
    found = _("not there: it is compiled at first use, in some {seconds} s").format(seconds=COMPILATION_S)
    return to_do(_("compiled loop"), found, _("`counterparts compile` does it now"))


def _copies() -> CheckResult:
    why = cannot_fork()
    if why:
        said = _("say how many come, `counterparts serve --people N`, and wait until they stand ready")
        return to_do(_("pages start"), _("slowly: {why}").format(why=why), said)
    return good(_("pages start"), _("at once, as copies of one that is open"))


def _port(port: int) -> CheckResult:
    try:
        check_port(port)
    except ServingError as error:
        return to_do(_("port"), str(port), str(error))
    return good(_("port"), _("{port} is free").format(port=port))


def _network() -> CheckResult:
    found = reachable()
    if not found:
        said = _("join the room's Wi-Fi or switch on this computer's hotspot; internet is not needed")
        return to_do(_("network"), _("none: phones cannot come"), said)
    return good(_("network"), ", ".join(f"{each.ip} ({each.card})" for each in found))


def _browser() -> CheckResult:
    try:
        return good(_("browser"), getattr(webbrowser.get(), "name", "") or _("found"))
    except webbrowser.Error:
        return to_do(_("browser"), _("none found"), _("open the address that `counterparts serve` prints by hand"))
