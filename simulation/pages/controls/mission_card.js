// uses: icons.js
// The mission and how far one is.
export default {
  render({ model, el }) {
    const words = model.get("words");
    const name = make("span");
    const list = make("ul");
    const card = make("div", { class: "cp-mission cp-card", role: "status" }, make("p", { class: "cp-mission-name" }, icon("flag"), name), list);
    el.append(card);
    const show = () => {
      const conditions = model.get("conditions");
      const reached = conditions.length > 0 && conditions.every(([, , met]) => met);
      card.hidden = !conditions.length;
      card.classList.toggle("cp-reached", reached);
      name.textContent = reached ? words.reached : words.mission;
      list.replaceChildren(...conditions.map(([asked, now, met]) =>
        make("li", { class: met ? "cp-met" : "" }, met ? icon("check") : make("i", { "aria-hidden": "true" }),
          make("span", {}, asked, make("b", { text: now }), make("span", { class: "cp-unseen", text: met ? words.met : words.unmet })))));
    };
    model.on("change:conditions", show);
    show();
  },
};
