"""Defaults moved as little as possible, on made-up figures of which it is known what moves them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from simulation.experiments.calibration import settle, waves
from simulation.experiments.calibration.space import Space
from simulation.experiments.calibration.store import NEAR, Store
from simulation.experiments.patterns import Band, Pattern
from simulation.experiments.trials import Trials
from simulation.vocabulary.errors import CalibrationError

WHOLE = next(number for number in Space.of_model().assumptions if number.whole)
SPACE = Space((*[number for number in Space.of_model().assumptions if not number.whole][:7], WHOLE))
LUCK = 0.01


def figures(trials, middle: np.ndarray) -> dict[str, np.ndarray]:
    """At the defaults `edge` is 0, by luck alone a little less or more; the whole number would move it most."""
    x = SPACE.points(np.array([trials.sets[name] for name in SPACE.names]).T)
    away = x - middle
    luck = LUCK * np.random.default_rng(trials.seed).standard_normal() * np.sqrt(30 / trials.futures)
    return {
        "edge": away[:, 0] + 0.5 * away[:, 1] + 5 * away[:, 7] + luck,
        "natural": np.abs(away[:, 2]),
        "well": 0.5 + 0.1 * away[:, 3] + luck,
    }


PATTERN = Pattern(
    "AT1", "", "made up", "",
    {"edge": Band("edge", 0.0, 0.6), "natural": Band("natural", 0.0), "well": Band("well", 0.2, 0.8)},
    partial(figures, middle=SPACE.defaults),
)  # fmt: skip


def a_store(folder, pattern: Pattern = PATTERN, space: Space = SPACE) -> Store:
    store = Store(folder, space, {"AT1": pattern})
    for design in (*waves.first_wave(space, 64, 8, 1), *settle.designs_near_defaults(space, 160, 30, 1)):
        store.add(design)
    store.run()
    return store


def test_sets_round_the_defaults_lie_opposite_in_pairs_under_ten_seeds():
    designs = list(settle.designs_near_defaults(SPACE, 160, 30, 5))
    assert [design.seed for design in designs] == list(range(5, 15))
    for design in designs:
        assert design.points.shape == (16, SPACE.size)
        inside = ((design.points > 0) & (design.points < 1)).all(axis=0)
        middle = (design.points[:8] + design.points[8:]) / 2
        np.testing.assert_allclose(middle[:, inside], np.tile(SPACE.defaults[inside], (8, 1)))
    assert 0.02 < np.std(np.concatenate([each.points - SPACE.defaults for each in designs])) < 0.04


def test_the_smallest_move_brings_a_figure_inside_and_leaves_the_others_alone(tmp_path):
    store = a_store(tmp_path / "s")
    told = settle.settle(store, 2.5)
    assert list(told.moved) == [SPACE.names[0]]  # the steepest; the whole number stays
    edge = [line.figure for line in told.lines].index("edge")
    assert abs(told.before[edge]) < 2.5 <= told.after[edge] + 1e-6
    there = {**SPACE.as_sets(SPACE.values(SPACE.defaults[None])), SPACE.names[0]: [told.moved[SPACE.names[0]][1]]}
    sets = {name: np.asarray(values) for name, values in there.items()}
    assert all(PATTERN.met(PATTERN.figures(Trials(sets, 60, seed)))[0] for seed in range(20, 30))
    assert "AT1 edge" in str(told) and "AT1 well" not in str(told) and "AT1 natural" not in str(told)


def test_what_no_move_reaches_is_brought_as_near_as_can_be(tmp_path):
    far = replace(PATTERN, bands={**PATTERN.bands, "edge": Band("edge", 3.0, 4.0)})
    told = settle.settle(a_store(tmp_path / "s", far), 2.5)
    edge = [line.figure for line in told.lines].index("edge")
    assert told.before[edge] < told.after[edge] < 0
    assert set(told.moved) >= set(SPACE.names[:2]) and WHOLE.name not in told.moved


def test_an_emulator_is_not_fitted_to_sets_round_the_defaults_and_none_is_one_line(tmp_path):
    store = a_store(tmp_path / "s")
    assert store.table().size == 64 and store.table(NEAR).size == 160 and len(settle.stored_designs_near(store)) == 10
    bare = Store(tmp_path / "other", SPACE, {"AT1": PATTERN})
    with pytest.raises(CalibrationError, match="no sets round today's defaults were run yet"):
        settle.figure_lines(bare)
