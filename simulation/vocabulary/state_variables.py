"""Every variable of the model: which table it belongs to, its unit and range, and what it means.

*States* are carried from week to week and changed by rules. *Constants* are set when a world is made. *Signals*
last one week: a rule, or the look at the world between weeks, sets them; without that rule they hold their default.
*Events* are signals that are counted. A *total* is a signal that the engine adds up along links from another variable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum


class Table(Enum):
    """What a variable has one value for. In a phase of the week the tables are asked in this order."""

    PARTNERSHIP = "partnership"
    INSTITUTIONS = "institutions"
    MEMBERS = "members"
    TIES = "ties"


class Kind(Enum):
    """How long a variable's values last."""

    STATE = "state"
    CONSTANT = "constant"
    SIGNAL = "signal"
    EVENT = "event"


class Over(Enum):
    """Along which links a total is taken."""

    PEERS = "a member's ties to their peers"  # of a variable of ties, for members
    BEST_PEER = "the best of a member's ties to their peers"  # the greatest of a variable of ties, for members
    COLLEAGUES = "the colleagues whom a member watches"  # of a variable of members, for members
    PEOPLE = "an institution's people"  # of a variable of members, for institutions


GROUPS = ("supported", "colleagues", "peers")  # of members; colleagues are the officials whom nobody supports

MEMBERS, TIES, INSTITUTIONS, PARTNERSHIP = Table.MEMBERS, Table.TIES, Table.INSTITUTIONS, Table.PARTNERSHIP


@dataclass(frozen=True)
class Total:
    """How a signal follows from another variable: the sum `of` it, or its mean, along links."""

    of: str
    over: Over
    mean: bool = False


@dataclass(frozen=True)
class StateVariable:
    """One variable of the model.

    Attributes:
        name: its name in rules, results and recordings.
        table: what it has one value for.
        kind: how long its values last.
        unit: its unit.
        help: what it means.
        default: its value where no rule sets it.
        high: the upper end of its range; the lower end is 0.
        credited: whether each rule's part in its change is kept.
        recorded: whether it is written down every week.
        total: how it follows from another variable; None for all others.
        core: whether it is written down in every run (outcomes are made from it), not only when it is asked for.

    Examples:
        >>> from simulation.vocabulary.state_variables import STATE_VARIABLES
        >>> trust = STATE_VARIABLES["trust"]
        >>> trust.table.value, trust.kind.value, trust.credited
        ('ties', 'state', True)
    """

    name: str
    table: Table
    kind: Kind
    unit: str
    help: str
    default: float = 0.0
    high: float = 1.0
    credited: bool = False
    recorded: bool = False
    total: Total | None = None
    core: bool = False


def _state(
    name: str, table: Table, help: str, *, unit: str = "share", high: float = 1.0, default: float = 0.0,
    recorded: bool = True, core: bool = False,
) -> StateVariable:  # fmt: skip
    share = high == 1.0
    return StateVariable(name, table, Kind.STATE, unit, help, default, high, share and recorded, recorded, core=core)


def _signal(
    name: str, table: Table, help: str, *, unit: str = "share", default: float = 0.0, recorded: bool = False,
    core: bool = False,
) -> StateVariable:  # fmt: skip
    return StateVariable(name, table, Kind.SIGNAL, unit, help, default, math.inf, False, recorded, core=core)


def _event(name: str, table: Table, help: str) -> StateVariable:
    core = table in (INSTITUTIONS, PARTNERSHIP)
    return StateVariable(name, table, Kind.EVENT, "count", help, 0.0, math.inf, False, True, core=core)


def _constant(name: str, table: Table, help: str, *, unit: str = "share", default: float = 0.0) -> StateVariable:
    return StateVariable(name, table, Kind.CONSTANT, unit, help, default, math.inf)


def _total(name: str, table: Table, total: Total, help: str, *, unit: str = "share") -> StateVariable:
    return StateVariable(name, table, Kind.SIGNAL, unit, help, 0.0, math.inf, False, False, total)


LONG_AGO = 99.0  # weeks; "never yet" for a count of weeks since something happened

_ALL = (
    _state("knowledge", MEMBERS, "what a member knows of the new way of working", core=True),
    _state("confidence", MEMBERS, "readiness to try a step"),
    _state("practice", MEMBERS, "how much of the new way of working is in use", core=True),
    _state("habit", MEMBERS, "how much of it has become second nature"),
    _state("tenure", MEMBERS, "time in post", unit="weeks", high=math.inf, recorded=False),
    _state(
        "weeks_since_try",
        MEMBERS,
        "weeks since the member last tried a step, 0 after a week with one",
        unit="weeks",
        high=math.inf,
        default=LONG_AGO,
        recorded=False,
    ),
    _constant("threshold", MEMBERS, "share of colleagues who must practise before a member follows"),
    _constant("examples_needed", MEMBERS, "practising colleagues a member must see", unit="colleagues"),
    _constant("habit_rate", MEMBERS, "share of the gap between habit and practice closed in a week", unit="share/week"),
    _constant("electable", MEMBERS, "1 for those whom an election can unseat, 0 for outside peers", unit="0 or 1"),
    _constant("outside", MEMBERS, "1 for peers from outside, 0 for officials", unit="0 or 1"),
    _constant("supported", MEMBERS, "1 for those supported, 0 for others", unit="0 or 1"),
    _constant("asked_after", MEMBERS, "share of the officials whom a plan asks before this one"),
    _constant("colleagues_watched", MEMBERS, "how many colleagues a member watches, at least 1", unit="colleagues"),
    _constant("newcomer_knowledge", MEMBERS, "what whoever takes up the post knows on arrival"),
    _constant("newcomer_confidence", MEMBERS, "how ready to try whoever takes up the post is on arrival"),
    _constant("newcomer_practice", MEMBERS, "the practice that whoever takes up the post has already"),
    _constant("willingness", MEMBERS, "how willing whoever holds the post is, the most willing being asked first"),
    _state("encouraged", MEMBERS, "how far the last result invites the next try: 1 after a win, 0 after a failure",
           default=0.5, recorded=False),
    _state("planning", MEMBERS, "how far a member has had a hand in the plan"),
    _state("taking_part", MEMBERS, "1 for who still comes to what is planned, 0 for who stays away", default=1.0,
           unit="0 or 1", core=True),
    _signal("practising", MEMBERS, "1 when more than half of the new way is in use", unit="0 or 1", recorded=True,
            core=True),
    _signal("applying", MEMBERS, "1 when a step was tried in the last four weeks", unit="0 or 1", recorded=True,
            core=True),
    _signal("support", MEMBERS, "trust felt now in the peer whom a member trusts most"),
    _signal("readiness", MEMBERS, "how far a member stands for a reform: knows, and practises or is supported"),
    _total("best_felt_trust", MEMBERS, Total("felt_support", Over.BEST_PEER),
           "trust felt now in the peer whom a member trusts most, as far as that peer has an ear for them"),
    _total("hours_with_peers", MEMBERS, Total("own_hours", Over.PEERS), "hours with all peers this week",
           unit="hours/week"),
    _total("satisfaction", MEMBERS, Total("engagement", Over.PEERS, mean=True),
           "how far meetings are worth their while, over a member's peers"),
    _total("colleagues_practising", MEMBERS, Total("practising", Over.COLLEAGUES), "practising colleagues in sight",
           unit="colleagues"),
    _total("share_practising", MEMBERS, Total("practising", Over.COLLEAGUES, mean=True),
           "share of the colleagues in sight who practise, 0 without any"),
    _event("tries", MEMBERS, "members who tried a step this week"),
    _event("successes", MEMBERS, "members whose step worked this week"),
    _event("departures", MEMBERS, "members who left their post this week"),
    _state("trust", TIES, "latent trust of counterpart in peer, slow", core=True),
    _state("warmth", TIES, "how active the tie is now, fast"),
    _state("scar", TIES, "what deception took off the highest trust still possible"),
    _state("freshness", TIES, "what this peer still has that is new", default=1.0),
    _state("engagement", TIES, "share of offered meetings that are taken up", default=1.0),
    _state("hours", TIES, "contact so far with the present peer", unit="hours", high=math.inf),
    _constant("through_convenor", TIES, "1 for a tie that runs through the convenor", unit="0 or 1"),
    _constant("initial_trust", TIES, "trust that a new pair gives in advance"),
    _constant("visit_phase", TIES, "where in the round of visits a tie begins"),
    _signal("felt_trust", TIES, "trust times warmth: what can be leaned on today", recorded=True),
    _signal("acquainted", TIES, "1 for a pair who are acquaintances or more", unit="0 or 1", recorded=True, core=True),
    _signal("familiar", TIES, "1 for a pair who know each other well or better", unit="0 or 1", recorded=True,
            core=True),
    _signal("close", TIES, "1 for a pair who are close", unit="0 or 1", recorded=True, core=True),
    _signal("felt_support", TIES, "felt trust, as far as the peer has an ear for the counterpart"),
    _signal("openness", TIES, "how far a counterpart dares to show what they cannot do", default=1.0, recorded=True),
    _signal("contact_hours", TIES, "hours together this week", unit="hours/week", recorded=True, core=True),
    _signal("own_hours", TIES, "hours of the counterpart's own time this week", unit="hours/week", recorded=True,
            core=True),
    _signal("attended_hours", TIES, "hours in which the peer attends to the counterpart's own case",
            unit="hours/week"),
    _constant("ear", TIES, "how far the peer has an ear for the counterpart: few at once, and a good match",
              default=1.0),
    _event("breaches", TIES, "broken promises and deceptions this week"),
    _state("window", INSTITUTIONS, "how open the rules are to change"),
    _state("strain", INSTITUTIONS, "attention eaten by a crisis"),
    _state("reform", INSTITUTIONS, "how much of the rules has been rewritten", core=True),
    _state("service", INSTITUTIONS, "what citizens get", core=True),
    _state("reserve", INSTITUTIONS, "unspent flexible days", unit="days", high=math.inf),
    _state(
        "open_weeks",
        INSTITUTIONS,
        "how long the present window has been open",
        unit="weeks",
        high=math.inf,
        recorded=False,
    ),
    _state("window_used", INSTITUTIONS, "1 once a reform was won in the present window", unit="0 or 1", recorded=False),
    _signal("affordable", INSTITUTIONS, "share of what is known that there is money to do", default=1.0),
    _signal(
        "support_days",
        INSTITUTIONS,
        "days of support reaching the institution this week",
        unit="days/week",
        recorded=True, core=True),
    _signal("convening_days", INSTITUTIONS, "days that those who convene give this week", unit="days/week",
            recorded=True, core=True),
    _signal("released_days", INSTITUTIONS, "days set free from the reserve this week", unit="days/week"),
    _total("mean_practice", INSTITUTIONS, Total("practice", Over.PEOPLE, mean=True), "mean practice of its people"),
    _total("people_practising", INSTITUTIONS, Total("practising", Over.PEOPLE, mean=True), "share who practise"),
    _total("coalition", INSTITUTIONS, Total("readiness", Over.PEOPLE, mean=True), "mean readiness of its people"),
    _signal("reform_step", INSTITUTIONS, "share of the rules rewritten this week"),
    _event("crises", INSTITUTIONS, "crises that arrive this week"),
    _event("windows", INSTITUTIONS, "crises severe enough to open a window"),
    _event("reforms", INSTITUTIONS, "rule changes won this week"),
    _event("windows_used", INSTITUTIONS, "windows in which a first reform is won this week"),
    _state("convenor", PARTNERSHIP, "1 while the convenor is there, rising again as another is found", default=1.0),
    _state("leaderless", PARTNERSHIP, "1 when the convenor has left and nobody takes over", unit="0 or 1"),
    _signal("under_way", PARTNERSHIP, "1 while support lasts", unit="0 or 1"),
    _event("elections", PARTNERSHIP, "elections this week"),
    _event("convenor_exits", PARTNERSHIP, "departures of the convenor this week"),
)

STATE_VARIABLES: dict[str, StateVariable] = {variable.name: variable for variable in _ALL}


def of(table: Table, *kinds: Kind) -> tuple[StateVariable, ...]:
    """The variables of a table, of the kinds named, in order of declaration."""
    return tuple(q for q in _ALL if q.table is table and q.kind in kinds)
