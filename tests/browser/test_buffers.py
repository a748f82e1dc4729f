"""What the light front end sends and receives, byte for byte: its modules alone in a browser, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import simulation.serving

pytestmark = pytest.mark.browser

FRONT = Path(simulation.serving.__file__).with_name("front")
PLACE = "http://front.invalid/"


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """An empty page that can import the front end's modules; nothing is asked of any network."""

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(PLACE)
        kind = "text/javascript" if name.endswith(".js") else "text/html"
        body = (FRONT / name).read_text(encoding="utf-8") if name.endswith(".js") else "<main></main>"
        route.fulfill(body=body, content_type=kind)

    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto(PLACE)
    yield page
    page.close()


def test_binary_values_are_taken_out_of_a_state_wherever_they_stand_and_put_back(page: Any) -> None:
    said = page.evaluate(
        """async () => {
        const { place, taken } = await import("/buffers.js");
        const whole = new Uint8Array([9, 1, 2, 9]);
        const given = { plain: 1, none: null, top: new DataView(whole.buffer, 1, 2), list: ["a", whole.buffer, { in: new Uint16Array([513]) }], empty: new Uint8Array() };
        const { state, paths, buffers } = taken(given);
        const back = structuredClone(state);
        place(back, paths, buffers.map((each) => new DataView(each.slice().buffer)));
        return { state, paths, buffers: buffers.map((each) => [...each]), untouched: given.top instanceof DataView,
          back: [back.top.getUint8(1), back.list[1].getUint8(3), back.list[2].in.getUint8(0), back.empty.byteLength] };
      }"""
    )
    assert said["state"] == {"plain": 1, "none": None, "list": ["a", None, {}]}
    assert said["paths"] == [["top"], ["list", 1], ["list", 2, "in"], ["empty"]]
    assert said["buffers"] == [[1, 2], [9, 1, 2, 9], [1, 2], []]
    assert said["untouched"] is True
    assert said["back"] == [2, 9, 1, 0]


def test_a_message_is_packed_from_buffers_of_every_kind_and_unpacked_the_same(page: Any) -> None:
    said = page.evaluate(
        """async () => {
        const { packed, unpacked } = await import("/kernel_connection.js");
        const bytes = new Uint8Array([0, 1, 2, 3, 4, 5]);
        const parts = [bytes, bytes.subarray(2, 4), bytes.buffer, new DataView(bytes.buffer, 4), new Float32Array([1]), new ArrayBuffer(0)];
        return unpacked(packed(parts).buffer).map((each) => [...new Uint8Array(each.buffer, each.byteOffset, each.byteLength)]);
      }"""
    )
    assert said == [[0, 1, 2, 3, 4, 5], [2, 3], [0, 1, 2, 3, 4, 5], [4, 5], [0, 0, 128, 63], []]


def test_values_are_compared_all_the_way_down_and_byte_by_byte(page: Any) -> None:
    said = page.evaluate(
        """async () => {
        const { same } = await import("/buffers.js");
        const view = (...bytes) => new DataView(new Uint8Array(bytes).buffer);
        return [same(view(1, 2), view(1, 2)), same({ a: [view(1)] }, { a: [view(1)] }), same([1, { b: null }], [1, { b: null }]), same(NaN, NaN),
          same(view(1, 2), view(1, 3)), same({ a: view(1) }, { a: view(2) }), same([1], { 0: 1 }), same({ a: undefined }, { b: 1 }), same(view(1), new Uint8Array([1]))];
      }"""
    )
    assert said == [True] * 4 + [False] * 5


def test_a_model_tells_the_kernel_once_and_a_view_that_ended_hears_nothing(page: Any) -> None:
    said = page.evaluate(
        """async () => {
        const { Model } = await import("/model.js");
        const told = [], heard = [];
        const model = new Model("m", { a: 1 }, { sendComm: (...all) => told.push(all) });
        const ending = new AbortController(), view = model.seenBy(ending.signal);
        view.on("change:a change:b", (who, value) => heard.push([who === model, value]));
        model.on("change", () => heard.push("change"));
        view.set("a", 2); view.set("a", 2); view.set("b", new Uint8Array([7]));
        view.save_changes(); view.save_changes();
        ending.abort();
        model.take({ a: 3 });
        const late = model.invoke("x", 1, { signal: AbortSignal.timeout(20) }).catch((error) => error.name);
        return { heard: heard.filter((each) => each !== "change").length, changes: heard.filter((each) => each === "change").length,
          told: told.map(([id, data, buffers]) => [id, data.method, data.buffer_paths ?? null, buffers.length]), late: await late, listeners: model.listeners.length };
      }"""
    )
    assert said == {
        "heard": 2,
        "changes": 3,
        "told": [["m", "update", [["b"]], 1], ["m", "custom", None, 0]],
        "late": "TimeoutError",
        "listeners": 1,
    }
