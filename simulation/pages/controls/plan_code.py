"""The plan code: shown, copied, typed in, and held in the page's query parameters so that a reload loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.fault_log import notice_of
from simulation.model.plans.loading import plan_of_code
from simulation.model.plans.plan import Plan
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.errors import CodeError
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent
MAX_CODE_LENGTH = 200  # characters; a typed code longer than this is not a code


def words() -> dict[str, str]:
    """The fixed words around the code."""
    return {
        "a": _("Code of plan A"),
        "b": _("Code of plan B"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "share": _("Share this plan"),
        "link": _("Copy the address"),
        "qr": _("A code to scan: it opens this page with this plan"),
        "close": _("Close"),
        "enter": _("Have a code?"),
        "go": _("Open the plan"),
        "help": _("Say it aloud, write it down, or keep this page's address: each brings the same sliders back."),
    }


def typed_plan(code: object) -> Plan:
    """The plan of what a visitor typed or has in the address: a code only, never a name or a file's path.

    Raises CodeError.
    """
    if not isinstance(code, str) or not code.strip() or len(code) > MAX_CODE_LENGTH:
        raise CodeError(_("a plan code is a few letters and figures, such as k7f-2mq"))
    return plan_of_code(code.strip())


class PlanCode(anywidget.AnyWidget):
    """Codes of plan A and B; `on_entered(a, b)` is called with the plan of what a visitor types, or with both plans of
    the page's address when the browser goes back or forward to it; b is None where there is none.
    """

    _esm = module(_HERE / "plan_code.js")
    _css = styles(_HERE / "plan_code.css")

    words = traitlets.Dict().tag(sync=True)
    codes: Any = traitlets.List().tag(sync=True)  # [A] or [A, B]
    notice = traitlets.Unicode("").tag(sync=True)

    def __init__(self, on_entered: Callable[[Plan, Plan | None], None]) -> None:
        super().__init__(words=words())
        self._on_entered = on_entered
        self.on_msg(self._handle_message)

    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        try:
            message = content if isinstance(content, dict) else {}
            codes = message["codes"] if isinstance(message.get("codes"), list) else [message.get("code")]
            plans = [typed_plan(code) for code in codes[:2]] or [typed_plan(None)]
            self._on_entered(plans[0], plans[1] if len(plans) > 1 else None)
            self.notice = ""
        except Exception as error:  # whatever it is, no trace may reach a visitor
            self.notice = notice_of(error)
