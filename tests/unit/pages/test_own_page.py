"""A page of one's own: the levers that were chosen, a sentence that follows them, and refusals in the maker's words."""

from __future__ import annotations

import pytest

from simulation import load
from simulation.charts.fan_lines import LINES_B
from simulation.ensemble.results import Results
from simulation.pages.executor import results_of, uncertainty_of
from simulation.pages.own_page import OwnPage
from simulation.pages.pictures.fan_payload import fan_data
from simulation.vocabulary.errors import ParameterError, ScenarioError

PLAN = load("parliament_mentors")


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUERY_STRING", raising=False)
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)


def days(results: Results) -> str:
    return f"{results.per_future('days').mean():.0f} days."


def move(page: OwnPage, side: str = "a", **values: float) -> str:
    """What the page answers to a visitor's move."""
    heard: list[dict] = []
    page.levers.send = lambda content, buffers=None: heard.append(content)
    page.levers._handle_custom_msg({"seq": 1, "side": side, "values": values}, [])
    return heard[-1]["notice"]


def test_it_opens_with_the_plan_drawn_its_levers_in_the_order_given_and_its_sentence() -> None:
    page = OwnPage(PLAN, ["months", "fear"], "trust", days)
    assert page.picture.opened and page.levers.opened
    assert page.levers.frame["first"] == ["months", "fear"] == list(page.levers.frame["levers"])
    assert page.levers.frame["groups"] == []
    assert page.levers.frame["shared"] == ["fear"]  # of the place: the same for a plan B
    assert page.picture.frame["first"] == "trust"
    assert page.picture.lines.startswith(fan_data(results_of(PLAN), doubt=uncertainty_of(PLAN).weekly).packed())
    assert page.reading.sentence == page.fact() == days(results_of(PLAN))


def test_without_more_it_says_what_lasts() -> None:
    assert OwnPage().fact().startswith("A year after the last day")


def test_a_moved_lever_changes_picture_sentence_and_code() -> None:
    page = OwnPage(PLAN, ["months"], sentence=days)
    before = page.picture.lines
    assert move(page, months=6) == ""
    shorter = PLAN.with_(months=6)
    assert page.picture.lines != before
    assert page.reading.sentence == page.fact() == days(results_of(shorter)) != days(results_of(PLAN))
    assert page.code.codes == [shorter.code]


def test_a_second_plan_is_drawn_and_told_beside_the_first() -> None:
    page = OwnPage(PLAN, ["months"], sentence=days)
    move(page, side="b", months=6)
    shorter = PLAN.with_(months=6)
    assert page.reading.sentence == f"Plan A: {days(results_of(PLAN))} Plan B: {days(results_of(shorter))}"
    weeks = results_of(shorter).weeks
    assert fan_data(results_of(shorter), weeks).packed(LINES_B) in page.picture.lines
    assert page.code.codes == [PLAN.code, shorter.code]
    move(page, side="a", months=8)
    assert page.code.codes == [PLAN.with_(months=8).code, shorter.code]


def test_a_sentence_that_breaks_leaves_the_page_as_it_was_and_no_trace() -> None:
    def fragile(results: Results) -> str:
        if results.plan["months"] < 10:
            raise ZeroDivisionError("unspeakable")
        return days(results)

    page = OwnPage(PLAN, ["months"], sentence=fragile)
    before = page.picture.lines
    notice = move(page, months=6)
    assert notice and "unspeakable" not in notice
    assert page.picture.lines == before
    assert page.code.codes == [PLAN.code]


def test_a_lever_that_was_not_chosen_is_refused() -> None:
    page = OwnPage(PLAN, ["months"])
    assert "peer_days is not on a slider" in move(page, peer_days=3).replace("'", "")


def test_the_address_brings_plans_back(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = PLAN.with_(months=9), PLAN.with_(months=12)
    monkeypatch.setenv("QUERY_STRING", f"plan={a.code}&b={b.code}")
    assert OwnPage(PLAN, ["months"]).code.codes == [a.code, b.code]


def test_an_address_that_names_no_plan_opens_the_page_with_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", "plan=zzzz")
    page = OwnPage(PLAN, ["months"])
    assert page.levers.notice
    assert page.code.codes == [PLAN.code]


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"levers": ["mnths"]}, ParameterError, "'mnths' is not on a slider; did you mean 'months'?"),
        ({"levers": ["habit_days"]}, ParameterError, "'habit_days' is not on a slider"),
        ({"levers": "months"}, ParameterError, "levers = 'months' must be a list of names"),
        ({"series": "trst"}, ParameterError, "there is no series 'trst' in the picture; did you mean 'trust'?"),
        ({"plan": "parliament_mentor"}, ScenarioError, "parliament_mentors"),
    ],
)
def test_what_there_is_not_is_refused_in_one_line(wrong: dict, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said.replace("?", r"\?")) as refused:
        OwnPage(**wrong)
    assert "\n" not in str(refused.value)
