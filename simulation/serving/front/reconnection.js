// What a page does so that nothing is lost: it says in words that the connection is lost, comes back by itself and, where its
// kernel has gone, opens itself anew from its own address. A page that is hidden says so, and one that is closed.
const FIRST_RETRY_MS = 250, LAST_RETRY_MS = 1_000; // between two tries
const ANSWER_MS = 4_000;
const SCROLL_KEY = "counterparts-scroll";

const scrollStored = (name, value) => {
  try {
    if (value !== undefined) return sessionStorage.setItem(name, value);
    const found = sessionStorage.getItem(name);
    sessionStorage.removeItem(name);
    return found;
  } catch { // storage switched off: the page starts at its top
    return null;
  }
};

export class Reconnection {
  constructor(connection, words, scroller) {
    this.connection = connection;
    this.scroller = scroller;
    this.words = words;
    this.isLost = false;
    this.wait = FIRST_RETRY_MS;
    document.addEventListener("visibilitychange", () => (document.hidden ? connection.tellServer("hidden") : this.becameVisible()));
    window.addEventListener("online", () => this.becameVisible());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.reload()); // its kernel has been let go
  }

  becameVisible() {
    this.connection.tellServer("visible");
    this.connection.ping();
    if (this.isLost) {
      this.wait = FIRST_RETRY_MS;
      this.retry();
    }
  }

  // All widgets stand: go where this page was before it opened itself anew.
  widgetsDrawn() {
    if (document.hidden) this.connection.tellServer("hidden");
    const where = scrollStored(SCROLL_KEY);
    if (where !== null) this.scroller.scrollTop = Number(where);
  }

  lost() {
    if (!this.isLost) document.dispatchEvent(new Event("counterparts-lost"));
    this.isLost = true;
    this.say(this.words.cut);
    this.retry();
  }

  restored() {
    this.isLost = false;
    this.wait = FIRST_RETRY_MS;
    this.say("");
    document.dispatchEvent(new Event("counterparts-back"));
  }

  // One try after another, each a little later; none while nobody looks.
  retry() {
    clearTimeout(this.next);
    this.next = setTimeout(async () => {
      if (!this.isLost || document.hidden || this.connection.open) return;
      const exists = await this.kernelExists();
      if (exists === "yes") this.connection.connect();
      else if (exists === "no") this.reload();
      else if (exists === "evicted") this.waitForTouch();
      else this.retry();
    }, this.wait);
    this.wait = Math.min(LAST_RETRY_MS, this.wait * 1.5);
  }

  // This browser has newer pages, whose places this one would take, and they in turn its: only who touches it wants it.
  waitForTouch() {
    this.say(this.words.evicted);
    const reload = () => this.reload();
    for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, reload, { once: true });
  }

  // Whether the server still has this page's kernel; undefined when no server answers.
  async kernelExists() {
    try {
      const answer = await fetch(`/counterparts/there/${this.connection.kernel}`, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
      return answer.ok ? (await answer.text()).trim() : undefined;
    } catch {
      return undefined;
    }
  }

  reload() {
    this.say(this.words.anew);
    document.dispatchEvent(new Event("counterparts-lost"));
    scrollStored(SCROLL_KEY, String(this.scroller.scrollTop));
    location.reload();
  }

  // The page is left: the kernel ends at once. The token shows that it is this page's own browser that says it.
  leave() {
    const token = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1];
    const form = new FormData();
    form.append("_xsrf", token ? decodeURIComponent(token) : "");
    navigator.sendBeacon(`/voila/api/shutdown/${this.connection.kernel}`, form);
  }

  say(text) {
    this.banner ??= document.body.appendChild(Object.assign(document.createElement("p"), { className: "cp-cut" }));
    this.banner.setAttribute("role", "status");
    this.banner.textContent = text;
    this.banner.hidden = !text;
  }
}
