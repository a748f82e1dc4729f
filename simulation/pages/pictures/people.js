// uses: icons.js, keeping.js, people.choice.js, people.data.js, people.keep.js, people.layout.js, people.paint.js, people.svg.js, people.words.js
// The people of one future: a canvas, a time line under it, a story at a tap. The kernel sends a future once somebody
// looks, and stories when they are asked for; all else happens here.
const RUN_SECONDS = 26; // from the first week to the last
const MONTH_STEP_MS = 900; // where motion is reduced
const NEAR = 24; // pixels around a dot that a thumb hits
const ICON_ROOM = 19; // pixels between two icons on the time line
const URGENT = ["ends", "election", "convenor", "crisis", "begins"]; // whose icon comes first where there is no room
const EVENT_ICONS = { begins: "door-enter", ends: "door-exit", crisis: "bolt", election: "clipboard-check", convenor: "user-minus" };
const SAID_WEEKS = WEEKS_A_MONTH; // so long what happened is said under the time line

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const forced = matchMedia("(forced-colors: active)");

// A legend's sample, drawn as in the picture.
const sample = (kind) => make("span", { class: `cp-people-sample cp-people-${kind}`, "aria-hidden": "true" });

export default {
  render({ model, el }) {
    const { words } = model.get("frame");
    let future = null, say = null, layout = null, colours = null;
    let week = 0, chosen = null, playing = 0, last = 0, asked = false, nth = 0, begun = false, played = false, written = -1;
    const [below, above] = [make("canvas"), make("canvas")]; // what stays the same from week to week

    // ---- the elements

    const choose = futureChoice(model, words);
    const which = make("p", { class: "cp-people-which" });
    const part = make("p", { class: "cp-people-part" });
    const canvas = make("canvas", { "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    const status = make("p", { class: "cp-people-status", role: "status", text: words.waiting });
    const stage = make("div", { class: "cp-people-stage", tabindex: "0", role: "application", "aria-label": words.picture, "data-lm-suppress-shortcuts": "true" }, canvas);
    const spoken = make("p", { class: "cp-people-spoken", "aria-live": "polite" });
    const legend = make("ul", { class: "cp-people-legend" },
      ...Object.entries(words.legend).map(([kind, text]) => make("li", { "data-sample": kind }, sample(kind), make("span", { text }))));
    const play = make("button", { type: "button", class: "cp-people-play", "aria-label": words.play, onclick: () => (playing ? pause() : start()) }, icon("player-play"));
    const marks = make("div", { class: "cp-people-marks", "aria-hidden": "true" });
    const slider = make("input", { type: "range", min: "0", step: "1", value: "0", "aria-label": words.time, "data-lm-suppress-shortcuts": "true", oninput: () => (pause(), go(Number(slider.value))) });
    const month = make("output", { class: "cp-people-month" });
    const time = make("div", { class: "cp-people-time" }, play, make("div", { class: "cp-people-track" }, marks, slider), month);
    const now = make("p", { class: "cp-people-now" });
    const title = make("p", { class: "cp-people-name" }), told = make("div", {});
    const next = make("button", { type: "button", class: "cp-people-next", onclick: () => tell((chosen + 1) % future.head.people) }, icon("chevron-right"), make("span", { text: words.next }));
    const hint = make("p", { class: "cp-people-hint", text: words.hint });
    const card = make("section", { class: "cp-people-card", "aria-label": words.story }, hint, make("div", { "aria-live": "polite" }, title, told), next);
    const list = make("div", { class: "cp-people-list", tabindex: "0", role: "region", "aria-label": words.read });
    const kept = keeping(words, { png: () => pngOf(canvas, colours), svg: () => svgOf(future, layout, colours, say, context, { week, chosen }) }, {
      file: () => `people-${model.get("about").number + 1}-week-${Math.floor(week)}`, csv: () => csvOf(future), more: [list],
      python: () => (read(), ""),
    });
    const choice = make("div", { class: "cp-people-choice" }, choose.lucks, kept.button);
    const picture = make("div", { class: "cp-people-picture" }, stage, time, now, status);
    const foot = make("div", { class: "cp-people-foot" }, which, part, choose.numbered);
    el.append(make("div", { class: "cp-people" }, choice, make("div", { class: "cp-people-body" }, picture, card, legend, foot), kept.dialog), spoken);
    next.hidden = kept.button.disabled = true;

    // ---- drawing

    const dress = () => {
      colours = coloursOf(el, context, forced.matches);
      rest();
    };
    const rest = () => { // lay out and paint what does not move
      const box = stage.getBoundingClientRect();
      if (!future || box.width < 40 || box.height < 40) return;
      const scale = Math.min(devicePixelRatio || 1, 2);
      const [width, height] = [Math.floor(box.width), Math.floor(box.height)];
      layout = layoutOf(future, width, height, 1.45 * colours.size);
      for (const each of [canvas, below, above]) {
        each.width = width * scale;
        each.height = height * scale;
        each.getContext("2d").setTransform(scale, 0, 0, scale, 0, 0);
      }
      paintStill(below.getContext("2d"), future, layout, colours);
      paintLabels(above.getContext("2d"), layout, colours, say.label);
      marked();
      draw();
    };
    const draw = () => {
      if (!layout) return;
      paintWeek(context, below, above, future, layout, colours, { week, chosen, sweeps: !reduced.matches });
      el.dataset.drawn = String(Number(el.dataset.drawn ?? 0) + 1);
    };
    const go = (to) => {
      week = Math.min(Math.max(to, 0), future?.head.weeks ?? 0);
      if (future) draw();
      if (future && Math.floor(week) !== written) write();
    };
    const write = () => { // the week in words, once a week
      written = Math.floor(week);
      slider.value = String(written);
      slider.style.setProperty("--filled", `${(100 * written) / Math.max(future.head.weeks, 1)}%`);
      const said = say.month(week);
      if (month.textContent !== said) {
        month.textContent = said;
        slider.setAttribute("aria-valuetext", said);
      }
      const happened = future.head.events.filter(([at]) => at <= week && week - at < SAID_WEEKS).reverse().map((one) => `${say.month(one[0])}: ${say.event(one)}`);
      if (now.textContent !== happened.join(" · ")) now.textContent = happened.join(" · ");
    };

    // ---- playing

    const frame = (moment) => {
      if (!playing) return;
      const past = last ? Math.min(moment - last, 100) : 0;
      last = moment;
      go(week + (past / 1000) * (future.head.weeks / RUN_SECONDS));
      if (week >= future.head.weeks) return pause();
      playing = requestAnimationFrame(frame);
    };
    const month_step = () => {
      go(Math.max(Math.ceil((Math.floor(week / WEEKS_A_MONTH) + 1) * WEEKS_A_MONTH), Math.floor(week) + 1)); // the first week of the next month
      if (week >= future.head.weeks) pause();
    };
    const start = () => {
      if (!future) return;
      if (week >= future.head.weeks) go(0);
      last = 0;
      playing = reduced.matches ? setInterval(month_step, MONTH_STEP_MS) : requestAnimationFrame(frame);
      shown();
    };
    const playOnce = () => { // by itself, when somebody looks for the first time
      if (played || !future || !asked || reduced.matches) return;
      played = true;
      start();
    };
    const pause = () => {
      if (!playing) return;
      clearInterval(playing);
      cancelAnimationFrame(playing);
      playing = 0;
      shown();
    };
    const shown = () => {
      play.replaceChildren(icon(playing ? "player-pause" : "player-play"));
      play.setAttribute("aria-label", playing ? words.pause : words.play);
    };

    // ---- one person

    const pick = (person) => {
      chosen = person;
      draw();
      if (person !== null) spoken.textContent = `${say.title(person)}. ${say.state(person, week)}`;
    };
    const ask = (person) => model.send({ kind: "story", person, nth });
    const tell = (person) => { // time stands still while somebody reads
      pause();
      pick(person);
      ask(person);
    };
    const nearest = (x, y, most) => layout.people.reduce((best, place, person) => {
      const far = Math.hypot(place.x - x, place.y - y);
      return far < best.far ? { person, far } : best;
    }, { person: null, far: most }).person;
    const beside = (dx, dy) => { // the nearest one in a direction, in front rather than beside
      const here = layout.people[chosen];
      return layout.people.reduce((best, place, person) => {
        const [x, y] = [place.x - here.x, place.y - here.y];
        const ahead = x * dx + y * dy, away = Math.abs(x * dy - y * dx);
        const far = ahead + 2.2 * away;
        return ahead > 1 && away < 2.5 * ahead && far < best.far ? { person, far } : best;
      }, { person: chosen, far: Infinity }).person;
    };
    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    stage.addEventListener("keydown", (event) => {
      if (!layout || event.ctrlKey || event.metaKey || event.altKey) return;
      const { key } = event;
      if (key in ARROWS) pick(chosen === null ? 0 : beside(...ARROWS[key]));
      else if (key === "Home") pick(0);
      else if (key === "End") pick(future.head.people - 1);
      else if ((key === "Enter" || key === " ") && chosen !== null) tell(chosen);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    stage.addEventListener("focus", () => {
      if (layout && chosen === null && stage.matches(":focus-visible")) pick(0);
    });
    stage.addEventListener("click", (event) => {
      if (!layout) return;
      const box = canvas.getBoundingClientRect();
      const found = nearest(event.clientX - box.left, event.clientY - box.top, Math.max(NEAR, layout.dot + 6));
      if (found !== null) tell(found);
    });

    // ---- what the kernel says

    const paragraphs = (texts) => texts.map((text) => make("p", { text }));
    const heard = (content) => {
      if (!future || content.nth !== nth) return; // of a future that is no longer shown
      if (content.kind === "story" && content.person === chosen) {
        title.textContent = say.title(content.person);
        told.replaceChildren(...paragraphs(content.sentences));
        hint.hidden = true;
        next.hidden = false;
      }
      if (content.kind === "read") {
        const happened = future.head.events.map((one) => make("li", { text: `${say.month(one[0])}: ${say.event(one)}` }));
        const people = content.stories.map((sentences, person) => make("li", {}, make("b", { text: `${say.title(person)}. ` }), sentences.join(" ")));
        list.replaceChildren(make("p", { class: "cp-people-head", text: words.happened }), make("ul", {}, ...happened), make("p", { class: "cp-people-head", text: words.everybody }), make("ol", {}, ...people));
        kept.lines.textContent = content.python;
      }
    };
    const read = () => {
      if (future) model.send({ kind: "read", nth });
    };
    const marked = () => { // what happened, above the time line; bars alone for many crises and where there is no room
      const { events, weeks } = future.head;
      const many = events.filter(([, kind]) => kind === "crisis").length > 4;
      const wide = marks.getBoundingClientRect().width;
      const taken = []; // where an icon stands already
      marks.classList.toggle("cp-people-many", many);
      const urgent = [...events].sort((a, b) => URGENT.indexOf(a[1]) - URGENT.indexOf(b[1]) || a[0] - b[0]);
      marks.replaceChildren(...urgent.map(([at, kind]) => {
        const mark = make("span", { class: `cp-people-mark cp-people-mark-${kind}`, style: `left:${(100 * at) / weeks}%` });
        const x = (wide * at) / weeks;
        if (!(kind === "crisis" && many) && taken.every((other) => Math.abs(other - x) >= ICON_ROOM)) {
          mark.append(icon(EVENT_ICONS[kind]));
          taken.push(x);
        }
        return mark;
      }));
    };
    const changed = () => {
      const about = model.get("about"), data = model.get("data");
      const notice = model.get("notice");
      status.textContent = notice || (about.nth ? "" : words.waiting);
      status.hidden = !status.textContent;
      status.classList.toggle("cp-people-alone", !about.nth); // over the place of the picture until there is one
      choose.show(about);
      if (!about.nth || about.nth === nth || !data?.byteLength) return;
      nth = about.nth;
      kept.button.disabled = false;
      future = readFuture(about.head, data);
      say = saying(words, future);
      slider.max = String(future.head.weeks);
      which.textContent = about.sentence;
      part.textContent = about.part;
      part.hidden = !about.part;
      for (const item of legend.children) {
        const { mutual, by_team } = future.head;
        item.hidden = { peer: mutual, team: !by_team, institution: by_team }[item.dataset.sample] ?? false;
      }
      if (chosen !== null && chosen >= future.head.people) chosen = null;
      if (!begun) week = reduced.matches ? future.head.events.find(([, kind]) => kind === "ends")?.[0] ?? 0 : 0;
      dress();
      written = -1;
      go(week);
      begun = true;
      playOnce();
      if (!next.hidden && chosen !== null) ask(chosen);
      list.replaceChildren();
      if (kept.dialog.open) read();
    };

    // ---- in sight or not, bright or dark, wide or narrow

    const sight = new IntersectionObserver(([entry]) => {
      if (asked === entry.isIntersecting) return;
      asked = entry.isIntersecting;
      model.send({ kind: "looked", at: asked });
      if (asked) playOnce();
      else pause();
    });
    sight.observe(el);
    const size = new ResizeObserver(() => rest());
    size.observe(stage);
    const theme = new MutationObserver(dress);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    for (const media of [dark, forced]) media.addEventListener("change", dress);
    const motion = () => pause();
    reduced.addEventListener("change", motion);
    model.on("change", changed);
    model.on("msg:custom", heard);
    colours = coloursOf(el, context, forced.matches);
    changed();
    return () => {
      pause();
      for (const observer of [sight, size, theme]) observer.disconnect();
      for (const media of [dark, forced]) media.removeEventListener("change", dress);
      reduced.removeEventListener("change", motion);
      model.off("change", changed);
      model.off("msg:custom", heard);
      if (asked) model.send({ kind: "looked", at: false });
    };
  },
};
