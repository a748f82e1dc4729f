"""What the page's address asks for: `?plan=k7f-2mq&b=...` brings the same sliders back."""

from __future__ import annotations

import os
from urllib.parse import parse_qs


def asked() -> dict[str, str]:
    """The address's parameters, the last of each name; empty outside Voila.

    Voila puts the query into the environment. Only a kernel started before its visitor came must ask for it, and only
    then is voila imported (0.3 s).
    """
    if os.environ.get("VOILA_PREHEAT") == "True":
        from voila.utils import get_query_string

        query = get_query_string() or ""
    else:
        query = os.environ.get("QUERY_STRING", "")
    return {name: values[-1] for name, values in parse_qs(query, max_num_fields=20).items()}
