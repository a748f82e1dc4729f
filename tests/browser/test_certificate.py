"""Behind the compose file's proxy and its certificate: pages, websockets and cookies go over TLS, and nobody else listens in."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import PATIENCE, Visit
from tests.load.servers import ROOT, free_port, ours, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CADDYFILE = ROOT / "workshop_materials" / "hosting" / "Caddyfile"
NEWER = ("stream_close_delay",)  # what Debian 12's Caddy does not know yet


@pytest.fixture(scope="module")
def caddy() -> str:
    found = subprocess.run([str(ROOT / ".ci" / "need-caddy")], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        if os.environ.get("COUNTERPARTS_REQUIRE_BROWSER"):
            pytest.fail(f"there is no Caddy: {found.stderr}")
        pytest.skip("there is no Caddy")
    return found.stdout.strip()


def configured(port: int, there: int, plain: int) -> str:
    """The compose file's own proxy, on this machine: a certificate of its own, free ports, one name."""
    written = CADDYFILE.read_text(encoding="utf-8")
    kept = [line for line in written.splitlines() if not line.strip().startswith((*NEWER, "#"))]
    site = "\n".join(kept).replace("{$ADDRESS}", f"localhost:{port}").replace("server:8866", f"127.0.0.1:{there}")
    assert site.count("localhost") == 1
    return f"{{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n}}\n{site}\n"


@pytest.fixture(scope="module")
def plain_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def https(caddy: str, plain_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our server behind the proxy; its address as browsers know it."""
    folder = tmp_path_factory.mktemp("certificate")
    there, port = free_port(), free_port()
    (folder / "Caddyfile").write_text(configured(port, there, plain_port), encoding="utf-8")
    address = f"https://localhost:{port}/"
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running(ours(there, public=address), there, folder), (folder / "caddy.txt").open("wb") as said:
        command = [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        proxy = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        try:
            wait_for(port)
            yield address
        finally:
            proxy.terminate()
            proxy.wait(30)


def wait_for(port: int) -> None:
    """Until TLS is spoken there."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    end = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as plain, context.wrap_socket(plain, server_hostname="localhost"):
                return
        except OSError:
            assert time.monotonic() < end, "the proxy does not answer"
            time.sleep(0.1)


def test_a_page_behind_the_certificate_works_as_without_one(chromium: Any, https: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, ignore_https_errors=True)
    page = context.new_page()
    seen = Visit(page, https)
    sockets: list[str] = []
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
    page.on("websocket", lambda line: sockets.append(line.url))
    answer = page.goto(f"{https}voila/render/design_a_partnership.ipynb")
    assert "max-age" in answer.headers["strict-transport-security"]
    page.wait_for_selector("#loading", state="detached", timeout=PATIENCE)
    seen.bet()
    drawn = seen.drawn()
    page.locator(".cp-lever input[type=range]").first.press("ArrowLeft")
    seen.drawn(after=drawn)  # the picture came by the websocket
    assert sockets
    assert all(each.startswith("wss://localhost:") for each in sockets)
    assert all(each.startswith((https, "blob:", "data:")) for each in seen.asked)
    cookies = {each["name"]: each for each in context.cookies()}
    assert {"counterparts", "_xsrf"} <= cookies.keys()
    assert cookies["counterparts"]["httpOnly"]
    for each in cookies.values():
        assert each["sameSite"] == "Lax"
        assert each["secure"], f"{each['name']} would also be sent over plain HTTP"
    assert seen.complaints == []
    context.close()


def test_whoever_asks_without_encryption_is_sent_to_it(https: str, plain_port: int) -> None:
    with socket.create_connection(("127.0.0.1", plain_port), 5) as plain:
        plain.sendall(b"GET /voila/render/start.ipynb HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
        heard = b"".join(iter(lambda: plain.recv(65536), b"")).decode()
    assert heard.startswith("HTTP/1.1 308")
    assert re.search(r"^Location: https://localhost", heard, re.MULTILINE)
    assert "Set-Cookie" not in heard
