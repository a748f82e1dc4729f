// The page's widgets: what the kernel says of them, and their views. A widget is a box of others or brings a module of
// its own (anywidget's front-end modules); a page needs no other, and a test holds every page to that.
const REFERENCE = "IPY_MODEL_";
const VERSION = { version: "2.1.0" };
const ELSEWHERE = /^export \{ default \} from "(.+)";$/; // a module that this server keeps as a file

const loaded = new Map(); // one load a module, however many widgets use it
const load = (source) => {
  const address = ELSEWHERE.exec(source.trim())?.[1] ?? URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  if (!loaded.has(source)) loaded.set(source, import(address).then(async (module) => (typeof module.default === "function" ? module.default() : module.default)));
  return loaded.get(source);
};

const same = (a, b) => a === b || (!(a instanceof DataView) && JSON.stringify(a) === JSON.stringify(b));

class Model {
  constructor(id, state, page) {
    this.id = id;
    this.state = state;
    this.page = page;
    this.listeners = [];
    this.changed = new Set();
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    if (same(this.state[name], value)) return;
    this.changed.add(name);
    this.take({ [name]: value });
  }

  save_changes() {
    const state = Object.fromEntries([...this.changed].map((name) => [name, this.state[name]]));
    this.changed.clear();
    this.page.tell(this.id, { method: "update", state, buffer_paths: [] });
  }

  send(content, _callbacks, buffers = []) {
    this.page.tell(this.id, { method: "custom", content }, buffers);
  }

  on(names, listener) {
    names.split(" ").forEach((name) => this.listeners.push([name, listener]));
  }

  off(name, listener) {
    this.listeners = this.listeners.filter(([at, who]) => (name && at !== name) || (listener && who !== listener));
  }

  // "change" comes once a message, after all its values are in: no listener sees half of it.
  take(state) {
    const news = Object.entries(state).filter(([name, value]) => !same(this.state[name], value));
    Object.assign(this.state, Object.fromEntries(news));
    for (const [name, value] of news) this.fire(`change:${name}`, value);
    if (news.length) this.fire("change");
  }

  fire(name, ...what) {
    for (const [at, listener] of [...this.listeners]) if (at === name) listener(...what);
  }
}

export class Models {
  constructor(line) {
    this.line = line;
    this.all = new Map();
  }

  // Ask for all widgets at once; `heard` brings them.
  ask() {
    const comm = { comm_id: `states-${Math.random().toString(36).slice(2)}` };
    this.control = comm.comm_id;
    this.line.send("comm_open", { ...comm, target_name: "jupyter.widget.control", data: {} }, { version: "1.0.0" });
    this.line.send("comm_msg", { ...comm, data: { method: "request_states" } });
  }

  tell(id, data, buffers = []) {
    this.line.send("comm_msg", { comm_id: id, data }, VERSION, buffers);
  }

  // One message of the kernel; returns whether it brought all widgets.
  heard(kind, { comm_id: id, data }, buffers) {
    if (kind !== "comm_msg" || !data) return false;
    if (id === this.control) {
      if (data.method !== "update_states") return false;
      place(data.states, data.buffer_paths, buffers);
      for (const [each, { state }] of Object.entries(data.states)) this.take(each, state);
      return true;
    }
    const model = this.all.get(id);
    if (data.method === "update") {
      place(data.state, data.buffer_paths, buffers);
      model?.take(data.state);
    } else if (data.method === "custom") model?.fire("msg:custom", data.content, buffers);
    return false;
  }

  take(id, state) {
    const known = this.all.get(id);
    if (known) known.take(state);
    else this.all.set(id, new Model(id, state, this));
  }

  // Draw a widget, and what it holds, into an element.
  async show(id, el) {
    const model = this.all.get(id);
    if (!model) throw new Error("a widget that the kernel does not know");
    el.classList.add("cp-widget", ...(model.get("_dom_classes") ?? []));
    if (model.get("children")) {
      const held = model.get("children").map((each) => [each.slice(REFERENCE.length), document.createElement("div")]);
      el.append(...held.map(([, inner]) => inner));
      await Promise.all(held.map(([each, inner]) => this.show(each, inner)));
    } else {
      if (!model.get("_esm")) throw new Error(`no page can show a ${model.get("_model_name")}`);
      const widget = await load(model.get("_esm"));
      dress(model.get("_css"));
      await widget.initialize?.({ model });
      await widget.render?.({ model, el });
    }
  }
}

const place = (into, paths, buffers) =>
  (paths ?? []).forEach((path, nth) => {
    const holder = path.slice(0, -1).reduce((at, name) => at[name], into);
    holder[path.at(-1)] = buffers[nth];
  });

const dressed = new Set();
const dress = (css) => {
  if (!css || dressed.has(css)) return;
  dressed.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};
