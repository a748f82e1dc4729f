"""The levers of plan A and plan B, and the place, which both share.

The browser asks for one picture at a time and, when it comes, for the newest position only: however fast a slider is
dragged, no stale work queues up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.fault_log import notice_of
from simulation.pages.controls.lever import lever_view
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.errors import ParameterError, nearest
from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import Declaration, Group

_HERE = Path(__file__).parent
PLANS = ("a", "b")
Values = dict[str, float]
OnDone = Callable[[str], None]


def words() -> dict[str, str]:
    """The fixed words around the levers."""
    return {
        "place": _("Not like this where you work? Move the place, and try. It is the same for both plans."),
        "closed": _("The sliders open with the picture."),
        "less": _("less: {label}"),
        "more": _("more: {label}"),
        "plans": _("Which plan do the sliders move?"),
        "a": _("Plan A"),
        "b": _("Plan B"),
        "compare": _("Try a plan B beside it"),
        "drop": _("Put plan B away"),
        "why": _("What does “{label}” mean?"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "reset": _("Reset"),
        "surprise": _("Surprise me"),
        "lost": _(
            "The workshop's computer does not answer. Your sliders are kept in this page's address: "
            "reload the page in a moment."
        ),
    }


class Levers(anywidget.AnyWidget):
    """Sliders for every lever and for the place.

    `on_move(side, values, on_done)` is called with names that are on sliders and values as they came; it raises, or
    calls `on_done(notice)` once, now or later, with what the visitor is to read ("" for nothing).
    """

    _esm = module(_HERE / "levers.js")
    _css = styles(_HERE / "levers.css")

    frame = traitlets.Dict().tag(sync=True)  # looks of the levers, groups, words: never changes
    plans = traitlets.Dict().tag(sync=True)  # {"a", "b" (or None), "start"}: set when the page moves the sliders
    notice = traitlets.Unicode("").tag(sync=True)
    opened = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        declarations: Mapping[str, Declaration],
        first: Iterable[str],
        on_move: Callable[[str, Values | None, OnDone], None],
        surprises: Sequence[Mapping[str, float]] = (),
    ) -> None:
        levers = {name: declaration for name, declaration in declarations.items() if declaration.group is not None}
        first_names = list(first)
        for name in first_names:
            if name not in levers:
                raise KeyError(f"{name} is not on a slider{nearest(name, levers)}")
        groups = [
            [
                _(group.value),
                [n for n, declaration in levers.items() if declaration.group is group and n not in first_names],
            ]
            for group in Group
        ]
        super().__init__(
            frame={
                "levers": {name: lever_view(declaration) for name, declaration in levers.items()},
                "first": first_names,
                "groups": [group for group in groups if group[1]],
                "shared": [name for name, declaration in levers.items() if declaration.group is Group.PLACE],
                "surprises": [dict(surprise) for surprise in surprises],
                "words": words(),
            }
        )
        self._levers = levers
        self._on_move = on_move
        self.on_msg(self._handle_message)

    def place(self, a: Mapping[str, float], b: Mapping[str, float] | None, start: Mapping[str, float]) -> None:
        """Move the sliders to these plans; `start` is where this partnership's began."""
        version = self.plans.get("nth", 0) + 1  # the sliders have moved since: even the same plans must be sent again
        plans = {"a": self._lever_values(a), "b": None if b is None else self._lever_values(b)}
        self.plans = {**plans, "start": self._lever_values(start), "nth": version}

    def _lever_values(self, values: Mapping[str, float]) -> Values:
        return {name: values[name] for name in self._levers}

    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """One message from a browser: {"seq": n, "side": "a" or "b", "values": {...}, or None to put B away}."""
        seq = content.get("seq") if isinstance(content, dict) else None

        def on_done(notice: str) -> None:
            self.send({"kind": "done", "seq": seq if isinstance(seq, int) else 0, "notice": notice})

        try:
            side, values = self._move_in(content)
            self._on_move(side, values, on_done)
        except Exception as error:  # whatever it is, no trace may reach a visitor
            on_done(notice_of(error))

    def _move_in(self, content: Any) -> tuple[str, Values | None]:
        """Side and values of a message. The values themselves are checked by the plan, once."""
        if not isinstance(content, dict) or content.get("side") not in PLANS:
            raise ParameterError(_("a message that this page does not know was left aside"))
        values = content.get("values")
        if values is None:
            return content["side"], None
        if not isinstance(values, dict):
            raise ParameterError(_("a message that this page does not know was left aside"))
        for name in values:
            if name not in self._levers:
                raise ParameterError(_("{name} is not on a slider").format(name=repr(name)[:40]))
        return content["side"], values
