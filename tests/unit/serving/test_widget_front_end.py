"""A page keeps the light front end while all that it holds is ours; anything else brings the standard one, and says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulation.serving.options import notebooks_folder
from simulation.serving.widget_front_end import FrontEnd, of_opened_page, of_source

LEVERS = {"module": "anywidget", "name": "AnyModel", "class": "simulation.pages.controls.levers.Levers"}
BOX = {"module": "@jupyter-widgets/controls", "name": "VBoxModel", "class": ""}
LAYOUT = {"module": "@jupyter-widgets/base", "name": "LayoutModel", "class": ""}
SLIDER = {"module": "@jupyter-widgets/controls", "name": "IntSliderModel", "class": ""}
TAB = {"module": "@jupyter-widgets/controls", "name": "TabModel", "class": ""}
COUNTER = {"module": "anywidget", "name": "AnyModel", "class": "__main__.Counter"}
VIEW = "application/vnd.jupyter.widget-view+json"


def notebook(*cells: str, **metadata: Any) -> dict[str, Any]:
    """Cells of code, or of Markdown where they begin with `md:`."""
    made = [
        {"cell_type": "markdown", "source": [cell[3:]]}
        if cell.startswith("md:")
        else {"cell_type": "code", "source": [cell]}
        for cell in cells
    ]
    return {"cells": made, "metadata": metadata}


def shown(**data: Any) -> dict[str, Any]:
    kinds = {"plain": "text/plain", "html": "text/html", "png": "image/png", "view": VIEW, "markdown": "text/markdown"}
    return {"output_type": "display_data", "data": {kinds[name]: value for name, value in data.items()}, "metadata": {}}


def test_a_page_of_our_widgets_words_and_tables_is_light() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "a fact\n"}
    outputs = {"1": [shown(view={"model_id": "x"}, plain="Levers()"), printed, shown(html="<table><tr><td>1</table>")]}
    choice = of_opened_page(notebook("md:# A page\n\nIt costs $5, not $10."), [LEVERS, BOX, LAYOUT], outputs)
    assert choice.front_end is FrontEnd.LIGHT
    assert choice.because == ()


@pytest.mark.parametrize("widget", [SLIDER, TAB, COUNTER])
def test_one_widget_of_somebody_elses_brings_the_standard_front_end(widget: dict[str, str]) -> None:
    choice = of_opened_page(notebook(), [LEVERS, BOX, LAYOUT, widget], {})
    assert choice.front_end is FrontEnd.STANDARD
    assert choice.because == (widget["class"] or widget["name"],)


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (shown(png="iVBOR", plain="<Figure>"), "image/png"),
        (shown(markdown="**a**", plain="x"), "text/markdown"),
        (shown(html="<style scoped>td {}</style><table></table>"), "HTML with its own style or script"),
        (shown(html='<b style="color: red">a</b>'), "HTML with its own style or script"),
        (shown(html="<script>1</script>"), "HTML with its own style or script"),
        (shown(html='<button onclick="go()">go</button>'), "HTML with its own style or script"),
    ],
)
def test_an_output_that_the_light_front_end_cannot_show_brings_the_standard_one(
    output: dict[str, Any], why: str
) -> None:
    choice = of_opened_page(notebook(), [], {"0": [output]})
    assert (choice.front_end, choice.because) == (FrontEnd.STANDARD, (why,))


@pytest.mark.parametrize("words", ["Einstein: $E = mc^2$", "$$\\sum_i x_i$$", "\\(x\\)", "\\begin{align}x\\end{align}"])
def test_maths_brings_the_standard_front_end(words: str) -> None:
    assert of_opened_page(notebook(f"md:{words}"), [], {}).because == ("maths",)


@pytest.mark.parametrize(
    "words", ["from $5 to $10", "`$x$` is code", "```\n$a$\n```", "one $ alone", "US$200 and US$300"]
)
def test_money_and_code_are_no_maths(words: str) -> None:
    assert of_opened_page(notebook(f"md:{words}"), [], {}).front_end is FrontEnd.LIGHT


def test_a_notebook_may_ask_for_the_light_front_end_where_every_widget_brings_its_module() -> None:
    asking = notebook(counterparts={"front_end": "light"})
    assert of_opened_page(asking, [COUNTER, BOX], {}).front_end is FrontEnd.LIGHT
    assert of_opened_page(asking, [COUNTER, SLIDER], {}).because == ("IntSliderModel",)
    assert of_opened_page(notebook(counterparts="light"), [COUNTER], {}).front_end is FrontEnd.STANDARD


def test_a_page_that_was_not_opened_ahead_is_judged_by_what_its_code_imports() -> None:
    assert of_source(notebook("from simulation.pages import board\nimport simulation")).front_end is FrontEnd.LIGHT
    assert of_source(notebook("import pandas as pd, altair")).because == ("pandas", "altair")
    assert of_source(notebook("%matplotlib inline")).because == ("a cell that is not plain Python",)
    assert of_source(notebook("md:$a$", "import simulation")).because == ("maths",)


def test_every_page_of_the_workshop_is_light_by_its_source_and_names_a_template_for_plain_voila() -> None:
    for path in notebooks_folder().glob("*.ipynb"):
        page = json.loads(path.read_text(encoding="utf-8"))
        assert of_source(page).because == (), path.name
        assert page["metadata"]["voila"]["template"] == "counterparts_plain_voila", path.name
