"""The colours of charts by role. The page sets each from its style, so that light and dark are chosen there; what
stands here is used outside a page.
"""

from __future__ import annotations

COLOURS = {
    "colour_a": "#0e6f70",
    "colour_b": "#a9460f",
    "colour_strain": "#7a3e9d",
    "colour_start": "#8b8f98",
    "colour_ink": "#1d2530",
    "colour_quiet": "#56606d",
    "colour_line": "#e3ddd2",
    "colour_paper": "#faf8f4",
}
FONT = '"Public Sans", system-ui, sans-serif'
ALEATORY_OPACITY, UNCERTAINTY_OPACITY = 0.34, 0.13  # opacity of the two bands
