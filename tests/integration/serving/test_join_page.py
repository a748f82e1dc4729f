"""The join page as a browser meets it: where it is, and for whom."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.load.servers import LocalServer, free_port, ours, running


def asked(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_the_card_stands_at_room(site: LocalServer) -> None:
    code, said = asked(f"{site.address}room")
    assert code == 200
    assert "--lan" in said
    assert asked(f"{site.address}room/card.css")[0] == 200
    assert asked(site.address, Host="elsewhere.example")[0] == 404


@pytest.mark.slow
def test_a_proxied_card_needs_the_secret_link_that_the_terminal_shows(tmp_path: Path) -> None:
    port = free_port()
    with running(ours(port, public="https://workshop.example.org"), port, tmp_path) as server:
        (key,) = set(re.findall(r"room\?key=([\w-]+)", server.log()))
        assert asked(f"{server.address}room")[0] == 404
        assert asked(f"{server.address}room?key=guessed")[0] == 404
        code, said = asked(f"{server.address}room?key={key}")
        assert code == 200
        assert "workshop.example.org" in said
        assert asked(server.address, Host="workshop.example.org")[0] == 200
