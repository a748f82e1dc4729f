// What every widget of a page shares: making elements, and saying words that came from the catalogue.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "text") element.textContent = value;
    else if (name === "style") element.style.cssText = value; // as an attribute, a page that trusts only files refuses it
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
};
const fill = (text, numbers) => text.replace(/\{(\w+)\}/g, (_, name) => numbers[name] ?? "");
