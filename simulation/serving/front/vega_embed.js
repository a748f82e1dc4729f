// vega-embed, as other people's widgets import it, with Vega's expressions interpreted: it runs where a page may not make
// code from text. Without its menu, which leads to another host.
import embed from "counterparts-vega";

export default (element, specification, options = {}) => embed(element, specification, { actions: false, ...options, ast: true });
