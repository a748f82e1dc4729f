"""What one picture of the people costs a browser's main thread, for the most people there can be, and what a future weighs.

    python tests/benchmarks/people_frames.py

Frames are drawn one after the other, each in a frame of the browser's own, and timed inside the page; then once more with the
processor slowed six times. Keep the computer idle: the clock is on the wall.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from simulation import load, scenarios
from simulation.model.plans.plan import Plan
from simulation.pages.executor import run_people
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.people_page import page_of

MOST_PEOPLE = load("union_parishads").with_(officials=400)  # 150 of them are shown, and 160 ties
SIZES = {"phone": (360, 740, 2), "laptop": (1280, 800, 1)}
SLOWER = (1, 6)
FRAMES = """async () => {
  const slider = document.querySelector('input[type=range]'), times = [];
  for (let week = 0; week <= Number(slider.max); week += 2) {
    await new Promise((next) => requestAnimationFrame(next));
    const start = performance.now();
    slider.value = week;
    slider.dispatchEvent(new Event('input'));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}"""


def weights() -> None:
    """Print the bytes of one future, and how long it takes to record and pack, for every partnership."""
    plans: dict[str, Plan] = {name: load(name) for name in scenarios()} | {"150 of 400 people": MOST_PEOPLE}
    for name, plan in plans.items():
        run_people(plan, 0)  # draws of another future are made anew: only what is compiled stays
        start = time.perf_counter()
        packed = run_people(plan, 3).payload
        spent = 1000 * (time.perf_counter() - start)
        head = packed.head
        print(f"{name:28}{(len(packed.data) + len(json.dumps(head))) / 1000:6.1f} kB{spent:6.0f} ms  {head['people']} people, {head['ties']} ties, a frame every {head['step']} weeks")


def frames() -> None:
    """Print the milliseconds of a frame at both sizes."""
    from playwright.sync_api import sync_playwright

    with page_of(MOST_PEOPLE) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, (width, height, scale) in SIZES.items():
            tab = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale, reduced_motion="reduce")
            page = tab.new_page()
            page.goto(address)
            page.wait_for_selector("[data-drawn]", state="attached")
            for rate in SLOWER:
                tab.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
                times = page.evaluate(FRAMES)
                middle, most = times[len(times) // 2], times[int(0.95 * len(times))]
                print(f"{name}, processor slowed {rate} times: median {middle:.1f} ms, p95 {most:.1f} ms over {len(times)} frames")
            tab.close()
        browser.close()


if __name__ == "__main__":
    weights()
    frames()
