"""The card as the trainer's terminal shows it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from simulation.serving.join_page.join_info import CARD, JoinInfo
from simulation.serving.join_page.qr import blocks
from simulation.serving.join_page.words import words
from simulation.vocabulary.i18n import _

PAPER = "rgb(0,0,0) on rgb(255,255,255)"  # whatever colours the terminal has, a scanner sees dark on white
COLUMN = 22


def show(join_info: JoinInfo, console: Console | None = None) -> None:
    """Print it; the QR code only where somebody looks, and in a terminal that can draw it."""
    console = console or Console(highlight=False, soft_wrap=True)
    said = _("The workshop is open at {address}  (Ctrl-C closes it)")
    console.print(said.format(address=join_info.here))
    addresses = join_info.addresses()
    if not join_info.is_open_to_network:
        console.print(_("Only this computer can open it. To let phones in: counterparts serve --lan"))
        return
    if not addresses:
        console.print(
            _("No network: join the room's Wi-Fi or switch on this computer's hotspot; phones can then come.")
        )
        return
    best, *others = addresses
    _row(console, _("phones"), best)
    if others:
        _row(console, _("if that fails"), "  ".join(others))
    _row(console, _("for the projector"), f"{join_info.here}{CARD}" if not join_info.public else join_info.card(best))
    _row(console, _("your secret link"), join_info.card(best))
    if console.is_terminal and _drawable(console):
        console.print()
        console.print(Text(blocks(best), style=PAPER), soft_wrap=True)
    told = words(join_info.wifi)
    console.print(f"\n{told['without']} {told['router']} {told['firewall']}")


def _row(console: Console, what: str, found: str) -> None:
    console.print(f"  {what:<{COLUMN}}{found}", markup=False)


def _drawable(console: Console) -> bool:
    try:
        "▀▄█".encode(console.encoding)
    except UnicodeEncodeError:
        return False
    return True
