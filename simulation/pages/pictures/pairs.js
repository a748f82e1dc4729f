// uses: icons.js, keeping.js, people.choice.js, vega_picture.js
// The pairs of one future: a line each. The kernel sends a future once somebody looks, a pair's story when it is asked for.
const PER_MONTH = 52 / 12; // weeks
const NEAR = 26; // pixels around a line that a thumb hits
const MANY = 40; // lines, from which on all are thin and faint
const SCALE = 255;

// Lines as the kernel packed them (pairs_payload.py): of each its points by month, whether somebody left, broken promises.
const readLines = (head, view) => {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = 0;
  return head.lines.map(([begins, ends, left, ...broken], line) => {
    const weeks = [begins];
    for (let week = (Math.floor(begins / head.every) + 1) * head.every; week < ends; week += head.every) weeks.push(week);
    if (ends > begins) weeks.push(ends);
    const points = weeks.map((week) => ({ line, week, month: week / PER_MONTH, trust: bytes[at++] / SCALE }));
    const near = (week) => points.reduce((best, one) => (Math.abs(one.week - week) < Math.abs(best.week - week) ? one : best));
    return { points, left: left ? [points.at(-1)] : [], broken: broken.map(near), reached: head.reached[line].map((week) => (week < 0 ? null : near(week))) };
  });
};

export default {
  render({ model, el }) {
    const { spec, words } = model.get("frame");
    let lines = [], nth = 0, chosen = null, asked = false, failed = false, drawn = 0;

    const choose = futureChoice(model, words);
    const place = make("div", { class: "cp-fan-canvas", "aria-hidden": "true" });
    const stage = make("div", { class: "cp-people-stage cp-fan", tabindex: "0", role: "application", "aria-label": words.picture, "data-lm-suppress-shortcuts": "true" }, place);
    const status = make("p", { class: "cp-people-status", role: "status", text: words.waiting });
    const name = make("p", { class: "cp-people-name" }), told = make("div", {});
    const step = (by) => () => lines.length && pick(((chosen ?? (by > 0 ? -1 : 0)) + by + lines.length) % lines.length);
    const next = make("button", { type: "button", class: "cp-people-next", onclick: step(1) }, icon("chevron-right"), make("span", { text: words.next }));
    const hint = make("p", { class: "cp-people-hint", text: words.hint });
    const card = make("section", { class: "cp-people-card", "aria-label": words.story }, hint, make("div", { "aria-live": "polite" }, name, told), next);
    const legend = make("ul", { class: "cp-people-legend" },
      ...Object.entries(words.legend).map(([kind, text]) => make("li", {}, make("span", { class: `cp-people-sample cp-pairs-${kind}`, "aria-hidden": "true" }), make("span", { text }))));
    const which = make("p", { class: "cp-people-which" }), count = make("p", { class: "cp-people-part" });
    const table = make("div", { class: "cp-table", tabindex: "0", role: "region", "aria-label": words.read });

    // ---- the picture

    const edges = (_, type) => ({ left: Math.ceil(Math.max(...words.levels.map((text) => textWidth(text, type)))) + 14, right: 12, top: 10, bottom: type + 16 });
    const picture = new VegaPicture(model, spec, place, edges);
    picture.dress = () => {
      const large = document.documentElement.dataset.view === "present" ? 2 : 1;
      picture.signals.thick = large * (lines.length > MANY ? 1 : 2);
      picture.signals.mark = large * (lines.length > MANY ? 24 : 56);
    };
    picture.after = () => {
      if (!lines.length) return;
      el.dataset.drawn = String((drawn += 1));
      el.dataset.lines = String(lines.length);
    };
    const faint = () => (lines.length > MANY ? 0.3 : 0.75) * (chosen === null ? 1 : 0.5);
    const emphasised = () => {
      const one = lines[chosen];
      const reached = one ? one.reached.filter(Boolean).map((point) => ({ ...point, text: fill(words.month, { n: Math.max(1, Math.ceil(point.month - 1e-9)) }) })) : [];
      return { chosen: one?.points ?? [], reached };
    };
    const redraw = () => {
      const { head } = model.get("about");
      const highest = Math.max(...lines.flatMap(({ points }) => points.map(({ trust }) => trust)));
      const signals = {
        last_month: head.weeks / PER_MONTH, top: words.at.find((level) => level > 1.08 * highest && level > 0.2) ?? 1,
        levels: words.at, names: words.levels, today_word: words.today, year_word: words.year, years_word: words.years, faint: faint(),
      };
      return picture.show({
        lines: lines.flatMap(({ points }) => points), left: lines.flatMap(({ left }) => left), broken: lines.flatMap(({ broken }) => broken),
        events: head.ends <= signals.last_month ? [{ month: head.ends, text: words.ends }] : [], ...emphasised(),
      }, signals);
    };

    // ---- one pair

    const pick = (line) => {
      chosen = line;
      picture.show(emphasised(), { faint: faint() });
      model.send({ kind: "story", line, nth });
    };
    const nearest = (x, y) => {
      let best = { line: null, far: NEAR };
      for (const { points } of lines) points.forEach((point, at) => {
        const [ax, ay] = [picture.x(point.month), picture.y(point.trust)], to = points[at + 1] ?? point;
        const [dx, dy] = [picture.x(to.month) - ax, picture.y(to.trust) - ay];
        const along = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0), 1);
        const far = Math.hypot(ax + along * dx - x, ay + along * dy - y);
        if (far < best.far) best = { line: point.line, far };
      });
      return best.line;
    };
    stage.addEventListener("click", (event) => {
      if (!picture.padding || !lines.length) return;
      const box = place.getBoundingClientRect();
      const found = nearest(event.clientX - box.left, event.clientY - box.top);
      if (found !== null) pick(found);
    });
    const KEYS = { ArrowRight: step(1), ArrowDown: step(1), ArrowLeft: step(-1), ArrowUp: step(-1), Home: () => pick(0), End: () => pick(lines.length - 1) };
    stage.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || !lines.length || event.ctrlKey || event.metaKey || event.altKey) return;
      KEYS[event.key]();
      event.preventDefault();
      event.stopPropagation();
    });

    // ---- kept, and read

    const csv = () => ["line,month,trust", ...lines.flatMap(({ points }) => points.map(({ line, month, trust }) => `${line + 1},${month.toFixed(2)},${trust.toFixed(3)}`))].join("\n");
    const read = () => lines.length && model.send({ kind: "read", nth });
    const kept = keeping(words, picture, { file: () => `${model.get("about").of}-pairs-${model.get("about").number + 1}`, csv, more: [table], python: () => (read(), "") });
    kept.button.disabled = true;
    const tableOf = (rows) => make("table", { "aria-label": words.table },
      make("thead", {}, make("tr", {}, ...[words.pair, ...words.levels.slice(1), words.ended].map((text) => make("th", { scope: "col", text })))),
      make("tbody", {}, ...rows.map(([title, months, ended]) => make("tr", {}, make("th", { scope: "row", text: title }),
        ...months.map((month) => make("td", { text: month === null ? words.never : figures(month) })), make("td", { text: ended })))));
    el.append(make("div", { class: "cp-people cp-pairs" },
      make("div", { class: "cp-people-choice" }, choose.lucks, kept.button),
      make("div", { class: "cp-people-body" }, make("div", { class: "cp-people-picture" }, make("h3", { class: "cp-pairs-title", text: words.title }), stage, status),
        card, legend, make("div", { class: "cp-people-foot" }, which, count, choose.numbered)), kept.dialog));
    next.hidden = true;

    // ---- what the kernel says

    const heard = (content) => {
      if (content.nth !== nth) return; // of a future that is no longer shown, or no answer of ours
      if (content.kind === "story" && content.line === chosen) {
        name.textContent = content.title;
        told.replaceChildren(...content.sentences.map((text) => make("p", { text })));
        hint.hidden = true;
        next.hidden = false;
        const second = told.children[Math.min(1, told.children.length - 1)];
        if (asked) second.scrollIntoView({ block: "nearest" }); // on a phone it lies under the picture, which stays in sight
      }
      if (content.kind === "read") {
        table.replaceChildren(make("p", { class: "cp-people-head", text: words.table }), tableOf(content.rows));
        kept.lines.textContent = content.python;
      }
    };
    const changed = () => {
      const about = model.get("about"), notice = model.get("notice");
      status.textContent = notice || (about.nth ? "" : words.waiting);
      status.hidden = !status.textContent;
      status.classList.toggle("cp-people-alone", !about.nth);
      choose.show(about);
      if (!about.nth || about.nth === nth || !model.get("data")?.byteLength) return;
      nth = about.nth;
      lines = readLines(about.head, model.get("data"));
      if (chosen !== null && chosen >= lines.length) chosen = null;
      kept.button.disabled = false;
      which.textContent = about.sentence;
      count.textContent = about.count.join(" ");
      picture.dress();
      redraw();
      if (chosen !== null) model.send({ kind: "story", line: chosen, nth });
      if (kept.dialog.open || failed) read();
    };
    picture.made.then(() => lines.length && redraw()).catch((error) => {
      console.warn("counterparts: no picture", error.message);
      failed = true;
      stage.replaceChildren(make("p", { class: "cp-failed", text: words.failed }));
      stage.after(table);
      read();
    });
    const sight = new IntersectionObserver(([entry]) => {
      if (asked === entry.isIntersecting) return;
      asked = entry.isIntersecting;
      model.send({ kind: "looked", at: asked });
    });
    sight.observe(el);
    model.on("change", changed);
    model.on("msg:custom", heard);
    changed();
    return () => {
      sight.disconnect();
      picture.close();
      model.off("change", changed);
      model.off("msg:custom", heard);
      if (asked) model.send({ kind: "looked", at: false });
    };
  },
};
