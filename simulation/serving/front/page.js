// A workshop page in the browser: its line to its kernel, its widgets, and what it says when the line is cut.
import { Line } from "./line.js";
import { Models } from "./models.js";
import { Staying } from "./staying.js";
import { Steps, dressed } from "./steps.js";

const { kernelId, words, languages } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const page = document.getElementById("rendered_cells");
const LATE = 15_000; // milliseconds until the page's words are shown without its widgets

dressed();
const steps = new Steps(page, words, languages);
let drawn = false;
const show = () => {
  page.hidden = false;
  document.getElementById("loading")?.remove();
};
const late = setTimeout(show, LATE);

const draw = async () => {
  drawn = true;
  const places = [...page.querySelectorAll("[data-widget]")];
  const failed = (error) => console.warn("counterparts: a part of the page is missing:", error.message);
  page.hidden = false; // a chart measures its place
  const astray = steps.start();
  if (astray) { // said until the next step
    staying.say(astray);
    document.addEventListener("counterparts-step", () => staying.away || staying.say(""), { once: true });
  }
  await Promise.all(places.map((el) => models.show(el.dataset.widget, el).catch(failed)));
  clearTimeout(late);
  show();
  staying.settled();
};

const line = new Line(kernelId, {
  open: () => models.ask(),
  lost: () => staying.lost(),
  heard: (kind, content, buffers) => {
    if (!models.heard(kind, content, buffers)) return;
    if (drawn) staying.back();
    else draw();
  },
});
const models = new Models(line, words);
document.addEventListener("securitypolicyviolation", async (event) => (await import("./refusals.js")).refused(event, words, page));
const staying = new Staying(line, words, page);
line.connect();
