// uses: icons.js, keeping.js, vega_picture.js
// Two plans under the same luck: one bar a future.
const LEAST = 5; // points of 100 that the axis spans at least, either way

export default {
  render({ model, el }) {
    const { spec, words } = model.get("frame");
    const place = make("div", { class: "cp-fan-canvas", "aria-hidden": "true" });
    const shown = make("div", { class: "cp-fan", role: "img", "aria-label": words.picture }, place);
    const both = make("div", { class: "cp-picture" }, make("div", { class: "cp-picture-head" }, make("h3", { class: "cp-picture-title", text: words.title })), shown);
    const none = make("div", { class: "cp-closed" }, make("p", { text: words.none }),
      make("div", {}, make("button", { type: "button", class: "cp-filled", "data-make-b": true, text: words.make, onclick: () => document.dispatchEvent(new Event("counterparts-compare")) })));
    el.append(none, both);
    const edges = (_, type) => ({ left: Math.ceil(textWidth("+20", type)) + 16, right: 12, top: 10, bottom: 10 });
    const picture = new VegaPicture(model, spec, place, edges);
    let drawn = 0;
    picture.after = () => (el.dataset.pictured = String((drawn += 1)));
    let points = [];
    const csv = () => ["future_in_order,b_less_a_points", ...points.map((each, nth) => `${nth + 1},${each.toFixed(2)}`)].join("\n");
    const kept = keeping(words, picture, { file: () => "a-or-b", csv, python: () => model.get("python") });
    both.append(kept.dialog);
    both.querySelector(".cp-picture-head").append(kept.button);
    const show = () => {
      const view = model.get("differences");
      both.hidden = !model.get("two");
      none.hidden = model.get("two");
      if (!view.byteLength) return;
      points = Array.from(new Int16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)), (each) => each / 100);
      const most = Math.ceil(Math.max(LEAST, ...points.map(Math.abs)) / 5) * 5;
      picture.view?.resize(); // another scale has other numbers beside it: all is painted anew
      picture.show({ differences: points.map((each, nth) => ({ nth, points: each })) },
        { futures: points.length, most, better_a: words.better_a, better_b: words.better_b });
    };
    picture.made.then(show).catch(() => shown.replaceChildren(make("p", { class: "cp-failed", text: words.failed })));
    const look = (on) => {
      if (model.get("in_sight") === on) return;
      model.set("in_sight", on);
      model.save_changes();
    };
    const viewed = ({ detail }) => look(detail.view === "a-or-b");
    document.addEventListener("counterparts-view", viewed);
    model.on("change", show);
    show();
    return () => {
      document.removeEventListener("counterparts-view", viewed);
      picture.close();
    };
  },
};
