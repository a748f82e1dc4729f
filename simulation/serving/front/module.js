// A widget's own module, and its life as anywidget 0.11 has it: loaded once, `initialize` once a model, `render` once a view;
// what either returns is called when the model, or the view, ends.
const OF_THIS_SERVER = /^export \{ default \} from "counterparts\/(.+)";$/; // a module that this server keeps as a file
const ADDRESS = /^https?:\/\/\S+$/;

const loaded = new Map(); // one load a module, however many widgets use it
const imported = async (source) => {
  const text = source.trim();
  const file = OF_THIS_SERVER.exec(text)?.[1];
  const address = file ? new URL(file, import.meta.url).href : ADDRESS.test(text) ? text : URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const module = await import(address);
  return module.default ?? module; // the older form exports `render` itself
};
const load = (source) => {
  if (!loaded.has(source)) loaded.set(source, imported(source));
  return loaded.get(source);
};

// An AbortController that ends with another signal, if not before.
export const under = (signal) => {
  const controller = new AbortController();
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  return controller;
};

const cleaned = (signal, clean) => {
  if (typeof clean !== "function") return;
  if (signal.aborted) clean();
  else signal.addEventListener("abort", () => clean(), { once: true });
};

const lives = new WeakMap(); // by model: a promise of its widget and what its `initialize` gave

const living = (model) => {
  if (!lives.has(model)) lives.set(model, begin(model));
  return lives.get(model);
};

const begin = async (model) => {
  const defined = await load(model.get("_esm"));
  const widget = typeof defined === "function" ? await defined() : defined; // one a model: it may keep state of its own
  const { signal } = model.ending;
  const given = await widget.initialize?.({ model: model.seenBy(signal), signal, experimental: experimental(model) });
  cleaned(signal, given);
  return { widget, exports: given !== null && typeof given === "object" ? given : undefined };
};

const experimental = (model) => ({ invoke: (...given) => model.invoke(...given) });

const REFERENCE = /^(?:IPY_MODEL_|anywidget:)?/;
const host = (models, signal) => {
  const found = (reference) => models.model(String(reference).replace(REFERENCE, ""));
  return {
    getModel: async (reference) => found(reference).seenBy(signal),
    getWidget: async (reference) => {
      const model = found(reference);
      const { exports } = await living(model);
      return { exports, render: ({ el, signal: until = signal }) => drawn(model, el, until) };
    },
  };
};

// Draw a view of an anywidget into an element until the signal ends.
export const drawn = async (model, el, signal) => {
  const { widget } = await living(model);
  if (signal.aborted || !widget.render) return;
  const view = under(signal);
  cleaned(model.ending.signal, () => view.abort());
  const clean = await widget.render({
    model: model.seenBy(view.signal),
    el,
    signal: view.signal,
    experimental: experimental(model),
    host: host(model.models, view.signal),
  });
  cleaned(view.signal, clean);
};
