"""Claims that the model does not show at its defaults, each with the reason. What is shown must not stand here.

Where a claim and a row of evidence cannot both hold, the row wins: that is a result, and its reason stands on the page
and in the model card.
"""

from __future__ import annotations

NOT_SHOWN: dict[str, str] = {
    "K22": "A year after the last day nobody asks any more, and people try little more often than they would "
    "have tried anyway, while what they practise mostly stays: beyond no support, fewer try than practise.",
    "S2": "How soon days held back can be moved moves no result by three points in 100 beyond doubt in any partnership "
    "as it stands, in a hundred futures; where a severe crisis comes every year it does.",
}
NO_REASON = "no reason given yet"
