"""The table of processors and memory follows from the stored measurement, and is renewed with all else (`counterparts renew`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulation.load_test import hosting_table
from simulation.load_test.capacity_probe import per_processor
from simulation.serving.options import ServingError


def test_another_measurement_makes_the_page_stale_and_can_be_written(tmp_path: Path) -> None:
    told = hosting_table.stored()
    told["laptop"]["measured"]["memory"] *= 2
    page, file = tmp_path / "page.md", tmp_path / "measured.json"
    page.write_text(hosting_table.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    file.write_text(json.dumps(told), encoding="utf-8")
    assert hosting_table.renew(False, page, file) == ["capacity"]
    assert hosting_table.renew(True, page, file) == ["capacity"]
    assert hosting_table.renew(False, page, file) == []


def test_ten_thousand_people_need_what_a_hundred_and_twenty_five_rooms_need() -> None:
    found = hosting_table.measured(hosting_table.stored())
    assert hosting_table.servers(10_000) == 125
    assert hosting_table.memory(10_000, found) == pytest.approx(125 * hosting_table.memory(80, found))
    assert hosting_table.processors(10_000, found) == pytest.approx(10_000 / per_processor(found), abs=1)
    assert hosting_table.processors(1, found) == hosting_table.servers(1) == 1


@pytest.mark.parametrize("text", ["", "{}", '{"laptop": {"measured": {"run": 1}}}', "[]"])
def test_what_is_no_measurement_is_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "measured.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ServingError, match="measured.json: is no measurement") as refused:
        hosting_table.stored(file)
    assert "\n" not in str(refused.value)
