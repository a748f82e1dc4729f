"""`counterparts calibrate`: find the sets of assumptions that the evidence leaves possible, in pieces of any length.

Everything is kept in one folder, the store. Each command goes on where the last one ended, however it ended, says what
is finished, and names the command that goes on.
"""

from __future__ import annotations

import typer

from simulation.cli.calibrate import checks, search

app = typer.Typer(name="calibrate", no_args_is_help=True, rich_markup_mode=None, help=(__doc__ or "").split("\n")[0])
for _command in (
    search.run, search.status, search.select, search.settle, checks.recover, checks.predict, checks.held, search.pack,
    search.unpack,
):  # fmt: skip
    app.command()(_command)
