"""Where phones on the same network reach this computer."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

import psutil

HOTSPOTS = ("192.168.137.1", "10.42.0.1", "192.168.2.1")  # what Windows, Linux and macOS call themselves as a hotspot
WIRELESS = ("wl", "wi-fi", "wifi", "wlan", "ap", "en0", "en1")
INNER = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vbox",
    "vethernet",
    "virtual",
    "utun",
    "tun",
    "tap",
    "tailscale",
    "wg",
    "zt",
    "awdl",
    "llw",
)


@dataclass(frozen=True)
class Reachable:
    """One address of this computer, the network card it belongs to, and how likely phones are to reach it (0 best)."""

    ip: str
    card: str
    rank: int


def reachable() -> list[Reachable]:
    """Every IPv4 address of a card that is up, the likeliest for a room's Wi-Fi first; empty without a network."""
    up = {card for card, told in psutil.net_if_stats().items() if told.isup}
    found = [
        Reachable(each.address, card, rank(card, each.address))
        for card, several in psutil.net_if_addrs().items()
        if card in up
        for each in several
        if each.family == socket.AF_INET and not ipaddress.ip_address(each.address).is_loopback
    ]
    return sorted(found, key=lambda each: (each.rank, each.ip))


def rank(card: str, ip: str) -> int:
    """0 our own hotspot, 1 Wi-Fi, 2 any other card, 3 an address that nobody gave, 4 networks inside the computer."""
    name, address = card.lower(), ipaddress.ip_address(ip)
    if ip in HOTSPOTS:
        return 0
    if name.startswith(INNER) or "virtual" in name or "wsl" in name:
        return 4
    if address.is_link_local:
        return 3
    return 1 if name.startswith(WIRELESS) or "wi-fi" in name else 2


def computer_name() -> str:
    """The name that phones may find it by (mDNS), such as `lenovo.local`; empty where it has none of use."""
    name = socket.gethostname().split(".")[0].lower()
    return f"{name}.local" if name and name != "localhost" and name.isascii() else ""
