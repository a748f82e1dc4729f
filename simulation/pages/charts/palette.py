"""The colours of two plans: told apart by people who see few colours (after Okabe and Ito), and always also by dash."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tones:
    """One plan's colours: pale for doubt, band for luck, line for the middle future."""

    pale: str
    band: str
    line: str


PLAN_A = Tones(pale="#d6e8f5", band="#86bce0", line="#00507e")
PLAN_B = Tones(pale="#fbe3d3", band="#e69f5c", line="#a33f00")
QUIET = "#4a5560"  # words beside a picture
RULED = "#b9c2ca"  # axes
FAINT = "#e4e7ea"  # grid lines
