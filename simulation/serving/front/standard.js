// A page with Jupyter's standard front end: what is ours around it. Its banner and its heartbeat speak over the websocket
// that Jupyter's widget manager has opened; what the page may not do, it says in words.
import { KernelConnection } from "./kernel_connection.js";
import { refused, say } from "./refusals.js";
import { Reconnection } from "./reconnection.js";
import { Steps, dressed } from "./steps.js";

const { kernelId, words, languages } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const page = document.getElementById("rendered_cells");
dressed();
const steps = new Steps(page, words, languages);
const LATE_MS = 15_000; // until the page's words are shown without its widgets
const BROKEN_MS = 1_000; // between two looks for a widget that could not be drawn
const LOOK_MS = 50; // between two looks whether Jupyter's application is there

class WatchedConnection extends KernelConnection {
  connect() {
    if (window.jupyterapp?.widgetManager) window.jupyterapp.widgetManager.kernel.reconnect();
    else location.reload(); // cut before the widget manager was there: it does not try again (voila 0.5.13)
  }

  watch(socket) {
    const open = () => {
      this.socket = socket;
      this.on.open();
    };
    if (socket.readyState === WebSocket.OPEN) open(); // it was faster than this module
    else if (socket.readyState > WebSocket.OPEN) this.disconnected(); // and was cut before this module was there
    else socket.addEventListener("open", open);
    socket.addEventListener("message", () => this.answered());
    socket.addEventListener("close", () => this.socket === socket && this.disconnected());
  }
}

document.addEventListener("securitypolicyviolation", (event) => refused(event, words, page));
// A widget that Jupyter's manager could not draw stands as a broken picture, without a word.
const lookForBroken = () => document.querySelector(".jupyter-widgets-error-widget") && say(page, words.missing_some);
const show = () => {
  page.hidden = false;
  document.getElementById("loading")?.remove();
};
const late = setTimeout(show, LATE_MS);
const connection = new WatchedConnection(kernelId, { open: () => reconnection.isLost && reconnection.restored(), lost: () => reconnection.lost() });
const reconnection = new Reconnection(connection, words, document.scrollingElement);
window.counterpartsSockets.forEach((socket) => connection.watch(socket));
document.addEventListener("counterparts-socket", ({ detail }) => connection.watch(detail));

const application = async () => {
  while (!window.jupyterapp) await new Promise((then) => setTimeout(then, LOOK_MS));
  return window.jupyterapp;
};
const app = await application();
page.hidden = false; // what is drawn measures its place
await app.widgetManagerPromise.promise;
clearTimeout(late);
show();
lookForBroken();
setInterval(lookForBroken, BROKEN_MS);
steps.start();
reconnection.widgetsDrawn();
