"""The chooser of partnerships: a title, its story and the question it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.fault_log import guard
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _
from simulation.vocabulary.sources import DOCUMENTS

_HERE = Path(__file__).parent


def documents(sources: Iterable[str]) -> str:
    """The documents a partnership is drawn from, by title; rows of evidence belong on the analyst's page."""
    return "; ".join(DOCUMENTS[source].title for source in sources if source in DOCUMENTS)


class Chooser(anywidget.AnyWidget):
    """One partnership out of several; `on_choice(name)` is called with a name that exists."""

    _esm = module(_HERE / "chooser.js")
    _css = styles(_HERE / "chooser.css")

    cards: Any = traitlets.List().tag(sync=True)  # [name, title, story, question, source] each
    words = traitlets.Dict().tag(sync=True)
    scenario = traitlets.Unicode().tag(sync=True)

    def __init__(self, scenarios: Mapping[str, Any], on_choice: Callable[[str], None]) -> None:
        cards = [
            [name, _(scenario.title), _(scenario.story), _(scenario.question), documents(scenario.sources)]
            for name, scenario in scenarios.items()
        ]
        words = {"choose": _("Choose a partnership"), "source": _("Source: {source}")}
        super().__init__(cards=cards, words=words, scenario=next(iter(scenarios)))
        self._on_choice = on_choice
        self.on_msg(self._handle_message)

    @guard
    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        name = content.get("scenario") if isinstance(content, dict) else None
        if isinstance(name, str) and name in [card[0] for card in self.cards]:
            self._on_choice(name)
