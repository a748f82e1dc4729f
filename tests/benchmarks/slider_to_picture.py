"""From a moved slider to the picture drawn in a browser, for one visitor; and what 300 moves leave in the browser's heap.

    python tests/benchmarks/slider_to_picture.py

A real server and Debian's Chromium on this machine. Months is moved, to a value at which it has not stood before, once the
last picture stands with its doubt band; the clock runs in the page, from the event to the picture's own mark. Then once more
with the browser's processor slowed six times, as on a phone. Keep the computer idle: the clock is on the wall.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from tests.browser.conftest import CHROMIUM, EXERCISE, FLAGS, PATIENCE, serving
from tests.load.table import at_most, row

ASKED = {1: 80.0, 6: 250.0}  # milliseconds for 95 moves in 100, by how many times the browser's processor is slowed
MOVES, HEAP_MOVES, HEAP_MB = 40, 300, 5.0
PAUSE_MS = 700  # between two moves: the doubt band has followed
MOVE = """async ([lever, value]) => {
  const slider = document.querySelector(`[data-lever=${lever}] input[type=range]`);
  const drawn = () => performance.getEntriesByName("counterparts-drawn").length, before = drawn();
  const start = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (drawn() === before) await new Promise((next) => setTimeout(next, 1));
  return performance.getEntriesByName("counterparts-drawn")[before].startTime - start;
}"""


def moves(page: Any, lever: str, values: list[float], pause: float) -> list[float]:
    """Milliseconds of each move."""
    found = []
    for value in values:
        found.append(page.evaluate(MOVE, [lever, value]))
        page.wait_for_timeout(pause)
    return found


def heap(tab: Any) -> float:
    """Megabytes of the page's heap once everything that can be freed is."""
    tab.send("HeapProfiler.collectGarbage")
    used: float = tab.send("Runtime.getHeapUsage")["usedSize"]
    return used / 2**20


def main() -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = serving(Path(folder))
        address = next(server)
        try:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
            page, luck = context.new_page(), np.random.default_rng(1)
            page.goto(f"{address}voila/render/{EXERCISE}.ipynb?bet=none&step=try")
            page.wait_for_selector("[data-drawn]:not(.cp-bet-axes)", timeout=PATIENCE)
            page.wait_for_timeout(3_000)
            tab = context.new_cdp_session(page)
            for rate, asked in ASKED.items():
                tab.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                for lever, values in {"peer_days": np.arange(4.0, 24.0, 0.5), "fear": np.arange(20.0, 80.0, 1.5)}.items():
                    times = moves(page, lever, luck.permutation(values)[:MOVES].tolist(), PAUSE_MS * (1 + rate / 6))
                    half, most = np.quantile(times, (0.5, 0.95))
                    at_most(f"{lever}, processor slowed {rate} times: 95 moves in 100", most, asked, "ms", 0)
                    row("    half of them, the longest", f"{half:.0f} ms, {max(times):.0f} ms")
            tab.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            tab.send("HeapProfiler.enable")
            before = heap(tab)
            moves(page, "months", [6 + nth % 12 for nth in range(HEAP_MOVES)], 20)
            page.wait_for_timeout(3_000)
            at_most(f"heap after {HEAP_MOVES} moves more by", heap(tab) - before, HEAP_MB, "MB", 1)
            row("    before", f"{before:.1f} MB")
        finally:
            browser.close()
            server.close()


if __name__ == "__main__":
    main()
