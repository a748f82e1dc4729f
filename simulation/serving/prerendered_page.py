"""A page rendered once, by Voila, from what it showed when it was opened ahead; each visitor's has its own kernel."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.serving.kernels.channel import Message
from simulation.serving.kernels.kernel_handle import ZygoteHandle
from simulation.serving.widget_front_end import FrontEnd

_KERNEL = "the-kernel-of-this-visitor"
_PRINTED = "what-cell-{place}-prints-for-this-visitor"


def with_placeholder(place: str, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
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
class PrerenderedPage:
    """The page before its kernel is known, the rest, and what its cells printed when it was opened.

    Its kernels come from `zygote` alone: another's widgets go by other names.
    """

    zygote: ZygoteHandle
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


async def rendered(renderer: Any, zygote: ZygoteHandle, shown: Message, front_end: FrontEnd) -> PrerenderedPage:
    """Render a page with what it showed when it was opened ahead.

    Args:
        renderer: Of the class that `jupyter_adapter.prerendering_renderer` returns, not yet initialized.
        zygote: The process that holds the page open.
        shown: `outputs` by cell, and whether the page `takes_plans` from a later address.
        front_end: Which front end the page gets.

    Raises:
        ValueError: The page's template names no kernel.
    """
    outputs = shown["outputs"]
    renderer.kernel_placeholder = _KERNEL
    renderer.outputs_of = lambda place: with_placeholder(place, outputs.get(place, []))
    await renderer.initialize()
    page = "".join([part async for part, _ in renderer.generate_content_generator()])
    head, found, tail = page.partition('<script id="jupyter-config-data"')
    if not found or _KERNEL not in tail:
        raise ValueError("the page's template names no kernel")
    printed = {
        place: "".join(output["text"] for output in of_cell if output["output_type"] == "stream")
        for place, of_cell in outputs.items()
    }
    printed = {place: text for place, text in printed.items() if text}
    return PrerenderedPage(zygote, head, found + tail, printed, shown["takes_plans"], front_end)
