// A workshop page in the browser: its connection to its kernel, its widgets, and what it says when the connection is lost.
import { KernelConnection } from "./kernel_connection.js";
import { WidgetManager } from "./widget_manager.js";
import { Reconnection } from "./reconnection.js";
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
    reconnection.say(astray);
    document.addEventListener("counterparts-step", () => reconnection.isLost || reconnection.say(""), { once: true });
  }
  await Promise.all(places.map((el) => widgets.show(el.dataset.widget, el).catch(failed)));
  clearTimeout(late);
  show();
  reconnection.widgetsDrawn();
};

const connection = new KernelConnection(kernelId, {
  open: () => widgets.ask(),
  lost: () => reconnection.lost(),
  heard: (kind, content, buffers) => {
    if (!widgets.heard(kind, content, buffers)) return;
    if (drawn) reconnection.restored();
    else draw();
  },
});
const widgets = new WidgetManager(connection, words);
document.addEventListener("securitypolicyviolation", async (event) => (await import("./refusals.js")).refused(event, words, page));
const reconnection = new Reconnection(connection, words, page);
connection.connect();
