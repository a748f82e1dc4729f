// Before Jupyter's own scripts: each websocket that they open to the kernel is made known to this page, and the words that
// the server says on it (text, where all that the kernel says is bytes) are kept from them. Not a module: it must run first.
(() => {
  const Plain = window.WebSocket;
  window.counterpartsSockets = [];
  window.WebSocket = class extends Plain {
    constructor(address, protocols) {
      super(address, protocols);
      if (!/\/api\/kernels\/[^/]+\/channels/.test(String(address))) return;
      this.addEventListener("message", (event) => typeof event.data === "string" && event.stopImmediatePropagation());
      window.counterpartsSockets.push(this);
      document.dispatchEvent(new CustomEvent("counterparts-socket", { detail: this }));
    }
  };
})();
