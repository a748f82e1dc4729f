"""Vega, Vega-Lite and vega-embed in one file, made once from vl-convert and cached in the user's cache folder.

A server hands it out as one static file; a page without such a server (JupyterLab) asks its kernel for it once.
No other host is ever asked. `python -m simulation.pages.pictures.vega_bundle` makes it beforehand, at set-up.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

CACHE_VARIABLE = "COUNTERPARTS_CACHE"  # another folder for what is made once
_SNIPPET = "export default vegaEmbed;"


def cache_folder() -> Path:
    """The cache folder, outside the project's tree."""
    return Path(os.environ.get(CACHE_VARIABLE) or user_cache_path("counterparts"))


def bundle_file() -> Path:
    """The bundle, made now if it is not there yet. Raises ImportError without vl-convert, OSError without room."""
    converter_version = version("vl-convert-python")
    digest = hashlib.sha256(f"{converter_version} {_SNIPPET}".encode()).hexdigest()[:10]
    bundle = cache_folder() / f"vega-{digest}.js"
    if not bundle.exists():
        import vl_convert

        _write_atomically(bundle, vl_convert.javascript_bundle(_SNIPPET).encode())
    return bundle


@lru_cache(maxsize=1)
def gzipped_bundle() -> bytes:
    """The bundle as gzip, for a page that asks its kernel."""
    return gzip.compress(bundle_file().read_bytes(), 6)


def _write_atomically(path: Path, content: bytes) -> None:
    """Write under another name, then rename: a second server starting now never reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".partial")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(name, path)


if __name__ == "__main__":
    print(f"{bundle_file().name}: {bundle_file().stat().st_size / 1e6:.2f} MB")
