"""The base of widgets that draw with Vega: its address on the server, or its source where no server serves it."""

from __future__ import annotations

import os
from typing import Any

import anywidget

from simulation.fault_log import log_fault
from simulation.pages.pictures import vega_bundle
from simulation.vocabulary.i18n import _

VEGA_VARIABLE = "COUNTERPARTS_VEGA"  # the server's address of the bundle, relative to the site; unset in JupyterLab


def vega_address() -> str:
    """The server's address of Vega; "" in JupyterLab."""
    return os.environ.get(VEGA_VARIABLE, "")


def save_words() -> dict[str, str]:
    """The words around keeping a picture."""
    return {
        "read": _("Save it"),
        "numbers": _("Numbers (CSV)"),
        "python": _("This picture in Python"),
        "close": _("Close"),
    }


class VegaWidget(anywidget.AnyWidget):
    """A widget whose browser side requests Vega, once, where no server serves it; without a reply it shows text."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._handle_vega_request)

    def _handle_vega_request(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if content != {"kind": "vega"}:
            return
        try:
            buffers = [vega_bundle.gzipped_bundle()]
        except Exception as error:  # vl-convert missing, no room on disk: no trace may reach a visitor
            log_fault(error)
            buffers = []
        self.send({"kind": "vega"}, buffers)
