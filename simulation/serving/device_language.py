"""Which language a device is answered in: what the address asks for, else what was chosen on the device, else what its
browser prefers.
"""

from __future__ import annotations

from typing import Any

from simulation.serving.query_argument import query_argument
from simulation.vocabulary import languages
from simulation.vocabulary.i18n import current_language

PARAMETER = "lang"  # of the address
COOKIE = "counterparts-language"  # set by the page's menu


def language_of(handler: Any) -> str:
    """The tag of a language that is there, for a Tornado request handler."""
    request = handler.request
    return languages.best_match(
        [
            query_argument(request, PARAMETER),
            handler.get_cookie(COOKIE, ""),
            *languages.parse_accept_language(request.headers.get("Accept-Language", "")),
        ]
    )


def page_language() -> dict[str, Any]:
    """Of the language spoken just now, what a page says of itself: `tag`, `direction`, `numbers` (the tag with which a
    browser formats numbers), and `choices`, [tag, name] of each language there is.
    """
    now = languages.language(current_language())
    choices = [[each, languages.language(each).name] for each in languages.tags()]
    return {"tag": now.tag, "direction": now.direction, "numbers": now.numbers_tag, "choices": choices}
