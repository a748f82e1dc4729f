"""Scenarios: each asks a question and names its sources; a damaged one gets one clear line, never a traceback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import load, scenarios
from simulation.ensemble.outcomes import end_of_support
from simulation.ensemble.run_arguments import default_weeks
from simulation.model.parameters import parameters
from simulation.model.plans.plan import Plan, defaults
from simulation.model.plans.scenario import parse
from simulation.vocabulary.errors import CounterpartsError, ParameterError, ScenarioError
from simulation.vocabulary.sources import DOCUMENTS
from tests.offenders import check_all, offenders

GOOD = 'title = "T"\nstory = "S"\nquestion = "Q?"\nsources = ["S01"]\n'


def test_the_thirteen_scenarios_are_there():
    assert list(scenarios()) == [
        "ageing_network", "civil_service_counterparts", "clerks_to_clerks", "community_business_network", "country_peer_review", "delivery_counterparts", "district_sanitation",
        "generic_training", "health_budget_network", "long_generic_programme", "parliament_mentors", "twenty_group", "union_parishads",
    ]  # fmt: skip


def it_asks_a_question_tells_a_story_and_names_its_sources(scenario):
    assert scenario.question.endswith("?") and len(scenario.question) < 140
    assert len(scenario.story) > 120
    assert set(scenario.sources) & set(DOCUMENTS), "names one of the field's documents"
    assert len(scenario.sources) >= 3


def it_says_only_what_differs_from_the_defaults(scenario):
    same = [name for name, value in scenario.numbers.items() if value == parameters()[name].default]
    assert same == []


def it_is_unlike_all_others(scenario):
    assert all(Plan.of(scenario) != Plan.of(other) for other in scenarios().values() if other is not scenario)


def its_support_can_be_followed_for_a_year(scenario):
    numbers = Plan.of(scenario).values
    assert end_of_support(numbers) + 52 <= default_weeks(numbers)


def test_every_scenario_asks_a_question_tells_a_story_and_names_its_sources():
    check_all(scenarios().values(), it_asks_a_question_tells_a_story_and_names_its_sources)


def test_every_scenario_says_only_what_differs_from_the_defaults():
    check_all(scenarios().values(), it_says_only_what_differs_from_the_defaults)


def test_every_scenario_is_unlike_all_others():
    check_all(scenarios().values(), it_is_unlike_all_others)


def test_the_support_of_every_scenario_can_be_followed_for_a_year():
    check_all(scenarios().values(), its_support_can_be_followed_for_a_year)


def test_a_faulty_scenario_is_found(monkeypatch):
    right = scenarios()["parliament_mentors"]
    for wrong in ({"question": "Tell me."}, {"story": "Once."}, {"sources": ("T01", "T02", "T03")}, {"sources": right.sources[:2]}):
        assert offenders([replace(right, **wrong)], it_asks_a_question_tells_a_story_and_names_its_sources)
    months = {"months": parameters()["months"].default}
    assert offenders([replace(right, numbers=months)], it_says_only_what_differs_from_the_defaults)
    assert offenders([replace(right)], it_is_unlike_all_others)
    monkeypatch.setattr(f"{__name__}.default_weeks", lambda numbers: end_of_support(numbers) + 51)
    assert offenders([right], its_support_can_be_followed_for_a_year)


def test_a_file_is_loaded_by_its_path(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD + "[numbers]\nmonths = 9\n")
    for way in (file, str(file)):
        plan = load(way)
        assert plan["months"] == 9 and plan.name == "mine"
    assert load(plan) is plan


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD + "[numbers]\nmnths = 9\n", "bad.toml: there is no number called 'mnths'; did you mean 'months'?"),
        (
            GOOD + "[numbers]\nmonths = 99\n",
            "bad.toml: months = 99 is out of range; allowed: 1 to 60 months, whole numbers",
        ),
        (
            GOOD + '[numbers]\nmonths = "9"\n',
            "bad.toml: months = '9' is not a number; allowed: 1 to 60 months, whole numbers",
        ),
        (GOOD + "[numbers]\nmonths = 9.5\n", "bad.toml: months = 9.5 must be a whole number"),
        (GOOD + "[numbers]\nfear = true\n", "bad.toml: fear = True is not a number; allowed: 0 to 1 share"),
        (
            GOOD + "[numbers]\ncounterparts = 61\n",
            "bad.toml: counterparts = 61 people, but only 60 people are in the institutions",
        ),
        (
            GOOD + "[numbers]\ntaper = 12\nmonths = 6\n",
            "bad.toml: taper = 12 months of fading out, but support lasts only 6 months",
        ),
        (
            GOOD + "[numbers]\npartners = 5\n",
            "bad.toml: partners = 5 peers for each person, but only 4 peers come from outside",
        ),
        (GOOD + "[numbers]\npeers = 0\ncounterparts = 1\n", "in a mutual network"),
        (
            GOOD + "[numbers]\nofficials = 20\ninstitutions = 21\n",
            "bad.toml: institutions = 21, but only 20 people work in them",
        ),
        (
            GOOD + 'without = ["difusion"]\n',
            "bad.toml: there is no idea called 'difusion' to leave out; did you mean 'diffusion'?",
        ),
        (GOOD + "number = 1\n", "bad.toml: unknown key 'number'; did you mean 'numbers'?"),
        (GOOD + "numbers = 1\n", "bad.toml: numbers = 1 must be a table"),
        (GOOD.replace("S01", "parliment"), "bad.toml: sources: 'parliment' is neither a document"),
        (GOOD.replace("S01", "S99"), "bad.toml: there is no finding called 'S99'"),
        (GOOD.replace('["S01"]', "[]"), "bad.toml: sources is empty"),
        (GOOD.replace('["S01"]', "[1]"), "bad.toml: sources = [1] must be a list of words"),
        (GOOD.replace('title = "T"\n', ""), "bad.toml: title is missing"),
        (GOOD.replace('"Q?"', "7"), "bad.toml: question = 7 must be a line of text"),
        ("title = ", "bad.toml: is not valid TOML"),
        ("a" * 50 + "=" + "[" * 5000, "bad.toml: is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path, text, says):
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(CounterpartsError) as refused:
        load(file)
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    (tmp_path / "huge.toml").write_bytes(b"#" * 1_000_001)
    for name, says in (
        ("none.toml", "no such scenario file"),
        ("latin.toml", "UTF-8"),
        ("huge.toml", "1,000,000 bytes"),
        (".", "cannot be read"),
    ):
        with pytest.raises(ScenarioError, match=says):
            load(tmp_path / name)
    with pytest.raises(ScenarioError, match="did you mean 'parliament_mentors'"):
        load("parliament_mentor")
    with pytest.raises(ScenarioError, match="neither the name of a scenario"):
        load(7)


@given(st.text(max_size=400))
def test_garbage_never_gives_a_traceback(text):
    for feed in (text, GOOD + text, GOOD + "[numbers]\n" + text):
        try:
            parse(feed, "g", "g.toml")
        except CounterpartsError as refused:
            assert "\n" not in str(refused)


_VALUES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=20), st.lists(st.integers(), max_size=3), st.datetimes()
)


@given(st.dictionaries(st.one_of(st.sampled_from(sorted(parameters())), st.text(max_size=10)), _VALUES, max_size=6))
def test_any_numbers_are_accepted_whole_or_refused_in_one_line(numbers):
    from simulation.model.plans.checks import checked

    try:
        values = checked(numbers, "g.toml")
    except ParameterError as refused:
        assert str(refused).startswith("g.toml: ") and "\n" not in str(refused)
    else:
        assert all(values[name] == numbers[name] for name in numbers)


@given(st.text(max_size=60))
def test_any_name_is_loaded_or_refused(text):
    try:
        assert isinstance(load(text), Plan)
    except CounterpartsError as refused:
        assert "\n" not in str(refused)


def test_a_plan_is_changed_by_copy_and_checked():
    plan = load("parliament_mentors")
    longer = plan.with_(months=20, step_size=0.1)
    assert (plan["months"], longer["months"], longer.scenario) == (18, 20, plan.scenario)
    with pytest.raises(ParameterError, match="did you mean 'months'"):
        plan.with_(month=3)
    with pytest.raises(ParameterError, match="did you mean 'months'"):
        plan["month"]
    with pytest.raises(TypeError):
        plan.values["months"] = 3
    assert hash(longer.with_(months=18, step_size=plan["step_size"])) == hash(plan)


def test_the_default_plan_follows_no_scenario():
    assert defaults().name == "own" and defaults().without == ()


def test_paths_are_not_mistaken_for_codes():
    with pytest.raises(ScenarioError, match="no such scenario file"):
        load(str(Path("nowhere") / "x.toml"))
