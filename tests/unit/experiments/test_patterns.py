"""What is promised of every pattern: findings that exist, bands that can fail, figures for every set, no tuning inside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.experiments import findings_without_pattern as left
from simulation.experiments.acceptance import (
    KNOWN_MISSES,
    TableRow,
    count_met,
    format_table,
    load_table,
    met,
    miss,
    table_rows,
)
from simulation.experiments.patterns import PATTERNS, Band
from simulation.vocabulary.evidence import finding
from tests.offenders import check_all, offenders

bounds = st.tuples(st.floats(-5, 5), st.floats(0.01, 5)).map(lambda each: (each[0], each[0] + each[1]))


def it_says_what_is_run_and_which_findings_hold_it(pattern):
    assert [finding(row).id for row in pattern.rows.split()] and len(pattern.run) > 20
    assert any(not band.open for band in pattern.bands.values()), "a pattern that cannot be missed"
    assert all(len(band.text) > 10 for band in pattern.bands.values())


def test_every_pattern_says_what_is_run_and_which_findings_hold_it():
    check_all(PATTERNS.values(), it_says_what_is_run_and_which_findings_hold_it, lambda each: each.id)
    right = PATTERNS["AT1"]
    for wrong in ({"rows": "T98"}, {"rows": ""}, {"run": "It is run."}, {"bands": {"x": Band("a figure that is told")}}):
        (found,) = offenders([replace(right, **wrong)], it_says_what_is_run_and_which_findings_hold_it, lambda each: each.id)
        assert "TypeError" not in found


def test_they_are_nineteen_and_in_order():
    assert list(PATTERNS) == [f"AT{n}" for n in range(1, 20)]


@given(bounds, st.floats(-10, 10))
def test_a_miss_is_nought_inside_and_grows_with_the_distance(band, value):
    low, high = band
    for shape in (Band("both sides", low, high), Band("from below", low), Band("from above", None, high)):
        inside = (shape.low is None or value >= shape.low) and (shape.high is None or value <= shape.high)
        assert shape.holds(value) == inside and (shape.miss(value) == 0) == inside
        assert shape.miss(value, margin=0.2) >= shape.miss(value)
        if not inside:
            further = value - 1 if shape.low is not None and value < shape.low else value + 1
            assert shape.miss(further) >= shape.miss(value)


def test_what_could_not_be_worked_out_lies_in_no_band():
    assert not Band("a share", 0.0, 1.0).holds(np.nan) and Band("told only").holds(np.nan)


def test_the_table_counts_and_says_what_is_met():
    pattern = PATTERNS["AT5"]
    good = {"failing": [1.0, 0.5], "deceiving": [0.7, 0.7], "dip": [0.1, 0.1], "plateau": [0.0, 0.0]}
    found = {"AT5": {name: np.array(values) for name, values in good.items()}}
    assert met(found)["AT5"].tolist() == [True, False] and count_met(found).tolist() == [1, 0]
    assert miss(found)[0] == 0 < miss(found)[1]
    told = table_rows(found, found)
    assert {line.figure for line in told} == set(pattern.bands) and all(isinstance(line, TableRow) for line in told)
    assert "NOT MET" not in format_table(told)
    assert "NOT MET" in format_table(table_rows({"AT5": {name: values[1:] for name, values in found["AT5"].items()}}))
    assert next(line for line in told if line.figure == "failing").sample == 0.5


def test_the_stored_table_has_every_figure_and_knows_its_misses():
    kept = load_table()["patterns"]
    for id, pattern in PATTERNS.items():
        figures = kept[id]["figures"]
        assert set(figures) == set(pattern.bands)
        held = all(
            pattern.bands[name].holds(np.nan if f["found"] is None else f["found"]) for name, f in figures.items()
        )
        assert held is kept[id]["met"] is (id not in KNOWN_MISSES)


def test_every_finding_with_a_size_is_a_pattern_a_number_or_listed_with_its_reason():
    sized = {each.id for each in left.with_a_size()}
    used = left.by_patterns() | left.by_numbers()
    assert set(left.REASONS) == sized - used
    told = left.without_pattern()
    assert set(told) == sized - left.by_patterns() and "`crisis_per_year`" in told["C12"]
    assert all(len(why) > 10 and not why.endswith(".") for why in told.values())
