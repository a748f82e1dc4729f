"""The door of the command: `counterparts`, or `python -m simulation`."""

from __future__ import annotations

import signal


def main() -> None:
    """While all that a command needs is being loaded, Ctrl-C ends it without a word; then it is the command's."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from simulation.cli.main import main as command

    signal.signal(signal.SIGINT, signal.default_int_handler)
    command()


if __name__ == "__main__":
    main()
