"""Designs: which cases they have, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import load
from simulation.experiments.sweeps.design import Design
from simulation.vocabulary.errors import ParameterError

MENTORS = "parliament_mentors"


def ran(design: Design) -> list[tuple[float, ...]]:
    return [tuple(point.numbers.values()) for point in design.points()]


def test_a_grid_has_every_combination_of_every_plan_and_seed():
    design = Design.of([MENTORS, "twenty_group"], {"months": [12, 18], "fear": [0.2, 0.4, 0.6]}, seeds=[7, 8])
    points = design.points()
    assert [point.case for point in points] == list(range(2 * 6 * 2))
    assert {(p.name, p.seed, *p.numbers.values()) for p in points} == {
        (name, seed, months, fear)
        for name in (MENTORS, "twenty_group") for seed in (7, 8) for months in (12, 18) for fear in (0.2, 0.4, 0.6)
    }  # fmt: skip
    assert all(p.plan["months"] == p.numbers["months"] and p.plan["fear"] == p.numbers["fear"] for p in points)


def test_points_are_taken_one_after_another():
    assert ran(Design.of(MENTORS, {"months": [12, 18], "fear": [0.2, 0.4]}, method="points")) == [(12, 0.2), (18, 0.4)]


def test_nothing_varied_is_one_case():
    (point,) = Design.of(MENTORS, None).points()
    assert point.plan == load(MENTORS) and point.numbers == {}


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_samples_fill_their_ranges(method):
    design = Design.of(MENTORS, {"months": (18, 24), "fear": None}, method=method, samples=64)
    months, fear = np.array(ran(design)).T
    assert sorted(set(months)) == [18, 19, 20, 21, 22, 23, 24]
    assert np.bincount(months.astype(int))[18:].min() >= 7  # of 64, each of seven months
    shares = np.histogram(fear, bins=8, range=(0, 1))[0]
    assert (shares == 8).all()
    assert ran(design) == ran(Design.of(MENTORS, {"months": (18, 24), "fear": None}, method=method, samples=64))
    other = Design.of(MENTORS, {"months": (18, 24), "fear": None}, method=method, samples=64, sampling_seed=8)
    assert ran(design) != ran(other)


TAPERS = {"months": [4, 12], "taper": [0, 6]}  # six months of taper in four of support: impossible


def test_impossible_points_are_refused_with_an_example():
    with pytest.raises(ParameterError, match=r"1 of 4 cases are impossible, such as case 1: taper = 6 months .*skip"):
        Design.of(MENTORS, TAPERS).points()


def test_impossible_points_are_left_out_and_keep_their_number():
    points = Design.of(MENTORS, TAPERS, impossible="skip").points()
    assert [point.plan is None for point in points] == [False, True, False, False]
    assert "taper = 6 months" in points[1].note


def test_impossible_points_are_moved_as_little_as_makes_them_possible():
    own = load(MENTORS).with_(months=18, taper=2)
    points = Design.of(own, TAPERS, impossible="move").points()
    moved = points[1].plan
    assert 4 <= moved["taper"] <= moved["months"] < 12 and moved["taper"] >= 5
    assert points[1].numbers == {"months": moved["months"], "taper": moved["taper"]}
    assert points[1].note.startswith("moved: taper = 6") and not points[0].note


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 60), st.integers(0, 12), st.integers(1, 12), st.integers(0, 20),
    st.floats(0.0, 12.0, allow_nan=False),
)  # fmt: skip
def test_every_point_can_be_moved(months, taper, counterparts, peers, peer_days):
    over = {"months": [months], "taper": [taper], "counterparts": [counterparts], "peers": [peers]}
    try:
        design = Design.of(MENTORS, {**over, "peer_days": [peer_days]}, impossible="move")
    except ParameterError as refused:
        assert "out of range" in str(refused)
        return
    (point,) = design.points()
    assert point.plan is not None
    wanted = {"months": months, "taper": taper, "counterparts": counterparts, "peers": peers, "peer_days": peer_days}
    for name, value in wanted.items():
        low, high = sorted((load(MENTORS)[name], value))
        assert low <= point.plan[name] <= high
    if not point.note:
        assert point.numbers == wanted


def test_a_design_of_which_nothing_is_possible_is_refused():
    with pytest.raises(ParameterError, match="no case of the design is possible: taper"):
        Design.of(MENTORS, {"months": [2], "taper": [6]}, impossible="skip").points()


@pytest.mark.parametrize(
    ("over", "more", "told"),
    [
        ({"mnths": [1, 2]}, {}, "over: there is no number called 'mnths'; did you mean 'months'?"),
        ({"months": [6, 99]}, {}, "over: months = 99 is out of range; allowed: 1 to 60"),
        ({"months": [6, 6.5]}, {}, "over: months = 6.5 must be a whole number"),
        ({"months": [6, float("nan")]}, {}, "over: months = nan is out of range"),
        ({"months": "6"}, {}, r"over: months = '6' must be a list of values, such as \[6, 12, 18\]"),
        ({"months": {6, 12}}, {}, "over: months = {.*} must be a list of values"),
        ({"months": 6}, {}, "over: months = 6 must be a list of values"),
        ({"months": []}, {}, "name at least one value"),
        ({"months": [6, 6]}, {}, "each once"),
        (["months"], {}, r"over = \['months'\] must name numbers and values"),
        ({"months": [6, 12]}, {"method": "sobl"}, "design = 'sobl'; did you mean 'sobol'"),
        ({"months": (6, 12)}, {"method": "sobol"}, 'design "sobol" needs samples='),
        ({"months": (6, 12)}, {"method": "grid", "samples": 8}, 'design "grid" takes no samples='),
        ({"months": (12, 6)}, {"method": "sobol", "samples": 8}, "needs a low end and a high end"),
        ({"months": (6, 12, 18)}, {"method": "latin_hypercube", "samples": 8}, "needs a low end and a high end"),
        ({"months": (6, 12)}, {"method": "latin_hypercube", "samples": 0}, "samples = 0 is out of range"),
        (None, {"method": "sobol", "samples": 8}, "needs numbers to vary"),
        ({"months": [6]}, {"impossible": "ignore"}, "impossible = 'ignore'; allowed: refuse, skip, move"),
        ({"months": [6]}, {"futures": 0}, "futures = 0 is out of range"),
        ({"months": [6]}, {"futures": "many"}, "futures = 'many' must be a whole number"),
        ({"months": [6]}, {"seeds": 7}, r"seeds = 7 must be a list, such as seeds=\[7\]"),
        ({"months": [6]}, {"seeds": [7, 7]}, "seeds = .*each once"),
        ({"months": [6]}, {"seeds": []}, "seeds = .*at least one"),
        ({"months": [6]}, {"seeds": [-1]}, "seed = -1 is out of range"),
        ({"months": [6]}, {"weeks": 0}, "weeks = 0 is out of range"),
        ({"months": [6]}, {"doubt": "yes"}, "doubt = 'yes'"),
        ({"months": [6]}, {"keep": "practice"}, r"keep = 'practice' must be a list"),
        ({"months": [6]}, {"keep": ["practise"]}, "keep: there is no weekly series 'practise'; did you mean 'practice'"),
        ({"habit_spread": [1.0]}, {"keep": ["habit_spread"]}, "over: habit_spread is another column"),
    ],
)
def test_what_is_no_design_is_refused_in_a_line(over, more, told):
    with pytest.raises(ParameterError, match=told):
        Design.of(MENTORS, over, **more).points()


def test_sobol_needs_a_power_of_two():
    design = Design.of(MENTORS, {"months": (12, 24)}, method="sobol", samples=12)
    with pytest.raises(ParameterError, match="samples = 12: .* such as 8 or 16"):
        design.points()


def test_points_need_columns_of_one_length():
    design = Design.of(MENTORS, {"months": [12, 18], "fear": [0.2]}, method="points")
    with pytest.raises(ParameterError, match="months has 2, fear has 1"):
        design.points()


def test_a_design_of_too_many_cases_is_refused():
    over = {"fear": np.linspace(0, 1, 101), "in_person": np.linspace(0, 1, 101), "discretion": np.linspace(0, 1, 101)}
    with pytest.raises(ParameterError, match=r"1,030,301 cases; allowed: at most 1,000,000"):
        Design.of(MENTORS, over).points()


def test_plans_are_named_after_their_scenarios_or_as_one_names_them():
    longer = load(MENTORS).with_(months=24)
    assert list(Design.of([MENTORS, longer], None).plans) == [load(MENTORS).code, longer.code]
    assert list(Design.of({"short": MENTORS, "long": longer}, None).plans) == ["short", "long"]
    with pytest.raises(ParameterError, match="plans: .* stands there twice"):
        Design.of([MENTORS, MENTORS], None)
    with pytest.raises(ParameterError, match="plans: name at least one"):
        Design.of([], None)
