// A picture kept: a button, and what it opens. `picture` gives its address as `png()` and its text as `svg()`. `more` comes
// first in the dialog; `file()` names the files, `csv()` and `python()` are asked when somebody keeps the picture.
const keeping = (words, picture, { file, csv, python, more = [] }) => {
  const saved = (kind, href) => make("a", { href, download: `${file()}.${kind}` }).click();
  const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
  const keep = (text, does) => make("button", { type: "button", class: "cp-button", onclick: does }, icon("download"), text);
  const lines = make("pre", { class: "cp-python" });
  const dialog = make("dialog", { class: "cp-dialog", "aria-label": words.read }, ...more,
    make("div", { class: "cp-save" },
      keep("PNG", async () => saved("png", await picture.png())),
      keep("SVG", async () => saved("svg", blob(await picture.svg(), "image/svg+xml"))),
      keep(words.numbers, () => saved("csv", blob(csv(), "text/csv")))),
    make("p", { class: "cp-python-name", text: words.python }), lines,
    make("form", { method: "dialog" }, make("button", { class: "cp-filled", text: words.close })));
  const button = make("button", { type: "button", class: "cp-quiet cp-reader", onclick: () => {
    lines.textContent = python() || lines.textContent; // the kernel's answer may come later, or have come
    dialog.showModal();
  } }, icon("download"), words.read);
  return { button, dialog, lines };
};
