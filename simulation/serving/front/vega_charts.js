// Vega and Vega-Lite for Jupyter's renderers, as what JupyterLab 4 calls a federated MIME extension: `init` is given the
// libraries that all share, `get` returns a factory of the module. Drawn with this server's Vega, and no code from text.
(() => {
  const versions = (kind, all) => all.map((version) => `application/vnd.${kind}.v${version}+json`);
  const mimeTypes = [...versions("vegalite", [3, 4, 5, 6]), ...versions("vega", [4, 5, 6])];
  const FIRST = 0; // before JupyterLab's own renderer of older charts, which needs code from text

  let shared;
  const lumino = async () => {
    const [newest] = Object.values(shared["@lumino/widgets"]);
    return (await newest.get())();
  };

  const extension = async () => {
    const { Widget } = await lumino();
    const { vega } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    class Chart extends Widget {
      constructor({ mimeType }) {
        super();
        this.mimeType = mimeType;
        this.addClass("cp-vega-chart");
      }

      async renderModel(model) {
        const { default: embed } = await import(vega);
        const place = document.createElement("div");
        this.node.replaceChildren(place);
        const said = model.metadata?.[this.mimeType]?.embed_options ?? {};
        const mode = this.mimeType.includes("vegalite") ? "vega-lite" : "vega";
        this.drawn?.finalize();
        this.drawn = await embed(place, structuredClone(model.data[this.mimeType]), { actions: false, ...said, mode, ast: true });
      }

      dispose() {
        this.drawn?.finalize();
        super.dispose();
      }
    }
    const rendererFactory = { safe: true, mimeTypes, defaultRank: FIRST, createRenderer: (options) => new Chart(options) };
    return { __esModule: true, default: { id: "counterparts:vega", rendererFactory, rank: FIRST, dataType: "json" } };
  };

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["counterparts-charts"] = {
    init: (libraries) => void (shared = libraries),
    get: async () => {
      const made = await extension();
      return () => made;
    },
  };
})();
