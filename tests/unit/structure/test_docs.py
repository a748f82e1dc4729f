"""What the documents for engineers name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").rglob("*.md"))
DOCUMENTS = ("CONTRIBUTING.md", "README.md", *PAGES)
TOP = ("simulation/", "tests/", "notebooks/", "docs/", "workshop_materials/", ".ci/")
NAMED = re.compile(r"`([\w./*-]+)`")


def missing(text: str) -> list[str]:
    """The files and folders that a text names and that are not there."""
    named = {name for name in NAMED.findall(text) if name.startswith(TOP) and "NAME" not in name}
    return sorted(name for name in named if not any(ROOT.glob(name.rstrip("/"))))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_named_exists(document: str) -> None:
    assert missing((ROOT / document).read_text(encoding="utf-8")) == []


def test_a_file_that_is_not_there_is_found() -> None:
    assert missing("see `simulation/model/rules/no_such_rule.py` and `docs/architecture.md`") == ["simulation/model/rules/no_such_rule.py"]
