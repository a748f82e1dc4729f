"""What a plan comes to, at a glance: ten figures of people, some of them coloured, and one sentence."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import anywidget
import traitlets

from simulation.pages.ten_figures import TenFigures
from simulation.pages.widget_assets import module, styles

_HERE = Path(__file__).parent


class Reading(anywidget.AnyWidget):
    """Ten figures and a sentence, or sentences alone where two plans are compared."""

    _esm = module(_HERE / "reading.js")
    _css = styles(_HERE / "reading.css")

    figures = traitlets.Dict().tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)  # in place of the figures

    def show(self, figures: TenFigures) -> None:
        """Show a result."""
        with self.hold_sync():
            self.figures, self.sentence = asdict(figures), ""

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence alone."""
        with self.hold_sync():
            self.figures, self.sentence = {}, sentence
