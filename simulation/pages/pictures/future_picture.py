"""The base of widgets that show one future: the choice of the future, which is fetched when the widget is in sight."""

from __future__ import annotations

from functools import partial
from typing import Any

import anywidget
import traitlets

from simulation.answers.which_future import FutureRank, ask
from simulation.ensemble.results import Results
from simulation.fault_log import guard, notice_of
from simulation.model.plans.plan import Plan
from simulation.pages.executor import people_async, people_of
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.pages.one_future import OneFuture
from simulation.vocabulary.i18n import _


def words() -> dict[str, Any]:
    """The fixed words around the choice of a future."""
    return {
        "choose": _("Which future to look at"),
        "lucks": {
            FutureRank.UNLUCKY.value: _("unlucky"),
            FutureRank.TYPICAL.value: _("a typical future"),
            FutureRank.LUCKY.value: _("lucky"),
        },
        "number": _("another, by its number"),
        "waiting": _("Fetching the people of this future …"),
    }


class FuturePicture(anywidget.AnyWidget):
    """A picture of an unlucky, a typical or a lucky future, or of one by its number.

    `show` is the only way to change what is shown. Nothing is fetched before a browser has said that the picture is in
    sight (`in_sight`); then the newest plan's future is, and again after each new result. Several such pictures are
    `linked` and choose together; what one of them has fetched the others find in the cache.

    What a browser sends: {"kind": "looked", "at": bool}; {"kind": "future", "luck": "unlucky", "typical" or "lucky"} or
    {"kind": "future", "number": n} from 0; and what a picture answers itself, with "nth", the number of its message, in
    it. Anything else is left aside.
    """

    data = traitlets.Bytes().tag(sync=True)  # the future as this picture draws it
    about = traitlets.Dict().tag(sync=True)  # which future it is, the head of its data, and what is said of it
    notice = traitlets.Unicode("").tag(sync=True)  # what went wrong, in a sentence; the last good picture stays
    in_sight = traitlets.Bool(False)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.choice: FutureRank | int = FutureRank.TYPICAL
        self.linked: list[FuturePicture] = [self]
        self._latest: tuple[Plan, Results] | None = None
        self._future: OneFuture | None = None
        self._fetches = NewestWins()
        self._stale = False
        self.on_msg(self._handle_message)

    def show(self, plan: Plan, results: Results) -> None:
        """A new result of a plan, as the executor finds it: its future of the same kind follows as soon as somebody
        looks. (Of a run with another seed, other futures would be shown than those that were ranked.)
        """
        self._latest, self._stale = (plan, results), True
        self._fetch()

    # ---- what a picture adds

    def _pack(self, future: OneFuture) -> tuple[bytes, dict[str, Any]]:
        """A future as this picture draws it: its bytes, and what is said of them."""
        raise NotImplementedError

    def _reply(self, future: OneFuture, content: dict[str, Any]) -> dict[str, Any] | None:
        """What is answered to a question about the future in sight; None leaves it aside."""
        raise NotImplementedError

    # ---- what a browser asks for

    @guard
    def _handle_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "looked" and isinstance(content.get("at"), bool):
            self.in_sight = content["at"]
            self._fetch()
        elif kind == "future":
            self._choose(content.get("luck"), content.get("number"))
        elif isinstance(kind, str) and self._future is not None and content.get("nth") == self.about["nth"]:
            answer = self._reply(self._future, content)
            if answer is not None:
                self.send({"kind": kind, "nth": self.about["nth"], **answer})

    def _choose(self, rank_name: object, number: object) -> None:
        """Another future of the same plan; a number that is none is answered with those there are."""
        ranks = {rank.value: rank for rank in FutureRank}
        futures = 0 if self._latest is None else self._latest[1].futures
        if isinstance(rank_name, str) and rank_name in ranks:
            choice: FutureRank | int = ranks[rank_name]
        elif isinstance(number, int) and not isinstance(number, bool) and 0 <= number < futures:
            choice = number
        elif rank_name is None and futures:
            self.notice = _("There are {n} futures: choose a number from 1 to {n}.").format(n=futures)
            return
        else:
            return
        for picture in self.linked:
            picture.choice, picture._stale = choice, True
            picture._fetch()

    # ---- fetching

    def _fetch(self) -> None:
        """Fetch what is wanted, if somebody looks and it is not there yet. A newer wish supersedes one that waits."""
        if self._latest is None or not self.in_sight or not self._stale:
            return
        self._stale = False
        plan, results = self._latest
        if has_event_loop():
            self._fetches.submit(partial(self._fetch_async, plan, results, self.choice), self._on_fetched)
            return
        notice = ""
        try:
            answer = ask(results, self.choice)
            self._draw(people_of(plan, int(answer.numbers["future"])), results, self.choice)
        except Exception as error:  # whatever it is, no trace may reach a visitor
            notice = notice_of(error)
        self._on_fetched(notice)

    async def _fetch_async(self, plan: Plan, results: Results, choice: FutureRank | int) -> None:
        answer = ask(results, choice)
        self._draw(await people_async(plan, int(answer.numbers["future"])), results, choice)

    def _draw(self, future: OneFuture, results: Results, choice: FutureRank | int) -> None:
        """Send one future, in one message."""
        data, details = self._pack(future)
        self._future = future
        with self.hold_sync():
            self.data = data
            self.about = {
                "nth": self.about.get("nth", 0) + 1,
                "luck": choice.value if isinstance(choice, FutureRank) else "",
                "number": future.future,
                "futures": results.futures,
                "sentence": ask(results, choice).sentence,
                **details,
            }

    def _on_fetched(self, notice: str) -> None:
        if notice:
            self._stale = True  # the next look, or the next result, tries again
        self.notice = notice
