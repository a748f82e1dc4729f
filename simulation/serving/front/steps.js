// uses: icons.js, figures.js
// The steps of a page: one at a time on the screen, named in the address and in the bar at the top. A cell says by its tag
// to which step it belongs; a page without such tags is shown whole, under its title alone.
const ORDER = ["story", "bet", "try", "happened", "sure"];

const LANGUAGE = "counterparts-language"; // the cookie that the server reads

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
};

export class Steps {
  constructor(page, words, languages) {
    this.page = page;
    this.words = words;
    this.languages = languages; // [tag, name] of each that the page is there in
    this.cells = [...page.querySelectorAll("[data-step]")].filter((cell) => ORDER.includes(cell.dataset.step));
    this.steps = ORDER.filter((step) => this.cells.some((cell) => cell.dataset.step === step));
    this.now = "";
    page.setAttribute("tabindex", "0"); // it scrolls: arrow keys must reach it, and a screen reader begins here
    this.bar();
    this.foot();
    document.addEventListener("counterparts-go", ({ detail }) => this.go(detail.step));
    document.addEventListener("counterparts-undoable", ({ detail }) => {
      this.undo.disabled = !detail.undo;
      this.redo.disabled = !detail.redo;
    });
    window.addEventListener("popstate", () => {
      this.show(this.wanted(), false);
      document.dispatchEvent(new Event("counterparts-address"));
    });
  }

  // The step that the address names, else the first; "" on a page without steps.
  wanted() {
    const named = new URLSearchParams(location.search).get("step");
    return this.steps.includes(named) ? named : (this.steps[0] ?? "");
  }

  start() {
    const address = new URLSearchParams(location.search);
    const named = address.get("step"), language = address.get("lang");
    this.show(this.wanted(), false);
    if (language && !this.languages.some(([tag]) => tag.toLowerCase() === language.toLowerCase())) return this.words.no_language;
    return named === null || this.steps.includes(named) ? "" : this.words.no_step;
  }

  go(step) {
    if (!this.steps.includes(step) || step === this.now) return;
    const address = new URL(location.href);
    address.searchParams.set("step", step);
    history.pushState(history.state, "", address);
    this.show(step, true);
  }

  show(step, focus) {
    this.now = step;
    document.body.dataset.step = step;
    for (const cell of this.cells) cell.hidden = cell.dataset.step !== step;
    const place = this.steps.indexOf(step);
    this.marks.forEach((mark, nth) => {
      mark.classList.toggle("cp-past", nth < place);
      if (nth === place) mark.setAttribute("aria-current", "step");
      else mark.removeAttribute("aria-current");
    });
    this.where.textContent = step ? `${this.words.of.replace("{n}", figures(place + 1)).replace("{all}", figures(this.steps.length))} · ` : "";
    this.where.append(element("b", {}, this.words.steps[step] ?? ""));
    const after = this.steps[place + 1], before = this.steps[place - 1];
    this.next.hidden = !after;
    this.home.hidden = Boolean(after) || !before;
    this.next.textContent = after ? this.words.next[after] : "";
    this.back.hidden = !before;
    this.page.scrollTop = 0;
    if (focus) {
      this.page.focus({ preventScroll: true });
    }
    document.dispatchEvent(new CustomEvent("counterparts-step", { detail: { step } }));
  }

  // ---- the bar: title, steps, what is always at hand
  bar() {
    const { words } = this;
    const exercise = this.steps.length > 1;
    const first = this.page.querySelector("h1");
    const title = element(exercise ? "h1" : "p", { class: "cp-title" }, exercise ? (first?.firstChild?.textContent ?? document.title) : words.kit);
    if (exercise) first?.replaceWith(element("h2", { class: "cp-headline-1" }, title.textContent));
    else first?.classList.add("cp-headline-1");
    this.marks = this.steps.map((step) =>
      element("button", { type: "button", class: "cp-mark", "data-go": step, "aria-label": words.steps[step], onclick: () => this.go(step) }, element("i"), element("span", {}, words.steps[step])));
    const marks = element("ol", { class: "cp-marks" }, ...this.marks.map((mark) => element("li", {}, mark)));
    this.where = element("p", { class: "cp-where", "aria-hidden": "true" });
    const tool = (name, text, does) => element("button", { type: "button", class: "cp-tool", "aria-label": text, title: text, onclick: does }, icon(name));
    const say = (name) => () => document.dispatchEvent(new Event(name));
    this.undo = tool("arrow-back-up", words.undo, say("counterparts-undo"));
    this.redo = tool("arrow-forward-up", words.redo, say("counterparts-redo"));
    this.undo.disabled = this.redo.disabled = true;
    this.redo.classList.add("cp-wide");
    const share = tool("share", words.share, say("counterparts-share"));
    share.classList.add("cp-wide");
    this.menuButton = tool("menu-2", words.menu, () => this.toggle());
    this.menuButton.setAttribute("aria-expanded", "false");
    this.menu = this.choices();
    const tools = element("div", { class: "cp-tools" }, ...(exercise ? [this.undo, this.redo, share] : []), this.menuButton, this.menu);
    const bar = element("header", { class: "cp-bar" }, title, ...(exercise ? [element("nav", { "aria-label": words.steps_name }, marks, this.where)] : []), tools);
    document.body.prepend(bar); // what draws the page may have moved it
  }

  choices() {
    const { words } = this;
    const choice = (name, text, does) => element("button", { type: "button", class: "cp-choice", onclick: () => { this.toggle(false); does(); } }, icon(name), text);
    const say = (name) => () => document.dispatchEvent(new Event(name));
    const turn = (name, values) => () => {
      const root = document.documentElement.dataset;
      const next = values[(values.indexOf(root[name] ?? values[0]) + 1) % values.length];
      remember(name, next);
    };
    const dark = matchMedia("(prefers-color-scheme: dark)").matches ? ["dark", "light"] : ["light", "dark"];
    const menu = element("div", { class: "cp-menu", hidden: true },
      ...(this.steps.length > 1 ? [choice("share", words.share, say("counterparts-share")), choice("refresh", words.again, () => location.assign(location.pathname))] : []),
      choice("text-size", words.size, turn("size", ["", "large", "larger"])),
      choice("sun-moon", words.dark, turn("theme", dark)),
      ...(this.languages.length > 1 ? [choice("language", words.language, () => this.chooseLanguage())] : []),
      choice("help-circle", words.help, () => this.help()),
      element("a", { class: "cp-choice", href: "/" }, icon("home"), words.home));
    document.addEventListener("click", ({ target }) => {
      if (!menu.hidden && !menu.contains(target) && !this.menuButton.contains(target)) this.toggle(false);
    });
    document.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || menu.hidden) return;
      this.toggle(false);
      this.menuButton.focus();
    });
    return menu;
  }

  toggle(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", String(open));
  }

  help() {
    this.helping ??= document.body.appendChild(
      element("dialog", { class: "cp-dialog", "aria-labelledby": "cp-help-title" },
        element("h2", { id: "cp-help-title" }, this.words.help),
        ...this.words.help_text.map((text) => element("p", {}, text)),
        element("form", { method: "dialog" }, element("button", { class: "cp-filled" }, this.words.close))));
    this.helping.showModal();
  }

  // Each language by its own name; the choice is kept on this device, and the page opens anew as it stands.
  chooseLanguage() {
    const now = document.documentElement.lang;
    const choose = (tag) => () => {
      document.cookie = `${LANGUAGE}=${tag}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
      const address = new URL(location.href);
      address.searchParams.delete("lang");
      if (address.href === location.href) location.reload();
      else location.replace(address);
    };
    this.choosing ??= document.body.appendChild(
      element("dialog", { class: "cp-dialog", "aria-labelledby": "cp-language-title" },
        element("h2", { id: "cp-language-title" }, this.words.language),
        ...this.languages.map(([tag, name]) => element("button", { type: "button", class: "cp-choice", lang: tag, "aria-pressed": String(tag === now), onclick: choose(tag) }, name)),
        element("form", { method: "dialog" }, element("button", { class: "cp-filled" }, this.words.close))));
    this.choosing.showModal();
  }

  // ---- the foot: where one goes next
  foot() {
    this.back = element("button", { type: "button", class: "cp-button cp-back", "aria-label": this.words.back, onclick: () => this.go(this.steps[this.steps.indexOf(this.now) - 1]) }, icon("chevron-left"));
    this.next = element("button", { type: "button", class: "cp-filled cp-next", onclick: () => this.go(this.steps[this.steps.indexOf(this.now) + 1]) });
    this.home = element("a", { class: "cp-button cp-next", href: "/" }, icon("home"), this.words.home);
    const foot = document.querySelector(".cp-foot");
    const sure = foot.querySelector("[data-go]");
    if (sure) sure.hidden = !this.steps.includes("sure");
    sure?.addEventListener("click", (event) => {
      event.preventDefault();
      this.go("sure");
    });
    foot.append(element("div", { class: "cp-onward" }, this.back, this.next, this.home));
  }
}

// What this device prefers: size of type and colours, kept for its other pages.
const KEPT = "counterparts-look";
const preferences = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch { // storage switched off, or spoiled
    return {};
  }
};
const remember = (name, value) => {
  document.documentElement.dataset[name] = value;
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...preferences(), [name]: value }));
  } catch { /* for this page only */ }
  window.dispatchEvent(new Event("resize")); // pictures measure their place anew
};
export const dressed = () => {
  const { size, theme } = preferences();
  const root = document.documentElement.dataset;
  if (["large", "larger"].includes(size)) root.size = size;
  if (["light", "dark"].includes(theme)) root.theme = theme;
  if (new URLSearchParams(location.search).get("view") === "present") root.view = "present";
};
