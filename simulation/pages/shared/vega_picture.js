// One picture drawn by Vega: made once in its place, sized with it, coloured by the page's look. After that only data and
// signals change, and its canvas is never made anew.
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
  globalThis.counterpartsVega ??= (address ? import(new URL(address, document.baseURI).href) : Promise.reject(new Error("no static file")))
    .catch(() => fromKernel(model))
    .then((loaded) => loaded.default);
  return globalThis.counterpartsVega;
};

// How Vega writes numbers on axes: as the rest of the page.
const NUMBERS = () => {
  const parts = new Intl.NumberFormat(document.documentElement.dataset.numbers || "en").formatToParts(-1234.5);
  const sign = (type) => parts.find((part) => part.type === type)?.value ?? "";
  return { decimal: sign("decimal"), thousands: "", grouping: [3], currency: ["", ""], minus: "−", numerals: Array.from({ length: 10 }, (_, digit) => figures(digit)) };
};

const COLOUR_OF = { colour_a: "--cp-a", colour_b: "--cp-b", colour_strain: "--cp-strain", colour_start: "--cp-start", colour_ink: "--cp-ink", colour_quiet: "--cp-ink-2", colour_line: "--cp-line", colour_paper: "--cp-paper" };
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
const ruler = document.createElement("canvas").getContext("2d");
const textWidth = (text, size) => {
  ruler.font = `${size}px "Public Sans", system-ui, sans-serif`;
  return ruler.measureText(text).width;
};

class VegaPicture {
  // `place`: the element it fills. `edges(width, type)`: the padding, { left, right, top, bottom }, for a width in pixels.
  constructor(model, spec, place, edges) {
    Object.assign(this, { model, spec, place, edges, waiting: {}, signals: {} });
    this.after = () => {};
    this.made = this.make();
  }

  async make() {
    const embed = await loadVega(this.model);
    await document.fonts?.ready;
    const options = { actions: false, renderer: "canvas", tooltip: false, hover: false, ast: true, defaultStyle: false, formatLocale: NUMBERS() };
    const { view } = await embed(this.place, structuredClone(this.spec), options);
    this.view = view;
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.place);
    this.look = new MutationObserver(() => this.fit());
    this.look.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-size", "data-view"] });
    this.colours = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
    this.anew = () => this.fit();
    for (const media of this.colours) media.addEventListener("change", this.anew);
    await this.fit();
  }

  // Data by dataset and signals by name; drawn at once where the picture is there, else as soon as it is.
  async show(data = {}, signals = {}) {
    Object.assign(this.waiting, data);
    const levels = "names" in signals;
    Object.assign(this.signals, signals);
    if (!this.view) return;
    if (levels) await this.fit();
    else await this.draw();
  }

  async draw() {
    if (!this.padding) return; // not on the screen yet: `fit` draws when it is
    for (const [name, rows] of Object.entries(this.waiting)) this.view.data(name, rows);
    this.waiting = {};
    for (const [name, value] of Object.entries(this.signals)) this.view.signal(name, value);
    await this.view.runAsync();
    this.after();
  }

  async fit() {
    const box = this.place.getBoundingClientRect();
    if (!this.view || box.width < 40 || box.height < 40) return; // not on the screen
    const type = Math.round(Math.min(rem() * (box.width < 480 ? 0.82 : 0.92), box.width / 15));
    this.padding = this.edges(box.width, type);
    const { left, right, top, bottom } = this.padding;
    this.width = Math.floor(box.width) - left - right;
    this.height = Math.max(48, Math.floor(box.height) - top - bottom);
    this.view.padding(this.padding).width(this.width).height(this.height);
    const look = getComputedStyle(document.documentElement);
    for (const [signal, name] of Object.entries(COLOUR_OF)) this.signals[signal] = look.getPropertyValue(name).trim() || "#1d2530";
    this.signals.type_size = type;
    this.dress?.(box.width);
    await this.draw();
  }

  x(month) {
    return this.padding.left + this.view.scale("x")(month);
  }

  y(share) {
    return this.padding.top + this.view.scale("y")(share);
  }

  png() {
    return this.view.toImageURL("png", 2);
  }

  svg() {
    return this.view.toSVG();
  }

  close() {
    this.watch?.disconnect();
    this.look?.disconnect();
    for (const media of this.colours ?? []) media.removeEventListener("change", this.anew);
    this.view?.finalize();
  }
}
