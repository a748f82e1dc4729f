"""Results draw themselves in one line: the numbers of the run, words for what is drawn, by the charts of the pages."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product

import altair as alt
import numpy as np
import pytest

from simulation import STANDARD, Comparison, Results, compare, load, run_futures
from simulation.charts.waterfall_steps import rule_names
from simulation.ensemble.series import series
from simulation.pages.what_happened import waterfall
from simulation.vocabulary.errors import ParameterError
from tests.unit.ensemble.test_results import Letters

SCENARIOS = ("parliament_mentors", "twenty_group", "generic_training")


@pytest.fixture(scope="module")
def results():
    return run_futures(load("parliament_mentors").with_(months=12), futures=30, seed=3, weeks=110, doubt=True)


@pytest.fixture(scope="module")
def both():
    plan = load("parliament_mentors")
    return compare(plan, plan.with_(months=30), futures=20, seed=3)


def signals(chart) -> dict:
    return {each["name"]: each["value"] for each in chart.to_dict()["params"]}


def words(chart) -> str:
    title = chart.to_dict()["title"]
    return " | ".join([" ".join(title["text"]), " ".join(title["subtitle"])])


def test_the_lines_are_the_quantiles_of_the_run(results):
    rows = results.fan("practice").to_dict()["datasets"]["a"]
    assert [row["month"] for row in rows] == pytest.approx([week * 12 / 52 for week in range(111)])
    low, middle, high = results.quantiles("practice", (0.05, 0.5, 0.95))
    for name, expected in (("l0", low), ("mid", middle), ("l1", high)):
        np.testing.assert_allclose([row[name] for row in rows], expected, atol=1e-6)
    doubt = results.doubt.quantiles("practice", (0.05, 0.95))
    np.testing.assert_allclose([row["d0"] for row in rows], np.minimum(low, doubt[0]), atol=1e-6)
    np.testing.assert_allclose([row["d1"] for row in rows], np.maximum(high, doubt[1]), atol=1e-6)


def test_a_group_has_its_own_picture(results):
    chart = results.fan("practice", who="supported")
    last = chart.to_dict()["datasets"]["a"][-1]["mid"]
    assert last == pytest.approx(np.median(results.weekly("practice", "supported")[:, -1]), abs=1e-6)
    assert "How much of the new way of working is in use: mean of the people supported" in words(chart)


def test_words_say_what_how_many_and_which_band_is_which(results):
    told = words(results.fan("practice"))
    for part in ("mean over everybody", "Share, from 0 to 1", "Parliament mentors (months of support 12), seed 3", "middle of 30 futures",
                 "Dark band: nine futures in ten, by luck", "Pale band: with other assumptions"):  # fmt: skip
        assert part in told
    assert "Pale band" not in words(results.doubt.fan("practice")) and "by luck and other assumptions" in words(results.doubt.fan("practice"))
    assert "Line: the one future." in words(run_futures("twenty_group", 1, weeks=10).fan("trust"))


def test_the_legend_says_which_rules_ran_where_not_the_models_own(results):
    without = [rule for rule in STANDARD if rule.name() != "habit"]
    run = run_futures("parliament_mentors", 2, weeks=10, rules=without)
    assert "Parliament mentors (without habit), seed 7" in words(run.fan("trust"))
    assert "Parliament mentors (without habit); mean of" in words(run.credit_chart("trust"))
    both = Comparison(run_futures("parliament_mentors", 2, weeks=10), run)
    assert "B, dashed line between dotted ones: Parliament mentors (without habit)." in words(both.fan("trust"))


def test_a_picture_kept_as_a_page_asks_no_other_host(results, tmp_path):
    results.fan("trust").save(tmp_path / "fan.html")
    text = (tmp_path / "fan.html").read_text()
    assert "vega" in text and 'src="http' not in text and "jsdelivr.net/npm" not in text


def test_events_are_counted_up_for_single_weeks_of_rare_ones_say_little(results):
    chart = results.fan("departures")
    rows = chart.to_dict()["datasets"]["a"]
    so_far = results.weekly("departures").cumsum(axis=1)
    np.testing.assert_allclose([row["mid"] for row in rows], np.median(so_far, axis=0), atol=1e-4)
    assert rows[-1]["l1"] > rows[-1]["mid"] > 1.0 and rows[0]["mid"] == 0.0
    assert "Members who left their post so far | Number since the first week" in words(chart)
    with_doubt = np.quantile(results.doubt.weekly("departures").cumsum(axis=1)[:, -1], 0.95)
    assert rows[-1]["d1"] == pytest.approx(max(rows[-1]["l1"], with_doubt))
    assert "so far, of the people supported" in words(results.fan("departures", who="supported"))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_series_has_a_picture_whose_axis_it_fits(scenario):
    run = run_futures(scenario, futures=4, weeks=60)
    for name in run.series if scenario == "parliament_mentors" else ("support_days", "reserve", "practice_colleagues", "elections"):
        if np.isnan(run.weekly(name)).any():
            with pytest.raises(ParameterError, match="in this plan nobody is in that group"):
                run.fan(name)
            continue
        chart = run.fan(name)
        drawn = chart.to_dict()
        told, rows = {each["name"]: each["value"] for each in drawn["params"]}, drawn["datasets"]["a"]
        shown = " ".join([*drawn["title"]["text"], *drawn["title"]["subtitle"]])
        top = max(row["d1"] for row in rows)
        assert top <= told["top"] * (1 + 1e-5) and (told["top"] <= 2 * top * (1 + 1e-5) or top == 0.0), name
        assert len(told["levels"]) == len(set(told["names"])) and told["levels"][-1] == told["top"]
        assert series()[name].unit.partition("/")[0] in ("0 or 1", "count") or series()[name].unit.partition("/")[0].capitalize() in shown
        assert name not in shown or "_" not in name


def test_two_plans_share_a_picture(both):
    chart = both.fan("practice")
    rows = chart.to_dict()["datasets"]
    for plan, name in ((both.a, "a"), (both.b, "b")):
        np.testing.assert_allclose([row["mid"] for row in rows[name]], np.median(plan.weekly("practice"), axis=0), atol=1e-6)
    assert rows["events"] == [{"month": 18, "text": "plan A ends"}, {"month": 30, "text": "plan B ends"}]
    assert "A, full line and dark band: Parliament mentors." in words(chart)
    assert "B, dashed line between dotted ones: Parliament mentors (months of support 30)." in words(chart)
    assert signals(chart)["top"] >= max(row["l1"] for row in rows["b"])


def test_ends_that_would_write_over_each_other_are_said_once(both):
    assert both.fan("practice", width=200).to_dict()["datasets"]["events"] == [
        {"month": 18, "text": ""}, {"month": 30, "text": "plan A ends, then B"}
    ]  # fmt: skip
    assert compare(both.a.plan, both.a.plan, futures=2).fan("trust").to_dict()["datasets"]["events"][0]["text"] == "support ends"
    swapped = compare(both.b.plan, both.a.plan, futures=2).fan("trust").to_dict()["datasets"]["events"]
    assert [event["text"] for event in swapped] == ["plan B ends", "plan A ends"]
    assert run_futures("parliament_mentors", 2, weeks=20).fan("trust").to_dict()["datasets"]["events"] == []


@pytest.mark.parametrize(("scenario", "state"), [*product(SCENARIOS, ("practice", "trust")), ("ageing_network", "reform")])
def test_the_waterfall_adds_up_to_the_change_of_the_mean(scenario, state):
    run = run_futures(scenario, futures=4)
    parts = run.credit_chart(state).to_dict()["datasets"]["parts"]
    change = 100 * (run.weekly(state)[:, -1] - run.weekly(state)[:, 0]).mean()
    signed = [part["high"] - part["low"] if part["kind"] == "gave" else part["low"] - part["high"] for part in parts[1:-1]]
    assert sum(signed) == pytest.approx(change, abs=0.06)  # what is below a twentieth of a point has no step
    assert parts[-1]["high"] == pytest.approx(100 * run.weekly(state)[:, -1].mean(), abs=1e-4)
    drawn = [(part["name"].replace("\n", " "), part["kind"]) for part in parts]
    assert drawn == [(name, kind) for name, _points, kind in waterfall(run, state)]


def test_the_waterfall_has_the_credit_of_rules(results):
    parts = {part["name"].replace("\n", " "): part for part in results.credit_chart("practice").to_dict()["datasets"]["parts"]}
    gave = 100 * results.credit("practice")["diffusion"].mean()
    assert parts[rule_names("gave")["diffusion"]]["high"] - parts[rule_names("gave")["diffusion"]]["low"] == pytest.approx(abs(gave), abs=1e-4)
    own = run_futures("parliament_mentors", 3, rules=[*STANDARD, Letters(boldness=0.05)], weeks=60).credit_chart("confidence")
    assert any(part["name"].startswith("Somebody") for part in own.to_dict()["datasets"]["parts"])


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda r: r.fan("practise"), "there is no weekly series called 'practise'; did you mean 'practice'"),
        (lambda r: r.fan("gain"), r"gain is no weekly series but an outcome of each future: per_future\('gain'\)"),
        (lambda r: r.fan("practice", who="peer"), "who = 'peer'; did you mean 'peers'"),
        (lambda r: r.fan("practice", width=20), "width = 20 is out of range; allowed: 100 to 4000"),
        (lambda r: r.credit_chart("hours"), "there is no credited state called 'hours'"),
        (lambda r: r.credit_chart("practice", height=0), "height = 0 is out of range; allowed: 50 to 4000"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_in_a_line(results, ask, says):
    with pytest.raises(ParameterError, match=says):
        ask(results)


def test_results_from_a_file_draw_what_the_file_holds(results, tmp_path):
    again = Results.from_parquet(results.to_parquet(tmp_path / "out.parquet"))
    assert again.fan("trust").to_dict() == results.fan("trust").to_dict()
    with pytest.raises(ParameterError, match="files of results hold no credit; run_futures"):
        again.credit_chart("trust")


def test_any_number_of_futures_stays_below_the_limit_of_altair():
    run = run_futures("twenty_group", futures=60, weeks=520, keep=["practice"])
    rows = run.fan("practice").to_dict()["datasets"]
    assert sum(map(len, rows.values())) < 1_100 < alt.data_transformers.options.get("max_rows", 5_000)
    assert list(run.fan("practice")._repr_mimebundle_()) == ["image/svg+xml"]


def test_altair_is_loaded_only_when_a_picture_is_asked_for():
    code = (
        "import sys, simulation\n"
        "results = simulation.run_futures('twenty_group', futures=2, weeks=10)\n"
        "results.tidy(), simulation.compare('twenty_group', 'twenty_group', futures=2, weeks=10)\n"
        "assert 'altair' not in sys.modules and not any(name.startswith('simulation.charts') for name in sys.modules)\n"
        "results.fan('trust')\n"
        "assert 'altair' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ, timeout=50)
