"""Where kernels cannot be forked, there is nothing here to look at."""

from simulation.serving.kernels.first_zygote import cannot_fork

if cannot_fork():
    collect_ignore_glob = ["test_*.py"]
