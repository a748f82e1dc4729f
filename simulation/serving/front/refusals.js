// What this page may not do, or cannot show, said on the page in a sentence: once for each kind of thing.
const SETTING = { "script-src-elem": "inline-scripts", "script-src-attr": "inline-scripts", "script-src": "inline-scripts" };
const MISSING_MS = 1_000; // between two looks for a widget that could not be shown

export class Refusals {
  // `words` are the page's sentences: refused_host {what}, refused_eval, refused_script, refused_other {what}, missing {what}.
  constructor(words, before) {
    this.words = words;
    this.before = before;
    this.said = new Set();
    document.addEventListener("securitypolicyviolation", (event) => this.refused(event));
  }

  refused({ blockedURI, effectiveDirective }) {
    if (effectiveDirective.startsWith("style-src") && blockedURI === "inline") return; // ours alone: it shows undressed
    if (/^https?:/.test(blockedURI) && new URL(blockedURI).origin !== location.origin)
      this.say(this.words.refused_host, new URL(blockedURI).host);
    else if (/eval/.test(blockedURI)) this.say(this.words.refused_eval, "eval");
    else if (blockedURI === "inline" && SETTING[effectiveDirective]) this.say(this.words.refused_script, SETTING[effectiveDirective]);
    else this.say(this.words.refused_other, effectiveDirective);
  }

  // Widgets that Jupyter's manager could not show: it says so with the name of the model, or an error of its own.
  widgets(app) {
    const look = () => {
      for (const error of document.querySelectorAll(".jupyter-widgets-error-widget, .jp-mod-error"))
        this.missing(error.textContent.trim().slice(0, 80));
    };
    look();
    setInterval(look, MISSING_MS);
    return app;
  }

  missing(what) {
    this.say(this.words.missing, what);
  }

  say(sentence, what) {
    const text = sentence.replaceAll("{what}", what);
    if (this.said.has(text)) return;
    this.said.add(text);
    if (!this.list) {
      this.list = Object.assign(document.createElement("div"), { className: "cp-refused" });
      this.list.setAttribute("role", "status");
      this.before.before(this.list);
    }
    this.list.append(Object.assign(document.createElement("p"), { textContent: text }));
  }
}
