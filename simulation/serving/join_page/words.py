"""What the card says besides addresses."""

from __future__ import annotations

from simulation.vocabulary.i18n import _


def words(wifi: str = "") -> dict[str, str]:
    """Every sentence of the card; `wifi` is the name of the room's Wi-Fi, if the trainer gave it."""
    join = _("Join the Wi-Fi “{wifi}”.").format(wifi=wifi) if wifi else _("Join the same Wi-Fi as this computer.")
    return {
        "title": _("Join the workshop"),
        "join": join,
        "scan": _("Point your camera at the square, or type the address."),
        "stay": _("If your phone says “no internet”, stay connected: none is needed."),
        "fails": _("If it does not open, try"),
        "closed": _(
            "Only this computer can open the workshop. To let phones in, the trainer starts “counterparts serve --lan”."
        ),
        "no_network": _("This computer is on no network yet. This page looks again by itself."),
        "without": _("No internet is needed."),
        "router": _("Any Wi-Fi router will do, with its internet socket left empty; or this computer's own hotspot."),
        "firewall": _("If phones cannot open it, let Python through this computer's firewall, for private networks."),
        "not_a_forecast": _("For thinking with, not a forecast of any place."),
        "code": _("A QR code that leads to {address}"),
    }
