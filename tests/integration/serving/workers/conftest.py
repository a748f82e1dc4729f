"""A page's zygote, as the kernels' tests have it."""

from simulation.serving.kernels.first_zygote import cannot_fork
from tests.integration.serving.kernels.conftest import running_zygotes

__all__ = ["running_zygotes"]

if cannot_fork():
    collect_ignore_glob = ["test_*.py"]
