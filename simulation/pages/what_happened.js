// uses: icons.js, keeping.js, vega_picture.js
// The waterfall and the words beside it.

export default {
  render({ model, el }) {
    const { spec, words, talk } = model.get("frame");
    const place = make("div", { class: "cp-fan-canvas", "aria-hidden": "true" });
    const names = make("div", { class: "cp-fall-names", "aria-hidden": "true" });
    const shown = make("div", { class: "cp-fan", role: "img", "aria-label": words.picture }, place);
    const list = make("ul", { class: "cp-unseen" });
    const sentences = make("div", { class: "cp-happened-said" });
    const bet = make("div", { class: "cp-card cp-happened-bet" });
    const open = make("div", { class: "cp-happened" },
      make("div", { class: "cp-fall" }, make("h3", { class: "cp-fall-title", text: words.title }), make("p", { class: "cp-fall-lead", text: words.lead }), shown, names, list),
      make("div", { class: "cp-happened-words" }, sentences,
        make("div", { class: "cp-card cp-talk" }, make("p", { class: "cp-small-title", text: words.talk }), make("p", { text: talk })), bet));
    const closed = make("div", { class: "cp-closed" }, make("p", { text: words.closed }));
    el.append(closed, open);
    const edges = (_, type) => ({ left: Math.ceil(textWidth("100", type)) + 14, right: 4, top: Math.ceil(1.8 * type), bottom: 8 });
    const picture = new VegaPicture(model, spec, place, edges);
    let drawn = 0;
    picture.after = () => {
      el.dataset.pictured = String((drawn += 1));
      names.style.paddingInline = `${picture.padding.left}px ${picture.padding.right}px`;
    };
    let rows = [];
    const csv = () => ["step,points", ...rows.map((row) => `"${row.name}",${row.points}`)].join("\n");
    const kept = keeping(words, picture, { file: () => "what-happened", csv, python: () => model.get("told").python });
    open.append(kept.dialog);
    open.querySelector(".cp-fall-title").after(kept.button);
    const show = () => {
      const { parts, sentences: said, bet: placed } = model.get("told");
      open.hidden = !parts;
      closed.hidden = Boolean(parts);
      if (!parts) return;
      let level = 0;
      rows = parts.map(([name, points, kind], nth) => {
        const from = kind === "level" ? 0 : level;
        level = kind === "level" ? points : level + points;
        return { nth, name, kind, points, low: Math.min(from, level), high: Math.max(from, level), level, text: kind === "level" ? figures(Math.round(points)) : signed(points) };
      });
      const links = rows.slice(0, -1).map((row) => ({ nth: row.nth + 0.35, next: row.nth + 0.65, y: row.level }));
      const top = Math.max(...rows.map((row) => row.high));
      picture.show({ parts: rows, links }, { steps: rows.length, top: Math.ceil(top / 5) * 5 || 5 });
      names.replaceChildren(...rows.map((row) => make("span", { text: row.name })));
      list.replaceChildren(...rows.map((row) => make("li", { text: `${row.name}: ${row.text}` })));
      sentences.replaceChildren(...said.map((text) => make("p", { text })));
      bet.hidden = !placed.length;
      bet.replaceChildren(make("p", { class: "cp-small-title", text: words.bet }), ...placed.map((text) => make("p", { text })));
    };
    picture.made.then(show).catch(() => {
      shown.replaceChildren(make("p", { class: "cp-failed", text: words.failed }));
      list.classList.remove("cp-unseen");
    });
    const look = (on) => {
      if (model.get("in_sight") === on) return;
      model.set("in_sight", on);
      model.save_changes();
    };
    const stepped = ({ detail }) => look(detail.step === "happened");
    if (document.body.dataset.voila === "voila") {
      document.addEventListener("counterparts-step", stepped);
      look(document.body.dataset.step === "happened");
    } else look(true); // everything is in sight where there are no steps
    model.on("change:told", show);
    show();
    return () => {
      document.removeEventListener("counterparts-step", stepped);
      picture.close();
    };
  },
};
