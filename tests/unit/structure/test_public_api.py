"""The public names and their signatures change only together with a line in the changelog."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.structure.public_api import KEPT, public_api

CHANGELOG = Path(__file__).resolve().parents[3] / "CHANGELOG.md"


def test_names_and_signatures_are_those_that_are_kept() -> None:
    kept, now = json.loads(KEPT.read_text(encoding="utf-8"))["names"], public_api()
    changed = [f"{name}: {kept.get(name)} -> {now.get(name)}" for name in {**kept, **now} if kept.get(name) != now.get(name)]
    assert not changed, "\n".join([*changed, "say why in CHANGELOG.md, and to `python -m tests.unit.structure.public_api`"])


def test_the_last_change_stands_in_the_changelog() -> None:
    because = json.loads(KEPT.read_text(encoding="utf-8"))["because"]
    assert because and because in " ".join(CHANGELOG.read_text(encoding="utf-8").split())


def test_a_name_that_is_gone_would_be_seen() -> None:
    names = json.loads(KEPT.read_text(encoding="utf-8"))["names"]
    assert {"load", "run_futures", "Results.quantiles", "Plan.with_", "PartnershipModel.step"} <= set(names)
    assert "futures" in names["run_futures"] and names["Results.credit"].startswith("(self")
