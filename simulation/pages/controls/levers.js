// uses: icons.js
// Levers from their declarations. One question to the kernel at a time; meanwhile only the newest position is kept, also
// over a line that was cut or a page that had to open itself anew.
const PATIENCE = 15000; // milliseconds without an answer before the page says so

const TOGETHER = 900; // milliseconds within which moves of one slider are one move
const REMEMBERED = 60; // moves that can be taken back
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
      const along = (shown) => `${(100 * (shown - look.low)) / (look.high - look.low)}%`;
      const begun = make("i", { class: "cp-begun", "aria-hidden": "true" });
      const show = (shown) => {
        const written = String(Number(shown.toFixed(look.decimals)));
        box.value = slider.value = written;
        slider.setAttribute("aria-valuetext", `${figures(shown, { maximumFractionDigits: look.decimals })} ${look.unit}`);
        slider.style.setProperty("--filled", along(shown));
        const start = model.get("plans").start?.[name];
        begun.hidden = start === undefined;
        if (start !== undefined) begun.style.setProperty("--at", along(start * look.times).replace("%", ""));
      };
      const set = (wanted) => {
        const shown = Math.min(look.high, Math.max(look.low, Number(Number(wanted).toFixed(look.decimals))));
        show(shown);
        const value = Number((shown / look.times).toPrecision(10));
        for (const one of ofThePlace.has(name) && now.b ? ["a", "b"] : [side]) now[one][name] = value;
        moved();
      };
      slider.addEventListener("input", () => set(slider.value));
      slider.addEventListener("change", () => record(name));
      const typed = () => {
        set(box.value === "" ? slider.value : box.value);
        record(name);
      };
      box.addEventListener("change", typed);
      box.addEventListener("keydown", (event) => { // a browser applies it too, but not everywhere: not in JupyterLab
        if (event.key !== "Enter") return;
        event.preventDefault();
        typed();
      });
      const nudge = (sign, label, text) =>
        make("button", { type: "button", "aria-label": fill(label, { label: look.label }), text,
          onclick: () => {
            set(Number(slider.value) + sign * look.step);
            record(name);
          } });
      const named = look.unit && look.label.toLowerCase().includes(look.unit.toLowerCase().split(/[ /]/)[0]);
      const unit = make("span", { class: named ? "cp-unseen" : "cp-unit", text: look.unit });
      rows[name] = { show: () => show(now[side][name] * look.times) };
      const told = look.ends.length
        ? make("p", { id: described, class: "cp-ends" }, make("span", { text: look.ends[0] }), make("span", { text: look.ends[1] }))
        : make("p", { id: described, class: "cp-help", text: look.help });
      told.hidden = true;
      const why = make("button", { type: "button", class: "cp-why", "aria-expanded": "false", "aria-label": fill(words.why, { label: look.label }), onclick: () => {
        told.hidden = !told.hidden;
        why.setAttribute("aria-expanded", String(!told.hidden));
      } }, icon("help-circle"));
      return make("div", { class: "cp-lever", "data-lever": name },
        make("div", { class: "cp-lever-head" }, make("label", { for: id, text: look.label }), why, box, unit),
        make("div", { class: "cp-lever-move" }, nudge(-1, words.less, "−"), make("div", { class: "cp-track" }, begun, slider), nudge(1, words.more, "+")), told);
    };

    // ---- undo and redo: where the sliders have stood
    const past = [];
    let here = -1, lastMoved = "", lastAt = 0;
    const undoable = () => {
      const able = { undo: here > 0, redo: here < past.length - 1 };
      undo.disabled = !able.undo;
      redo.disabled = !able.redo;
      document.dispatchEvent(new CustomEvent("counterparts-undoable", { detail: able }));
    };
    const record = (what = "") => {
      const state = JSON.stringify(now);
      if (state === past[here]) return;
      const goesOn = what && what === lastMoved && Date.now() - lastAt < TOGETHER && here > 0;
      past.splice(goesOn ? here : here + 1);
      past.push(state);
      if (past.length > REMEMBERED) past.shift();
      here = past.length - 1;
      lastMoved = what;
      lastAt = Date.now();
      undoable();
    };
    const step = (by) => () => {
      if (!past[here + by]) return;
      const before = JSON.stringify(now.b);
      Object.assign(now, JSON.parse(past[(here += by)]));
      lastMoved = "";
      const which = JSON.stringify(now.b) === before ? "a" : "b"; // the place, which both share, goes with either
      if (!now.b && side === "b") turn("a");
      else turn(side);
      arrange();
      ask({ side: which, values: now[which] && { ...now[which] } });
      undoable();
    };
    const tool = (name, text, does) => make("button", { type: "button", class: "cp-quiet", onclick: does }, icon(name), text);
    const undo = tool("arrow-back-up", words.undo, step(-1)), redo = tool("arrow-forward-up", words.redo, step(1));
    const to = (values) => {
      now.a = { ...model.get("plans").start, ...values };
      turn("a");
      moved();
      record();
    };
    let surprised = -1;
    const { surprises } = model.get("frame");
    const tools = make("div", { class: "cp-lever-tools" }, undo, redo, tool("refresh", words.reset, () => to({})),
      ...(surprises.length ? [tool("sparkles", words.surprise, () => to(surprises[(surprised = (surprised + 1) % surprises.length)]))] : []));
    const second = () => now.b || compare.click();
    document.addEventListener("counterparts-compare", second);
    document.addEventListener("counterparts-undo", undo.click.bind(undo));
    document.addEventListener("counterparts-redo", redo.click.bind(redo));

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
      record();
      if (now.b) { // the choice has just appeared above: go to it
        radioB.focus({ preventScroll: true });
        sides.scrollIntoView({ block: "nearest" });
      }
    } });
    const arrange = () => {
      sides.hidden = !now.b;
      panel.classList.toggle("cp-with-b", Boolean(now.b));
      compare.textContent = now.b ? words.drop : words.compare;
    };

    const notice = make("p", { class: "cp-notice", role: "status" });
    const say = (text) => {
      notice.textContent = text;
      notice.hidden = !text;
    };
    const group = ([title, names]) =>
      make("details", { class: "cp-group" },
        make("summary", {}, make("span", { text: title }), make("small", { text: figures(names.length) })),
        ...(names.some((name) => ofThePlace.has(name)) ? [make("p", { class: "cp-help", text: words.place })] : []),
        ...names.map(lever));
    const panel = make("div", { class: "cp-levers" }, sides, ...first.map(lever), ...groups.map(group), compare, tools);
    el.append(notice, panel);

    const placed = () => {
      const { a, b } = model.get("plans");
      now.a = { ...a };
      now.b = b ? { ...b } : null;
      waiting = null;
      turn(side === "b" && now.b ? "b" : "a");
      arrange();
      record();
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
