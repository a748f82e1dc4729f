// One widget's model in the browser: its values, who listens to them, and what it tells the kernel. `get`, `set`, `on`,
// `off`, `send` and `save_changes` are what anywidget promises a widget's module (anywidget 0.11).
import { same, taken } from "./buffers.js";

const INVOKE_MS = 3_000; // until a command that Python does not answer has failed, as in anywidget

export const number = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Model {
  // `models` has `sendComm(id, data, buffers)` and `model(id)`.
  constructor(id, state, models) {
    this.id = id;
    this.state = state;
    this.models = models;
    this.listeners = [];
    this.unsaved = new Set();
    this.ending = new AbortController();
    this.widget_manager = { get_model: async (each) => models.model(each) };
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    if (same(this.state[name], value)) return;
    this.unsaved.add(name);
    this.take({ [name]: value });
  }

  save_changes() {
    if (!this.unsaved.size) return;
    const { state, paths, buffers } = taken(Object.fromEntries([...this.unsaved].map((name) => [name, this.state[name]])));
    this.unsaved.clear();
    this.models.sendComm(this.id, { method: "update", state, buffer_paths: paths }, buffers);
  }

  send(content, _callbacks, buffers = []) {
    this.models.sendComm(this.id, { method: "custom", content }, buffers);
  }

  on(names, listener, owner) {
    names.split(" ").forEach((name) => this.listeners.push([name, listener, owner]));
  }

  // Without a name, all names; without a listener, all listeners; without an owner, whoever's.
  off(names, listener, owner) {
    const wanted = names?.split(" ");
    const meant = ([name, who, whose]) => (!wanted || wanted.includes(name)) && (!listener || who === listener) && (!owner || whose === owner);
    this.listeners = this.listeners.filter((each) => !meant(each));
  }

  // "change" comes once a message, after all its values are in: no listener sees half of it.
  take(state) {
    const news = Object.entries(state).filter(([name, value]) => !same(this.state[name], value));
    this.changed = Object.fromEntries(news);
    Object.assign(this.state, this.changed);
    for (const [name, value] of news) this.fire(`change:${name}`, this, value);
    if (news.length) this.fire("change", this);
  }

  fire(name, ...what) {
    for (const [at, listener] of [...this.listeners]) if (at === name) listener(...what);
  }

  // The model as one view sees it: what it listens to ends with `signal`.
  seenBy(signal) {
    const owner = {};
    signal.addEventListener("abort", () => this.off(null, null, owner));
    const { widget_manager } = this;
    return {
      get: (name) => this.get(name),
      set: (name, value) => this.set(name, value),
      save_changes: () => this.save_changes(),
      send: (...given) => this.send(...given),
      on: (names, listener) => this.on(names, listener, owner),
      off: (names, listener) => this.off(names, listener, owner),
      widget_manager,
    };
  }

  // `experimental.invoke`: call a method that Python marks as a command; resolves to [answer, buffers].
  invoke(name, msg, { buffers = [], signal = AbortSignal.timeout(INVOKE_MS) } = {}) {
    const id = number();
    return new Promise((resolve, reject) => {
      const answered = (content, answer) => {
        if (content?.id !== id) return;
        this.off("msg:custom", answered);
        resolve([content.response, answer]);
      };
      const ended = () => {
        this.off("msg:custom", answered);
        reject(signal.reason);
      };
      if (signal.aborted) return ended();
      signal.addEventListener("abort", ended);
      this.on("msg:custom", answered);
      this.send({ id, kind: "anywidget-command", name, msg }, undefined, buffers);
    });
  }
}
