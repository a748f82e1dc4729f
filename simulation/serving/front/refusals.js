// What a page may not do, or cannot show, said on the page in a sentence: once for each kind of thing.
const SCRIPTS = ["script-src", "script-src-elem", "script-src-attr"];

const said = new Set();
let list;
// `sentence` may have {what} in it; the list stands before the element `before`.
export const say = (before, sentence, what = "") => {
  const text = sentence.replaceAll("{what}", what);
  if (said.has(text)) return;
  said.add(text);
  if (!list) {
    list = Object.assign(document.createElement("div"), { className: "cp-refused" });
    list.setAttribute("role", "status");
    before.before(list);
  }
  list.append(Object.assign(document.createElement("p"), { textContent: text }));
};

// A `securitypolicyviolation` event: what was refused, and what would allow it. `words` are the page's sentences.
export const refused = ({ blockedURI, effectiveDirective }, words, before) => {
  const elsewhere = /^(?:https?|wss?):/.test(blockedURI) && new URL(blockedURI).host !== location.host;
  if (elsewhere) say(before, words.refused_host, new URL(blockedURI).host);
  else if (/eval/.test(blockedURI)) say(before, words.refused_eval);
  else if (blockedURI === "inline" && SCRIPTS.includes(effectiveDirective)) say(before, words.refused_script);
  else if (blockedURI === "inline") say(before, words.refused_style);
  else say(before, words.refused_other, effectiveDirective);
};
