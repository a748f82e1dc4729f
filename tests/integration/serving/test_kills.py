"""A short run of `tests/load/kills.py`: each kind of process killed while people drag."""

from __future__ import annotations

import pytest

from tests.load import kills


@pytest.mark.slow
@pytest.mark.parametrize("kind", kills.KINDS)
def test_nobody_is_lost(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = kills.main(30, 8, [kind], seed=3)
    said = capsys.readouterr().out
    assert code == 0, said
    assert "killed" in said
