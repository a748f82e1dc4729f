"""Who there is and who is linked to whom, before the first week."""

from __future__ import annotations

from typing import Any

from .agents import Institution, Member, Tie
from .luck import SharedLuck
from .rates import normal


def found_institutions(model: Any) -> list[Institution]:
    """The supported institutions and, where peers come from outside, their home."""
    p = model.numbers
    places = range(p.institutions + (p.peers > 0))
    return [Institution(model, place, place < p.institutions) for place in places]


def hire_members(model: Any) -> list[Member]:
    """Officials, dealt out over the institutions in turn, then the peers; in each institution teams fill two by two."""
    p, institutions = model.numbers, model.institutions
    members = []
    for place in range(p.officials + p.peers):
        outside = place >= p.officials
        home = institutions[-1] if outside else institutions[place % p.institutions]
        unit = len(home.members) // 2 % p.units
        members.append(Member(model, place, home, unit, outside))
    for member in members:
        for name in ("knowledge", "confidence", "practice"):
            usual = p.peer_mastery if member.outside else getattr(p, f"starting_{name}")
            draw = min(max(model.luck.once("population", f"{name}_deviation", member), 1e-6), 1 - 1e-6)
            setattr(member, name, min(max(usual + p.people_spread * normal(draw), 0.0), 1.0))
            setattr(member, f"newcomer_{name}", getattr(member, name))  # successors bring what the first holder brought
        member.habit = member.practice
        member.supported = member.place < p.counterparts
        if not member.outside:
            member.asked_after = member.place / p.officials
        member.willingness = 1 - p.willingness_fall * member.asked_after  # the willing come first
    return members


def tie_peers(model: Any) -> list[Tie]:
    """Every counterpart's ties, counterpart by counterpart."""
    p, members = model.numbers, model.members
    ties: list[Tie] = []
    for person in range(p.counterparts):
        for peer in _peers_of(person, p):
            ties.append(Tie(model, len(ties), members[person], members[peer]))
    return ties


def _peers_of(person: int, p: Any) -> list[int]:
    """Places of a counterpart's peers: from outside in turn, else neighbours on both sides of a ring."""
    if p.peers > 0:
        return [p.officials + (person + n) % p.peers for n in range(p.partners)]
    ring = [(person + side * n) % p.counterparts for n in range(1, p.counterparts) for side in (1, -1)]
    if p.partners % 2:
        twin = person + 1 if person % 2 == 0 else person - 1
        ring = [twin if twin < p.counterparts else 0, *ring[2:], *ring[:2]]
    return list(dict.fromkeys(ring))[: p.partners]  # each person once, in this order


def open_eyes(model: Any) -> None:
    """Who watches whom at work."""
    for member in model.members:
        if isinstance(model.luck, SharedLuck):
            watched = [model.members[place] for place in model.luck.watched(member.place)]
        else:
            watched = _watched(model, member)
        member.colleagues = watched


def _watched(model: Any, member: Member) -> list[Member]:
    """Neighbours on the ring of the team, as far as it goes; a share of links leads to somebody of another team."""
    p, random = model.numbers, model.random
    teams = _teams(member.institution)
    team = teams.pop(member.unit)
    elsewhere = list(teams.values())
    watched = []
    for neighbour in _neighbours(team, member, p.colleagues):
        if elsewhere and (neighbour is None or random.random() < p.long_ties):
            neighbour = random.choice(random.choice(elsewhere))
        if neighbour is not None and neighbour not in watched:
            watched.append(neighbour)
    return watched


def _neighbours(team: list[Member], member: Member, slots: int) -> list[Member | None]:
    """The next in the ring of the team, the one before, the next but one ...; None once everybody was named."""
    here = team.index(member)
    steps = [side * n for n in range(1, slots // 2 + 2) for side in (1, -1)][:slots]
    found: list[Member | None] = []
    for step in steps:
        neighbour = team[(here + step) % len(team)]
        found.append(None if neighbour is member or neighbour in found else neighbour)
    return found


def _teams(institution: Institution) -> dict[int, list[Member]]:
    """Members of an institution by team, in order of arrival."""
    teams: dict[int, list[Member]] = {}
    for member in institution.members:
        teams.setdefault(member.unit, []).append(member)
    return teams
