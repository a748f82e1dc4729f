"""What became of one pair in one future? When they came to trust each other, how far, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.answers.answer import trust_levels
from simulation.ensemble.recorder import Recording
from simulation.model.population import TRUST_BANDS
from simulation.vocabulary.i18n import _, counted
from simulation.vocabulary.units import WEEKS_PER_MONTH

TO_THE_END, RECEIVER_LEFT, GIVER_LEFT, BOTH_LEFT, NEW_PEER = "", "receiver", "giver", "both", "new peer"


@dataclass(frozen=True)
class Facts:
    """Two people on one tie, for as long as they are the same two.

    receiver, giver: the official and the peer, by their numbers in the recording. begins, ends: their first and last
    week. receiver_follows, giver_follows: who is a successor. new_peer: the peers changed places before. reached: the
    weeks in which they became acquaintances, colleagues and confidants, None for never. last: their level at the end, 0
    for strangers. broken: the weeks in which a promise was broken. ended: one of the five above.
    """

    receiver: int
    giver: int
    begins: int
    ends: int
    receiver_follows: bool = False
    giver_follows: bool = False
    new_peer: bool = False
    reached: tuple[int | None, ...] = (None, None, None)
    last: int = 0
    broken: tuple[int, ...] = ()
    ended: str = TO_THE_END


def facts(recording: Recording, tie: int) -> list[Facts]:
    """The pairs that sit on a tie one after another, at least one.

    Args:
        recording: a recorded future.
        tie: the number of the tie.

    Returns:
        The facts of each pair, in the order of weeks.

    Raises:
        IndexError: there is no such tie.
    """
    shape, arrays = recording.shape, recording.arrays
    if not 0 <= tie < shape.ties:
        raise IndexError(f"tie {tie} of {shape.ties}")
    receiver, giver = int(shape.receiver()[tie]), int(shape.giver()[tie])
    departs = {member: arrays["departures"][:, member] > 0.0 for member in (receiver, giver)}
    hours = arrays["hours"][:, tie]  # with the present peer: they fall only where another one comes
    restarts = np.append(False, hours[1:] < hours[:-1]) | departs[receiver] | departs[giver]
    starts = [0, *(np.flatnonzero(restarts[1:]) + 1).tolist()]
    pairs = []
    for begins, stop in zip(starts, [*starts[1:], recording.weeks + 1], strict=True):
        trust = arrays["trust"][begins:stop, tie]
        at_level = [trust >= threshold for threshold in TRUST_BANDS.values()]
        leaves = {member: stop <= recording.weeks and bool(departs[member][stop]) for member in departs}
        follows = {member: bool(departs[member][1 : begins + 1].any()) for member in departs}
        pairs.append(
            Facts(
                receiver=receiver,
                giver=giver,
                begins=begins,
                ends=stop - 1,
                receiver_follows=follows[receiver],
                giver_follows=follows[giver],
                new_peer=bool(begins) and not (departs[receiver][begins] or departs[giver][begins]),
                reached=tuple(begins + int(reached.argmax()) if reached.any() else None for reached in at_level),
                last=int(sum(bool(reached[-1]) for reached in at_level)),
                broken=tuple((begins + np.flatnonzero(arrays["breaches"][begins:stop, tie] > 0.0)).tolist()),
                ended=_ending(leaves[receiver], leaves[giver], stop > recording.weeks),
            )
        )
    return pairs


def title(pair: Facts, numbers: tuple[int, int]) -> str:
    """Who the two are. numbers: of the official and of the peer, as the room counts people."""
    texts = {
        (False, False): _("Person {n} and peer {m}"),
        (True, False): _("The successor of person {n}, and peer {m}"),
        (False, True): _("Person {n}, and the successor of peer {m}"),
        (True, True): _("The successors of person {n} and of peer {m}"),
    }
    if pair.new_peer:
        first, later = _("Person {n} and a new peer"), _("The successor of person {n}, and a new peer")
        text = later if pair.receiver_follows else first
    else:
        text = texts[pair.receiver_follows, pair.giver_follows]
    return text.format(n=numbers[0], m=numbers[1])


def story(pair: Facts) -> list[str]:
    """One to three sentences of at most twenty words."""
    if pair.ended == TO_THE_END and pair.reached[0] is None:
        return [*_breach_sentences(pair), _("They stayed strangers to the end of the run.")]
    return [_levels_sentence(pair), *_breach_sentences(pair), end(pair)]


def end(pair: Facts) -> str:
    """How it ended, in a sentence."""
    texts = {
        TO_THE_END: _("At the end of the run they are {level}."),
        RECEIVER_LEFT: _("The official left in month {month}; then they were {level}."),
        GIVER_LEFT: _("The peer left in month {month}; then they were {level}."),
        BOTH_LEFT: _("Both left in month {month}; then they were {level}."),
        NEW_PEER: _("In month {month} everybody got a new peer; then they were {level}."),
    }
    return texts[pair.ended].format(month=month(pair.ends + 1), level=trust_levels()[pair.last])


def month(week: int) -> int:
    """The month that a week falls in, counted from 1."""
    return max(1, int(np.ceil(week / WEEKS_PER_MONTH - 1e-9)))


def _levels_sentence(pair: Facts) -> str:
    """The levels they reached, in their order; the first ones may come in one month."""
    weeks = [week for week in pair.reached if week is not None]
    texts: Sequence[str] = (
        _("They stayed strangers."),
        _("They became {one} in month {first}."),
        _("They became {one} in month {first} and {two} in month {second}."),
        _("They became {one} in month {first}, {two} in month {second} and {three} in month {third}."),
    )
    named = dict(zip(("one", "two", "three"), trust_levels()[1:], strict=True))
    months = dict(zip(("first", "second", "third"), map(month, weeks), strict=False))
    return texts[len(weeks)].format(**named, **months)


def _breach_sentences(pair: Facts) -> list[str]:
    """What broken promises there were; none, no sentence."""
    if not pair.broken:
        return []
    return [
        counted(
            "A promise was broken in month {month}, and cost them some trust.",
            "A promise was broken {n} times, first in month {month}, and cost them trust.",
            len(pair.broken),
        ).format(n=len(pair.broken), month=month(pair.broken[0]))
    ]


def _ending(receiver: bool, giver: bool, over: bool) -> str:
    if over:
        return TO_THE_END
    if receiver and giver:
        return BOTH_LEFT
    return RECEIVER_LEFT if receiver else GIVER_LEFT if giver else NEW_PEER
