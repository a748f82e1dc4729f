// The list of partnerships, and the story of the one that is chosen.
export default {
  render({ model, el }) {
    const words = model.get("words");
    const id = `cp-scenario-${Math.random().toString(36).slice(2, 7)}`;
    const list = make("select", { id }, ...model.get("cards").map(([name, title]) => make("option", { value: name, text: title })));
    const story = make("p", { class: "cp-story" });
    const question = make("p", { class: "cp-question" });
    const source = make("p", { class: "cp-source" });
    const tell = () => {
      const [, , tale, asks, from] = model.get("cards").find(([name]) => name === list.value);
      story.textContent = tale;
      question.textContent = asks;
      source.replaceChildren(...(from ? citing(words.source, from) : []));
    };
    const placed = () => {
      list.value = model.get("scenario");
      tell();
    };
    list.addEventListener("change", () => {
      tell();
      model.send({ scenario: list.value });
    });
    model.on("change:scenario", placed);
    el.append(make("div", { class: "cp-chooser" }, make("label", { for: id, text: words.choose }), list, story, question, source));
    placed();
  },
};
