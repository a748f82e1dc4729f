"""The QR code that brings a phone to an address. The only file that imports segno."""

from __future__ import annotations

import io
from itertools import zip_longest

import segno

BORDER = 4  # modules of white around it; scanners ask for four
HALVES = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}  # upper and lower module of one character


def _made(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)


def svg(address: str) -> str:
    """As a picture without a size of its own, dark on white."""
    out = io.BytesIO()
    _made(address).save(
        out,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=BORDER,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode()


def blocks(address: str) -> str:
    """As lines of half blocks, dark on white once they are printed black on white."""
    rows = [list(row) for row in _made(address).matrix_iter(border=BORDER)]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[0] * len(rows[0]))
    return "\n".join("".join(HALVES[(bool(a), bool(b))] for a, b in zip(*pair, strict=True)) for pair in pairs)
