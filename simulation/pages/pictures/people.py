"""The people of one future: every official and peer week by week, fetched when the widget is in sight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import traitlets

from simulation.answers.story_of_one_person import story
from simulation.pages.executor import SEED
from simulation.pages.one_future import OneFuture
from simulation.pages.pictures import future_picture
from simulation.pages.pictures.future_picture import FuturePicture
from simulation.pages.pictures.vega_widget import save_words
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


def words() -> dict[str, Any]:
    """The fixed words around the picture."""
    return {
        **future_picture.words(),
        **save_words(),
        "picture": _(
            "The people of one future. Arrow keys move from person to person, Enter tells a story. "
            "The list under “Read it, save it” says the same."
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
        "read": _("Read it, save it"),
        "happened": _("What happened"),
        "everybody": _("Everybody's story"),
    }


class People(FuturePicture):
    """The people of one future; when somebody taps one, their story.

    What a browser sends besides: {"kind": "story", "person": n, "nth": n}; {"kind": "read", "nth": n}. Each is answered
    by a message of the same kind.
    """

    _esm = module(_HERE / "people.js")
    _css = styles(_HERE / "people.css")

    frame = traitlets.Dict().tag(sync=True)  # words that never change

    def __init__(self) -> None:
        super().__init__(frame={"words": words()})

    def _pack(self, future: OneFuture) -> tuple[bytes, dict[str, Any]]:
        head = future.payload.head
        shown, n_people = head["people"], head["everybody"]
        text = _(
            "Not everybody fits: you see {shown} of {everybody} people, those supported first, then people around them."
        )
        note = text.format(shown=shown, everybody=n_people) if shown < n_people else ""
        return future.payload.data, {"part": note, "head": head}

    def _reply(self, future: OneFuture, content: dict[str, Any]) -> dict[str, Any] | None:
        person = content.get("person")
        if content["kind"] == "read":
            return {"stories": [story(facts) for facts in future.facts], "python": python_code(future)}
        if content["kind"] != "story" or not isinstance(person, int) or isinstance(person, bool):
            return None
        if not 0 <= person < len(future.facts):
            return None
        return {"person": person, "sentences": story(future.facts[person])}


def python_code(future: OneFuture) -> str:
    """The same people by four lines of Python."""
    return (
        "from simulation import load, record_future\n"
        f'future = record_future(load("{future.plan.code}"), future={future.future}, seed={SEED})\n'
        'people, ties = future.tidy("members"), future.tidy("ties")\n'
        'people[["week", "entry", "practice", "habit"]], ties[["week", "giver", "receiver", "warmth", "trust"]]'
    )
