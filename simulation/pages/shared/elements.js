// What every widget of a page shares: making elements, and saying words that came from the catalogue.
const KEYED = ["input", "select", "button", "summary", "textarea"]; // in JupyterLab 4, whose shortcuts would take their keys
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "text") element.textContent = value;
    else if (name === "style") element.style.cssText = value; // as an attribute, a page that trusts only files refuses it
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (KEYED.includes(tag)) element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.append(...children);
  return element;
};
const fill = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => {
  const value = given[name] ?? "";
  return typeof value === "number" ? figures(value) : value;
});
// A sentence with a document's own title in it, which no language translates.
const citing = (text, title) => text.split("{source}").flatMap((part, nth) => (nth ? [make("cite", { text: title }), part] : [part]));
// Once an element stands in the box that `selector` names: JupyterLab draws a widget before it puts it there.
const inside = (el, selector, does) => {
  const box = el.closest(selector);
  if (box) return does(box);
  new ResizeObserver((_, watch) => {
    const found = el.closest(selector);
    if (!found) return;
    watch.disconnect();
    does(found);
  }).observe(el);
};
