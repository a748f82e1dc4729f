"""Numbers checked one by one and against each other, before anything is run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from simulation.model.parameters import declared, parameters
from simulation.vocabulary.errors import ParameterError, nearest
from simulation.vocabulary.i18n import _


def checked(changes: Mapping[str, Any], where: str = "") -> Mapping[str, float]:
    """All numbers, with `changes` checked and put in; in the order of the declarations, read-only."""
    for name in changes:
        declared(name, where=where)
    values = {
        name: declaration.check(changes[name], where) if name in changes else declaration.default
        for name, declaration in parameters().items()
    }
    go_together(values, where)
    return MappingProxyType(values)


def check_rule_names(without: Iterable[str], known: Iterable[str], where: str = "") -> tuple[str, ...]:
    """Names of ideas to leave out, each once, in the order of the rules."""
    known, left_out = tuple(known), tuple(without)
    for name in left_out:
        if name not in known:
            place = f"{where}: " if where else ""
            raise ParameterError(
                f"{place}there is no idea called {str(name)[:60]!r} to leave out{nearest(str(name), known)}"
            )
    return tuple(name for name in known if name in left_out)


def go_together(v: Mapping[str, float], where: str) -> None:
    """Raise ParameterError when numbers that are each in range make no sense together."""
    people_fit(v, where)
    if v["peers"] and v["peer_days"] > v["peers"] * v["peer_days_cap"]:
        message = _(
            "peer_days = {peer_days:g} days a month, but {peers} peers of {peer_days_cap:g} days each give at most "
            "{most:g}; raise peers to {needed} or choose fewer days"
        )
        needed = math.ceil(v["peer_days"] / v["peer_days_cap"])
        raise _error(where, message.format(**v, most=v["peers"] * v["peer_days_cap"], needed=needed))
    if v["taper"] > v["months"]:
        message = _(
            "taper = {taper} months of fading out, but support lasts only {months} months; "
            "choose a taper no longer than months"
        )
        raise _error(where, message.format(**v))


def people_fit(v: Mapping[str, float], where: str) -> None:
    """Raise ParameterError when there are fewer people than others need: no network can be drawn of such numbers."""
    if v["counterparts"] > v["officials"]:
        message = _(
            "counterparts = {counterparts} people, but only {officials} people are in the institutions; "
            "choose at most {officials} counterparts or raise officials"
        )
        raise _error(where, message.format(**v))
    if v["institutions"] > v["officials"]:
        message = _(
            "institutions = {institutions}, but only {officials} people work in them; "
            "every institution needs at least one of the officials"
        )
        raise _error(where, message.format(**v))
    if v["peers"] and v["partners"] > v["peers"]:
        message = _(
            "partners = {partners} peers for each person, but only {peers} peers come from outside; "
            "choose fewer partners or raise peers"
        )
        raise _error(where, message.format(**v))
    if not v["peers"] and v["partners"] > v["counterparts"] - 1:
        message = _(
            "partners = {partners} peers for each person, but in a mutual network (peers = 0) of {counterparts} "
            "counterparts each has at most {most}; choose fewer partners, more counterparts, or peers from outside"
        )
        raise _error(where, message.format(**v, most=v["counterparts"] - 1))


def _error(where: str, message: str) -> ParameterError:
    return ParameterError(f"{where}: {message}" if where else message)
