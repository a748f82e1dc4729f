"""The room card: the right address, for phones that may come in, shown to nobody who is not to have it."""

from __future__ import annotations

import io
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import segno
from rich.console import Console

from simulation.load_test.local_server import free_port, running
from simulation.serving.join_page import join_info as inviting
from simulation.serving.join_page.join_info import Invitation
from simulation.serving.join_page.page import page
from simulation.serving.join_page.qr import BORDER, blocks, svg
from simulation.serving.join_page.terminal import show
from simulation.serving.network import Reachable
from simulation.serving.serve import ServingError, check_host, check_public
from tests.load.servers import Running

ADDRESS = "http://192.168.1.20:8866/"


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer is on the room's Wi-Fi and on a cable."""
    cards = [Reachable("192.168.1.20", "wlan0", 1), Reachable("10.0.0.7", "eth0", 2)]
    monkeypatch.setattr(inviting, "reachable", lambda: cards)
    monkeypatch.setattr(inviting, "name_of_this_computer", lambda: "lenovo.local")


def printed(invitation: Invitation, terminal: bool = False) -> str:
    out = io.StringIO()
    show(invitation, Console(file=out, force_terminal=terminal, width=200, highlight=False))
    return out.getvalue()


def test_phones_come_by_the_rooms_network_and_have_others_to_fall_back_on() -> None:
    invitation = Invitation("0.0.0.0", 8866)
    assert invitation.addresses() == [ADDRESS, "http://10.0.0.7:8866/", "http://lenovo.local:8866/"]
    assert invitation.here == "http://127.0.0.1:8866/"
    said = printed(invitation)
    for each in (*invitation.addresses(), "http://127.0.0.1:8866/room", invitation.card(ADDRESS), "No internet"):
        assert each in said
    assert "▀" not in said  # nobody scans a file


def test_a_terminal_shows_the_square_and_it_leads_to_the_address() -> None:
    said = printed(Invitation("0.0.0.0", 8866), terminal=True)
    for row in blocks(ADDRESS).splitlines():
        assert row in said


def test_this_computer_alone_invites_nobody_and_says_how() -> None:
    invitation = Invitation("127.0.0.1", 8866)
    assert invitation.addresses() == []
    assert "--lan" in printed(invitation)
    assert "--lan" in page(invitation)
    assert invitation.key not in printed(invitation)


def test_without_a_network_the_card_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "reachable", list)
    assert Invitation("0.0.0.0", 8866).addresses() == []
    assert "No network" in printed(Invitation("0.0.0.0", 8866))
    assert "no network" in page(Invitation("0.0.0.0", 8866))


def test_behind_a_proxy_people_come_by_its_address() -> None:
    invitation = Invitation("127.0.0.1", 8866, "https://workshop.example.org/")
    assert invitation.open_to_phones
    assert invitation.addresses() == ["https://workshop.example.org/"]


def test_the_card_is_for_this_computer_and_for_the_secret_link() -> None:
    invitation = Invitation("0.0.0.0", 8866)
    assert invitation.may_see_the_card("127.0.0.1", "")
    assert invitation.may_see_the_card("192.168.1.20", "")
    assert not invitation.may_see_the_card("192.168.1.77", "")
    assert not invitation.may_see_the_card("192.168.1.77", "wrong")
    assert invitation.may_see_the_card("192.168.1.77", invitation.key)
    proxied = Invitation("127.0.0.1", 8866, "https://workshop.example.org/")
    assert not proxied.may_see_the_card("127.0.0.1", "")  # everybody comes from there
    assert proxied.may_see_the_card("127.0.0.1", proxied.key)
    assert invitation.key != proxied.key


@pytest.mark.parametrize(
    ("host", "asked", "ours"),
    [
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "192.168.1.20", False),
        ("127.0.0.1", "lenovo.local", False),
        ("0.0.0.0", "192.168.1.99", True),
        ("0.0.0.0", "lenovo.local", True),
        ("0.0.0.0", "lenovo", True),
        ("0.0.0.0", "[fe80::1]", True),
        ("0.0.0.0", "workshop.example.org", False),
        ("0.0.0.0", "localhost.example.org", False),
        ("0.0.0.0", "1.2.3.4.example.org", False),
    ],
)
def test_a_name_that_is_not_ours_is_refused(host: str, asked: str, ours: bool) -> None:
    assert bool(re.match(Invitation(host, 8866).hosts(), asked)) == ours


def test_the_square_is_dark_on_white_module_by_module() -> None:
    modules = [[bool(each) for each in row] for row in segno.make(ADDRESS, error="m", micro=False).matrix]
    rows = blocks(ADDRESS).splitlines()
    drawn = [[(cell in "▀█", cell in "▄█") for cell in row] for row in rows]
    whole = [[cell[half] for cell in row] for row in drawn for half in (0, 1)]
    size = len(modules)
    assert [row[BORDER : BORDER + size] for row in whole[BORDER : BORDER + size]] == modules
    assert not any(any(row) for row in whole[:BORDER])
    assert 'fill="#fff"' in svg(ADDRESS)
    assert 'stroke="#000"' in svg(ADDRESS)


def test_what_the_trainer_typed_is_shown_as_text() -> None:
    assert "<script>" not in page(Invitation("0.0.0.0", 8866, wifi="<script>alert(1)</script>"))


@pytest.mark.parametrize(("host", "listens"), [("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "::1")])
def test_addresses_in_figures_are_taken(host: str, listens: str) -> None:
    assert check_host(host) == listens


@pytest.mark.parametrize("host", ["", "workshop", "300.1.1.1", "http://127.0.0.1/"])
def test_what_is_no_address_is_refused_in_one_line(host: str) -> None:
    with pytest.raises(ServingError, match="allowed"):
        check_host(host)


@pytest.mark.parametrize(
    "address", ["workshop.example.org", "ftp://a.example/", "https:///", "https://a.example/b", "https://a.example/?c"]
)
def test_what_is_no_public_address_is_refused(address: str) -> None:
    with pytest.raises(ServingError, match="allowed"):
        check_public(address)


def asked(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_the_card_stands_at_room(site: Running) -> None:
    code, said = asked(f"{site.address}room")
    assert code == 200
    assert "--lan" in said
    assert asked(f"{site.address}room/card.css")[0] == 200
    assert asked(site.address, Host="elsewhere.example")[0] == 404


def test_a_proxied_card_needs_the_secret_link_that_the_terminal_shows(tmp_path: Path) -> None:
    port = free_port()
    serve = f"from simulation.serving.serve import serve; serve({port}, False, 0, '127.0.0.1', 'https://workshop.example.org')"
    with running([sys.executable, "-c", serve], port, tmp_path) as server:
        (key,) = set(re.findall(r"room\?key=([\w-]+)", server.log()))
        assert asked(f"{server.address}room")[0] == 404
        assert asked(f"{server.address}room?key=guessed")[0] == 404
        code, said = asked(f"{server.address}room?key={key}")
        assert code == 200
        assert "workshop.example.org" in said
        assert asked(server.address, Host="workshop.example.org")[0] == 200
