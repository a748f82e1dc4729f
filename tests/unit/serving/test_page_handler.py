"""Where no page can be made, whoever comes is told after a few tries, and the trainer's terminal says why, in a line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from simulation.serving.page_handler import PageHandler
from simulation.serving.settings import DEFAULT


def test_after_a_few_tries_a_sentence_takes_the_place_of_trying(caplog: pytest.LogCaptureFixture) -> None:
    written: list[str] = []
    handler = PageHandler.__new__(PageHandler)
    admission = SimpleNamespace(failures={})
    server = SimpleNamespace(limits=DEFAULT, admission=admission)
    handler.application = SimpleNamespace(settings={"workshop_server": server})  # type: ignore[assignment]
    handler.admission, handler.visitor = admission, "ann"  # type: ignore[assignment]
    handler.write = written.append  # type: ignore[method-assign]
    for _ in range(DEFAULT.page_retries + 1):
        handler._ask_again(OSError("No space left on device\n\x1b[2J"))
    assert [each.count("refresh") for each in written] == [1] * DEFAULT.page_retries + [0]
    assert "cannot open another page just now" in written[-1]
    (said,) = caplog.messages
    assert "No space left on device" in said and "\n" not in said and "\x1b" not in said
    assert admission.failures == {}
