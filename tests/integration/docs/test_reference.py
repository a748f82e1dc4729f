"""The reference is built without a warning, holds every public name, asks no other host, and its examples are true."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PUBLIC = json.loads((ROOT / "tests/unit/structure/public_api.json").read_text(encoding="utf-8"))["names"]
EXAMPLE = re.compile(r"^\s*>>> ", re.MULTILINE)
NO_HOST = "http://127.0.0.1:9"  # nothing answers there
LOADED = {"script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",), "object": ("data",),
          "embed": ("src",), "audio": ("src",), "video": ("src", "poster"), "track": ("src",), "link": ("href",), "form": ("action",),
          "use": ("href", "xlink:href"), "image": ("href", "xlink:href"), "base": ("href",)}  # fmt: skip
ELSEWHERE = re.compile(r"(?:https?|wss?|ftp):|//", re.IGNORECASE)
OF_A_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?\s*((?:https?:)?//[^\"')\s;]*)", re.IGNORECASE)

pytestmark = pytest.mark.slow


class Page(HTMLParser):
    """What a page asks another host for: a link that somebody has to click is nothing asked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.in_style = self.in_module = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.in_style, self.in_module = tag == "style", tag == "script"
        self.asked += [given[name] for name in LOADED.get(tag, ()) if ELSEWHERE.match(given.get(name, "").strip())]
        self.asked += OF_A_STYLE.findall(given.get("style", ""))

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.asked += OF_A_STYLE.findall(data)
        if self.in_module:
            self.asked += re.findall(r"(?:import|fetch|src\s*=)\s*\(?\s*[\"'`](https?:[^\"'`]*)", data)
        self.in_style = self.in_module = False


def sphinx(builder: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Sphinx as `make docs` calls it, where no other host can be reached."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E", "-b", builder, "-d", str(folder / "doctrees"), *options]
    environment = {**os.environ, "http_proxy": NO_HOST, "https_proxy": NO_HOST, "all_proxy": NO_HOST}
    return subprocess.run(
        [*command, "docs", str(folder / builder)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    done = sphinx("html", folder, "-w", str(folder / "warnings.txt"))  # what kernels say of themselves stands in stderr too
    told = (folder / "warnings.txt").read_text(encoding="utf-8")
    assert (done.returncode, told) == (0, ""), f"{told}\n{done.stderr}"
    return folder / "html"


def names_in(inventory: Path) -> set[str]:
    """The Python names that an inventory lists, other names for the same thing included."""
    *_, packed = inventory.read_bytes().split(b"\n", 4)
    lines = zlib.decompress(packed).decode().splitlines()
    return {line.split(" ")[0] for line in lines if line.split(" ")[1].startswith("py:")}


def test_every_public_name_is_in_it(built: Path) -> None:
    found = names_in(built / "objects.inv")
    assert len(PUBLIC) > 30
    assert sorted(name for name in PUBLIC if f"simulation.{name}" not in found) == []


def test_every_package_that_says_what_is_public_is_in_it(built: Path) -> None:
    from simulation import answers
    from simulation.experiments import claims, patterns, sensitivity

    found = names_in(built / "objects.inv")
    packages = (answers, sensitivity, patterns, claims)
    assert [f"{p.__name__}.{n}" for p in packages for n in p.__all__ if f"{p.__name__}.{n}" not in found] == []


def test_every_number_series_outcome_and_variable_is_in_a_table_with_its_unit(built: Path) -> None:
    from simulation import parameters
    from simulation.ensemble.outcomes import OUTCOMES
    from simulation.vocabulary.state_variables import STATE_VARIABLES

    def missing(page: str, units: dict[str, str]) -> list[str]:
        rows = re.findall(r"<tr.*?</tr>", (built / "reference" / f"{page}.html").read_text(encoding="utf-8"), re.DOTALL)
        texts = [html.unescape(re.sub(r"<[^>]+>", " ", row)) for row in rows]
        return [
            name for name, unit in units.items()
            if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", row) and unit in " ".join(row.split()) for row in texts)
        ]  # fmt: skip

    assert missing("parameters", {name: number.unit for name, number in parameters().items()}) == []
    assert missing("parameters", {name: number.evidence.value for name, number in parameters().items()}) == []
    assert missing("results", {name: outcome.unit for name, outcome in OUTCOMES.items()}) == []
    assert missing("results", {v.name: v.unit for v in STATE_VARIABLES.values() if v.recorded}) == []
    assert missing("rules", {v.name: v.unit for v in STATE_VARIABLES.values()}) == []


def test_every_notebook_is_a_page_with_its_pictures(built: Path) -> None:
    notebooks = sorted((ROOT / "notebooks" / "analysis").glob("*.ipynb"))
    assert len(notebooks) >= 9
    for notebook in notebooks:
        source = notebook.read_text(encoding="utf-8")
        page = (built / "notebooks" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        pictures = len(re.findall(r"# a picture", source))
        assert page.count("_images/") >= pictures, notebook
        assert "NBVAL" not in page


def test_no_page_asks_another_host(built: Path) -> None:
    pages, styles = sorted(built.rglob("*.html")), sorted(built.rglob("*.css"))
    assert len(pages) > 15 and styles
    asked = {page.name: Page(page.read_text(encoding="utf-8")).asked for page in pages}
    asked |= {style.name: OF_A_STYLE.findall(style.read_text(encoding="utf-8")) for style in styles}
    assert {name: found for name, found in asked.items() if found} == {}


@pytest.mark.parametrize(
    "planted",
    [
        '<script async src="https://cdn.example/mathjax.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/css">',
        '<img srcset="https://badges.example/a.svg 2x">',
        "<style>@font-face { src: url('https://fonts.example/a.woff2') }</style>",
        '<p style="background: url(//pictures.example/a.png)">',
        '<script type="module">import("https://cdn.example/a.mjs")</script>',
    ],
)
def test_what_asks_another_host_is_found(planted: str) -> None:
    assert len(Page(f"<html><body><p>{planted}</p></body></html>").asked) == 1
    assert Page('<a href="https://www.example.org">a link</a><script src="_static/a.js"></script><img src="a.png">').asked == []


def test_its_examples_are_true_and_every_example_is_in_it(tmp_path: Path) -> None:
    done = sphinx("doctest", tmp_path, "-D", "nb_execution_mode=off")  # the notebooks are run for the pages
    told = (tmp_path / "doctest" / "output.txt").read_text(encoding="utf-8")
    assert done.returncode == 0, f"{done.stderr}\n{told}"
    written = [*(ROOT / "simulation").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    examples = sum(len(EXAMPLE.findall(file.read_text(encoding="utf-8"))) for file in written)
    (tried,) = re.findall(r"Doctest summary\n=+\n +(\d+) tests?\n", told)
    assert examples == int(tried) > 80
