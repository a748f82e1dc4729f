"""An Altair chart as the last value of a cell is shown as its Vega-Lite specification; the page draws it.

Altair 6's own way is a page of HTML whose script asks a public host for Vega.
"""

from __future__ import annotations

import re
from typing import Any

from simulation.fault_log import log_fault
from simulation.serving.jupyter_adapter import forbid_slow_formats

SCHEMA = re.compile(r"/schema/(vega|vega-lite)/v(\d+)")  # in an address, such as .../schema/vega-lite/v6.4.1.json
CHARTS = (  # Altair's classes, by name: IPython finds them once somebody imports them
    ("altair.vegalite.v5.api", "TopLevelMixin"),
    ("altair.vegalite.v6.api", "TopLevelMixin"),
)


def show_altair_charts(shell: Any) -> None:
    """From now on a shell (IPython's InteractiveShell) shows charts as specifications. Imports nothing."""
    formatter = shell.display_formatter.mimebundle_formatter
    for module, name in CHARTS:
        formatter.for_type_by_name(module, name, bundle)


def load_ipython_extension(shell: Any) -> None:
    """The same, as IPython calls it in a kernel that is not forked; which asks Voila who its visitor is."""
    show_altair_charts(shell)
    forbid_slow_formats()


def bundle(chart: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """What a cell shows of a chart, by MIME type: its specification, or a sentence where it has none."""
    try:
        specification = chart.to_dict()
    except Exception as error:  # more rows than Altair takes, a column that is not there: the log says which
        return {"text/plain": log_fault(error)}
    return {mime(specification): specification, "text/plain": "Chart"}


def mime(specification: dict[str, Any]) -> str:
    """The MIME type of a specification, by the schema that it names; Vega-Lite 6 where it names none."""
    found = SCHEMA.search(specification.get("$schema", ""))
    kind, version = found.groups() if found else ("vega-lite", "6")
    return f"application/vnd.{kind.replace('-', '')}.v{version}+json"
