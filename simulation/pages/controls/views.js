// Tabs: which picture is in sight. The box that holds them all says it in `data-view`; style sheets do the rest.
export default {
  render({ model, el }) {
    const names = Object.keys(model.get("views"));
    const tabs = names.map((name) =>
      make("button", { type: "button", class: "cp-tab", "data-view": name, text: model.get("views")[name], onclick: () => choose(name) }));
    const choose = (name) => {
      tabs.forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.view === name)));
      inside(el, ".cp-try", (box) => (box.dataset.view = name));
      document.dispatchEvent(new CustomEvent("counterparts-view", { detail: { view: name } }));
    };
    el.append(make("div", { class: "cp-tabs", role: "group", "aria-label": model.get("label") }, ...tabs));
    choose(model.get("first"));
  },
};
