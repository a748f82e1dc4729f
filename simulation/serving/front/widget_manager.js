// The page's widgets in the light front end: what the kernel says of them, and their views. A widget is a box of others or
// brings a module of its own (anywidget); any other is said on the page to be missing.
import { place } from "./buffers.js";
import { Model, number } from "./model.js";
import { drawn, under } from "./module.js";

const REFERENCE = "IPY_MODEL_";
const VERSION = { version: "2.1.0" };
const BOXES = { BoxModel: "cp-box", HBoxModel: "cp-hbox", VBoxModel: "cp-vbox", GridBoxModel: "cp-gridbox" };
// Without weight in the cascade: whatever a page says of its boxes holds.
const BOX_STYLES = ":where(.cp-hbox){display:flex;gap:.25rem}:where(.cp-vbox){display:flex;flex-direction:column}:where(.cp-gridbox){display:grid}:where(.cp-missing){margin:.6rem 0;font-style:italic}";

export class WidgetManager {
  // `words.missing` is a sentence with {what} in it.
  constructor(connection, words = {}) {
    this.connection = connection;
    this.words = words;
    this.all = new Map();
    this.forever = new AbortController().signal;
  }

  // Ask for all widgets at once; `heard` brings them.
  ask() {
    const comm = { comm_id: `states-${number()}` };
    this.control = comm.comm_id;
    this.connection.send("comm_open", { ...comm, target_name: "jupyter.widget.control", data: {} }, { version: "1.0.0" });
    this.connection.send("comm_msg", { ...comm, data: { method: "request_states" } });
  }

  sendComm(id, data, buffers = []) {
    this.connection.send("comm_msg", { comm_id: id, data }, VERSION, buffers);
  }

  // The model of a widget. Throws where the kernel knows none.
  model(id) {
    const model = this.all.get(id);
    if (!model) throw new Error("a widget that the kernel does not know");
    return model;
  }

  // One message of the kernel; returns whether it brought all widgets.
  heard(kind, { comm_id: id, data, target_name: target }, buffers) {
    if (kind === "comm_close") this.end(id);
    if (kind === "comm_open" && target === "jupyter.widget") {
      place(data.state, data.buffer_paths, buffers);
      this.take(id, data.state);
    }
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

  end(id) {
    this.all.get(id)?.ending.abort();
    this.all.delete(id);
  }

  // Draw a widget, and what it holds, into an element, until the signal ends. What cannot be drawn is said there.
  async show(id, el, signal = this.forever) {
    try {
      await this.draw(this.model(id), el, signal);
    } catch (error) {
      const name = this.all.get(id)?.get("_anywidget_id") ?? this.all.get(id)?.get("_model_name") ?? "widget";
      console.warn(`counterparts: a part of the page is missing: ${name}: ${error.message}`);
      dress(BOX_STYLES);
      const text = (this.words.missing ?? "{what}").replace("{what}", name);
      el.append(Object.assign(document.createElement("p"), { className: "cp-missing", textContent: text }));
    }
  }

  async draw(model, el, signal) {
    const classes = () => el.classList.add("cp-widget", ...(model.get("_dom_classes") ?? []));
    classes();
    listen(model, "change:_dom_classes", classes, signal);
    this.layOut(model, el, signal);
    const box = BOXES[model.get("_model_name")];
    if (box) {
      dress(BOX_STYLES);
      el.classList.add(box);
      await this.fill(model, el, signal);
    } else if (model.get("_esm")) {
      dress(model.get("_css"));
      await drawn(model, el, signal);
    } else throw new Error("it brings no module of its own");
  }

  // A box's children; those that stay when others come or go are not drawn anew.
  async fill(model, el, signal) {
    let held = new Map();
    const arrange = async () => {
      const before = held;
      held = new Map();
      const waiting = [];
      for (const reference of model.get("children") ?? []) {
        const id = reference.slice(REFERENCE.length);
        let child = before.get(id);
        before.delete(id);
        if (!child) {
          child = { el: document.createElement("div"), view: under(signal) };
          waiting.push(this.show(id, child.el, child.view.signal));
        }
        held.set(id, child);
      }
      for (const { el: gone, view } of before.values()) {
        view.abort();
        gone.remove();
      }
      let at = el.firstChild; // those that are in their place stay untouched: moving one would take its focus
      for (const { el: inner } of held.values()) {
        if (inner === at) at = at.nextSibling;
        else el.insertBefore(inner, at);
      }
      await Promise.all(waiting);
    };
    listen(model, "change:children", arrange, signal);
    await arrange();
  }

  // A widget's `layout`: each of its values is a property of CSS.
  layOut(model, el, signal) {
    const layout = this.all.get((model.get("layout") ?? "").slice(REFERENCE.length));
    if (!layout) return;
    const wear = () => {
      for (const [name, value] of Object.entries(layout.state))
        if (!name.startsWith("_")) el.style.setProperty(name.replaceAll("_", "-"), value ?? "");
    };
    wear();
    listen(layout, "change", wear, signal);
  }
}

// Listen to a model until the signal ends.
const listen = (model, name, listener, signal) => {
  model.on(name, listener);
  signal.addEventListener("abort", () => model.off(name, listener));
};

const dressed = new Set();
const dress = (css) => {
  if (!css || dressed.has(css)) return;
  dressed.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};
