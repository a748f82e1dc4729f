"""Claims that the model does not show at its defaults, each with the reason. What is shown must not stand here.

Where a claim and a row of evidence cannot both hold, the row wins: that is a result, and its reason stands on the page
and in the model card.
"""

from __future__ import annotations

NOT_SHOWN: dict[str, str] = {
    "K10": "The prepared gain from crises and the unprepared hardly do, but in 400 futures the sizes lie too near what "
    "was asked to be sure of them.",
    "K22": "Whoever practises for long has little left to try, and people whom nobody supports try now and then too: "
    "beyond what they would have tried anyway, fewer try than practise.",
    "S1": "On knowledge, in district sanitation, a long class teaches hardly more than a short one: both stop at what "
    "can be taught to anybody.",
    "S2": "A lever that decides much in a network often decides little with mentors, and the other way round.",
    "S4": "With mentors in a parliament one of the seven moves less than asked of any outcome.",
    "S3": "What support adds mostly stays or goes on growing in the year after, since people go on trying; what is "
    "lost within that year is lost where little was gained at all.",
}
NO_REASON = "no reason given yet"
