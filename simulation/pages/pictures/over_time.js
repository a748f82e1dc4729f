// uses: icons.js, keeping.js, vega_picture.js
// The large picture. Each message from the kernel changes numbers inside it; its canvas is never made anew.
const FULL_SCALE = 65535;
const NARROW = 35; // times the size of type: below it axes have short names and the bands are named under the picture
const FUTURE_MS = 333; // one future after another, three a second

const unpacker = (model) => {
  const bytes = model.get("lines");
  const { panels, lines } = model.get("frame");
  const about = model.get("about");
  const numbers = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const length = ([count], names) => panels.length * names.length * count;
  const first = { a: 0, b: length(about.months, lines.a) };
  first.start = first.b + (about.two ? length(about.months, lines.b) : 0);
  return (which, panel) => {
    const [count, pace, last] = which === "start" ? about.start_months : about.months;
    const names = lines[which];
    const from = first[which] + panels.indexOf(panel) * names.length * count;
    return Array.from({ length: count }, (_, point) => {
      const row = { month: point === count - 1 ? last : point * pace };
      names.forEach((name, nth) => (row[name] = numbers[from + nth * count + point] / FULL_SCALE));
      return row;
    });
  };
};

const tableOf = (about, table, words) => {
  const cell = ([low, middle, high]) => make("td", {}, make("b", { text: figures(middle) }), ` (${figures(low)}–${figures(high)})`);
  const head = make("tr", {}, make("td"), ...table.heads.map((text) => make("th", { scope: "col", text })));
  const body = table.rows.map(([panel, letter, cells]) =>
    make("tr", {}, make("th", { scope: "row", text: words.panels[panel].name + (about.two ? ` ${letter}` : "") }), ...cells.map(cell)));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
};

export default {
  render({ model, el }) {
    const { spec, words, first } = model.get("frame");
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const title = make("h3", { class: "cp-picture-title" });
    const one = make("button", { type: "button", class: "cp-quiet cp-one", "aria-pressed": "false" });
    const place = make("div", { class: "cp-fan-canvas", "aria-hidden": "true" });
    const marks = make("div", { class: "cp-fan-marks", "aria-hidden": "true" });
    const shown = make("div", { class: "cp-fan", role: "img" }, place, marks);
    const sample = (name, text) => make("li", { class: `cp-key-${name}` }, make("span", { "aria-hidden": "true" }),
      make("span", { class: "cp-long", text }), make("span", { class: "cp-short", text: words.short[name] ?? text }));
    const key = make("ul", { class: "cp-key", "aria-label": words.key },
      sample("middle", words.middle), sample("luck", words.luck), sample("doubt", words.doubt), sample("start", words.start),
      sample("b", words.plan_b), sample("drawn", words.drawn));
    const cards = make("div", { class: "cp-cards", role: "group", "aria-label": words.series });
    const told = make("div", { class: "cp-told" });
    const table = make("div", { class: "cp-table", tabindex: "0", role: "region", "aria-label": words.read });
    const open = make("div", { class: "cp-picture" },
      make("div", { class: "cp-picture-head" }, title, one), shown, key, cards);
    const go = (step) => () => document.dispatchEvent(new CustomEvent("counterparts-go", { detail: { step } }));
    const closed = make("div", { class: "cp-closed" }, make("p", { text: words.closed }),
      make("div", {}, make("button", { type: "button", class: "cp-filled", "data-bet-first": true, text: words.bet_first, onclick: go("bet") }),
        make("button", { type: "button", class: "cp-button", "data-look": true, text: words.look, onclick: () => document.dispatchEvent(new Event("counterparts-look")) })));
    el.append(closed, open);

    let failed = false, panel = first, of = "", tops = {}, singles = null, turning = 0, at = 0, drawn = 0;

    // ---- the picture
    const names = (width) => (width < NARROW * rem() ? words.panels[panel].short : words.panels[panel].names);
    const edges = (width, type) => ({
      left: Math.ceil(Math.max(...names(width).map((text) => textWidth(text, type)))) + 14,
      right: width < NARROW * rem() ? 8 : Math.ceil(Math.max(textWidth(words.start, type), textWidth(words.middle, type))) + 20,
      top: 8, bottom: type + 16,
    });
    const picture = new VegaPicture(model, spec, place, edges);
    picture.dress = (width) => {
      picture.signals.names = names(width);
      if (rows.a) picture.waiting.labels = labelled(picture.signals.top); // where there is room depends on the size
      picture.signals.thick = document.documentElement.dataset.view === "present" ? 4 : 3;
    };
    const top = () => {
      const { levels } = words.panels[panel];
      const about = model.get("about");
      tops[panel] = Math.max(tops[panel] ?? 0, about.tops?.[panel] ?? 0); // an axis grows, and never shrinks under a move
      return levels.find((level) => level >= tops[panel] && level > 0.2) ?? 1;
    };
    picture.after = () => {
      el.dataset.drawn = String((drawn += 1));
      el.dataset.whole = model.get("about").whole ? "yes" : "no"; // with its doubt band
      performance.mark("counterparts-drawn");
      place_marks();
    };
    const mark = (name, y, ...text) => {
      const placed = make("p", { class: `cp-mark-${name}` }, ...text);
      placed.style.insetInlineStart = `${picture.padding.left + picture.width + 10}px`;
      placed.style.top = `${y}px`;
      return placed;
    };
    const place_marks = () => {
      marks.replaceChildren();
      if (!rows.a || !picture.padding || picture.padding.right < 40) return;
      const last = (list) => list.at(-1);
      let middle = picture.y(last(rows.a).mid), start = picture.y(last(rows.start).mid);
      const need = 2.3 * rem() + 6;
      const share = Math.round(100 * last(rows.a).mid);
      const figure = panel === "trust" ? "" : fill(words.in_100, { n: share });
      const begun = rows.start.length && Math.abs(last(rows.start).mid - last(rows.a).mid) > 0.004;
      if (begun && Math.abs(middle - start) < need) {
        const sign = start >= middle ? 1 : -1;
        start = middle + sign * need;
      }
      marks.append(mark("middle", middle, make("b", { text: figure }), words.middle));
      if (begun) marks.append(mark("start", start, words.start));
    };
    const rows = {};
    const redraw = async (whole = true) => {
      if (!model.get("opened") || !model.get("lines").byteLength) return;
      const about = model.get("about");
      if (of !== about.of) [of, tops] = [about.of, {}];
      if (!about.panels.includes(panel)) panel = about.panels[0];
      const unpack = unpacker(model);
      rows.a = unpack("a", panel);
      rows.start = unpack("start", panel);
      const drawnLine = panel === model.get("frame").first ? model.get("drawn").map(([month, mid]) => ({ month, mid })) : [];
      const signals = { last_month: about.last, top: top(), levels: words.panels[panel].levels, today_word: words.today, year_word: words.year, years_word: words.years };
      if (whole) signals.names = names(place.getBoundingClientRect().width || 400);
      open.classList.toggle("cp-two", about.two);
      open.classList.toggle("cp-with-bet", drawnLine.length > 0);
      rows.b = about.two ? unpack("b", panel) : [];
      await picture.show({
        a: rows.a, b: rows.b, start: rows.start, events: about.events, drawn: drawnLine,
        labels: labelled(signals.top), one: oneRows(),
      }, signals);
    };
    // Bands are named where they lie, if they are wide enough there.
    const labelled = (upTo) => {
      const { width, height } = place.getBoundingClientRect();
      if (!picture.padding || width < NARROW * rem()) return [];
      const list = rows.a, tall = (height || 300) / upTo, type = 0.92 * rem();
      const at = (part) => Math.round(part * (list.length - 1));
      const half = Math.ceil((0.55 * textWidth(words.luck, type) * list.length) / (width - picture.padding.left - picture.padding.right));
      const found = [];
      // Where the name of the dark band keeps farthest from every line: below the middle or above it, at some month.
      const clear = (nth, share) => Math.min(...list.slice(nth - half, nth + half + 1).flatMap((row, step) =>
        [row.mid, row.l0, row.l1, rows.b[nth - half + step]?.mid ?? 9].map((line) => Math.abs(line - share))));
      const free = [];
      for (let nth = at(0.5); nth + half < list.length; nth += 1) {
        for (const edge of ["l0", "l1"]) free.push({ nth, share: (list[nth].mid + list[nth][edge]) / 2 });
      }
      const best = free.map((one) => ({ ...one, room: clear(one.nth, one.share) * tall })).sort((one, other) => other.room - one.room)[0];
      if (best?.room > 0.6 * type) found.push({ month: list[best.nth].month, y: best.share, text: words.luck });
      const above = list[at(0.72)];
      if ((above.d1 - above.l1) * tall > 0.6 * type) found.push({ month: above.month, y: above.d1 + type / tall, text: words.doubt });
      if (model.get("about").whole) open.classList.toggle("cp-unnamed", found.length < 2); // nothing jumps while the pale band is under way
      return found;
    };

    // ---- one future at a time
    const oneRows = () => {
      if (!singles || !turning) return [];
      const { count, months, values } = singles;
      const { panels } = model.get("frame");
      const [points, pace, last] = months;
      const from = (at * panels.length + panels.indexOf(panel)) * points;
      return Array.from({ length: points }, (_, point) => ({ month: point === points - 1 ? last : point * pace, mid: values[from + point] / FULL_SCALE }));
    };
    const turn = () => {
      at = (at + 1) % singles.count;
      one.title = fill(words.future, { n: at + 1, all: singles.count });
      picture.show({ one: oneRows() });
    };
    const stop = () => {
      clearInterval(turning);
      turning = 0;
      singles = null;
      one.setAttribute("aria-pressed", "false");
      one.replaceChildren(icon("player-play"), words.one);
    };
    model.on("msg:custom", (content, buffers) => {
      if (content.kind === "words") return tell(content);
      if (content.kind !== "futures" || !turning) return;
      const view = buffers[0];
      singles = { ...content, values: new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) };
      clearInterval(turning);
      at = -1;
      turning = still.matches ? -1 : setInterval(turn, FUTURE_MS);
      turn();
    });
    one.addEventListener("click", () => {
      if (turning && still.matches && singles) return at + 1 < singles.count ? turn() : (stop(), redraw(false)); // a tap, a future
      if (turning) {
        stop();
        return redraw(false);
      }
      turning = -1;
      one.setAttribute("aria-pressed", "true");
      one.replaceChildren(icon("player-pause"), words.all);
      model.send({ kind: "futures" });
    });

    // ---- words
    const say = () => {
      const about = model.get("about");
      if (!about.panels) return;
      title.textContent = words.panels[panel].title;
      shown.setAttribute("aria-label", fill(words.picture, { panel: words.panels[panel].title }));
      const unpack = unpacker(model);
      const ordered = [...about.panels].sort((one, other) => (other === first) - (one === first));
      cards.replaceChildren(...ordered.map((name) => {
        const series = unpack("a", name);
        const { levels, names: steps } = words.panels[name];
        const lastDay = series.findLast(({ month }) => month <= about.events[0].month) ?? series[0];
        const level = name === "trust" ? fill(words.last_day, { level: steps[levels.filter((each) => each <= lastDay.mid).length - 1] }) : fill(words.at_end, { n: Math.round(100 * series.at(-1).mid) });
        return make("button", { type: "button", class: "cp-series", "data-panel": name, "aria-pressed": String(name === panel), onclick: () => choose(name) },
          make("b", { text: words.panels[name].name }), make("span", { text: level }));
      }));
      if (kept?.dialog.open || failed) model.send({ kind: "words" });
    };
    const tell = ({ sentences, table: numbers, python: lines }) => {
      told.replaceChildren(...sentences.map((text) => make("p", { text })));
      table.replaceChildren(tableOf(model.get("about"), numbers, words));
      kept.lines.textContent = lines.replace("{panel}", panel);
    };
    const choose = (name) => {
      panel = name;
      const had = document.activeElement?.dataset?.panel;
      say();
      if (had) cards.querySelector(`[data-panel="${name}"]`)?.focus();
      redraw();
    };
    const csv = () => ["month,doubt_low,luck_low,middle,luck_high,doubt_high", ...rows.a.map((row) => [row.month, row.d0, row.l0, row.mid, row.l1, row.d1].map((each) => each.toFixed(4)).join(","))].join("\n");
    const kept = keeping(words, picture, { file: () => `${of}-${panel}`, csv, python: () => {
      model.send({ kind: "words" });
      return "";
    }, more: [told, table] });
    open.append(kept.dialog);
    one.after(kept.button);

    // ---- what the kernel says
    const opened = () => {
      const isOpen = model.get("opened");
      open.hidden = !isOpen;
      closed.hidden = isOpen;
      inside(el, ".cp-try", (box) => box.classList.toggle("cp-closed-yet", !model.get("opened")));
      if (isOpen) {
        say();
        redraw();
      }
    };
    picture.made.then(() => redraw()).catch((error) => {
      console.warn("counterparts: no picture", error.message);
      failed = true;
      shown.classList.add("cp-read-instead");
      shown.removeAttribute("role");
      shown.replaceChildren(make("p", { class: "cp-failed", text: words.failed }), told, table);
      say();
    });
    // "change" fires once a message, after all its properties are in: lines and words never disagree.
    model.on("change", () => {
      if (turning) stop();
      say();
      redraw(false);
    });
    model.on("change:opened", opened);
    stop();
    opened();
    return () => {
      stop();
      picture.close();
    };
  },
};
