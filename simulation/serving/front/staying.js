// What a page does so that nothing is lost: it says in words that the line is cut, comes back by itself and, where its
// kernel has gone, opens itself anew from its own address. A page that rests says so; one that closes says good-bye.
const SOON = 250, LATER = 1_000; // milliseconds between two tries, at first and at last
const PATIENCE = 4_000; // milliseconds for an answer
const WHERE = "counterparts-scroll";

const kept = (name, value) => {
  try {
    if (value !== undefined) return sessionStorage.setItem(name, value);
    const found = sessionStorage.getItem(name);
    sessionStorage.removeItem(name);
    return found;
  } catch { // storage switched off: the page starts at its top
    return null;
  }
};

export class Staying {
  constructor(line, words, page) {
    this.line = line;
    this.page = page; // what scrolls
    this.words = words;
    this.away = false;
    this.wait = SOON;
    document.addEventListener("visibilitychange", () => (document.hidden ? line.note("resting") : this.woken()));
    window.addEventListener("online", () => this.woken());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.anew()); // its kernel has been let go
  }

  woken() {
    this.line.note("awake");
    this.line.ask();
    if (this.away) {
      this.wait = SOON;
      this.again();
    }
  }

  // All widgets stand: go where this page was before it opened itself anew.
  settled() {
    if (document.hidden) this.line.note("resting");
    const where = kept(WHERE);
    if (where !== null) this.page.scrollTop = Number(where);
  }

  lost() {
    if (!this.away) document.dispatchEvent(new Event("counterparts-lost"));
    this.away = true;
    this.say(this.words.cut);
    this.again();
  }

  back() {
    this.away = false;
    this.wait = SOON;
    this.say("");
    document.dispatchEvent(new Event("counterparts-back"));
  }

  // One try after another, each a little later; none while nobody looks.
  again() {
    clearTimeout(this.next);
    this.next = setTimeout(async () => {
      if (!this.away || document.hidden || this.line.open) return;
      const there = await this.there();
      if (there === "yes") this.line.connect();
      else if (there === "no") this.anew();
      else this.again();
    }, this.wait);
    this.wait = Math.min(LATER, this.wait * 1.5);
  }

  // Whether the server still has this page's kernel; undefined when no server answers.
  async there() {
    try {
      const answer = await fetch(`/counterparts/there/${this.line.kernel}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return answer.ok ? (await answer.text()).trim() : undefined;
    } catch {
      return undefined;
    }
  }

  anew() {
    this.say(this.words.anew);
    document.dispatchEvent(new Event("counterparts-lost"));
    kept(WHERE, String(this.page.scrollTop));
    location.reload();
  }

  // Good-bye: the kernel ends at once. The token shows that it is this page's own browser that says it.
  leave() {
    const token = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1];
    const form = new FormData();
    form.append("_xsrf", token ? decodeURIComponent(token) : "");
    navigator.sendBeacon(`/voila/api/shutdown/${this.line.kernel}`, form);
  }

  say(text) {
    this.banner ??= document.body.appendChild(Object.assign(document.createElement("p"), { className: "cp-cut" }));
    this.banner.setAttribute("role", "status");
    this.banner.textContent = text;
    this.banner.hidden = !text;
  }
}
