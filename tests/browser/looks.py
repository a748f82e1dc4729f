"""How every page has looked when somebody last looked at it and found it good: each view small, a sheet for each size and
colour scheme, and how far a picture of today may be from it.

`python -m tests.browser.looks` takes all pictures, says which views look otherwise than reviewed, and leaves them at full
size in a folder to be looked at; with `--renew` what looks otherwise is then kept as reviewed. Name pages to take only them.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from simulation.translation.pseudo_locales import PSEUDO_LOCALES, write_pseudo_locales
from simulation.vocabulary.languages import CATALOGUES_VARIABLE
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE, Visit, serving
from tests.browser.walk import PAGES, STILL, VIEWS, walk

REVIEWED = Path(__file__).with_name("reviewed")
SIZES = {"phone": (360, 740), "laptop": (1280, 800)}
SMALLER = {"phone": 4, "laptop": 8}  # pixels of a screen, across and down, in one that is kept
COLOURS = 256  # kept of a sheet, rare ones too
BLOCK = 6  # kept pixels, across and down, that are compared together
FAR = 11.0  # of 255: the mean difference from which a block looks otherwise
FEW = 2  # blocks of a view that may look otherwise


@dataclass(frozen=True)
class Sheet:
    """One page at one size, in one colour scheme and one language."""

    page: str
    size: str
    scheme: str = "light"
    lang: str = ""

    @property
    def name(self) -> str:
        return "-".join(filter(None, [self.page, self.size, self.scheme, self.lang]))

    @property
    def file(self) -> Path:
        return REVIEWED / f"{self.name}.png"

    @property
    def context(self) -> dict[str, Any]:
        """What a browser is told, so that nothing but the page decides how it looks."""
        return {**STILL, "color_scheme": self.scheme, "device_scale_factor": 1, "locale": "en-GB", "timezone_id": "UTC"}


SHEETS = [
    *(Sheet(page, size, scheme) for page in PAGES for size in SIZES for scheme in ("light", "dark")),
    *(Sheet(page, "phone", "light", lang) for page in PAGES for lang in PSEUDO_LOCALES),
]


def small(png: bytes, size: str) -> Image.Image:
    """A picture of a screen as it is kept: each pixel the mean of many."""
    return Image.open(io.BytesIO(png)).convert("RGB").reduce(SMALLER[size])


def otherwise(before: Image.Image, now: Image.Image) -> list[tuple[int, int]]:
    """Where two small pictures differ: the blocks, by row and column; all of them if the sizes differ."""
    if before.size != now.size:
        return [(row, column) for row in range(-(-now.height // BLOCK)) for column in range(-(-now.width // BLOCK))]
    apart = np.abs(np.asarray(before, dtype=float) - np.asarray(now, dtype=float)).max(axis=2)
    down, across = (-length % BLOCK for length in apart.shape)
    whole = np.pad(apart, ((0, down), (0, across)), mode="edge")
    blocks = whole.reshape(whole.shape[0] // BLOCK, BLOCK, whole.shape[1] // BLOCK, BLOCK).mean(axis=(1, 3))
    return [(int(row), int(column)) for row, column in np.argwhere(blocks > FAR)]


def alike(before: Image.Image, now: Image.Image) -> bool:
    """Whether two small pictures show the same, but for edges of letters and the like."""
    return len(otherwise(before, now)) <= FEW


def taken(seen: Visit, sheet: Sheet) -> dict[str, bytes]:
    """Every view of a page, photographed."""
    return {view: seen.page.screenshot(caret="hide") for view in walk(seen, sheet.page, sheet.lang)}


def reviewed(sheet: Sheet) -> dict[str, Image.Image]:
    """The views of a page as they were reviewed, small; nothing where none were yet."""
    if not sheet.file.exists():
        return {}
    whole, (width, height) = Image.open(sheet.file).convert("RGB"), _tile(sheet)
    views = VIEWS[sheet.page]
    return {view: whole.crop((nth * width, 0, (nth + 1) * width, height)) for nth, view in enumerate(views)}


def keep(sheet: Sheet, screens: Mapping[str, bytes]) -> None:
    """Keep these screens as reviewed."""
    width, height = _tile(sheet)
    whole = Image.new("RGB", (width * len(VIEWS[sheet.page]), height))
    for nth, view in enumerate(VIEWS[sheet.page]):
        whole.paste(small(screens[view], sheet.size), (nth * width, 0))
    REVIEWED.mkdir(exist_ok=True)
    whole.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(sheet.file, optimize=True)


def beside(before: Image.Image | None, screen: bytes, size: str) -> Image.Image:
    """Three pictures in a row: as reviewed, as it is now, and now with a frame round each block that looks otherwise."""
    now, times = small(screen, size), SMALLER[size]
    old = before or Image.new("RGB", now.size, "white")
    full = Image.open(io.BytesIO(screen)).convert("RGB")
    framed = full.copy()
    pen = ImageDraw.Draw(framed)
    for row, column in otherwise(old, now):
        x, y, side = column * BLOCK * times, row * BLOCK * times, BLOCK * times
        pen.rectangle((x, y, x + side, y + side), outline="red", width=2)
    row_of = Image.new("RGB", (3 * full.width + 32, full.height), "magenta")
    for nth, each in enumerate((old.resize(full.size, Image.Resampling.NEAREST), full, framed)):
        row_of.paste(each, (nth * (full.width + 16), 0))
    return row_of


def _tile(sheet: Sheet) -> tuple[int, int]:
    width, height = SIZES[sheet.size]
    times = SMALLER[sheet.size]
    return -(-width // times), -(-height // times)


@contextmanager
def _servers() -> Iterator[Mapping[bool, str]]:
    """Two servers, by whether they offer the test locales."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain").mkdir()
        (folder / "languages").mkdir()
        write_pseudo_locales(folder / "catalogues")
        plain = serving(folder / "plain")
        languages = serving(folder / "languages", **{CATALOGUES_VARIABLE: str(folder / "catalogues")})
        addresses = {False: next(plain), True: next(languages)}
        try:
            yield addresses
        finally:
            for each in (plain, languages):
                next(each, None)


def main() -> None:
    """Take the pictures, say what looks otherwise, and keep it if told to."""
    from playwright.sync_api import sync_playwright

    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("pages", nargs="*", metavar="PAGE", help=f"only these pages, of {', '.join(PAGES)}")
    ask.add_argument("--renew", action="store_true", help="keep what looks otherwise as reviewed")
    ask.add_argument("--into", type=Path, help="the folder for the pictures at full size; by default a new one")
    given = ask.parse_args()
    into = given.into or Path(tempfile.mkdtemp(prefix="looks-"))
    into.mkdir(parents=True, exist_ok=True)
    with _servers() as addresses, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for sheet in SHEETS:
            if given.pages and sheet.page not in given.pages:
                continue
            width, height = SIZES[sheet.size]
            tab = browser.new_context(viewport={"width": width, "height": height}, **sheet.context)
            tab.set_default_timeout(PATIENCE)
            screens = taken(Visit(tab.new_page(), addresses[bool(sheet.lang)]), sheet)
            tab.close()
            before = reviewed(sheet)
            new = [
                view
                for view, png in screens.items()
                if view not in before or not alike(before[view], small(png, sheet.size))
            ]
            for view, png in screens.items():
                (into / f"{sheet.name}-{view.replace(' ', '_')}.png").write_bytes(png)
            if new and given.renew:
                keep(sheet, screens)
            print(
                f"{sheet.name}: {', '.join(new) + (' kept anew' if given.renew else ' looks otherwise') if new else 'as reviewed'}",
                flush=True,
            )
        browser.close()
    print(f"The pictures at full size: {into}")


if __name__ == "__main__":
    main()
