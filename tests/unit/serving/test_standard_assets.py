"""The standard front end comes from the installed packages, by this server; what of Voila's is taken for granted holds."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from simulation.serving import standard_assets
from simulation.serving.static_assets import files


def test_all_that_a_page_is_told_of_is_there() -> None:
    config = standard_assets.page_config()
    for name in ("voila.js", "voila-style.js", "theme-light.css"):
        assert standard_assets.find(f"{config['fullStaticUrl'][1:]}/{name}") is not None, name
    libraries = {each["name"]: each for each in config["federated_extensions"]}
    assert {"anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"} <= set(libraries)
    for name, each in libraries.items():
        load = each["load"].removeprefix("./")
        assert standard_assets.find(f"{config['fullLabextensionsUrl'][1:]}/{name}/{load}") is not None, name


def test_voilas_front_end_takes_addresses_from_the_page_and_brings_its_own_maths() -> None:
    """What `standard.js`, `watched_socket.js` and the template rely on (voila 0.5.13)."""
    static = standard_assets.page_config()["fullStaticUrl"][1:]
    file = standard_assets.find(f"{static}/voila.js")
    assert file is not None
    assert b"fullStaticUrl" in file.whole
    chunks = b"".join(
        path.read_bytes() for folder in standard_assets._static_folders() for path in folder.glob("9*.voila.js")
    )
    for name in (
        b"window.jupyterapp=",
        b"widgetManagerPromise",
        b"vnd.voila.cell-output+json",
        b'"null"===',
        b"mathjaxConfig",
        b"fullLabextensionsUrl",
    ):
        assert name in chunks, name


@pytest.mark.parametrize(
    "path",
    [
        "static/../index.html.j2",
        "static/%2e%2e/index.html.j2",
        "labextensions/../../../../etc/passwd",
        "labextensions//etc/passwd",
        "static/",
        "static",
        "",
        "elsewhere/voila.js",
        "static/no-such-file.js",
        "labextensions/anywidget/package.py",
    ],
)
def test_nothing_else_is_there(path: str) -> None:
    assert standard_assets.find(standard_assets.address() + path) is None
    assert standard_assets.find(f"counterparts/standard-000000000000/{path}") is None


def test_what_altair_imports_from_a_public_host_comes_from_here() -> None:
    imports = json.loads(standard_assets.import_map())["imports"]
    asked = {name: file for name, file in imports.items() if name.startswith("https://")}
    assert any("vega-embed" in name for name in asked) and any("lodash" in name for name in asked)
    for address in imports.values():
        assert address.startswith("/counterparts/")
        assert address.endswith("/") or address[1:] in files()


def test_the_map_of_imports_is_the_one_script_that_stands_in_the_page() -> None:
    mark = base64.b64encode(hashlib.sha256(standard_assets.import_map().encode()).digest()).decode()
    assert standard_assets.import_map_hash() == f"sha256-{mark}"
    assert "</" not in standard_assets.import_map()
