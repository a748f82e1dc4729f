"""Versions of what results depend on."""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib import metadata


def versions() -> dict[str, str]:
    """Versions of the packages and of Python that results depend on."""
    packages = {name: _version(name) for name in ("counterparts", "numpy", "scipy", "numba")}
    return {**packages, "python": platform.python_version()}


@lru_cache(maxsize=16)
def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"
