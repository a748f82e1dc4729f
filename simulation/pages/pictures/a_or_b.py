"""Plan A or plan B: the same futures under both, one difference a future."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from simulation.charts import specification
from simulation.ensemble.compare import Comparison
from simulation.fault_log import guard
from simulation.pages.pictures.vega_widget import VegaWidget, save_words, vega_address
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


def words() -> dict[str, Any]:
    """The fixed words around the picture."""
    return {
        "title": _("Each bar is one future: what plan B leaves more, or less, than plan A, in points of 100"),
        "picture": _("The differences between the two plans, future by future. The sentence below says the same."),
        "better_a": _("plan A leaves more"),
        "better_b": _("plan B leaves more"),
        **save_words(),
        "none": _(
            "There is one plan so far. Make a second one, and both meet the same crises, elections and departures."
        ),
        "make": _("Make a plan B"),
        "failed": _("This device cannot draw the picture. The sentence below says the same."),
    }


class AOrB(VegaWidget):
    """The paired differences in gain, sorted. `show` is the only way to change it."""

    _esm = module(_HERE / "a_or_b.js")
    _css = styles(_HERE / "a_or_b.css")

    frame = traitlets.Dict().tag(sync=True)
    differences = traitlets.Bytes().tag(sync=True)  # B less A in hundredths of a point, 16 bits each, the largest first
    python = traitlets.Unicode("").tag(sync=True)
    two = traitlets.Bool(False).tag(sync=True)  # whether there is a second plan
    in_sight = traitlets.Bool(False).tag(sync=True)  # set by the browser: until then no difference is sent

    def __init__(self) -> None:
        super().__init__(frame={"spec": specification.load("differences"), "words": words(), "vega": vega_address()})
        self._latest: Comparison | None = None

    def show(self, comparison: Comparison | None) -> None:
        """Show two plans; None where there is only one."""
        self._latest = comparison
        with self.hold_sync():
            self.two = comparison is not None
            self._send_differences()

    @traitlets.observe("in_sight")
    @guard
    def _on_in_sight(self, _change: Any) -> None:
        self._send_differences()

    def _send_differences(self) -> None:
        shown = self._latest if self.in_sight else None
        self.differences = packed(shown.difference("gain")) if shown else b""
        self.python = python_code(shown) if shown else ""


def python_code(comparison: Comparison) -> str:
    """The same differences by three lines of Python."""
    a, b = comparison.a, comparison.b
    return (
        "from simulation import compare, load\n"
        f'plans = load("{a.plan.code}"), load("{b.plan.code}")\n'
        f'compare(*plans, futures={a.futures}, seed={a.seed}).difference("gain")'
    )


def packed(differences: np.ndarray) -> bytes:
    """Differences of shares as hundredths of a point, sorted, those of no number left out."""
    finite = np.sort(differences[np.isfinite(differences)])[::-1]
    return np.round(10_000 * finite).astype("<i2").tobytes()
