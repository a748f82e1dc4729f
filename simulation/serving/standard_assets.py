"""The files of the standard front end, as the installed packages bring them: Voila's, and every widget library's.

They stand under one address that changes with what is installed, so a browser may keep them for ever. Nothing is read
before a page with the standard front end is asked for. Seen with voila 0.5.13, whose front end takes the addresses of
its own files and of the libraries' from the page's configuration, and jupyterlab 4.6.6, whose libraries are "federated
extensions": a script each, which registers itself under its name.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from voila.configuration import VoilaConfiguration
from voila.paths import collect_static_paths
from voila.utils import get_page_config, get_voila_labextensions_path

from simulation.serving.static_assets import ROOT, File, texts, vega
from simulation.serving.static_assets import address as own_address

CHARTS = "counterparts-charts"  # our renderer of Vega and Vega-Lite, written as such an extension
_CHARTS_FILE = "vega_charts.js"
_NOT_ON_A_PAGE = {"jupyterlab_pygments", "@voila-dashboards/jupyterlab-preview"}  # for notebooks
_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".eot": "application/vnd.ms-fontobject",
}
_PUBLIC = re.compile(r'from "(https://[^"]+)"')  # an import of a module from a public host
_HELD = {"vega-embed": "vega_embed.js", "lodash-es": "debounce.js"}  # those that we have ourselves, by what is imported


@lru_cache(maxsize=1)
def extensions() -> list[dict[str, Any]]:
    """The widget libraries that are installed, as Voila lists them for its front end, and our renderer of charts."""
    found = get_page_config("/", {}, logging.getLogger("counterparts.voila"), VoilaConfiguration())
    libraries = [each for each in found["federated_extensions"] if each["name"] not in _NOT_ON_A_PAGE]
    return [*libraries, {"name": CHARTS, "load": _CHARTS_FILE, "mimeExtension": "./mimeExtension"}]


@lru_cache(maxsize=1)
def address() -> str:
    """Where they are, `counterparts/standard-<what is installed>/`."""
    own = [f"{name}\0{text}" for name, text in sorted(texts().items())]
    sizes = [f"{path.name} {path.stat().st_size}" for path in sorted(_static_folders()[0].iterdir())]
    mark = hashlib.sha256("\0".join([*own, *sizes, json.dumps(extensions(), sort_keys=True)]).encode())
    return f"{ROOT}standard-{mark.hexdigest()[:12]}/"


def page_config() -> dict[str, Any]:
    """What Voila's front end is told of where things are. Without an address for MathJax it takes the one it brings."""
    here = f"/{address()}"
    return {
        "fullStaticUrl": f"{here}static",
        "fullLabextensionsUrl": f"{here}labextensions",
        "federated_extensions": extensions(),
        "fullMathjaxUrl": "null",
        "mathjaxConfig": "null",
        "vega": f"/{vega()}",
    }


@lru_cache(maxsize=1)
def import_map() -> str:
    """JSON for the page: where its modules find what they import by a name of ours, or from a public host."""
    here = f"/{own_address()}"
    known = {"counterparts/": here, "counterparts-vega": f"/{vega()}"}
    return json.dumps({"imports": {**known, **{name: here + file for name, file in _of_altair().items()}}})


def import_map_hash() -> str:
    """How a Content-Security-Policy names that piece of the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(import_map().encode()).digest()).decode()}"


@lru_cache(maxsize=512)
def find(path: str) -> File | None:
    """One of these files by its address under the site's root; None where there is none."""
    name = path.removeprefix(address())
    kind, _, rest = name.partition("/")
    if name == path or ".." in PurePosixPath(rest).parts or PurePosixPath(rest).suffix not in _KINDS:
        return None
    if rest == f"{CHARTS}/{_CHARTS_FILE}":
        return File(_KINDS[".js"], texts()[_CHARTS_FILE].encode())
    folders = {"static": _static_folders, "labextensions": _library_folders}.get(kind, list)()
    for folder in folders:
        file = folder / rest
        if file.is_file():
            return File(_KINDS[file.suffix], file.read_bytes())
    return None


def _static_folders() -> list[Path]:
    """Voila's own first."""
    return [Path(each) for each in reversed(collect_static_paths(["voila", "nbconvert"], "lab")) if Path(each).is_dir()]


def _library_folders() -> list[Path]:
    return [Path(each) for each in get_voila_labextensions_path()]


def _of_altair() -> Mapping[str, str]:
    """What Altair's `JupyterChart` imports from a public host, and our file for it (altair 5 and 6)."""
    spec = find_spec("altair")  # which imports nothing
    module = Path(spec.origin).parent / "jupyter" / "js" / "index.js" if spec is not None and spec.origin else None
    if module is None or not module.is_file():
        return {}
    asked = _PUBLIC.findall(module.read_text(encoding="utf-8"))
    return {each: file for each in asked for name, file in _HELD.items() if f"/{name}@" in each}
