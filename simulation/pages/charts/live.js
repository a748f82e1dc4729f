// Four fans made once. Each message from the kernel changes numbers inside them; no canvas is ever made anew.
const FULL_SCALE = 65535;
const SAID_AT_ONCE = 3; // sentences in sight; the others are under "read it", with the table
let vegaAsked; // one load a page, however many pictures

const unzipped = async (view) => {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("gzip"));
  return import(URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type: "text/javascript" })));
};
const fromKernel = (model) =>
  new Promise((resolve, reject) => {
    const answer = (content, buffers) => {
      if (content.kind !== "vega") return;
      model.off("msg:custom", answer);
      if (buffers.length) unzipped(buffers[0]).then(resolve, reject);
      else reject(new Error("the kernel has no Vega"));
    };
    model.on("msg:custom", answer);
    model.send({ kind: "vega" });
  });
const loadVega = (model) => {
  const address = model.get("frame").vega;
  vegaAsked ??= (address ? import(new URL(address, document.baseURI).href) : Promise.reject(new Error("no static file")))
    .catch(() => fromKernel(model))
    .then((loaded) => loaded.default);
  return vegaAsked;
};

const unpack = (model) => {
  const { panels, lines } = model.get("frame");
  const about = model.get("about");
  const bytes = model.get("lines");
  const [count, pace, last] = about.months ?? [0, 0, 0];
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const numbers = new Uint16Array(whole);
  const rows = (plan, panel) =>
    Array.from({ length: count }, (_, point) => {
      const row = { month: point === count - 1 ? last : point * pace };
      lines.forEach((line, nth) => {
        row[line] = numbers[((plan * panels.length + panel) * lines.length + nth) * count + point] / FULL_SCALE;
      });
      return row;
    });
  return { rows, plans: (about.ends ?? []).length, about };
};

const readable = (model, words) => {
  const about = model.get("about");
  const two = about.ends.length > 1;
  const cell = ([low, middle, high]) => make("td", {}, make("b", { text: `${middle}%` }), ` ${low}–${high}`);
  const head = make("tr", {}, make("td"), ...about.table.heads.map((text) => make("th", { scope: "col", text })));
  const body = about.table.rows.map(([panel, letter, cells]) =>
    make("tr", {}, make("th", { scope: "row", text: words.panels[panel][0] + (two ? ` ${letter}` : "") }), ...cells.map(cell)),
  );
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
};

const key = (words) => {
  const sample = (name, text) => make("li", { class: `cp-key-${name}` }, make("span", { "aria-hidden": "true" }), text);
  return make("ul", { class: "cp-key" },
    sample("middle", words.middle), sample("luck", words.luck), sample("doubt", words.doubt),
    sample("ends", words.ends), sample("other", words.other));
};

export default {
  async render({ model, el }) {
    const { spec, panels, words } = model.get("frame");
    const status = make("p", { class: "cp-closed", text: words.closed });
    const canvases = {};
    const fans = make("div", { class: "cp-fans" }, ...panels.map((panel) => {
      const [name, meaning] = words.panels[panel];
      canvases[panel] = make("div", { class: "cp-fan-canvas", "aria-hidden": "true" }); // vega names its own box
      const labelled = make("div", { role: "img", "aria-label": fill(words.picture, { panel: name }) }, canvases[panel]);
      return make("figure", { class: "cp-fan", "data-panel": panel },
        make("figcaption", {}, make("b", { text: name }), make("span", { text: meaning })), labelled);
    }));
    const headline = make("p", { class: "cp-headline", "aria-live": "polite" });
    const sentences = make("div", { class: "cp-sentences" });
    const table = make("div", { class: "cp-table", tabindex: "0", role: "region", "aria-label": words.read });
    const picture = make("div", { class: "cp-picture" }, fans, key(words), make("p", { class: "cp-bands", text: words.bands }));
    const rest = make("div", { class: "cp-sentences" });
    const twin = make("details", { class: "cp-twin" }, make("summary", { text: words.read }), rest, table);
    const shown = make("div", { class: "cp-live" }, headline, picture, sentences, twin);
    el.append(status, shown);

    const views = {};
    let drawn = 0;
    const redraw = async () => {
      if (!Object.keys(views).length || !model.get("lines").byteLength) return;
      const { rows, plans, about } = unpack(model);
      const ends = about.ends.map((month, nth) => ({ month, plan: "ab"[nth] }));
      await Promise.all(panels.map((panel, nth) =>
        views[panel].data("a", rows(0, nth)).data("b", plans > 1 ? rows(1, nth) : []).data("ends", ends)
          .signal("last_month", about.last).runAsync()));
      el.dataset.drawn = String((drawn += 1));
      performance.mark("counterparts-drawn");
    };
    const say = () => {
      const about = model.get("about");
      if (!about.sentences) return;
      const paragraph = (text) => make("p", { text });
      headline.textContent = about.sentences[0];
      sentences.replaceChildren(...about.sentences.slice(1, SAID_AT_ONCE).map(paragraph));
      rest.replaceChildren(...about.sentences.slice(SAID_AT_ONCE).map(paragraph));
      table.replaceChildren(readable(model, words));
      picture.classList.toggle("cp-two", about.ends.length > 1);
    };
    const build = async () => {
      const embed = await loadVega(model);
      const options = { actions: false, renderer: "canvas", tooltip: false, hover: false, ast: true, defaultStyle: false };
      let ready = spec; // compiled from Vega-Lite once, for all panels
      for (const panel of panels) {
        const made = await embed(canvases[panel], structuredClone(ready), { ...options, mode: ready === spec ? "vega-lite" : "vega" });
        ready = made.vgSpec;
        views[panel] = made.view;
        made.view.signal("year_word", words.year);
      }
      const fit = () => {
        for (const panel of panels) {
          const box = canvases[panel].getBoundingClientRect();
          if (box.width < 40) continue; // not on screen
          const narrow = box.width < 220;
          const view = views[panel];
          const edge = { left: 40, right: narrow ? 6 : 12, top: 8, bottom: 22 };
          view.padding(edge).width(Math.floor(box.width) - edge.left - edge.right)
            .height(Math.max(48, Math.floor(box.height) - edge.top - edge.bottom));
        }
        return Promise.all(panels.map((panel) => views[panel].runAsync()));
      };
      await fit();
      new ResizeObserver(() => fit()).observe(fans);
      await redraw();
    };

    let building;
    const opened = () => {
      const open = model.get("opened");
      shown.hidden = !open;
      status.hidden = open;
      if (!open) return;
      building ??= build().catch((error) => {
        console.warn("counterparts: no picture", error.message);
        fans.replaceChildren(make("p", { class: "cp-closed", text: words.failed }));
        twin.open = true;
      });
    };
    // "change" fires once a message, after all its properties are in: lines and words never disagree.
    model.on("change", () => {
      say();
      redraw();
    });
    model.on("change:opened", opened);
    say();
    opened();
    loadVega(model).catch(() => {}); // fetched while the visitor thinks about the bet
    return () => Object.values(views).forEach((view) => view.finalize());
  },
};
