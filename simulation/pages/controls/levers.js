// Levers from their declarations. One question to the kernel at a time; meanwhile only the newest position is kept, also
// over a line that was cut or a page that had to open itself anew.
const PATIENCE = 15000; // milliseconds without an answer before the page says so

const MOVED = "counterparts-moved";
const remember = (question) => {
  try {
    if (question) sessionStorage.setItem(MOVED, JSON.stringify(question));
    else sessionStorage.removeItem(MOVED);
  } catch { /* storage switched off: the address alone brings the sliders back */ }
};
const remembered = () => {
  try {
    const found = JSON.parse(sessionStorage.getItem(MOVED));
    sessionStorage.removeItem(MOVED);
    return found;
  } catch {
    return null;
  }
};

export default {
  render({ model, el }) {
    const { levers, first, groups, shared, words } = model.get("frame");
    const ofThePlace = new Set(shared); // the same for both plans
    const now = { a: {}, b: null };
    let side = "a";
    const rows = {};

    // ---- newest wins
    let seq = 0, underWay = 0, asked = null, waiting = null, timer = 0;
    const send = (question) => {
      asked = question;
      underWay = seq += 1;
      el.dataset.busy = "yes";
      timer = setTimeout(() => { // say so, and let the next move try again
        underWay = 0;
        waiting = null;
        say(words.lost);
      }, PATIENCE);
      model.send({ seq, ...question });
    };
    const ask = (question) => (underWay ? (waiting = question) : send(question));
    const newest = () => waiting ?? (underWay ? asked : null);
    const lineCut = () => remember(newest() && { ...newest(), address: location.search });
    const lineBack = () => {
      const question = newest();
      clearTimeout(timer);
      underWay = 0;
      waiting = null;
      if (question) send(question);
    };
    document.addEventListener("counterparts-lost", lineCut);
    document.addEventListener("counterparts-back", lineBack);
    const moved = () => ask({ side, values: { ...now[side] } });
    model.on("msg:custom", (content) => {
      if (content.kind !== "done" || content.seq !== underWay) return;
      clearTimeout(timer);
      underWay = 0;
      delete el.dataset.busy;
      say(content.notice);
      const next = waiting;
      waiting = null;
      if (next) send(next);
      else el.dataset.settled = String(seq);
    });

    // ---- one lever
    const lever = (name) => {
      const look = levers[name];
      const id = `cp-${name}-${Math.random().toString(36).slice(2, 7)}`;
      const described = `${id}-help`;
      const limits = { min: look.low, max: look.high, step: look.step, "aria-describedby": described };
      const slider = make("input", { type: "range", id: `${id}-slider`, "aria-label": look.label, ...limits });
      const box = make("input", { type: "number", id, inputmode: look.decimals ? "decimal" : "numeric", ...limits });
      const show = (shown) => {
        const written = String(Number(shown.toFixed(look.decimals)));
        box.value = slider.value = written;
        slider.setAttribute("aria-valuetext", `${written} ${look.unit}`);
        slider.style.setProperty("--filled", `${(100 * (shown - look.low)) / (look.high - look.low)}%`);
      };
      const set = (wanted) => {
        const shown = Math.min(look.high, Math.max(look.low, Number(Number(wanted).toFixed(look.decimals))));
        show(shown);
        const value = Number((shown / look.times).toPrecision(10));
        for (const one of ofThePlace.has(name) && now.b ? ["a", "b"] : [side]) now[one][name] = value;
        moved();
      };
      slider.addEventListener("input", () => set(slider.value));
      const typed = () => set(box.value === "" ? slider.value : box.value);
      box.addEventListener("change", typed);
      box.addEventListener("keydown", (event) => { // a browser applies it too, but not everywhere: not in JupyterLab
        if (event.key !== "Enter") return;
        event.preventDefault();
        typed();
      });
      const nudge = (sign, label, text) =>
        make("button", { type: "button", "aria-label": fill(label, { label: look.label }), text,
          onclick: () => set(Number(slider.value) + sign * look.step) });
      const unit = make("span", { class: "cp-unit", text: look.unit });
      rows[name] = { show: () => show(now[side][name] * look.times) };
      const told = look.ends.length
        ? make("p", { id: described, class: "cp-ends" }, make("span", { text: look.ends[0] }), make("span", { text: look.ends[1] }))
        : make("p", { id: described, class: "cp-help", text: look.help });
      return make("div", { class: "cp-lever", "data-lever": name },
        make("div", { class: "cp-lever-head" }, make("label", { for: id, text: look.label }), box, unit),
        make("div", { class: "cp-lever-move" }, nudge(-1, words.less, "−"), slider, nudge(1, words.more, "+")), told);
    };

    // ---- plan A, plan B
    const radio = (letter) => {
      const input = make("input", { type: "radio", name: "cp-side", value: letter, onchange: () => turn(letter) });
      return [input, make("label", { class: `cp-plan cp-plan-${letter}` }, input, words[letter])];
    };
    const [radioA, choiceA] = radio("a"), [radioB, choiceB] = radio("b");
    const sides = make("fieldset", { class: "cp-sides" },
      make("legend", { text: words.plans }), choiceA, choiceB);
    const turn = (letter) => {
      side = letter;
      (letter === "a" ? radioA : radioB).checked = true;
      el.dataset.side = letter;
      Object.values(rows).forEach((row) => row.show());
    };
    const compare = make("button", { type: "button", class: "cp-compare", onclick: () => {
      if (now.b) {
        now.b = null;
        turn("a");
        ask({ side: "b", values: null });
      } else {
        now.b = { ...now.a };
        turn("b");
        moved();
      }
      arrange();
      if (now.b) { // the choice has just appeared above: go to it
        radioB.focus({ preventScroll: true });
        sides.scrollIntoView({ block: "nearest" });
      }
    } });
    const arrange = () => {
      sides.hidden = !now.b;
      compare.textContent = now.b ? words.drop : words.compare;
    };

    const notice = make("p", { class: "cp-notice", role: "status" });
    const say = (text) => {
      notice.textContent = text;
      notice.hidden = !text;
    };
    const panel = make("div", { class: "cp-levers" }, sides,
      ...first.map(lever),
      ...groups.map(([title, names]) =>
        make("details", { class: "cp-group" },
          make("summary", {}, make("span", { text: title }), make("small", { text: String(names.length) })),
          ...(names.some((name) => ofThePlace.has(name)) ? [make("p", { class: "cp-help", text: words.place })] : []),
          ...names.map(lever))),
      compare);
    el.append(notice, panel);

    const placed = () => {
      const { a, b } = model.get("plans");
      now.a = { ...a };
      now.b = b ? { ...b } : null;
      waiting = null;
      turn(side === "b" && now.b ? "b" : "a");
      arrange();
    };
    model.on("change:plans", placed);
    model.on("change:notice", () => say(model.get("notice")));
    model.on("change:opened", () => (panel.hidden = !model.get("opened")));
    panel.hidden = !model.get("opened");
    placed();
    say(model.get("notice"));
    const before = remembered();
    if (before?.address === location.search) { // moved, but not answered before this page opened anew
      now[before.side] = before.values && { ...before.values };
      for (const name of before.values && now.b ? shared : []) now.a[name] = now.b[name] = before.values[name];
      turn(now[before.side] ? before.side : "a");
      arrange();
      ask({ side: before.side, values: before.values });
    }
    return () => {
      document.removeEventListener("counterparts-lost", lineCut);
      document.removeEventListener("counterparts-back", lineBack);
    };
  },
};
