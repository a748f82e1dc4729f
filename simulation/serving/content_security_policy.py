"""What a page may run and load, as its Content-Security-Policy says it to the browser.

A page of ours may use this server's files and nothing else. A page with the standard front end may also do the least
that other people's widgets need: styles written into the page, and pictures made in it. What else it needs the operator
can allow in the settings; another host is never allowed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from simulation.serving.widget_front_end import FrontEnd
from simulation.vocabulary.errors import CounterpartsError, nearest, one_line
from simulation.vocabulary.i18n import _

ALLOW_VARIABLE = "COUNTERPARTS_ALLOW"  # the operator's setting: "eval inline-scripts", either, or nothing
ALLOWABLE = {"eval": "'unsafe-eval'", "inline-scripts": "'unsafe-inline'"}  # and how a policy says it
_HOST = re.compile(r"[\w.\-\[\]:]+")  # a name or an address, perhaps with a port
_STRICT = {
    "default-src": "'none'",
    # A page that was sent without our server's file for Vega asks its kernel for it: that module is a blob.
    "script-src": "'self' blob:",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'{sockets}",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_WIDER = {
    "script-src": "'self' blob:{scripts}",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "data: blob:",
}


class AllowError(CounterpartsError):
    """The operator's setting names something that cannot be allowed."""


def allowed(setting: str | None = None) -> frozenset[str]:
    """What the operator's setting (unsaid: the environment's) allows pages with the standard front end.

    Raises AllowError.
    """
    names = (os.environ.get(ALLOW_VARIABLE, "") if setting is None else setting).replace(",", " ").split()
    for name in names:
        if name not in ALLOWABLE:
            said = _("{setting} = {name} is not known; known: {all}").format(
                setting=ALLOW_VARIABLE, name=one_line(name), all=", ".join(ALLOWABLE)
            )
            raise AllowError(said + nearest(name, ALLOWABLE))
    return frozenset(names)


def policy(
    host: str, front_end: FrontEnd = FrontEnd.LIGHT, allow: Iterable[str] = (), inline: Iterable[str] = ()
) -> str:
    """The Content-Security-Policy of an answer.

    host: as the browser named it, since older ones must be told of its sockets. allow: names from ALLOWABLE.
    inline: hashes, such as "sha256-...", of scripts that stand in the page itself. The last two are for the standard
    front end only.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    if front_end is FrontEnd.LIGHT:
        return _said(_STRICT).format(sockets=sockets)
    names = sorted(set(allow))
    scripts = [ALLOWABLE[name] for name in names]
    if "inline-scripts" not in names:  # beside a hash, browsers do not hear it
        scripts += [f"'{each}'" for each in inline]
    return _said({**_STRICT, **_WIDER}).format(sockets=sockets, scripts="".join(f" {each}" for each in scripts))


def _said(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())
