// uses: icons.js
// Ten figures of people and a sentence, read aloud when it changes.
export default {
  render({ model, el }) {
    const row = make("div", { class: "cp-figures", "aria-hidden": "true" });
    const words = make("p", { class: "cp-headline", "aria-live": "polite" });
    const box = make("div", { class: "cp-reading cp-card" }, row, words);
    el.append(box);
    const show = () => {
      const { figures, strong, said, accent, beside } = model.get("figures");
      const alone = model.get("sentence");
      box.hidden = figures === undefined && !alone;
      row.hidden = figures === undefined || !strong;
      if (alone || figures === undefined) return words.replaceChildren(make("span", { class: "cp-said", text: alone }));
      row.replaceChildren(...Array.from({ length: 10 }, (_, nth) => {
        const figure = icon("user");
        figure.classList.toggle("cp-on", nth < figures);
        return figure;
      }));
      words.replaceChildren(
        make("span", { class: "cp-said" }, make("b", { text: strong }), ` ${said} `),
        make("span", { class: "cp-accent" }, make("b", { text: accent }), beside ? make("small", { text: ` ${beside}` }) : ""));
    };
    model.on("change", show);
    show();
  },
};
