"""A real server on a free port of this machine, and pretend visitors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.load.servers import LocalServer, free_port, ours, running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Our server, as a room meets it."""
    port = free_port()
    with running(ours(port), port, tmp_path_factory.mktemp("site")) as server:
        yield server
    assert "Traceback" not in server.log(), server.log()
