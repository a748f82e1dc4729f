// uses: icons.js
// Cards for the partnerships, a tour of five cards, and a field for a code. It asks its kernel for nothing.
const TOURED = "counterparts-toured";
const inPage = () => document.body.dataset.voila === "voila";
const where = (page, code) => (inPage() ? `/voila/render/${page}.ipynb${code ? `?plan=${encodeURIComponent(code)}` : ""}` : `${page}.ipynb`);

export default {
  render({ model, el }) {
    const { pages, tour, words } = model.get("frame");
    const dialog = (name, ...children) => {
      const made = make("dialog", { class: "cp-dialog", "aria-label": name }, ...children);
      el.append(made);
      return made;
    };
    const closing = (look = "cp-button") => make("form", { method: "dialog" }, make("button", { class: look, text: words.close }));

    // ---- a partnership
    const story = dialog("");
    const open = (card) => {
      story.setAttribute("aria-label", card.title);
      story.replaceChildren(
        make("h2", { tabindex: "-1", autofocus: true }, icon(card.icon), ` ${card.title}`), make("p", { text: card.story }), make("p", { class: "cp-strong", text: card.question }),
        make("p", { class: "cp-source" }, ...(card.source ? citing(words.source, card.source) : [])),
        make("h3", { text: words.choose }),
        make("div", { class: "cp-start-pages" }, ...pages.map(([page, asks]) => make("a", { class: "cp-button", href: where(page, card.code), "data-page": page }, asks, icon("chevron-right")))),
        closing());
      story.showModal();
    };
    const cards = model.get("cards").map((card) =>
      make("li", {}, make("button", { type: "button", class: "cp-start-card", "data-scenario": card.name, onclick: () => open(card) },
        icon(card.icon), make("b", { text: card.title }), make("span", { text: card.where }))));

    // ---- the tour
    let at = 0;
    const heading = make("h2", { tabindex: "-1", autofocus: true }), text = make("p"), picture = make("div", { class: "cp-tour-icon" }), count = make("p", { class: "cp-source" });
    const back = make("button", { type: "button", class: "cp-button", text: words.back, onclick: () => turn(-1) });
    const next = make("button", { type: "button", class: "cp-filled", onclick: () => (at + 1 < tour.length ? turn(1) : finish()) });
    const walk = dialog(words.tour, count, picture, heading, text, make("div", { class: "cp-tour-tools" }, closing("cp-quiet"), back, next));
    const turn = (by) => {
      at += by;
      const [name, title, words_] = tour[at];
      picture.replaceChildren(icon(name));
      heading.textContent = title;
      text.textContent = words_;
      count.textContent = fill(words.of, { n: at + 1, all: tour.length });
      back.disabled = at === 0;
      next.textContent = at + 1 < tour.length ? words.next : words.done;
    };
    const finish = () => {
      try {
        localStorage.setItem(TOURED, "yes");
      } catch { /* storage switched off */ }
      walk.close();
      toured();
    };
    const begin = make("button", { type: "button", class: "cp-filled", "data-tour": true, onclick: () => { at = 0; turn(0); walk.showModal(); } });
    const toured = () => {
      let done = false;
      try {
        done = localStorage.getItem(TOURED) === "yes";
      } catch { /* storage switched off */ }
      begin.replaceChildren(...(done ? [icon("check"), words.toured] : [words.tour]));
    };
    toured();

    // ---- a code
    const id = `cp-start-code-${Math.random().toString(36).slice(2, 7)}`;
    const field = make("input", { id, type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: 200, required: true });
    const enter = dialog(words.code, make("form", { class: "cp-codes", onsubmit: (event) => {
      event.preventDefault();
      location.assign(where("design_a_partnership", field.value.trim()));
    } }, make("label", { for: id, text: words.type }), field, make("button", { class: "cp-filled", text: words.open })), closing());
    el.append(make("div", { class: "cp-start" }, make("ul", { class: "cp-start-cards" }, ...cards),
      make("div", { class: "cp-start-tools" }, begin, make("button", { type: "button", class: "cp-button", "data-code": true, text: words.code, onclick: () => enter.showModal() }))));
  },
};
