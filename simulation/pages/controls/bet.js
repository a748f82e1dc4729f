// uses: icons.js, vega_picture.js
// The bet, then the bet beside what the futures do. It stands in the page's address, and this tab remembers it for each
// partnership, so that a phone that comes back is not asked twice.
const POINTS = 13, FINE = 73, SCALE = 1000; // of the line that is sent, of the line that is drawn, of a share
const FULL = 65535;
const MOST_DRAWN = 60; // people beside a choice
const kept = (name, value) => {
  try {
    if (value === undefined) return sessionStorage.getItem(name);
    sessionStorage.setItem(name, value);
  } catch { /* storage switched off: the bet is asked again */ }
  return null;
};
const inAddress = (bet) => {
  if (document.body.dataset.voila !== "voila") return; // in JupyterLab the address is not ours
  const address = new URL(location.href);
  if (bet) address.searchParams.set("bet", bet);
  else address.searchParams.delete("bet");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
};
const written = (shares) => "d-" + shares.map((share) => {
  const number = Math.round(SCALE * Math.min(1, Math.max(0, share)));
  return Math.floor(number / 36).toString(36) + (number % 36).toString(36);
}).join("");
const shares = (text) => (text.startsWith("d-") ? Array.from({ length: POINTS }, (_, nth) => parseInt(text.slice(2 + 2 * nth, 4 + 2 * nth), 36) / SCALE) : []);
// parseInt of two figures to base 36 is 36 a + b: the number that was written

export default {
  render({ model, el }) {
    const { spec, words, lines } = model.get("frame");
    const text = make("p", { class: "cp-bet-question", id: `cp-bet-${Math.random().toString(36).slice(2, 7)}` });
    const place = make("div", { class: "cp-fan-canvas", "aria-hidden": "true" });
    const over = make("div", { class: "cp-bet-over", "aria-hidden": "true" });
    const axes = make("div", { class: "cp-bet-axes", role: "img", "aria-label": words.picture }, place, over);
    const hint = make("p", { class: "cp-bet-hint", role: "status" });
    const clear = make("button", { type: "button", class: "cp-quiet", onclick: () => anew() }, icon("refresh"), words.again);
    const show = make("button", { type: "button", class: "cp-filled", "data-show": true, text: words.show, onclick: () => wager(written(coarse())) });
    const tap = make("p", { class: "cp-bet-tap" });
    const choices = make("div", { class: "cp-bet-choices", role: "group", "aria-labelledby": text.id });
    const skip = make("button", { type: "button", class: "cp-quiet cp-bet-skip", text: words.skip, onclick: () => wager("none") });
    const said = make("div", { class: "cp-bet-said", "aria-live": "polite" });
    const after = make("ul", { class: "cp-bet-answers" });
    const left = make("div", { class: "cp-bet-left" }, axes, hint, make("div", { class: "cp-bet-tools" }, clear, show));
    const right = make("div", { class: "cp-bet-right" }, said, tap, choices, after, make("p", { class: "cp-bet-quiet", text: words.hint }), skip);
    const box = make("div", { class: "cp-bet" }, text, make("div", { class: "cp-bet-body" }, left, right));
    el.append(box);

    const asked = () => model.get("question");
    const panel = () => words.panels[asked().series];
    const names = (width) => (width < 480 ? panel().short : panel().names);
    let picture = null;
    const line = new Array(FINE).fill(null);
    let sent = "";

    // ---- drawing
    const span = () => asked().last;
    const known = () => {
      const reached = line.findLastIndex((share) => share !== null);
      return { reached, done: reached >= FINE - 2 };
    };
    const coarse = () => Array.from({ length: POINTS }, (_, nth) => line[Math.round((nth * (FINE - 1)) / (POINTS - 1))] ?? line[known().reached] ?? asked().begins);
    const rows = () => line.flatMap((share, nth) => (share === null ? [] : [{ month: (span() * nth) / (FINE - 1), mid: share }]));
    const told = () => {
      const { reached, done } = known();
      hint.textContent = reached < 1 ? words.draw : done ? "" : words.go_on;
      show.disabled = !done;
      clear.hidden = reached < 1;
      left.classList.toggle("cp-bet-begun", reached >= 1);
    };
    const anew = () => {
      line.fill(null);
      line[0] = asked().begins;
      picture?.show({ drawn: rows() });
      told();
    };
    let last = null;
    const point = (event) => {
      const bounds = place.getBoundingClientRect();
      const month = picture.view.scale("x").invert(event.clientX - bounds.left - picture.padding.left);
      const share = Math.min(1, Math.max(0, picture.view.scale("y").invert(event.clientY - bounds.top - picture.padding.top)));
      const at = Math.min(FINE - 1, Math.max(0, Math.round((month / span()) * (FINE - 1))));
      return { at, share };
    };
    const draw = (event) => {
      const now = point(event);
      const from = last ?? { at: Math.max(0, Math.min(now.at, known().reached)), share: line[Math.max(0, Math.min(now.at, known().reached))] ?? now.share };
      const [low, high] = from.at <= now.at ? [from, now] : [now, from];
      for (let at = Math.max(1, low.at); at <= high.at; at += 1)
        line[at] = high.at === low.at ? now.share : low.share + ((high.share - low.share) * (at - low.at)) / (high.at - low.at);
      last = now;
      picture.show({ drawn: rows() });
      told();
    };
    over.addEventListener("pointerdown", (event) => {
      if (!picture?.view || open()) return;
      over.setPointerCapture(event.pointerId);
      last = null;
      draw(event);
    });
    over.addEventListener("pointermove", (event) => over.hasPointerCapture(event.pointerId) && !open() && draw(event));
    over.addEventListener("pointerup", () => (last = null));

    // ---- the bet is placed
    const open = () => Object.keys(model.get("revealed")).length > 0;
    const key = () => `counterparts-bet-${location.pathname}-${asked().about}`;
    const wager = (bet) => {
      if (sent === asked().about || open()) return;
      sent = asked().about;
      kept(key(), bet);
      inAddress(bet);
      for (const button of box.querySelectorAll("button")) button.disabled = true;
      model.send({ bet });
    };
    const inTenths = (share) => {
      const tenths = Math.round(10 * share);
      return share === 0 ? words.never : tenths === 0 ? words.rare : tenths === 1 ? words.one : fill(words.answer, { tenths });
    };
    // So many people as a choice stands for, drawn.
    const people = (name) => {
      const count = asked().figures[name];
      if (!count) return [];
      const row = make("span", { class: "cp-bet-people", "aria-hidden": "true" }, ...Array.from({ length: Math.min(count, MOST_DRAWN) }, () => icon("user")));
      return [row];
    };
    const asking = () => {
      const { choices: options, series } = asked();
      box.classList.remove("cp-bet-open");
      box.classList.toggle("cp-bet-tapped", !series);
      text.textContent = asked().text;
      tap.textContent = series ? fill(words.or_tap, { question: asked().tap }) : asked().tap;
      said.replaceChildren();
      after.replaceChildren();
      choices.replaceChildren(...Object.entries(options).map(([name, label]) =>
        make("button", { type: "button", class: "cp-button", "data-bet": name, onclick: () => wager(name) }, ...people(name), label)));
      for (const button of [skip, clear]) button.disabled = false;
      left.hidden = !series;
      if (!series) return;
      anew();
      empty();
    };
    const signals = () => ({ last_month: span(), top: 1, levels: panel().levels, names: names(place.getBoundingClientRect().width || 400), today_word: words.today, year_word: words.year, years_word: words.years });
    const empty = () => {
      if (!picture) {
        const edges = (width, type) => ({ left: Math.ceil(Math.max(...names(width).map((each) => textWidth(each, type)))) + 14, right: 14, top: 8, bottom: type + 16 });
        picture = new VegaPicture(model, spec, place, edges);
        picture.dress = (width) => (picture.signals.names = names(width));
        picture.after = () => (axes.dataset.drawn = "yes");
        picture.made.then(() => picture.show()).catch(() => {
          axes.replaceChildren(make("p", { class: "cp-failed", text: words.failed }));
          show.hidden = true;
          hint.textContent = "";
        });
      }
      picture.show({ a: [], start: [], drawn: rows(), events: [{ month: asked().ends, text: words.ends }] }, signals());
    };
    const answered = () => {
      const { shares: found, sentences, months } = model.get("revealed");
      const mine = model.get("placed");
      box.classList.add("cp-bet-open");
      const drawn = shares(mine);
      text.textContent = mine === "none" ? asked().text : words.revealed;
      tap.textContent = asked().series ? asked().tap : asked().text;
      hint.textContent = "";
      el.closest("main")?.scrollTo(0, 0);
      said.replaceChildren(...sentences.map((sentence) => make("p", { text: sentence })));
      choices.replaceChildren();
      after.replaceChildren(...Object.entries(asked().choices).map(([name, label]) =>
        make("li", { class: mine === name ? "cp-mine" : "" },
          ...people(name), make("span", { class: "cp-bet-name" }, label, mine === name ? make("em", { text: words.yours }) : ""),
          make("span", { class: "cp-bet-bar", "aria-hidden": "true", style: `--share:${100 * (found[name] ?? 0)}%` }),
          make("span", { class: "cp-bet-share", text: inTenths(found[name] ?? 0) }))));
      if (!asked().series || !months.length) return;
      left.hidden = false;
      if (!picture) empty();
      const view = model.get("lines");
      const numbers = new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
      const [count, pace, end] = months;
      const nth = words.order.indexOf(asked().series);
      const fan = Array.from({ length: count }, (_, at) => {
        const row = { month: at === count - 1 ? end : at * pace };
        lines.forEach((name, which) => (row[name] = numbers[(nth * lines.length + which) * count + at] / FULL));
        return row;
      });
      picture.show({ a: fan, drawn: drawn.map((mid, at) => ({ month: (span() * at) / (POINTS - 1), mid })), events: [{ month: asked().ends, text: words.ends }] }, signals());
    };
    const tell = () => {
      if (!asked().about) return;
      if (open()) return answered();
      asking();
      const before = kept(key());
      if (before) wager(before);
      else inAddress("");
    };
    model.on("change:question", () => { sent = ""; tell(); });
    model.on("change:revealed", tell);
    const look = () => wager("none");
    document.addEventListener("counterparts-look", look);
    const here = ({ detail }) => detail.step === "bet" && document.body.dataset.voila !== "voila" && el.scrollIntoView({ block: "start" });
    document.addEventListener("counterparts-go", here);
    tell();
    return () => {
      document.removeEventListener("counterparts-look", look);
      document.removeEventListener("counterparts-go", here);
      picture?.close();
    };
  },
};
