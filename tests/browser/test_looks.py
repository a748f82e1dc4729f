"""Every page and step looks as when it was last reviewed; `python -m tests.browser.looks --renew` keeps what was changed on purpose."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from simulation.translation.pseudo_locales import write_pseudo_locales
from simulation.vocabulary.languages import CATALOGUES_VARIABLE
from tests.browser.conftest import Visit, serving
from tests.browser.looks import REVIEWED, SHEETS, SIZES, Sheet, alike, beside, keep, otherwise, reviewed, small, taken
from tests.browser.walk import STILL, VIEWS

pytestmark = pytest.mark.browser

MOST_KEPT = 1_500_000  # bytes of pictures in the repository
QUICK = Sheet("trust_takes_time", "phone")


@pytest.fixture(scope="module")
def with_languages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that offers both test locales."""
    folder = tmp_path_factory.mktemp("languages")
    write_pseudo_locales(folder / "catalogues")
    yield from serving(folder, **{CATALOGUES_VARIABLE: str(folder / "catalogues")})


def compared(seen: Visit, sheet: Sheet, folder: Path) -> list[str]:
    """What looks otherwise than reviewed, each with the picture that shows both."""
    before, found = reviewed(sheet), []
    for view, png in taken(seen, sheet).items():
        old, now = before.get(view), small(png, sheet.size)
        if old is not None and alike(old, now):
            continue
        file = folder / f"{sheet.name}-{view.replace(' ', '_')}.png"
        beside(old, png, sheet.size).save(file)
        blocks = "not reviewed yet" if old is None else f"blocks (row, column) {otherwise(old, now)[:12]}"
        found.append(f"{view}: {blocks}; reviewed, now, and where: {file}")
    return found


def test_a_page_on_a_phone_looks_as_reviewed(visit: Callable, tmp_path: Path) -> None:
    assert compared(visit(*SIZES[QUICK.size], **QUICK.context), QUICK, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "sheet", [each for each in SHEETS if each != QUICK and not each.lang], ids=lambda sheet: sheet.name
)
def test_every_page_looks_as_reviewed(visit: Callable, tmp_path: Path, sheet: Sheet) -> None:
    assert compared(visit(*SIZES[sheet.size], **sheet.context), sheet, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("sheet", [each for each in SHEETS if each.lang], ids=lambda sheet: sheet.name)
def test_every_page_in_a_test_locale_looks_as_reviewed(
    visit: Callable, with_languages: str, tmp_path: Path, sheet: Sheet
) -> None:
    seen = visit(*SIZES[sheet.size], **sheet.context)
    seen.address = with_languages
    assert compared(seen, sheet, tmp_path) == []


def test_what_is_kept_is_small_and_belongs_to_a_page() -> None:
    kept = sorted(REVIEWED.glob("*.png"))
    assert kept == sorted(sheet.file for sheet in SHEETS)
    assert sum(file.stat().st_size for file in kept) < MOST_KEPT


# ---- the comparison itself

PAGE = """<body style="margin:0;background:#faf8f4;font:16px sans-serif"><h1>How far people trust</h1>
<canvas width="320" height="200" style="display:block;margin:20px"></canvas>
<button style="margin:20px;padding:14px 40px;border:1px solid #e3ddd2;border-radius:12px;background:#fff">Place your bet</button>
<p style="margin:20px">Here you choose how many days people give and how discreet the work is.</p></body>"""
DRAW = """() => { const pen = document.querySelector('canvas').getContext('2d'); pen.strokeStyle = '#0e6f70'; pen.lineWidth = 3; pen.beginPath();
  pen.moveTo(0, 180); for (let x = 0; x < 320; x += 8) pen.lineTo(x, 180 - 140 * Math.sqrt(x / 320)); pen.stroke(); }"""
CHANGES = {
    "a moved button": "document.querySelector('button').style.marginLeft = '44px'",
    "a missing picture": "document.querySelector('canvas').width = 320",
    "another colour scheme": "document.body.style.background = '#14181d'",
    "a missing line of text": "document.querySelector('p').style.visibility = 'hidden'",
    "a filled button": "document.querySelector('button').style.background = '#0e6f70'",
    "larger type": "document.querySelector('p').style.fontSize = '19px'",
}


@pytest.fixture
def before(visit: Callable) -> tuple[Visit, bytes]:
    """A small page of our own, and its picture."""
    seen = visit(*SIZES["phone"], **STILL)
    seen.page.set_content(PAGE)
    seen.page.evaluate(DRAW)
    return seen, seen.page.screenshot()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_one_would_see_is_noticed(before: tuple[Visit, bytes], change: str) -> None:
    seen, screen = before
    seen.page.evaluate(CHANGES[change])
    assert not alike(small(screen, "phone"), small(seen.page.screenshot(), "phone"))


def test_other_edges_of_letters_and_a_pixel_here_and_there_are_not(before: tuple[Visit, bytes]) -> None:
    seen, screen = before
    seen.page.evaluate("document.querySelector('p').style.transform = 'translateX(.4px)'")
    seen.page.evaluate("document.querySelector('button').style.borderRadius = '11px'")
    moved = Image.open(io.BytesIO(seen.page.screenshot())).convert("RGB")
    pen = ImageDraw.Draw(moved)
    for x in range(0, 360, 20):
        pen.point((x, 300), fill="black")
    now = moved.reduce(4)
    assert now != small(screen, "phone")
    assert alike(small(screen, "phone"), now)


def test_what_is_kept_comes_back_as_it_was_but_for_its_few_colours(
    before: tuple[Visit, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, screen = before
    monkeypatch.setattr("tests.browser.looks.REVIEWED", tmp_path / "reviewed")
    keep(QUICK, dict.fromkeys(VIEWS[QUICK.page], screen))
    kept = reviewed(QUICK)
    assert list(kept) == list(VIEWS[QUICK.page])
    assert all(otherwise(each, small(screen, "phone")) == [] for each in kept.values())
    seen.page.evaluate(CHANGES["a moved button"])
    picture = beside(kept["story"], seen.page.screenshot(), "phone")
    assert picture.width == 3 * 360 + 32
    assert picture.getcolors(1_000_000) and any(
        colour == (255, 0, 0) for _count, colour in picture.getcolors(1_000_000)
    )
