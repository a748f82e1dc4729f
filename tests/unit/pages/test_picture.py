"""The picture's numbers: ordered, thinned, packed, and true to the run."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from simulation import Results, load, run_futures
from simulation.charts.fan_lines import LINES, LINES_B, MAX_POINTS, thinned_months, thinned_weeks
from simulation.pages.pictures.fan_payload import (
    FULL_SCALE,
    PANELS,
    FanData,
    fan_data,
    futures_packed,
)
from simulation.pages.pictures.text_alternative import table


@lru_cache(maxsize=4)
def some(weeks: int = 156, doubt: bool = True) -> Results:
    return run_futures(load("parliament_mentors"), futures=12, seed=7, doubt=doubt, weeks=weeks)


def drawn_of(results: Results) -> FanData:
    """Both bands of a run."""
    assert results.doubt is not None
    return fan_data(results, doubt={panel: results.doubt.weekly(panel) for panel in PANELS})


def test_lines_run_from_doubts_floor_to_its_ceiling() -> None:
    lines = drawn_of(some()).lines
    assert lines.shape == (len(PANELS), len(LINES), 157)
    assert (np.diff(lines, axis=1) >= 0).all()


def test_the_middle_line_is_the_median_of_the_run() -> None:
    drawn = drawn_of(some())
    for nth, panel in enumerate(PANELS):
        assert drawn.lines[nth, 2] == pytest.approx(np.median(some().weekly(panel), axis=0), abs=1e-6)


def test_the_outer_lines_are_the_quantiles_of_the_run() -> None:
    results = some()
    assert results.doubt is not None
    lines = drawn_of(results).lines
    for nth, panel in enumerate(PANELS):
        low, high = np.quantile(results.weekly(panel), (0.05, 0.95), axis=0)
        assert lines[nth, 1] == pytest.approx(low, abs=1e-6)
        assert lines[nth, 3] == pytest.approx(high, abs=1e-6)
        floor, ceiling = np.quantile(results.doubt.weekly(panel), (0.05, 0.95), axis=0)
        assert lines[nth, 0] == pytest.approx(np.minimum(floor, low), abs=1e-6)
        assert lines[nth, 4] == pytest.approx(np.maximum(ceiling, high), abs=1e-6)


def test_a_single_future_is_its_own_band() -> None:
    lines = fan_data(run_futures(load("parliament_mentors"), futures=1, weeks=8)).lines
    assert (lines == lines[:, :1]).all()


def test_doubt_is_wider_than_luck_somewhere() -> None:
    lines = drawn_of(some()).lines
    assert (lines[:, 4] - lines[:, 0]).sum() > (lines[:, 3] - lines[:, 1]).sum()


def test_without_a_doubt_band_doubt_is_luck() -> None:
    lines = fan_data(some(doubt=False)).lines
    assert (lines[:, 0] == lines[:, 1]).all()
    assert (lines[:, 4] == lines[:, 3]).all()


@pytest.mark.parametrize("weeks", [1, 52, 80, 81, 156, 157, 520])
def test_thinning_keeps_both_ends_and_few_enough_points(weeks: int) -> None:
    kept = thinned_weeks(weeks)
    assert kept[0] == 0
    assert kept[-1] == weeks
    assert len(kept) <= MAX_POINTS + 1
    assert (np.diff(kept) > 0).all()
    assert thinned_months(weeks)[-1] == pytest.approx(weeks * 12 / 52)


def test_two_packed_plans_stay_below_ten_thousand_bytes_and_unpack_to_what_was_drawn() -> None:
    drawn = drawn_of(some())
    packed = drawn.packed()
    assert len(packed) + len(drawn.packed(LINES_B)) < 8_000  # leaves room for the sentences and the table
    back = np.frombuffer(packed, dtype="<u2").reshape(len(PANELS), len(LINES), -1) / FULL_SCALE
    assert back == pytest.approx(drawn.lines[:, :, thinned_weeks(drawn.weeks)], abs=1e-4)


def test_the_text_twin_says_the_numbers_of_the_picture() -> None:
    drawn = drawn_of(some())
    twin = table([drawn, drawn])
    assert [row[:2] for row in twin["rows"]] == [[panel, letter] for panel in PANELS for letter in "AB"]
    assert twin["heads"][-1] == "after 36 months"
    end = round(some().plan["months"] * 52 / 12)
    for nth, panel in enumerate(PANELS):
        low, middle, high = twin["rows"][2 * nth][2][0]
        assert low <= middle <= high
        assert middle == round(100 * float(np.median(some().weekly(panel)[:, end])))


def test_where_everybody_is_supported_there_is_no_picture_of_colleagues() -> None:
    drawn = drawn_of(run_futures(load("generic_training"), futures=2, doubt=True, weeks=60))
    assert drawn.panels == [panel for panel in PANELS if panel != "practice_colleagues"]
    assert np.frombuffer(drawn.packed(), "<u2").reshape(len(PANELS), len(LINES), -1)[1].max() == 0


def test_single_futures_unpack_to_what_was_run() -> None:
    results, weeks = some(), thinned_weeks(156)
    back = np.frombuffer(futures_packed(results, [3, 5]), "<u2").reshape(2, len(PANELS), -1) / FULL_SCALE
    assert back[1, 0] == pytest.approx(results.weekly(PANELS[0])[5, weeks], abs=1e-4)
