"""Claims that the model does not show at its defaults, each with the reason. What is shown must not stand here.

Where a claim and a row of evidence cannot both hold, the row wins: that is a result, and its reason stands on the page
and in the model card.
"""

from __future__ import annotations

NOT_SHOWN: dict[str, str] = {
    "K22": "Whoever practises for long has little left to try, and people whom nobody supports try now and then too: "
    "beyond what they would have tried anyway, fewer try than practise.",
    "S2": "How soon days held back can be moved hardly matters in any partnership as it stands, since severe crises "
    "are rare there; where one comes every year it does (K11).",
}
NO_REASON = "no reason given yet"
