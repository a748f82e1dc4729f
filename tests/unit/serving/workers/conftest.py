"""Where kernels cannot be forked, there is nothing here to look at."""

from simulation.serving.kernels.zygote_supervisor import cannot_fork

if cannot_fork():
    collect_ignore_glob = ["test_*.py"]
