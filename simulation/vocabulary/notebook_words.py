"""The words of a notebook, its title and its Markdown cells, in the language spoken."""

from __future__ import annotations

from typing import Any

from simulation.vocabulary.i18n import _


def notebook_texts(notebook: Any) -> list[str]:
    """What is to be translated of a notebook, read by nbformat or as JSON: its title, then each Markdown cell whole."""
    title = notebook["metadata"].get("title", "")
    cells = ["".join(cell["source"]).strip() for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return [text for text in (title, *cells) if text]


def translate_notebook(notebook: Any) -> None:
    """Put the translated words into it."""
    if notebook["metadata"].get("title"):
        notebook["metadata"]["title"] = str(_(notebook["metadata"]["title"]))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"]).strip()
            cell["source"] = str(_(source))
