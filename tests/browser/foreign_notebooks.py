"""Notebooks of somebody else's, as the tests of foreign pages serve them: cells by the page's name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STOCK = (
    "md:# Somebody's page\n\nEnergy is $E = mc^2$, and $5 is money.",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('printed')",
    "from ipywidgets import HTML, Button, HBox, IntSlider, Label, Output, Tab, interact\n"
    "@interact(k=(1, 10))\ndef double(k):\n    print('k is', k)\n    plt.figure(figsize=(2, 1)); plt.plot([0, k]); plt.show()\n    return 2 * k",
    "from IPython.display import SVG, Latex, Markdown, display\n"
    "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"15\"/></svg>'))\n"
    "display(Markdown('**strong**'), Latex('$a^2$'))",
    "beside = [Button(description='one', icon='check'), Button(description='two')]\nHBox(beside)",
    "tabs = Tab([Label('first pane'), Label('second pane')])\ntabs.titles = ('Tab 1', 'Tab 2')\ntabs",
    "HTML('<b style=\"color: rgb(255, 0, 0)\">an HTML widget</b>')",
    "out = Output()\nwith out:\n    print('inside')\nout",
    "def pressed(_button):\n    with out:\n        raise RuntimeError('unspeakable')\nbeside[0].on_click(pressed)\n5;",
)
CHARTS = (
    "import altair as alt\nimport pandas as pd\ntable = pd.DataFrame({'a': [1, 2, 3], 'b': [2, 3, 1]})\n"
    "alt.Chart(table).mark_bar().encode(x='a:O', y='c:Q').transform_calculate(c='datum.b * 2')",
    "from ipywidgets import Label, VBox\nsize = alt.param(name='size', value=40, bind=alt.binding_range(min=10, max=400))\n"
    "chart = alt.JupyterChart(alt.Chart(table).mark_point().encode(x='a', y='b', size=alt.value(size)).add_params(size))\n"
    "label = Label('size 40')\n"
    "chart.params.observe(lambda change: setattr(label, 'value', f'size {change.new}'), 'size')\nVBox([chart, label])",
    "table",
)
WIDGETS = (
    """import anywidget, traitlets
class Counter(anywidget.AnyWidget):  # anywidget's first example, in its older form
    _esm = '''
    export function render({ model, el }) {
      let button = document.createElement("button");
      button.className = "counter";
      button.innerHTML = `count is ${model.get("value")}`;
      button.addEventListener("click", () => { model.set("value", model.get("value") + 1); model.save_changes(); });
      model.on("change:value", () => { button.innerHTML = `count is ${model.get("value")}`; });
      el.classList.add("counter-widget");
      el.appendChild(button);
    }
    '''
    _css = ".counter-widget button { background-color: rgb(234, 88, 12); }"
    value = traitlets.Int(0).tag(sync=True)
Counter()""",
    """from anywidget.experimental import command
class Echo(anywidget.AnyWidget):
    _esm = '''
    let begun = 0;
    const all = (view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)].join(",");
    export default () => ({
      initialize() { begun += 1; },
      async render({ model, el, signal, experimental }) {
        const say = (name, text) => { const line = document.createElement("p"); line.dataset.said = name; line.textContent = text; el.append(line); };
        say("begun", begun);
        say("signal", signal instanceof AbortSignal);
        model.on("change:back", () => say("back", all(model.get("back"))));
        model.on("msg:custom", (content, buffers) => content.heard && say("heard", `${content.heard} ${buffers.map(all)}`));
        const [answer, buffers] = await experimental.invoke("_echo", "x", { buffers: [new DataView(new Uint8Array([7, 8]).buffer)] });
        say("invoked", `${answer} ${all(buffers[0])}`);
        model.set("up", new DataView(new Uint8Array([1, 2, 3]).buffer));
        model.set("deep", { list: [new Uint8Array([4]), { it: new Uint8Array([5, 6]).buffer }], word: "kept" });
        model.save_changes();
        model.send({ kind: "sent" }, undefined, [new Uint8Array([98, 117]).buffer, new Uint16Array([1, 2]), new DataView(new Uint8Array([9]).buffer)]);
      },
    });
    '''
    up = traitlets.Any(b"").tag(sync=True)
    deep = traitlets.Any({}).tag(sync=True)
    back = traitlets.Bytes(b"").tag(sync=True)
    def __init__(self):
        super().__init__()
        self.observe(lambda change: setattr(self, "back", bytes(change.new) * 2), "up")
        self.observe(lambda change: self.send({"heard": repr([bytes(change.new["list"][0]), bytes(change.new["list"][1]["it"]), change.new["word"]])}), "deep")
        self.on_msg(self._sent)
    def _sent(self, _widget, content, buffers):
        if content.get("kind") == "sent":
            self.send({"heard": repr([bytes(each) for each in buffers])}, [b"a", b"bc"])
    @command
    def _echo(self, msg, buffers):
        return msg + "!", [bytes(each) * 2 for each in buffers]
echo = Echo()
echo""",
    "echo",
    """from ipywidgets import HBox
class Part(anywidget.AnyWidget):
    _esm = '''
    window.ended ??= [];
    export default { render({ model, el, signal }) {
      const button = document.createElement("button");
      button.className = button.textContent = model.get("name");
      button.onclick = () => model.send({});
      el.append(button);
      signal.addEventListener("abort", () => window.ended.push(`signal ${model.get("name")}`));
      return () => window.ended.push(`clean-up ${model.get("name")}`);
    } };
    '''
    name = traitlets.Unicode("").tag(sync=True)
box = HBox([Part(name="one"), Part(name="two")])
def more(*_message):
    box.children = (box.children[1], Part(name="three"))
box.children[0].on_msg(more)
box""",
)
REFUSED = (
    "import anywidget\nclass Evaluates(anywidget.AnyWidget):\n"
    "    _esm = \"export default { render({ el }) { el.textContent = 'made ' + new Function('return 1 + 1')(); } }\"\nEvaluates()",
    "class Elsewhere(anywidget.AnyWidget):\n"
    "    _esm = \"import confetti from 'https://esm.sh/canvas-confetti@1.6.0'; export default { render() { confetti(); } }\"\nElsewhere()",
    "from IPython.display import HTML\nHTML('<p id=\"ran\">not yet</p><script>document.getElementById(\"ran\").textContent = \"ran\"</script>')",
)
LATER = (  # a light page that makes a widget of Jupyter's when a button is pressed
    """import anywidget, traitlets, ipywidgets
class Press(anywidget.AnyWidget):
    _esm = "export default { render({ model, el }) { const it = document.createElement('button'); it.className = 'press'; it.onclick = () => model.send({}); el.append(it); } }"
box = ipywidgets.VBox([Press()])
box.children[0].on_msg(lambda *_: setattr(box, "children", (*box.children, ipywidgets.IntSlider())))
box""",
)
OURS = ("from simulation.pages.controls.plan_code import PlanCode\nPlanCode(lambda *_code: None)", "import ipywidgets\nipywidgets.IntSlider(3)")
LIGHT = {"counterparts": {"front_end": "light"}}
PAGES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "stock": (STOCK, {}),
    "charts": (CHARTS, {}),
    "widgets": (WIDGETS, {}),
    "widgets_light": (WIDGETS, LIGHT),
    "refused": (REFUSED, {}),
    "later": (LATER, LIGHT),
    "ours_and_another": (OURS, {}),
}


def write(folder: Path) -> None:
    """All of them as notebooks in a folder. Cells that begin with `md:` are Markdown."""
    for name, (cells, metadata) in PAGES.items():
        made: list[dict[str, Any]] = []
        for nth, cell in enumerate(cells):
            if cell.startswith("md:"):
                made.append({"cell_type": "markdown", "id": f"cell{nth}", "metadata": {}, "source": cell[3:]})
            else:
                code = {"cell_type": "code", "execution_count": None, "outputs": []}
                made.append({**code, "id": f"cell{nth}", "metadata": {}, "source": cell})
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        whole = {"cells": made, "metadata": {**kernel, **metadata}, "nbformat": 4, "nbformat_minor": 5}
        (folder / f"{name}.ipynb").write_text(json.dumps(whole), encoding="utf-8")
