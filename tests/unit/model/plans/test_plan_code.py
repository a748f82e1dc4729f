"""Plan codes: any plan comes back equal; a slip is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import load, scenarios
from simulation.model.parameters import parameters
from simulation.model.plans import plan_code as code_book
from simulation.model.plans.loading import plan_of_code
from simulation.model.plans.plan import Plan, defaults
from simulation.model.plans.scenario import parse
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import CodeError, CounterpartsError, ParameterError
from simulation.vocabulary.parameters import ASSUMPTION
from tests.offenders import check_all, offenders

IDEAS = [type(rule).name() for rule in STANDARD]


def test_the_code_book_holds_everything_once():
    assert set(code_book.SCENARIOS) >= set(scenarios()) and len(code_book.SCENARIOS) < 64
    shared = [d.name for d in parameters().values() if d.role is not ASSUMPTION]
    own = [d.name for d in parameters().values() if d.role is ASSUMPTION]
    assert set(code_book.SHARED_PARAMETERS) >= set(shared) and len(code_book.SHARED_PARAMETERS) <= 64
    assert set(code_book.ASSUMPTION_ORDER) >= set(own) and len(code_book.ASSUMPTION_ORDER) <= 256
    assert set(code_book.RULES) >= set(IDEAS) and len(code_book.RULES) <= 32
    for book in (code_book.SCENARIOS, (*code_book.SHARED_PARAMETERS, *code_book.ASSUMPTION_ORDER), code_book.RULES):
        assert len(set(book)) == len(book)


def it_is_two_groups_of_three(scenario):
    plan = load(scenario)
    assert len(plan.code) == 7 and plan.code[3] == "-"
    assert load(plan.code) == plan and load(plan.code).scenario is plan.scenario


def test_the_code_of_every_scenario_is_two_groups_of_three(tmp_path):
    check_all(scenarios(), it_is_two_groups_of_three)
    file = tmp_path / "moved.toml"
    file.write_text('title = "T"\nstory = "S"\nquestion = "Q?"\nsources = ["S01"]\n[numbers]\nmonths = 9\n')
    assert offenders([file], it_is_two_groups_of_three)  # one of one's own costs more


def test_a_moved_slider_costs_about_three_letters():
    plan = load("parliament_mentors")
    assert len(plan.with_(months=12).code.replace("-", "")) <= 9
    assert len(plan.with_(months=12, step_size=0.2, discretion=0.5).code.replace("-", "")) <= 15


@st.composite
def plans(draw):
    plan = draw(st.sampled_from([defaults(), *(Plan.of(s) for s in scenarios().values())]))
    for name in draw(st.lists(st.sampled_from(sorted(parameters())), max_size=40, unique=True)):
        number = parameters()[name]
        notch = st.integers(0, number.notches - 1).map(number.at)
        between = st.integers(int(number.low), int(number.high)) if number.whole else st.floats(number.low, number.high)
        try:
            plan = plan.with_(**{name: draw(st.one_of(notch, between))})
        except ParameterError:
            continue
    without = draw(st.one_of(st.just(plan.without), st.sets(st.sampled_from(IDEAS)).map(lambda s: tuple(i for i in IDEAS if i in s))))
    return Plan(plan.values, without, plan.scenario)


@given(plans())
def test_any_plan_comes_back_equal(plan):
    again = plan_of_code(plan.code)
    assert again == plan and again.name == plan.name
    assert [type(v) for v in again.values.values()] == [type(v) for v in plan.values.values()]
    assert load(plan.code.upper().replace("-", " ")) == plan


def test_a_plan_of_ones_own_file_comes_back_with_its_numbers():
    text = 'title = "T"\nstory = "S"\nquestion = "Q?"\nsources = ["S01"]\nwithout = ["diffusion"]\n[numbers]\nmonths = 9\n'
    plan = Plan.of(parse(text, "mine", "mine.toml"))
    assert plan_of_code(plan.code) == plan and plan_of_code(plan.code).name == "own"


@given(plans(), st.data())
def test_one_slip_is_noticed(plan, data):
    letters = list(plan.code)
    place = data.draw(st.sampled_from([i for i, letter in enumerate(letters) if letter != "-"]))
    letters[place] = data.draw(st.sampled_from([c for c in "0123456789abcdefghjkmnpqrstvwxyz" if c != letters[place]]))
    try:
        assert plan_of_code("".join(letters)) == plan  # a slip that changes nothing is none
    except CodeError:
        pass
    else:
        assert "".join(letters).replace("-", "").lstrip("0") == plan.code.replace("-", "").lstrip("0")


def test_what_is_misread_aloud_is_understood():
    code = load("parliament_mentors").code
    assert load(code.replace("0", "o").replace("1", "l")) == load(code)


@given(st.text(max_size=80))
def test_garbage_never_gives_a_traceback(text):
    try:
        plan_of_code(text)
    except CodeError as refused:
        assert "\n" not in str(refused)


@pytest.mark.parametrize("text", ["", "-", "k7f-2mq", "uuu-uuu", "z" * 5000, "zzzzzz" * 40, "０１１-1pr"])
def test_damaged_codes_are_refused_in_one_line(text):
    with pytest.raises(CodeError, match="plan code"):
        plan_of_code(text)
    with pytest.raises(CounterpartsError):
        load(text)
