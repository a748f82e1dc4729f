"""House rules for every test: the same inputs everywhere, and no browser test skipped unseen."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

BROWSER = Path(__file__).parent / "browser"

settings.register_profile("steady", derandomize=True, max_examples=50, deadline=None, database=None, print_blob=True)
settings.register_profile("wide", max_examples=1000, deadline=None)  # by hand: pytest --hypothesis-profile wide
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in tests/browser opens a browser, whether it says so or not."""
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required (`make test`, `.ci/run`), a browser test that skips has failed."""
    report = yield
    required = os.environ.get("COUNTERPARTS_REQUIRE_BROWSER") == "1"
    if required and report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"skipped although COUNTERPARTS_REQUIRE_BROWSER=1: {report.longrepr}"
    return report
