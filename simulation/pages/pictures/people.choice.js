// Which future the pictures of one future show: an unlucky, a typical or a lucky one, or one by its number.
const futureChoice = (model, words) => {
  const name = `cp-luck-${Math.random().toString(36).slice(2)}`; // each picture's buttons are a group of their own
  const inputs = Object.entries(words.lucks).map(([luck, text]) => {
    const input = make("input", { type: "radio", name, value: luck, onchange: () => model.send({ kind: "future", luck }) });
    return [make("label", {}, input, make("span", { text })), input];
  });
  const number = make("input", { type: "number", min: "1", step: "1", inputmode: "numeric", onchange: () => model.send({ kind: "future", number: Number(number.value) - 1 }) });
  return {
    lucks: make("div", { class: "cp-people-lucks", role: "radiogroup", "aria-label": words.choose }, ...inputs.map(([label]) => label)),
    numbered: make("label", { class: "cp-people-number" }, make("span", { text: words.number }), number),
    show: (about) => {
      for (const [, input] of inputs) input.checked = input.value === about.luck;
      if (!about.nth) return;
      number.max = String(about.futures);
      number.value = String(about.number + 1);
    },
  };
};
