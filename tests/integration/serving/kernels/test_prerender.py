"""A page that is opened ahead shows what JupyterLab would: each in its place, in order, and no trace of any fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulation.serving.kernels.first_zygote import NO_THREAD, ONE_THREAD

OPEN = """
import json, sys
from pathlib import Path
from simulation.serving.kernels.zygote_main import ThreadCheck
from simulation.serving.kernels.kernel_app import PageKernel
from simulation.serving.kernels.prerender import open_page
app = PageKernel.instance()
app.prepare()
threaded = ThreadCheck()
outputs = open_page(app.shell, Path(sys.argv[1]), threaded.look)
from simulation.pages.open_widgets import widget_kinds
caught = [list(each.outputs) for each in app.user_ns.get("kept", [])]
print("FOUND:" + json.dumps({"outputs": outputs, "widgets": widget_kinds(), "caught": caught, "why": threaded.why}), file=sys.__stdout__)
"""


def opened(folder: Path, *cells: str) -> dict[str, Any]:
    """What a page of some cells shows, opened in a process of its own; the widgets in `kept` with what they caught."""
    page = folder / "page.ipynb"
    made = [{"cell_type": "code", "source": [cell], "metadata": {}, "outputs": []} for cell in cells]
    page.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    env = {**os.environ, **ONE_THREAD, **NO_THREAD}
    ran = subprocess.run([sys.executable, "-c", OPEN, str(page)], env=env, capture_output=True, text=True, timeout=120)
    assert "FOUND:" in ran.stdout, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.rpartition("FOUND:")[2])
    return found


def test_words_results_and_displays_come_in_order_and_a_semicolon_is_obeyed(tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        "from IPython.display import HTML, clear_output, display\nprint('a')\ndisplay(HTML('b'))\nprint('c')\n'd'",
        "7;  # nothing",
        "print(1)\nclear_output()\nprint(2)",
        "print(1)\nclear_output(wait=True)\nprint(2)",
        "it = display(HTML('x'), display_id=True)\nit.update(HTML('y'))",
        "x = 7; x",
    )["outputs"]
    assert [each.get("text") or each["data"]["text/plain"] for each in found["0"]] == [
        "a\n", "<IPython.core.display.HTML object>", "c\n", "'d'",
    ]  # fmt: skip
    assert found["1"] == []
    assert [[each["text"] for each in found[place]] for place in "23"] == [["2\n"], ["2\n"]]
    assert [each["data"]["text/html"] for each in found["4"]] == ["y"]
    assert found["5"][0]["data"]["text/plain"] == "7"


def test_what_is_shown_inside_an_output_widget_is_that_widgets(tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        "import ipywidgets\nkept = [ipywidgets.Output(), ipywidgets.Output(), ipywidgets.Output()]\n"
        "with kept[0]:\n    print('in')\n    with kept[1]:\n        print('deeper')\n    print('in again')\nprint('out')",
        "with kept[2]:\n    raise ValueError('a secret')",
    )
    assert [each["text"] for each in found["outputs"]["0"]] == ["out\n"]
    assert [[each["text"] for each in caught] for caught in found["caught"][:2]] == [["in\nin again\n"], ["deeper\n"]]
    said = json.dumps(found["caught"][2])
    assert "Something went wrong on our side" in said
    assert "secret" not in said and "Traceback" not in said
    assert {"module": "@jupyter-widgets/output", "name": "OutputModel", "class": ""} in found["widgets"]


@pytest.mark.slow
def test_interact_figures_and_charts_cost_no_fork(tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "import pandas, altair\nchart = altair.Chart(pandas.DataFrame({'a': [1]})).mark_bar().encode(x='a')\nchart",
        "from ipywidgets import interact\n@interact(k=(1, 9))\ndef f(k):\n    print('k is', k)",
        "altair.Chart(pandas.DataFrame({'a': range(9000)})).mark_bar().encode(x='a')",
    )
    assert found["why"] == ""
    assert "image/png" in found["outputs"]["0"][0]["data"]
    assert "application/vnd.vegalite.v6+json" in found["outputs"]["1"][0]["data"]
    assert "Output(outputs=({" in found["outputs"]["2"][0]["data"]["text/plain"]
    assert "Something went wrong" in found["outputs"]["3"][0]["data"]["text/plain"]


def test_the_cell_that_starts_a_thread_is_named(tmp_path: Path) -> None:
    found = opened(
        tmp_path, "1", "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    assert found["why"].startswith("cell 2 started a thread (")
