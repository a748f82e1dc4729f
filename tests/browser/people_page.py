"""A page of its own for the people: the widget's module with a model that answers as the kernel would, on 127.0.0.1."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from simulation.answers.story_of_one_person import story
from simulation.model.plans.plan import Plan
from simulation.pages.executor import SEED
from simulation.pages.one_future import one_future
from simulation.pages.pictures.people import python_code, words
from simulation.pages.widget_assets import full_module

CHARTS = Path(__file__).resolve().parents[2] / "simulation" / "pages" / "pictures"

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>People</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="people.css"><style>
:root { color-scheme: light; --cp-paper: #FAF8F4; --cp-card: #FFFFFF; --cp-ink: #1D2530; --cp-ink-2: #56606D; --cp-line: #E3DDD2; --cp-a: #0E6F70; --cp-b: #A9460F; --cp-strain: #7A3E9D; }
:root[data-theme=dark] { color-scheme: dark; --cp-paper: #14181D; --cp-card: #1C2229; --cp-ink: #F1EEE8; --cp-ink-2: #A9B1BB; --cp-line: #303842; --cp-a: #55C2BD; --cp-b: #F2A06B; --cp-strain: #C79AE6; }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { color-scheme: dark; --cp-paper: #14181D; --cp-card: #1C2229; --cp-ink: #F1EEE8; --cp-ink-2: #A9B1BB; --cp-line: #303842; --cp-a: #55C2BD; --cp-b: #F2A06B; --cp-strain: #C79AE6; } }
body { margin: 0; padding: 12px; background: var(--cp-paper); color: var(--cp-ink); font: 16px/1.5 system-ui, sans-serif; }
</style></head><body><main><h1 style="font-size:1.1rem;margin:0 0 8px">The people</h1><div id="people"></div></main>
<script type="module">
import widget from "./people.js";
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer);
const { frame, futures, slow } = await (await fetch("futures.json")).json();
const listeners = [];
const state = { frame, about: {}, notice: "", data: new DataView(new ArrayBuffer(0)) };
const fire = (name, ...what) => listeners.filter(([at]) => at === name).forEach(([, heard]) => heard(...what));
window.sent = [];
window.load = (name) => {
  window.future = futures[name];
  state.about = { ...window.future.about, nth: (state.about.nth ?? 0) + 1 };
  state.data = bytes(window.future.data);
  fire("change");
};
window.notice = (text) => { state.notice = text; fire("change"); };
const model = {
  get: (name) => state[name],
  on: (name, heard) => listeners.push([name, heard]),
  off: (name, heard) => listeners.splice(0, listeners.length, ...listeners.filter(([at, who]) => at !== name || who !== heard)),
  send: (content) => {
    window.sent.push(content);
    if (content.kind === "future" && content.luck) window.load(content.luck);
    if (content.kind === "story") fire("msg:custom", { kind: "story", nth: content.nth, person: content.person, sentences: window.future.stories[content.person] }, []);
    if (content.kind === "read") fire("msg:custom", { kind: "read", nth: content.nth, stories: window.future.stories, python: window.future.python }, []);
  },
};
window.gone = widget.render({ model, el: document.querySelector("#people") });
window.load("typical");
</script></body></html>"""


def future_of(plan: Plan, number: int, luck: str) -> dict[str, Any]:
    """What the page's model holds of one future."""
    found = one_future(plan, number, SEED)
    head = found.payload.head
    part = "" if head["people"] == head["everybody"] else f"Not everybody fits: {head['people']} of {head['everybody']}."
    about = {"luck": luck, "number": number, "futures": 100, "sentence": f"Future {number + 1} of 100.", "part": part, "head": head}
    return {"about": about, "data": base64.b64encode(found.payload.data).decode(), "stories": [story(each) for each in found.facts], "python": python_code(found)}


@lru_cache(maxsize=8)
def _futures(plan: Plan) -> bytes:
    numbers = {"unlucky": 3, "typical": 4, "lucky": 5}
    found = {luck: future_of(plan, number, luck) for luck, number in numbers.items()}
    return json.dumps({"frame": {"words": words()}, "futures": found}).encode()


@contextlib.contextmanager
def page_of(plan: Plan) -> Iterator[str]:
    """The address of a page with three futures of a plan."""
    texts = {
        "/": ("text/html", PAGE.encode()),
        "/people.js": ("text/javascript", full_module(CHARTS / "people.js").encode()),
        "/people.css": ("text/css", (CHARTS.parent / "look.css").read_bytes() + (CHARTS / "people.css").read_bytes()),
        "/futures.json": ("application/json", _futures(plan)),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = texts.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in texts else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_incoming: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


