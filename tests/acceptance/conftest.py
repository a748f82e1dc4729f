"""Prints the acceptance table at the end of a run that made it."""

from __future__ import annotations

import sys
from typing import Any

from simulation.experiments.acceptance import load_table


def pytest_terminal_summary(terminalreporter: Any) -> None:
    made = next((m for name, m in sys.modules.items() if name.endswith("acceptance.test_patterns")), None)
    if made is None or not made.TABLE:
        return
    terminalreporter.section("acceptance table, at the defaults")
    for part in made.TABLE:
        terminalreporter.write_line(part)
    patterns = load_table()["patterns"].values()
    met, share = sum(p["met"] for p in patterns), sum(p.get("met_in_sample", 0.0) for p in patterns)
    terminalreporter.write_line(f"{met} of {len(patterns)} patterns met at the defaults; {share:.1f} on average over the accepted sample.")
