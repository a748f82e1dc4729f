// A canvas context that writes down as SVG what it is told to draw: the few calls that the people's painter makes. Text
// is measured by a real one. A layer is drawn by handing another such context to `drawImage`.
const NUMBER = (value) => String(Math.round(value * 100) / 100);
const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ESCAPED[sign]);

class SvgContext {
  constructor(ruler) {
    Object.assign(this, { ruler, parts: [], path: "", dash: [], globalAlpha: 1, lineWidth: 1, lineJoin: "miter", fillStyle: "#000", strokeStyle: "#000", font: "", textAlign: "start" });
  }

  beginPath() { this.path = ""; }
  to(letter, ...numbers) { this.path += letter + numbers.map(NUMBER).join(" "); }
  moveTo(x, y) { this.to("M", x, y); }
  lineTo(x, y) { this.to("L", x, y); }
  quadraticCurveTo(...points) { this.to("Q", ...points); }
  closePath() { this.path += "Z"; }

  // Clockwise, as the painter's are; a whole circle is two halves.
  arc(x, y, r, from, to) {
    const at = (angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    const turn = to - from + (to < from ? 2 * Math.PI : 0);
    this.to(this.path.length ? "L" : "M", ...at(from));
    const halves = turn > 1.99 * Math.PI ? [from + Math.PI, from + 2 * Math.PI] : [from + turn];
    halves.forEach((end) => this.to("A", r, r, 0, turn > Math.PI && halves.length === 1 ? 1 : 0, 1, ...at(end)));
  }

  setLineDash(dash) { this.dash = dash; }

  write(tag, look, content = "") {
    const said = Object.entries(look).map(([name, value]) => `${name}="${escaped(value)}"`).join(" ");
    this.parts.push(content ? `<${tag} ${said}>${escaped(content)}</${tag}>` : `<${tag} ${said}/>`);
  }

  get line() {
    const dash = this.dash.length ? { "stroke-dasharray": this.dash.map(NUMBER).join(" ") } : {};
    return { fill: "none", stroke: this.strokeStyle, "stroke-width": NUMBER(this.lineWidth), "stroke-linejoin": this.lineJoin, opacity: NUMBER(this.globalAlpha), ...dash };
  }

  fill() {
    if (this.path) this.write("path", { d: this.path, fill: this.fillStyle, opacity: NUMBER(this.globalAlpha) });
  }

  stroke() {
    if (this.path) this.write("path", { d: this.path, ...this.line });
  }

  text(x, y, text, look) {
    const size = parseFloat(this.font), family = this.font.slice(this.font.indexOf(" ") + 1);
    this.write("text", { x: NUMBER(x), y: NUMBER(y), "font-size": size, "font-family": family, "text-anchor": this.textAlign === "center" ? "middle" : "start", ...look }, text);
  }

  fillText(text, x, y) { this.text(x, y, text, { fill: this.fillStyle }); }
  strokeText(text, x, y) { this.text(x, y, text, this.line); }

  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  fillRect(x, y, width, height) {
    this.write("rect", { x, y, width, height, fill: this.fillStyle });
  }

  clearRect() {}
  drawImage(layer) { this.parts.push(...layer.parts); }
  whole(width, height) {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${this.parts.join("")}</svg>`;
  }
}
