"""The mission of a page: a goal to reach by playing, ticked when it is reached. No score, no ranking."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.pages.mission import Condition
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


class MissionCard(anywidget.AnyWidget):
    """The conditions of a mission, and how far the plan meets them."""

    _esm = module(_HERE / "mission_card.js")
    _css = styles(_HERE / "mission_card.css")

    words = traitlets.Dict().tag(sync=True)
    conditions: Any = traitlets.List().tag(sync=True)  # [asked, now, met] each

    def __init__(self) -> None:
        super().__init__(
            words={
                "mission": _("Mission"),
                "reached": _("Mission reached"),
                "met": _("reached"),
                "unmet": _("not yet"),
            }
        )

    def show(self, conditions: Iterable[Condition]) -> None:
        """How far the plan comes."""
        self.conditions = [[condition.asked, condition.now, bool(condition.met)] for condition in conditions]
