"""What the pictures of one future have in common: which future it is, and that it is fetched when somebody looks."""

from __future__ import annotations

from functools import partial
from typing import Any

import anywidget
import traitlets

from simulation.answers.which_future import Luck, ask
from simulation.ensemble.results import Results
from simulation.fault_log import guard, notice_of
from simulation.model.plans.plan import Plan
from simulation.pages.executor import people_of, people_soon
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.pages.one_future import OneFuture
from simulation.vocabulary.i18n import _


def words() -> dict[str, Any]:
    """The fixed words around the choice of a future."""
    return {
        "choose": _("Which future to look at"),
        "lucks": {
            Luck.UNLUCKY.value: _("unlucky"),
            Luck.TYPICAL.value: _("a typical future"),
            Luck.LUCKY.value: _("lucky"),
        },
        "number": _("another, by its number"),
        "waiting": _("Fetching the people of this future …"),
    }


class OfOneFuture(anywidget.AnyWidget):
    """A picture of an unlucky, a typical or a lucky future, or of one by its number.

    `show` is the only way to change what is shown. Nothing is fetched before a browser has said that the picture is in
    sight (`looked_at`); then the newest plan's future is, and again after each new result. Several such pictures choose
    `together`; what one of them has fetched the others find in the cache.

    What a browser sends: {"kind": "looked", "at": bool}; {"kind": "future", "luck": "unlucky", "typical" or "lucky"} or
    {"kind": "future", "number": n} from 0; and what a picture answers itself, with "nth", the number of its message, in
    it. Anything else is left aside.
    """

    data = traitlets.Bytes().tag(sync=True)  # the future as this picture draws it
    about = traitlets.Dict().tag(sync=True)  # which future it is, the head of its data, and what is said of it
    notice = traitlets.Unicode("").tag(sync=True)  # what went wrong, in a sentence; the last good picture stays
    looked_at = traitlets.Bool(False)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.choice: Luck | int = Luck.TYPICAL
        self.together: list[OfOneFuture] = [self]
        self._wanted: tuple[Plan, Results] | None = None
        self._found: OneFuture | None = None
        self._fetches = NewestWins()
        self._stale = False
        self.on_msg(self._asked)

    def show(self, plan: Plan, results: Results) -> None:
        """A new result of a plan, as the executor finds it: its future of the same kind follows as soon as somebody
        looks. (Of a run with another seed, other futures would be shown than those that were ranked.)
        """
        self._wanted, self._stale = (plan, results), True
        self._fetch()

    # ---- what a picture adds

    def _packed(self, found: OneFuture) -> tuple[bytes, dict[str, Any]]:
        """A future as this picture draws it: its bytes, and what is said of them."""
        raise NotImplementedError

    def _answer(self, found: OneFuture, content: dict[str, Any]) -> dict[str, Any] | None:
        """What is answered to a question about the future in sight; None leaves it aside."""
        raise NotImplementedError

    # ---- what a browser asks for

    @guard
    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "looked" and isinstance(content.get("at"), bool):
            self.looked_at = content["at"]
            self._fetch()
        elif kind == "future":
            self._choose(content.get("luck"), content.get("number"))
        elif isinstance(kind, str) and self._found is not None and content.get("nth") == self.about["nth"]:
            answer = self._answer(self._found, content)
            if answer is not None:
                self.send({"kind": kind, "nth": self.about["nth"], **answer})

    def _choose(self, luck: object, number: object) -> None:
        """Another future of the same plan; a number that is none is answered with those there are."""
        known = {each.value: each for each in Luck}
        futures = 0 if self._wanted is None else self._wanted[1].futures
        if isinstance(luck, str) and luck in known:
            choice: Luck | int = known[luck]
        elif isinstance(number, int) and not isinstance(number, bool) and 0 <= number < futures:
            choice = number
        elif luck is None and futures:
            self.notice = _("There are {n} futures: choose a number from 1 to {n}.").format(n=futures)
            return
        else:
            return
        for picture in self.together:
            picture.choice, picture._stale = choice, True
            picture._fetch()

    # ---- fetching

    def _fetch(self) -> None:
        """Fetch what is wanted, if somebody looks and it is not there yet. A newer wish supersedes one that waits."""
        if self._wanted is None or not self.looked_at or not self._stale:
            return
        self._stale = False
        plan, results = self._wanted
        if has_event_loop():
            self._fetches.submit(partial(self._fetch_soon, plan, results, self.choice), self._done)
            return
        notice = ""
        try:
            found = ask(results, self.choice)
            self._draw(people_of(plan, int(found.numbers["future"])), results, self.choice)
        except Exception as error:  # whatever it is, no trace may reach a visitor
            notice = notice_of(error)
        self._done(notice)

    async def _fetch_soon(self, plan: Plan, results: Results, choice: Luck | int) -> None:
        found = ask(results, choice)
        self._draw(await people_soon(plan, int(found.numbers["future"])), results, choice)

    def _draw(self, found: OneFuture, results: Results, choice: Luck | int) -> None:
        """Send one future, in one message."""
        data, said = self._packed(found)
        self._found = found
        with self.hold_sync():
            self.data = data
            self.about = {
                "nth": self.about.get("nth", 0) + 1,
                "luck": choice.value if isinstance(choice, Luck) else "",
                "number": found.future,
                "futures": results.futures,
                "sentence": ask(results, choice).sentence,
                **said,
            }

    def _done(self, notice: str) -> None:
        if notice:
            self._stale = True  # the next look, or the next result, tries again
        self.notice = notice
