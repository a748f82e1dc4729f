"""`python -m simulation` is the `counterparts` command."""

from simulation.cli import main

main()
