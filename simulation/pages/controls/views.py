"""Which of the pictures of a page is in sight: over time, the people, A or B."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anywidget
import traitlets

from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


class Views(anywidget.AnyWidget):
    """Tabs over the pictures beside them in one box; the browser alone decides which is in sight."""

    _esm = module(_HERE / "views.js")
    _css = styles(_HERE / "views.css")

    views = traitlets.Dict().tag(sync=True)  # name: what the tab says
    first = traitlets.Unicode().tag(sync=True)  # the one in sight when the page opens
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, views: Mapping[str, str], first: str) -> None:
        super().__init__(views=dict(views), first=first, label=_("Pictures"))
