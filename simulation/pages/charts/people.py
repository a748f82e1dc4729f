"""The people of one future: every official and peer week by week, fetched when somebody looks at them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.answers.story_of_one_person import story
from simulation.answers.which_future import Luck, ask
from simulation.model.plan import Plan
from simulation.pages.browser import module, styles
from simulation.pages.executor import people_of, people_soon
from simulation.pages.fault_log import guard, notice_of
from simulation.pages.newest_wins import NewestWins, has_event_loop
from simulation.pages.one_future import OneFuture
from simulation.runs.results import Results
from simulation.vocabulary.words import _

_HERE = Path(__file__).parent


def words() -> dict[str, Any]:
    """The fixed words around the picture."""
    return {
        "choose": _("Which future to look at"),
        "lucks": {
            Luck.UNLUCKY.value: _("unlucky"),
            Luck.TYPICAL.value: _("a typical future"),
            Luck.LUCKY.value: _("lucky"),
        },
        "number": _("another, by its number"),
        "waiting": _("Fetching the people of this future …"),
        "picture": _(
            "The people of one future. Arrow keys move from person to person, Enter tells a story. "
            "The list under “Read it” says the same."
        ),
        "legend": {
            "team": _("circle: a team"),
            "institution": _("circle: an institution"),
            "glass": _("fill: works the new way"),
            "ring": _("ring: habit"),
            "new": _("new in the post"),
            "peer": _("peer from outside"),
            "tie": _("line: contact, coloured by trust"),
            "breach": _("dashed: a broken promise"),
            "crisis": _("crisis; dashed: rules can change"),
        },
        "play": _("Play"),
        "pause": _("Pause"),
        "time": _("Month"),
        "month": _("month {n}"),
        "team": _("team {n}"),
        "institution": _("institution {n}"),
        "only": _("the institution"),
        "titles": {
            "supported": _("Person {n}, supported, {place}"),
            "colleague": _("Person {n}, a colleague, {place}"),
            "peer": _("Person {n}, a peer from outside"),
        },
        "state": _("{practice} in 100 is done the new way; {habit} is habit."),
        "events": {
            "begins": _("support begins"),
            "ends": _("support ends"),
            "crisis": _("a crisis"),
            "crisis_in": _("a crisis in institution {places}"),
            "crisis_many": _("a crisis in {n} institutions"),
            "election": _("an election"),
            "convenor": _("the convenor leaves"),
        },
        "hint": _("Tap a person to read what became of them."),
        "story": _("One person's story"),
        "next": _("next person"),
        "read": _("Read it"),
        "happened": _("What happened"),
        "everybody": _("Everybody's story"),
    }


class People(anywidget.AnyWidget):
    """The people of an unlucky, a typical or a lucky future, or of one by its number.

    `show` is the only way to change what is shown. Nothing is fetched before a browser has said that the people are in
    sight (`looked_at`); then the newest plan's future is, and again after each new result.

    What a browser sends: {"kind": "looked", "at": bool}; {"kind": "future", "luck": "unlucky", "typical" or "lucky"} or
    {"kind": "future", "number": n} from 0; {"kind": "story", "person": n, "nth": n}; {"kind": "read", "nth": n}. The
    last two are answered by a message of the same kind. Anything else is left aside.
    """

    _esm = module(_HERE / "people.js")
    _css = styles(_HERE / "people.css")

    frame = traitlets.Dict().tag(sync=True)  # words that never change
    data = traitlets.Bytes().tag(sync=True)  # the future's payload
    about = traitlets.Dict().tag(sync=True)  # which future it is, the head of its payload, and what is said of it
    notice = traitlets.Unicode("").tag(sync=True)  # what went wrong, in a sentence; the last good picture stays
    looked_at = traitlets.Bool(False)

    def __init__(self) -> None:
        super().__init__(frame={"words": words()})
        self.choice: Luck | int = Luck.TYPICAL
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

    # ---- what a browser asks for

    @guard
    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "looked" and isinstance(content.get("at"), bool):
            self.looked_at = content["at"]
            self._fetch()
        elif kind == "future":
            self._choose(content.get("luck"), content.get("number"))
        elif kind in ("story", "read") and self._found is not None and content.get("nth") == self.about["nth"]:
            self._tell(kind, content.get("person"))

    def _choose(self, luck: object, number: object) -> None:
        """Another future of the same plan; a number that is none is answered with those there are."""
        known = {each.value: each for each in Luck}
        futures = 0 if self._wanted is None else self._wanted[1].futures
        if isinstance(luck, str) and luck in known:
            self.choice = known[luck]
        elif isinstance(number, int) and not isinstance(number, bool) and 0 <= number < futures:
            self.choice = number
        elif luck is None and futures:
            self.notice = _("There are {n} futures: choose a number from 1 to {n}.").format(n=futures)
            return
        else:
            return
        self._stale = True
        self._fetch()

    def _tell(self, kind: str, person: object) -> None:
        assert self._found is not None
        facts = self._found.facts
        answer: dict[str, Any] = {"kind": kind, "nth": self.about["nth"]}
        if kind == "read":
            self.send({**answer, "stories": [story(each) for each in facts]})
        elif isinstance(person, int) and not isinstance(person, bool) and 0 <= person < len(facts):
            self.send({**answer, "person": person, "sentences": story(facts[person])})

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
        head = found.payload.head
        shown, everybody = head["people"], head["everybody"]
        part = _(
            "Not everybody fits: you see {shown} of {everybody} people, those supported first, then people around them."
        )
        self._found = found
        with self.hold_sync():
            self.data = found.payload.data
            self.about = {
                "nth": self.about.get("nth", 0) + 1,
                "luck": choice.value if isinstance(choice, Luck) else "",
                "number": found.future,
                "futures": results.futures,
                "sentence": ask(results, choice).sentence,
                "part": part.format(shown=shown, everybody=everybody) if shown < everybody else "",
                "head": head,
            }

    def _done(self, notice: str) -> None:
        if notice:
            self._stale = True  # the next look, or the next result, tries again
        self.notice = notice
