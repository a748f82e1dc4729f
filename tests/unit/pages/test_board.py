"""The board's story: a bet opens the picture, a lever changes it, a bad plan leaves it, a code brings it back."""

from __future__ import annotations

from html import escape

import anywidget
import ipywidgets
import pytest

from simulation import load, parameters, scenarios
from simulation.answers import compare_headline, headline
from simulation.answers.what_stays import Retention, what_stays
from simulation.charts.fan_lines import LINES_B, MIDDLE
from simulation.ensemble.compare import Comparison
from simulation.ensemble.stored_claims import StoredClaim
from simulation.ensemble.stored_screening import screening_by_scenario
from simulation.pages import design_a_partnership, executor, small_is_beautiful, trust_takes_time
from simulation.pages.controls.bet import LINE_POINTS, line_to_text
from simulation.pages.design_a_partnership import open_page
from simulation.pages.evidence_panel import EvidencePanel
from simulation.pages.executor import results_of, uncertainty_of
from simulation.pages.pictures.fan_payload import fan_data
from simulation.vocabulary.evidence import finding
from tests.offenders import check_all, offenders


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUERY_STRING", raising=False)
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)


def said(page) -> dict:
    """What the page answers to somebody who reads the picture."""
    heard: list[dict] = []
    page.picture.send = lambda content, buffers=None: heard.append(content)
    page.picture._handle_custom_msg({"kind": "words"}, [])
    return heard[-1]


def move(page, side="a", **values) -> str:
    """What the page answers to a visitor's move."""
    heard: list[dict] = []
    page.levers.send = lambda content, buffers=None: heard.append(content)
    page.levers._handle_custom_msg({"seq": 1, "side": side, "values": values}, [])
    return heard[-1]["notice"]


def looking():
    """A page whose visitor would rather look than bet, and looks everywhere."""
    page = open_page()
    page.happened.in_sight = page.a_or_b.in_sight = True
    page.bet.place("none")
    return page


def test_the_picture_is_closed_until_the_bet_is_placed_and_no_answer_has_reached_the_browser() -> None:
    page = open_page()
    assert not page.picture.opened and not page.levers.opened
    held = [page.picture.lines, page.picture.about, page.reading.figures, page.mission.conditions, page.happened.told]
    assert not any(held) and not page.bet.lines and not page.bet.revealed
    page.bet._handle_custom_msg({"bet": "most"}, [])
    assert page.picture.opened and page.levers.opened
    assert page.bet.placed == "most"
    assert page.bet.revealed["shares"] == {each.value: share for each, share in what_stays(page.results).items()}
    assert all([page.picture.lines, page.reading.figures, page.mission.conditions, page.bet.lines])
    assert page.happened.told == {}  # until somebody looks
    page.happened.in_sight = True
    assert page.happened.told["parts"]


def test_a_bet_that_is_none_of_the_four_is_left_aside_and_a_placed_bet_stands() -> None:
    page = open_page()
    for nonsense in ("all", None, 3, {}, "d-", "d-zzzz", "d-" + "zz" * 13, "d-" + "0" * 25):
        page.bet._handle_custom_msg({"bet": nonsense}, [])
    assert not page.picture.opened
    page.bet._handle_custom_msg({"bet": Retention.LITTLE.value}, [])
    page.bet._handle_custom_msg({"bet": Retention.MORE.value}, [])
    assert page.bet.placed == Retention.LITTLE.value


def test_a_lever_changes_the_lines_the_sentences_and_the_code() -> None:
    page = looking()
    before = bytes(page.picture.lines), page.code.codes
    assert move(page, peer_days=20.0) == ""
    plan = load("parliament_mentors").with_(peer_days=20.0)
    assert bytes(page.picture.lines) != before[0]
    assert page.code.codes == [plan.code] != before[1]
    assert said(page)["sentences"] == headline(results_of(plan))
    assert page.fact() == headline(results_of(plan))[0]


def test_plan_b_lies_beside_plan_a_under_the_same_luck_and_can_be_put_away() -> None:
    page = looking()
    alone = bytes(page.picture.lines)
    move(page, "b", months=6, taper=0)
    a = load("parliament_mentors")
    b = a.with_(months=6, taper=0)
    doubts = uncertainty_of(a).weekly, None  # B's doubt is not drawn
    both = [fan_data(results_of(plan), results_of(b).weeks, doubt) for plan, doubt in zip((a, b), doubts, strict=True)]  # B is followed for less long
    started = fan_data(results_of(a)).packed(MIDDLE)
    assert bytes(page.picture.lines) == both[0].packed() + both[1].packed(LINES_B) + started
    assert [each["month"] for each in page.picture.about["events"]] == [a["months"], 6.0]
    assert len(page.a_or_b.differences) == 2 * len(results_of(a).per_future("gain"))
    assert page.reading.sentence == said(page)["sentences"][0]
    assert said(page)["sentences"] == compare_headline(Comparison(results_of(a), results_of(b)))
    assert page.code.codes == [a.code, b.code]
    page.levers.send = lambda content, buffers=None: None
    page.levers._handle_custom_msg({"seq": 2, "side": "b", "values": None}, [])
    assert bytes(page.picture.lines) == alone
    assert page.code.codes == [a.code]


def test_the_place_is_the_same_for_both_plans_whichever_of_them_is_moved() -> None:
    page = looking()
    move(page, "b", months=6, taper=0)
    move(page, "a", fear=0.2)
    a = load("parliament_mentors").with_(fear=0.2)
    assert page.code.codes == [a.code, a.with_(months=6, taper=0).code]
    move(page, "b", months=6, taper=0, fear=0.2, means=0.1)
    a = a.with_(means=0.1)
    assert page.code.codes == [a.code, a.with_(months=6, taper=0).code]
    assert said(page)["sentences"] == compare_headline(
        Comparison(results_of(a), results_of(a.with_(months=6, taper=0)))
    )


def test_what_does_not_go_together_is_said_and_the_last_good_picture_stays() -> None:
    page = looking()
    before = bytes(page.picture.lines), page.picture.about, page.code.codes
    notice = move(page, months=2, taper=9)
    assert notice.startswith("Fade-out: 9")
    assert "\n" not in notice
    assert (bytes(page.picture.lines), page.picture.about, page.code.codes) == before
    assert move(page, months=10, taper=2) == ""


def test_a_code_brings_the_sliders_back() -> None:
    plan = load("district_sanitation").with_(months=9, ownership=0.35)
    page = open_page()
    page.code._handle_custom_msg({"code": f"  {plan.code.upper()} "}, [])
    assert page.code.notice == ""
    assert page.levers.plans["a"]["months"] == 9
    assert page.levers.plans["a"]["ownership"] == 0.35
    assert page.scene.scenario == "district_sanitation"
    assert page.code.codes == [plan.code]


@pytest.mark.parametrize("typed", ["zzz-zzz", "", "  ", None, 7, "parliament_mentors", "../setup.toml", "x" * 5000])
def test_what_is_no_code_is_refused_in_one_line_and_opens_no_file(typed: object) -> None:
    page = open_page()
    before = page.code.codes
    page.code._handle_custom_msg({"code": typed}, [])
    assert "plan code" in page.code.notice
    assert "\n" not in page.code.notice
    assert page.code.codes == before


def test_the_address_brings_both_plans_back(monkeypatch: pytest.MonkeyPatch) -> None:
    a = load("twenty_group").with_(session_size=8)
    b = a.with_(session_size=4)
    monkeypatch.setenv("QUERY_STRING", f"plan={a.code}&b={b.code}")
    page = open_page()
    assert page.code.codes == [a.code, b.code]
    assert page.scene.scenario == "twenty_group"
    assert page.levers.plans["b"]["session_size"] == 4


@pytest.mark.parametrize("query", ["plan=zzz-zzz", "plan=%2e%2e%2fx.toml", "b=nonsense!", "plan=" + "a" * 3000])
def test_a_damaged_address_opens_the_page_anyway_and_says_so(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", query)
    page = open_page()
    assert "plan code" in page.levers.notice
    assert page.code.codes == [load("parliament_mentors").code]


def test_another_partnership_asks_for_another_bet() -> None:
    page = open_page()
    page.bet._handle_custom_msg({"bet": "most"}, [])
    move(page, "b", months=6, taper=0)
    page.scene._handle_custom_msg({"scenario": "generic_training"}, [])
    assert page.bet.revealed == {}
    assert not page.picture.opened
    assert page.code.codes == [load("generic_training").code]
    assert page.levers.plans["b"] is None
    page.scene._handle_custom_msg({"scenario": "no such thing"}, [])
    assert page.scene.scenario == "generic_training"


def test_every_scenario_can_be_chosen_and_names_its_documents() -> None:
    page = open_page()
    assert [card[0] for card in page.scene.cards] == list(scenarios())
    for _name, title, story, question, source in page.scene.cards:
        assert all([title, story, question, source])


PAGES = pytest.mark.parametrize("page", [design_a_partnership, trust_takes_time, small_is_beautiful])


@PAGES
def test_two_levers_come_first_and_each_surprise_is_a_plan(page) -> None:
    exercise = page.exercise()
    assert len(exercise.first) == 2
    for values in exercise.surprises:
        load("parliament_mentors").with_(**values)


@PAGES
def test_every_partnership_opens_on_every_page_with_a_bet_that_can_be_answered(page, monkeypatch) -> None:
    monkeypatch.setattr(executor, "FUTURES", 5)
    check_all(scenarios(), lambda name: it_opens_with_a_bet_that_can_be_answered(page, name, monkeypatch))
    assert offenders(["atlantis"], lambda name: it_opens_with_a_bet_that_can_be_answered(page, name, monkeypatch))


def it_opens_with_a_bet_that_can_be_answered(page, name, monkeypatch) -> None:
    monkeypatch.setattr(executor, "_results_cache", type(executor._results_cache)(executor._results_cache.maxsize))
    board = page.open_page(name)
    board.happened.in_sight = True
    choices = list(board.bet.question["choices"])
    board.bet.place(choices[0])
    assert board.bet.placed == choices[0]
    shares = board.bet.revealed["shares"]
    assert set(shares) == set(choices) and sum(shares.values()) == pytest.approx(1.0)
    assert board.mission.conditions and board.happened.told["parts"]


def test_a_drawn_line_is_a_bet_and_lies_in_the_picture() -> None:
    page = open_page()
    page.happened.in_sight = True
    page.bet.place(line_to_text([0.1, *[0.5] * 12]))
    assert page.bet.revealed["sentences"][0].startswith("At the end you expected 50 in 100")
    assert page.happened.told["bet"] == page.bet.revealed["sentences"]
    assert page.picture.drawn[0] == [0.0, 0.1] and len(page.picture.drawn) == LINE_POINTS
    move(page, months=9, taper=0)
    assert page.happened.told["bet"] == page.bet.revealed["sentences"]  # it was about the plan that one bet on


def test_futures_are_sent_one_by_one_only_when_asked_for_and_never_before_the_bet() -> None:
    page, heard = open_page(), []
    page.picture.send = lambda content, buffers=None: heard.append((content, buffers))
    page.picture._handle_custom_msg({"kind": "futures"}, [])
    assert heard == []
    page.bet.place("none")
    page.picture._handle_custom_msg({"kind": "futures"}, [])
    (content, (futures,)) = heard[0]
    assert content["count"] == 20 and len(futures) == 2 * 20 * 5 * content["months"][0]


def test_back_and_forward_bring_both_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    page = looking()
    a = load("parliament_mentors").with_(months=9)
    page.code._handle_custom_msg({"codes": [a.code, a.with_(taper=0).code]}, [])
    assert page.code.codes == [a.code, a.with_(taper=0).code] and page.code.notice == ""
    page.code._handle_custom_msg({"codes": []}, [])
    assert "plan code" in page.code.notice


def test_how_sure_counts_every_number_once() -> None:
    sure = open_page().sure
    assert sum(sure.counts().values()) == len(sure._declarations)
    shown = sure._repr_html_()
    rows = shown.count("<tr>") - shown.count("<thead>")
    assert rows == len(sure._declarations) + len(screening_by_scenario())  # and one for what matters in each partnership
    assert all(str(count) in repr(sure) for count in sure.counts().values())


def test_how_sure_lists_what_the_documents_say_and_the_model_does_not_show(monkeypatch) -> None:
    told = [
        StoredClaim("K1", "A few beat many", True, "", 0.9), StoredClaim("K2", "A win <invites>", False, "It does not.", 0.1),
        StoredClaim("K3", "End well", True, "", 0.4), StoredClaim("K4", "Go on", True, "", None),
    ]  # fmt: skip
    monkeypatch.setattr("simulation.pages.evidence_panel.stored_claims", lambda: told)
    shown = open_page().sure._repr_html_()
    assert "does not show (1)" in shown and "<b>A win &lt;invites&gt;.</b> It does not." in shown
    assert "evidence alone does not (1)" in shown and "<li>End well.</li>" in shown
    assert "A few beat many" not in shown and "Go on" not in shown
    monkeypatch.setattr("simulation.pages.evidence_panel.stored_claims", list)  # made with another model: nothing is said of it
    assert "documents say" not in open_page().sure._repr_html_()


def test_how_sure_says_what_each_row_found_and_where_to_be_careful() -> None:
    shown = EvidencePanel(parameters())._repr_html_()
    for number in parameters().values():
        start = shown.index(f'<th scope="row">{escape(number.label)}</th>')
        row = shown[start : shown.index("</tr>", start)]
        assert row.count("<li>") == len(number.rows)
        for each in map(finding, number.rows):
            careful = f" <em>({each.caution})</em>" if each.caution else ""
            assert f"<li><b>{each.id}</b> {escape(each.finding)}{careful}</li>" in row
    assert "check before quoting" in shown and "not a measurement" in shown


def test_a_bet_in_the_address_opens_the_page_as_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load("parliament_mentors").with_(months=9)
    monkeypatch.setenv("QUERY_STRING", f"plan={plan.code}&bet=little")
    page = open_page()
    assert page.bet.placed == "little"
    assert page.bet.revealed["shares"] == {each.value: share for each, share in what_stays(results_of(plan)).items()}
    assert page.picture.opened
    monkeypatch.setenv("QUERY_STRING", "bet=everything")
    assert not open_page().picture.opened


def test_every_part_of_a_page_is_one_that_our_own_page_can_show() -> None:
    """Boxes and widgets that bring their own module; `front/widget_manager.js` knows no other, and JupyterLab's stay at home."""
    page = open_page()
    shown, todo = [], [page.scene, page.bet, page.try_it, page.happened]
    while todo:
        one = todo.pop()
        shown.append(one)
        if isinstance(one, ipywidgets.Box):
            todo += one.children
    assert len(shown) == 13
    for one in shown:
        assert isinstance(one, ipywidgets.Box | anywidget.AnyWidget), type(one).__name__
