"""What became of one person in one future? Three short sentences, made from the recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from simulation.answers.answer import Answer
from simulation.ensemble.recorder import Recording
from simulation.model.population import PRACTISES_ABOVE
from simulation.vocabulary.i18n import _, counted
from simulation.vocabulary.units import WEEKS_PER_MONTH

MIN_PRACTICE = 0.05  # practice below this: there was nothing to hand on


@dataclass(frozen=True)
class Facts:
    """Facts about the first holder of a post; what came after they had left is the successor's.

    role: `supported`, `colleague` (an official whom nobody supports) or `peer` (from outside). mutual: those supported
    are each other's peers. peers: how many peers somebody supported has, or how many people a peer supports. hours: of
    somebody supported, their own with all peers; of a peer, the mean over the people supported. tried and worked:
    steps, their own; for a peer, those of the people supported. watched: how many colleagues are watched; seen: the
    most of them who practised in any week. took_up: the month from which they practised until they left or the run
    ended, None for never. left: in months from the start, None for who stayed; at_election: an election unseated them.
    handed_on: practice of the post after the change as a share of what it was before, None where there was hardly any.
    practice and habit: at the end of the run, shares. practising: of a peer's people, how many practise at the end of
    the run. stayed_away: somebody supported stopped taking part.
    """

    role: str
    mutual: bool = False
    peers: int = 0
    hours: float = 0.0
    tried: int = 0
    worked: int = 0
    watched: int = 0
    seen: int = 0
    took_up: float | None = None
    left: float | None = None
    at_election: bool = False
    handed_on: float | None = None
    practice: float = 0.0
    habit: float = 0.0
    practising: int = 0
    stayed_away: bool = False


def facts(recording: Recording, member: int) -> Facts:
    """The facts of one member's post.

    Args:
        recording: a recorded future.
        member: the number of the member in the recording.

    Returns:
        The facts of who held the post first.

    Raises:
        IndexError: there is no such member.
    """
    shape, arrays = recording.shape, recording.arrays
    if not 0 <= member < shape.members:
        raise IndexError(f"member {member} of {shape.members}")
    departures = np.flatnonzero(arrays["departures"][1:, member] > 0.0)
    last = int(departures[0]) + 1 if len(departures) else recording.weeks  # the last week of who held the post first
    peer = member >= shape.officials
    own_ties = np.flatnonzero((shape.giver() if peer else shape.receiver()) == member)
    people = np.unique(shape.receiver()[own_ties]) if peer else np.array([member])
    hours = float(arrays["own_hours"][1 : last + 1, own_ties].sum())
    steps = {name: int(arrays[name][1 : last + 1, people].sum()) for name in ("tries", "successes")}
    watched = recording.watches[recording.watches[:, 0] == member, 1]
    practising = arrays["practising"] > 0.5
    seen = practising[1 : last + 1, watched].sum(axis=1)
    before, after = arrays["practice"][last - 1, member], arrays["practice"][last, member]
    left = bool(len(departures))
    return Facts(
        role="peer" if peer else "supported" if member < shape.counterparts else "colleague",
        mutual=shape.mutual,
        peers=len(own_ties) if not peer else len(people),
        hours=hours / len(people) if peer and len(people) else hours,
        tried=steps["tries"],
        worked=steps["successes"],
        watched=len(watched),
        seen=int(seen.max()) if len(seen) else 0,
        took_up=_month_since(practising[: last if left else last + 1, member]),
        left=last / WEEKS_PER_MONTH if left else None,
        at_election=left and bool(arrays["elections"][last, 0] > 0.0 and arrays["electable"][last, member] > 0.0),
        handed_on=min(float(after / before), 1.0) if left and before >= MIN_PRACTICE else None,
        practice=float(arrays["practice"][-1, member]),
        habit=float(arrays["habit"][-1, member]),
        practising=int(practising[-1, people].sum()) if len(people) else 0,
        stayed_away=bool((arrays["taking_part"][last - 1, member] < 0.5) and member < shape.counterparts),
    )


def story(person: Facts) -> list[str]:
    """Three sentences of at most twenty words."""
    if person.role == "peer":
        return [_given_sentence(person), _steps_seen_sentence(person), _peer_end_sentence(person)]
    if person.role == "colleague":
        return [_watching_sentence(person), _steps_sentence(person), _end_sentence(person)]
    return [_contact_sentence(person), _steps_sentence(person), _end_sentence(person)]


def ask(recording: Recording, member: int) -> Answer:
    """The facts (words, and what did not happen, left out) and the story of one member. Raises IndexError for one who
    is not there.
    """
    person = facts(recording, member)
    items = asdict(person).items()
    numbers = {name: float(value) for name, value in items if value is not None and not isinstance(value, str)}
    return Answer(numbers, " ".join(story(person)))


def _month_since(practises: np.ndarray) -> float | None:
    """The month since which somebody practised without a break to the end; None for who does not at the end."""
    if not len(practises) or not practises[-1]:
        return None
    breaks = np.flatnonzero(~practises)
    return float(breaks[-1] + 1) / WEEKS_PER_MONTH if len(breaks) else 0.0


def _contact_sentence(person: Facts) -> str:
    hours = round(person.hours)
    if hours == 0:
        return _("Hardly met a peer.")
    if person.mutual:
        sentence = counted(
            "Met one peer, giving and taking: {hours}.", "Met {n} peers, giving and taking: {hours}.", person.peers
        )
    else:
        sentence = counted("Met the peer for {hours}.", "Met {n} peers for {hours} in all.", person.peers)
    time = counted("{n} hour", "{n} hours", hours).format(n=hours)
    contact = sentence.format(n=person.peers, hours=time)
    return contact if not person.stayed_away else contact[:-1] + _(", then stayed away.")


def _given_sentence(person: Facts) -> str:
    hours = round(person.hours)
    if not person.peers or hours == 0:
        return _("Came from outside and hardly met anybody.")
    time = counted("{n} hour", "{n} hours", hours).format(n=hours)
    return counted("Met one person for {hours}.", "Met {n} people, each for about {hours}.", person.peers).format(
        n=person.peers, hours=time
    )


def _watching_sentence(person: Facts) -> str:
    if not person.watched:
        return _("Had no peer, and no colleague to watch.")
    if not person.seen:
        return counted(
            "Had no peer, and the one colleague they watched never worked the new way.",
            "Had no peer, and none of the {n} colleagues they watched worked the new way.",
            person.watched,
        ).format(n=person.watched)
    return counted(
        "Had no peer, but saw a colleague work the new way.",
        "Had no peer, but at times saw {seen} of {n} colleagues work the new way.",
        person.watched,
    ).format(seen=person.seen, n=person.watched)


def _steps_sentence(person: Facts) -> str:
    if not person.tried:
        return _("Tried no step.")
    if person.tried == 1:
        return _("Tried one step, and it worked.") if person.worked else _("Tried one step, and it did not work.")
    if not person.worked:
        return _("Tried {n} steps; none worked.").format(n=person.tried)
    return _("Tried {n} steps; {worked} worked.").format(n=person.tried, worked=person.worked)


def _steps_seen_sentence(person: Facts) -> str:
    if not person.tried:
        return _("Saw none of them try a step.") if person.peers > 1 else _("Saw no step tried.")
    if not person.worked:
        return counted(
            "Saw one step tried; it did not work.", "Saw {n} steps tried; none worked.", person.tried
        ).format(n=person.tried)
    return counted("Saw one step tried, and it worked.", "Saw {n} steps tried; {worked} worked.", person.tried).format(
        n=person.tried, worked=person.worked
    )


def _end_sentence(person: Facts) -> str:
    if person.left is not None:
        leaving = _("Left at the election in month {month}") if person.at_election else _("Left in month {month}")
        leaving = leaving.format(month=_month_number(person.left))
        if person.handed_on is None:
            return _("{left}, before much had changed.").format(left=leaving)
        return _("{left}; the successor kept {share} of the new practice.").format(
            left=leaving, share=_share_in_words(person.handed_on)
        )
    habit = round(100 * person.habit)
    if person.took_up:
        return _("Works mostly the new way since month {month}; {habit} in 100 is habit.").format(
            month=_month_number(person.took_up), habit=habit
        )
    if person.practice > PRACTISES_ABOVE:
        return _("Works mostly the new way all along; {habit} in 100 is habit.").format(habit=habit)
    return _("At the end, {practice} in 100 is done the new way; {habit} is habit.").format(
        practice=round(100 * person.practice), habit=habit
    )


def _peer_end_sentence(person: Facts) -> str:
    if person.left is not None:
        return _("Left in month {month}; whoever came next had to earn trust anew.").format(
            month=_month_number(person.left)
        )
    if not person.peers:
        return _("Stayed to the end.")
    if person.peers == 1:
        return (
            _("At the end, that person works mostly the new way.")
            if person.practising
            else _("At the end, that person works mostly the old way.")
        )
    return _("At the end, {practising} of {n} work mostly the new way.").format(
        practising=person.practising, n=person.peers
    )


def _share_in_words(share: float) -> str:
    words: Sequence[tuple[float, str]] = (
        (0.9, _("nearly all")), (0.65, _("about three quarters")), (0.4, _("about half")), (0.15, _("about a quarter")),
    )  # fmt: skip
    return next((text for threshold, text in words if share >= threshold), _("hardly any"))


def _month_number(months: float) -> int:
    """The month in which something happened, counted from 1."""
    return max(1, int(np.ceil(months - 1e-9)))
