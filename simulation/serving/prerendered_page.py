"""A page rendered once, by Voila, from what it showed when it was opened ahead; each visitor's has its own kernel."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from voila.notebook_renderer import NotebookRenderer

from simulation.serving.kernels.channel import Message
from simulation.serving.kernels.kernel_handle import Parent
from simulation.serving.widget_front_end import FrontEnd

_KERNEL = "the-kernel-of-this-visitor"
_PRINTED = "what-cell-{place}-prints-for-this-visitor"


class ReadyRenderer(NotebookRenderer):
    """Voila's renderer of a notebook whose outputs are known: nothing is executed."""

    outputs: dict[str, list[dict[str, Any]]]

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str | None, kernel_future: Any) -> str:
        return _KERNEL

    async def _jinja_cell_generator(self, nb: Any, kernel_id: str) -> AsyncIterator[Any]:
        for place, cell in enumerate(nb.cells):
            if cell.cell_type == "code":
                cell.outputs = held_open(str(place), self.outputs.get(str(place), []))
            yield cell


def held_open(place: str, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A cell's outputs; where it prints, all its words have one place, that of the first."""
    found, printed = [], False
    for output in outputs:
        if output["output_type"] != "stream":
            found.append(output)
        elif not printed:
            found.append(output | {"text": _PRINTED.format(place=place)})
            printed = True
    return found


@dataclass(frozen=True)
class ReadyPage:
    """The page before its kernel is known, the rest, and what its cells printed when it was opened.

    Its kernels come from `parent` alone: another's widgets go by other names.
    """

    parent: Parent
    head: str
    rest: str
    printed: Mapping[str, str]
    takes_plans: bool
    front_end: FrontEnd

    def after(self, kernel: str, printed: Mapping[str, str]) -> str:
        """The rest of the page for one visitor."""
        page = self.rest.replace(_KERNEL, kernel)
        for place, words in {**self.printed, **printed}.items():
            page = page.replace(_PRINTED.format(place=place), html.escape(words))
        return page


async def rendered(renderer: ReadyRenderer, parent: Parent, shown: Message, front_end: FrontEnd) -> ReadyPage:
    """Render with what the page showed: `outputs` by cell, and whether it `takes_plans` from a later address."""
    renderer.outputs = shown["outputs"]
    await renderer.initialize()
    page = "".join([part async for part, _ in renderer.generate_content_generator()])
    head, found, tail = page.partition('<script id="jupyter-config-data"')
    if not found or _KERNEL not in tail:
        raise ValueError("the page's template names no kernel")
    printed = {
        place: "".join(each["text"] for each in outputs if each["output_type"] == "stream")
        for place, outputs in renderer.outputs.items()
    }
    printed = {place: words for place, words in printed.items() if words}
    return ReadyPage(parent, head, found + tail, printed, shown["takes_plans"], front_end)
