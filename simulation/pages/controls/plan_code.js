// uses: icons.js
// The plan's code, and the page's address kept in step with it: each plan is an entry of the browser's history.
const inAddress = () => ["plan", "b"].map((name) => new URLSearchParams(location.search).get(name) ?? undefined);
const keepInAddress = (codes, anew) => {
  const address = new URL(location.href);
  const keep = (name, code) => (code ? address.searchParams.set(name, code) : address.searchParams.delete(name));
  keep("plan", codes[0]);
  keep("b", codes[1]);
  if (address.href === location.href) return;
  if (anew) history.pushState(history.state, "", address);
  else history.replaceState(history.state, "", address);
};
const copied = async (text, field) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no clipboard without https: select it, the old way
    field.focus();
    field.select();
    document.execCommand("copy");
  }
};

const PAUSE = 300; // milliseconds of rest before the address follows: browsers ration changes of it

export default {
  render({ model, el }) {
    let later = 0;
    let first = true; // the plan that the page opened with replaces the address; each later one is an entry of its own
    const nowInAddress = () => {
      clearTimeout(later);
      keepInAddress(model.get("codes"), !first);
      first = false;
    };
    const words = model.get("words");
    const inPage = document.body.dataset.voila === "voila"; // in JupyterLab the address is not ours
    const shown = ["a", "b"].map((letter) => {
      const id = `cp-code-${letter}-${Math.random().toString(36).slice(2, 7)}`;
      const field = make("input", { id, type: "text", readonly: true, class: "cp-code" });
      const button = make("button", { type: "button", text: words.copy, "aria-label": `${words.copy}: ${words[letter]}`, onclick: async () => {
        await copied(field.value, field);
        button.textContent = words.copied;
        setTimeout(() => (button.textContent = words.copy), 2000);
      } });
      return { field, row: make("div", { class: `cp-code-row cp-code-${letter}` }, make("label", { for: id, text: words[letter] }), field, button) };
    });
    const id = `cp-code-typed-${Math.random().toString(36).slice(2, 7)}`;
    const typed = make("input", { id, type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: 200 });
    const form = make("form", { class: "cp-code-row", onsubmit: (event) => {
      event.preventDefault();
      model.send({ code: typed.value });
    } }, make("label", { for: id, text: words.enter }), typed, make("button", { type: "submit", text: words.go }));
    const notice = make("p", { class: "cp-code-notice", role: "status" });
    const link = make("button", { type: "button", class: "cp-button", onclick: async () => {
      nowInAddress();
      const field = make("input", { value: location.href, readonly: true, class: "cp-unseen" });
      dialog.append(field);
      await copied(location.href, field);
      field.remove();
      link.lastChild.textContent = words.copied;
    } }, icon("share"), words.link);
    const qr = make("img", { class: "cp-qr", alt: words.qr, width: 200, height: 200 });
    const dialog = make("dialog", { class: "cp-dialog", "aria-label": words.share },
      make("h2", { text: words.share }),
      make("div", { class: "cp-codes" }, ...shown.map((each) => each.row), form, notice, make("p", { class: "cp-code-help", text: words.help })),
      ...(inPage ? [make("div", { class: "cp-share-ways" }, link, qr)] : []),
      make("form", { method: "dialog" }, make("button", { class: "cp-filled", text: words.close })));
    const share = () => {
      if (inPage) {
        nowInAddress();
        const { pathname, search } = location;
        qr.src = `/counterparts/qr?to=${encodeURIComponent(pathname + search)}`;
      }
      dialog.showModal();
    };
    (inPage ? document.body : el).append(dialog);
    el.append(make("button", { type: "button", class: "cp-quiet cp-share", onclick: share }, icon("share"), words.share));
    document.addEventListener("counterparts-share", share);
    const followed = () => { // back or forward: the plan that the address names comes back
      clearTimeout(later);
      const wanted = inAddress();
      if (wanted[0] && JSON.stringify(wanted) !== JSON.stringify([model.get("codes")[0], model.get("codes")[1]])) model.send({ codes: wanted.filter(Boolean) });
    };
    document.addEventListener("counterparts-address", followed);
    const show = () => {
      const codes = model.get("codes");
      shown.forEach(({ field, row }, nth) => {
        row.hidden = !codes[nth];
        field.value = codes[nth] ?? "";
      });
      clearTimeout(later);
      if (inPage) later = setTimeout(nowInAddress, PAUSE);
    };
    const say = () => (notice.textContent = model.get("notice"));
    model.on("change:codes", show);
    model.on("change:notice", say);
    model.on("change:codes", () => dialog.open && !model.get("notice") && typed.value && dialog.close());
    const left = () => inPage && nowInAddress();
    window.addEventListener("pagehide", left);
    document.addEventListener("visibilitychange", left);
    document.addEventListener("counterparts-lost", left); // the page may open itself anew, from its address
    show();
    say();
    return () => {
      window.removeEventListener("pagehide", left);
      document.removeEventListener("visibilitychange", left);
      document.removeEventListener("counterparts-lost", left);
      document.removeEventListener("counterparts-share", share);
      document.removeEventListener("counterparts-address", followed);
      clearTimeout(later);
      dialog.remove();
    };
  },
};
