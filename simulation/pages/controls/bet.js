// The bet, then the bet beside the answer. It stands in the page's address, and this tab remembers it for each
// partnership, so that a phone that comes back is not asked twice.
const remember = (name, value) => {
  try {
    if (value === undefined) return sessionStorage.getItem(name);
    sessionStorage.setItem(name, value);
  } catch { /* storage switched off: the bet is asked again */ }
  return null;
};

const inAddress = (bet) => {
  if (document.body.dataset.voila !== "voila") return; // in JupyterLab the address is not ours
  const address = new URL(location.href);
  if (bet) address.searchParams.set("bet", bet);
  else address.searchParams.delete("bet");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
};

export default {
  render({ model, el }) {
    const words = model.get("words");
    const box = make("div", { class: "cp-bet" });
    el.append(box);
    const key = () => `counterparts-bet-${model.get("about")}`;
    let sent = "";
    const place = (bet) => {
      if (sent === model.get("about")) return;
      sent = model.get("about");
      remember(key(), bet);
      inAddress(bet);
      box.querySelectorAll("button").forEach((button) => (button.disabled = true));
      model.send({ bet });
    };
    const inTenths = (share) => {
      const tenths = Math.round(10 * share);
      return share === 0 ? words.never : tenths === 0 ? words.rare : tenths === 1 ? words.one : fill(words.answer, { tenths });
    };
    const asking = () => {
      const choices = Object.entries(words.choices).map(([name, text]) =>
        make("button", { type: "button", "data-bet": name, text, onclick: () => place(name) }));
      box.replaceChildren(make("p", { class: "cp-bet-question", text: words.question }),
        make("div", { class: "cp-bet-choices" }, ...choices), make("p", { class: "cp-bet-hint", text: words.hint }),
        make("button", { type: "button", class: "cp-bet-skip", text: words.skip, onclick: () => place("none") }));
    };
    const answered = (answer) => {
      const rows = Object.entries(words.choices).map(([name, text]) => {
        const mine = model.get("choice") === name;
        return make("li", { class: mine ? "cp-mine" : "" },
          make("span", { class: "cp-bet-name" }, text, mine ? make("em", { text: words.yours }) : ""),
          make("span", { class: "cp-bet-bar", "aria-hidden": "true", style: `--share:${100 * answer[name]}%` }),
          make("span", { class: "cp-bet-share", text: inTenths(answer[name]) }));
      });
      box.replaceChildren(make("p", { class: "cp-bet-question", text: words.question }), make("ul", {}, ...rows));
    };
    const show = () => {
      const answer = model.get("answer");
      if (Object.keys(answer).length) return answered(answer);
      asking();
      const before = remember(key());
      if (before) place(before);
      else inAddress("");
    };
    model.on("change:about", () => { sent = ""; show(); });
    model.on("change:answer", show);
    show();
  },
};
