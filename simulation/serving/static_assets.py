"""The few files that all pages share, compressed once, under an address that changes with what is in them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from simulation.pages.pictures.vega_bundle import bundle_file
from simulation.pages.widget_assets import full_module, modules, style_sheets, with_shared_parts

ROOT = "counterparts/"  # under the site's root
_FRONT = Path(__file__).with_name("front")
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class File:
    """One file as it is sent."""

    kind: str
    whole: bytes

    @property
    def compresses(self) -> bool:
        """Whether compressing makes it smaller: fonts are compressed already."""
        return self.kind != _KINDS[".woff2"]

    @cached_property
    def zipped(self) -> bytes:
        """Compressed as well as gzip can, since it is done once."""
        return gzip.compress(self.whole, 9, mtime=0)


@lru_cache(maxsize=1)
def texts() -> Mapping[str, str]:
    """The page's own modules, every widget's, and one style sheet for all, by name."""
    found = {path.name: with_shared_parts(path) for path in sorted(_FRONT.glob("*.js"))}
    for path in modules():
        if path.name in found:
            raise ValueError(f"two files of a page go by the name of {path.name}")
        found[path.name] = full_module(path)
    found |= {path.name: path.read_text(encoding="utf-8") for path in _FRONT.glob("*.css")}
    sheets = [*style_sheets(), _FRONT / "page.css"]
    return {**found, "page.css": "\n".join(path.read_text(encoding="utf-8") for path in sheets)}


@lru_cache(maxsize=1)
def address() -> str:
    """Where they are, `counterparts/<what is in them>/`: a browser may keep a file for ever."""
    mark = hashlib.sha256("\0".join(f"{name}\0{text}" for name, text in texts().items()).encode())
    for font in _fonts():
        mark.update(font.read_bytes())
    return f"{ROOT}{mark.hexdigest()[:12]}/"


def _fonts() -> list[Path]:
    return sorted((_FRONT / "fonts").glob("*.woff2"))


def vega() -> str:
    """Where Vega is; it has an address of its own, since it changes far less often."""
    return ROOT + bundle_file().name


@lru_cache(maxsize=1)
def files() -> Mapping[str, File]:
    """All files by their address under the site's root."""
    found = {address() + name: File(_KINDS[Path(name).suffix], text.encode()) for name, text in texts().items()}
    for font in _fonts():
        found[address() + font.name] = File(_KINDS[font.suffix], font.read_bytes())
    return {**found, vega(): File(_KINDS[".js"], bundle_file().read_bytes())}
