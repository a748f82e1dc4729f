"""The colours of two plans: told apart by people who see few colours (after Okabe and Ito), and always also by dash."""

from __future__ import annotations

DOUBT_A = "#d6e8f5"
LUCK_A = "#86bce0"
MIDDLE_A = "#00507e"
PLAN_B = "#a33f00"  # every line of plan B, dashed or dotted
QUIET = "#4a5560"  # words beside a picture
RULED = "#b9c2ca"  # axes
FAINT = "#e4e7ea"  # grid lines
