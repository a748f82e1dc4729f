"""The room card: the right address, for phones that may come in, shown to nobody who is not to have it."""

from __future__ import annotations

import io
import re

import pytest
import segno
from rich.console import Console

from simulation.serving.join_page import join_info as inviting
from simulation.serving.join_page.join_info import JoinInfo
from simulation.serving.join_page.page import page
from simulation.serving.join_page.qr import BORDER, blocks, svg
from simulation.serving.join_page.terminal import show
from simulation.serving.network import Reachable
from simulation.serving.options import ServingError, check_host, check_public

ADDRESS = "http://192.168.1.20:8866/"


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer is on the room's Wi-Fi and on a cable."""
    cards = [Reachable("192.168.1.20", "wlan0", 1), Reachable("10.0.0.7", "eth0", 2)]
    monkeypatch.setattr(inviting, "reachable", lambda: cards)
    monkeypatch.setattr(inviting, "computer_name", lambda: "lenovo.local")


def printed(join_info: JoinInfo, terminal: bool = False) -> str:
    out = io.StringIO()
    show(join_info, Console(file=out, force_terminal=terminal, width=200, highlight=False))
    return out.getvalue()


def test_phones_come_by_the_rooms_network_and_have_others_to_fall_back_on() -> None:
    join_info = JoinInfo("0.0.0.0", 8866)
    assert join_info.addresses() == [ADDRESS, "http://10.0.0.7:8866/", "http://lenovo.local:8866/"]
    assert join_info.here == "http://127.0.0.1:8866/"
    said = printed(join_info)
    for each in (*join_info.addresses(), "http://127.0.0.1:8866/room", join_info.card(ADDRESS), "No internet"):
        assert each in said
    assert "▀" not in said  # nobody scans a file


def test_a_terminal_shows_the_square_and_it_leads_to_the_address() -> None:
    said = printed(JoinInfo("0.0.0.0", 8866), terminal=True)
    for row in blocks(ADDRESS).splitlines():
        assert row in said


def test_this_computer_alone_invites_nobody_and_says_how() -> None:
    join_info = JoinInfo("127.0.0.1", 8866)
    assert join_info.addresses() == []
    assert "--lan" in printed(join_info)
    assert "--lan" in page(join_info)
    assert join_info.key not in printed(join_info)


def test_without_a_network_the_card_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "reachable", list)
    assert JoinInfo("0.0.0.0", 8866).addresses() == []
    assert "No network" in printed(JoinInfo("0.0.0.0", 8866))
    assert "no network" in page(JoinInfo("0.0.0.0", 8866))


def test_behind_a_proxy_people_come_by_its_address() -> None:
    join_info = JoinInfo("127.0.0.1", 8866, "https://workshop.example.org/")
    assert join_info.is_open_to_network
    assert join_info.addresses() == ["https://workshop.example.org/"]


def test_the_card_is_for_this_computer_and_for_the_secret_link() -> None:
    join_info = JoinInfo("0.0.0.0", 8866)
    assert join_info.may_see_join_page("127.0.0.1", "")
    assert join_info.may_see_join_page("192.168.1.20", "")
    assert not join_info.may_see_join_page("192.168.1.77", "")
    assert not join_info.may_see_join_page("192.168.1.77", "wrong")
    assert join_info.may_see_join_page("192.168.1.77", join_info.key)
    proxied = JoinInfo("127.0.0.1", 8866, "https://workshop.example.org/")
    assert not proxied.may_see_join_page("127.0.0.1", "")  # everybody comes from there
    assert proxied.may_see_join_page("127.0.0.1", proxied.key)
    assert join_info.key != proxied.key


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
    assert bool(re.match(JoinInfo(host, 8866).hosts(), asked)) == ours


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
    assert "<script>" not in page(JoinInfo("0.0.0.0", 8866, wifi="<script>alert(1)</script>"))


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
