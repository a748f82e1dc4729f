"""Patterns that the model does not meet at its defaults, each with the reason. What is met must not stand here."""

from __future__ import annotations

KNOWN_MISSES: dict[str, str] = {}
