"""A page's zygote, as the kernels' tests have it."""

from simulation.serving.kernels.zygote_supervisor import cannot_fork
from tests.integration.serving.kernels.conftest import at_home

__all__ = ["at_home"]

if cannot_fork():
    collect_ignore_glob = ["test_*.py"]
