"""The large picture of a page: one series as a fan, the others a tap away. Made once in the browser; after that only
numbers travel, some four thousand bytes at every move.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from simulation.answers.answer import trust_levels
from simulation.charts import specification
from simulation.charts.fan_lines import LINES, LINES_B, MIDDLE, thinned_months
from simulation.ensemble.results import Results
from simulation.fault_log import guard
from simulation.model.population import TRUST_BANDS
from simulation.pages.executor import UncertaintyBand
from simulation.pages.pictures.fan_payload import PANELS, FanData, fan_data, futures_packed
from simulation.pages.pictures.text_alternative import table
from simulation.pages.pictures.vega_widget import VegaWidget, save_words, vega_address
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent
MAX_FUTURES_SHOWN = 20  # one after another, when futures are looked at one at a time


def panels() -> dict[str, dict[str, Any]]:
    """Each series as it is named: `name`, `title`, and the levels of its axis with long and short names."""
    share = {
        "levels": [0.0, 0.25, 0.5, 0.75, 1.0],
        "names": [_("none"), _("a quarter"), _("half"), _("three quarters"), _("all of it")],
        "short": ["0", "¼", "½", "¾", "1"],
    }
    trust = [0.0, *TRUST_BANDS.values()]
    known = trust_levels()
    return {
        "practice_supported": {
            "name": _("The new way"),
            "title": _("How much of the new way of working those supported use"),
            **share,
        },
        "practice_colleagues": {
            "name": _("Their colleagues"),
            "title": _("How much of it their colleagues use, whom nobody supports"),
            **share,
        },
        "trust": {
            "name": _("Trust"),
            "title": _("How far people trust the peers they meet"),
            "levels": trust,
            "names": known,
            "short": known,
        },
        "reform": {"name": _("Rules"), "title": _("How much of the rules has been rewritten"), **share},
        "service": {
            "name": _("Citizens"),
            "title": _("What citizens get, of what they could get"),
            **share,
        },
    }


def words() -> dict[str, Any]:
    """The fixed words around the picture."""
    return {
        "panels": panels(),
        "series": _("What the picture shows"),
        "today": _("today"),
        "year": _("year"),
        "years": _("years"),
        "middle": _("the middle future"),
        "in_100": _("{n} in 100"),
        "at_end": _("{n} in 100 at the end"),
        "last_day": _("{level} on the last day"),
        "luck": _("nine futures in ten, by luck"),
        "doubt": _("if people differ from what we suppose"),
        "start": _("where you started"),
        "short": {"middle": _("middle"), "luck": _("luck"), "doubt": _("doubt"), "start": _("start")},
        "plan_b": _("plan B"),
        "drawn": _("your bet"),
        "one": _("One future at a time"),
        "all": _("All futures"),
        "future": _("future {n} of {all}"),
        "closed": _("The picture opens when you have placed a bet."),
        "bet_first": _("Bet first"),
        "look": _("Look without betting"),
        "failed": _("This device cannot draw the picture. The words and the table below say the same."),
        **save_words(),
        "read": _("Read it, save it"),
        "picture": _("{panel}, over time. The words and the table below say the same."),
        "key": _("What the picture's lines and bands mean"),
    }


class OverTime(VegaWidget):
    """One series as a fan, the others on tabs; under it a text alternative and ways to save it.

    `show` is the only way to change it. Until `opened` it holds no number.
    """

    _esm = module(_HERE / "over_time.js")
    _css = styles(_HERE / "over_time.css")

    frame = traitlets.Dict().tag(sync=True)  # all that never changes: specification, words, names
    lines = traitlets.Bytes().tag(sync=True)  # plan A's lines, then plan B's, then the starting plan's
    about = traitlets.Dict().tag(sync=True)  # what the lines are: months, events, panels
    drawn: Any = traitlets.List().tag(sync=True)  # the line that was bet: [month, share] each
    opened = traitlets.Bool(False).tag(sync=True)

    def __init__(self, first: str) -> None:
        super().__init__(
            frame={
                "spec": specification.load("fan"),
                "first": first,
                "panels": PANELS,
                "lines": {"a": LINES, "b": LINES_B, "start": MIDDLE},
                "words": words(),
                "vega": vega_address(),
            }
        )
        self._results: Results | None = None
        self._plans: list[FanData] = []
        self._sentences: Callable[[], list[str]] = list
        self.on_msg(self._handle_message)

    def show(
        self,
        of_a: Results,
        of_b: Results | None,
        start: Results,
        sentences: Callable[[], list[str]] = list,
        doubt: UncertaintyBand | None = None,
    ) -> None:
        """Draw plan A, plan B over it if there is one, and the middle of the starting plan, in one message.

        Two plans are shown for as long as both are followed. sentences: what the picture says, asked for when somebody
        reads it. doubt: plan A's doubt band, where it is known already.
        """
        weeks = of_a.weeks if of_b is None else min(of_a.weeks, of_b.weeks)
        plan_data = [fan_data(of_a, weeks, None if doubt is None else doubt.weekly)]
        plan_data += [] if of_b is None else [fan_data(of_b, weeks)]
        start_data = fan_data(start)
        self._results, self._plans, self._sentences = of_a, plan_data, sentences
        with self.hold_sync():
            self.lines = b"".join(
                [plan_data[0].packed(), *(other.packed(LINES_B) for other in plan_data[1:]), start_data.packed(MIDDLE)]
            )
            self.about = {
                "months": compressed_months(thinned_months(weeks)),
                "start_months": compressed_months(thinned_months(start_data.weeks)),
                "last": round(plan_data[0].last_month, 2),
                "two": len(plan_data) > 1,
                "whole": doubt is not None,
                "panels": plan_data[0].panels,
                "events": _events(plan_data),
                "tops": _tops([*plan_data, start_data]),
                "of": of_a.plan.name,
            }

    @guard
    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """What a browser asks for when somebody looks at futures one by one, or reads the picture."""
        if self._results is None or not self.opened:
            return
        results = self._results
        if content == {"kind": "futures"}:
            shown = range(min(MAX_FUTURES_SHOWN, results.futures))
            about = {"kind": "futures", "count": len(shown), "months": compressed_months(thinned_months(results.weeks))}
            self.send(about, [futures_packed(results, list(shown))])
        elif content == {"kind": "words"}:
            reply = {"sentences": self._sentences(), "table": table(self._plans), "python": _python_code(results)}
            self.send({"kind": "words", **reply})


def compressed_months(times: list[float]) -> list[float]:
    """Evenly spaced months as (count, pace, last): three numbers instead of eighty."""
    return [len(times), round(times[1] - times[0], 6) if len(times) > 1 else 0.0, round(times[-1], 6)]


def _events(plans: list[FanData]) -> list[dict[str, Any]]:
    """When support ends, for each plan; once where both end together."""
    ends = [round(plan.support_end_month, 2) for plan in plans]
    if len(set(ends)) == 1:
        return [{"month": ends[0], "text": _("support ends")}]
    texts = [_("plan A ends"), _("plan B ends")]
    return [{"month": month, "text": text} for month, text in zip(ends, texts, strict=True)]


def _tops(fans: list[FanData]) -> dict[str, float]:
    """How high the axis of each panel has to reach, with some air."""
    tops = [np.nanmax(np.nan_to_num(data.lines), axis=(1, 2)) for data in fans]
    return {panel: round(float(top) * 1.08, 3) for panel, top in zip(PANELS, np.max(tops, axis=0), strict=True)}


def _python_code(results: Results) -> str:
    return (
        "from simulation import load, run_futures\n"
        f'plan = load("{results.plan.code}")\n'
        f'results = run_futures(plan, futures={results.futures}, seed={results.seed}, doubt=True)\n'
        'results.quantiles("{panel}", (.05, .5, .95))'
    )


