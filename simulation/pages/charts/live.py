"""The live picture: four fans in the browser, made once; after that only numbers travel (about 7 KB for two plans)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.pages.browser import module, styles
from simulation.pages.charts import bundle, specification
from simulation.pages.charts.picture import LINES, PANELS, Picture, months
from simulation.pages.charts.twin import table
from simulation.pages.mishap import note
from simulation.vocabulary.words import _

VEGA_VARIABLE = "COUNTERPARTS_VEGA"  # the server's address of the bundle, relative to the site; unset in JupyterLab
_HERE = Path(__file__).parent


def words() -> dict[str, Any]:
    """The fixed words around the picture."""
    return {
        "panels": {
            "practice": [_("Practice"), _("how much of the new way of working is in use")],
            "trust": [_("Trust"), _("how far people could lean on their peers")],
            "reform": [_("Reform"), _("how much of the rules has been rewritten")],
            "service": [_("Service"), _("what citizens get")],
        },
        "year": _("yr"),
        "middle": _("the middle future"),
        "luck": _("luck"),
        "doubt": _("doubt"),
        "ends": _("support ends"),
        "other": _("plan B: middle future and luck"),
        "bands": _(
            "Nine futures in ten lie in the dark band, through luck alone; nine in ten lie in the pale band "
            "when our assumptions about people vary too."
        ),
        "closed": _("The picture opens once you have placed your bet."),
        "waiting": _("Drawing the picture …"),
        "failed": _("The picture could not be drawn on this device. The words and the table below say the same."),
        "read": _("Read it"),
        "picture": _("{panel} over time; the words and the table under “Read it” say the same."),
        "months": _("months"),
    }


class LiveFans(anywidget.AnyWidget):
    """Four fan charts, the sentences under them and their text twin. `show` is the only way to change them."""

    _esm = module(_HERE / "live.js")
    _css = styles(_HERE / "live.css")

    frame = traitlets.Dict().tag(sync=True)  # all that never changes: specification, words, names
    lines = traitlets.Bytes().tag(sync=True)  # plan A's lines, then plan B's
    about = traitlets.Dict().tag(sync=True)  # what the lines are: months, ends, sentences, table
    opened = traitlets.Bool(False).tag(sync=True)  # the bet is placed

    def __init__(self) -> None:
        super().__init__(
            frame={
                "spec": specification.kept(),
                "panels": PANELS,
                "lines": LINES,
                "words": words(),
                "vega": os.environ.get(VEGA_VARIABLE, ""),
            }
        )
        self.on_msg(self._asked)

    def show(self, plan_a: Picture, plan_b: Picture | None, sentences: list[str]) -> None:
        """Draw plan A, and plan B over it if there is one, in one message.

        Raises ValueError when the two span different weeks.
        """
        pictures = [plan_a] if plan_b is None else [plan_a, plan_b]
        every = {each.weeks for each in pictures}
        if len(every) > 1:
            raise ValueError("two plans in one picture must span the same weeks")
        with self.hold_sync():
            self.lines = b"".join(each.packed() for each in pictures)
            self.about = {
                "months": _pace(months(plan_a.weeks)),
                "last": round(plan_a.last_month, 2),
                "ends": [round(each.ends, 2) for each in pictures],
                "sentences": sentences,
                "table": table(pictures),
            }

    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """A page without our server's static file asks for Vega, once; without an answer it shows the words alone."""
        if content != {"kind": "vega"}:
            return
        try:
            found = [bundle.zipped()]
        except Exception as error:  # vl-convert missing, no room on disk: no trace may reach a visitor
            note(error)
            found = []
        self.send({"kind": "vega"}, found)


def _pace(times: list[float]) -> list[float]:
    """Evenly spaced months as (count, pace, last): three numbers instead of eighty."""
    return [len(times), round(times[1] - times[0], 6) if len(times) > 1 else 0.0, round(times[-1], 6)]
