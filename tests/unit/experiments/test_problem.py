"""Problems for SALib: names, ends and points of a plan's numbers, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import load
from simulation.experiments.problem import points, problem
from simulation.vocabulary.errors import ParameterError

PLAN = load("parliament_mentors")
NAMES = ["months", "fear"]


def test_a_problem_has_the_numbers_and_the_ends_between_which_they_vary():
    asked = problem(PLAN, NAMES, {"fear": (0.2, 0.4)})
    assert asked["num_vars"] == 2 and asked["names"] == NAMES and asked["plan"] == PLAN.code
    assert asked["bounds"][1] == [0.2, 0.4] and asked["bounds"][0][0] < 1.0 < 60.0 < asked["bounds"][0][1]


def test_points_are_columns_of_numbers_that_may_be_run():
    over = points(problem(PLAN, NAMES), np.array([[0.6, 0.25], [60.4, 1.0], [12.4, 0.0]]))
    assert over == {"months": [1, 60, 12], "fear": [0.25, 1.0, 0.0]}


@pytest.mark.parametrize(
    ("names", "ranges", "told"),
    [
        (["monts"], {}, "names: there is no number called 'monts'; did you mean 'months'"),
        ("months", {}, r"names = 'months' must be a list of names, such as \['months'\]"),
        (["months", "months"], {}, "name at least one number, and each once"),
        ([], {}, "name at least one number"),
        (["months"], {"fear": (0.1, 0.2)}, "ranges: fear is not among the names"),
        (["months"], {"months": (24, 6)}, r"ranges: months = \[24, 6\] needs a low end and a high end"),
        (["months"], {"months": (6, 99)}, "ranges: months = 99 is out of range"),
    ],
)
def test_what_is_no_problem_is_refused_in_a_line(names, ranges, told):
    with pytest.raises(ParameterError, match=told):
        problem(PLAN, names, ranges)


def test_samples_of_another_problem_are_refused():
    with pytest.raises(ParameterError, match=r"samples have shape \(3, 3\); they should have a column for each of"):
        points(problem(PLAN, NAMES), np.zeros((3, 3)))
