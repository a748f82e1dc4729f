"""A chart filled for a notebook: shown without the internet, in the look of the pages, with the rows it was given."""

from __future__ import annotations

import re

import altair as alt
import pytest

from simulation.charts.fan import fan_chart
from simulation.charts.filled import FilledChart, filled
from simulation.charts.specification import load


def small(**more) -> FilledChart:
    rows = [{"month": month, **dict.fromkeys(("d0", "l0", "mid", "l1", "d1"), 0.5)} for month in (0, 12)]
    options = {"title": "A series", "subtitle": ["Of a plan."], "width": 300, "height": 150, **more}
    return filled(fan_chart(), {"a": rows}, {"last_month": 12}, **options)


def test_it_is_shown_as_svg_that_asks_no_host() -> None:
    assert alt.renderers.active == "default"
    bundle = small()._repr_mimebundle_()
    assert list(bundle) == ["image/svg+xml"] and alt.renderers.active == "default"
    assert set(re.findall(r"https?://[^\"' ]+", bundle["image/svg+xml"])) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("change", [lambda c: c.properties(width=200), lambda c: c.copy(), lambda c: c + alt.Chart().mark_point()])
def test_what_altair_makes_of_it_is_shown_likewise(change) -> None:
    assert list(change(small())._repr_mimebundle_()) == ["image/svg+xml"]


def test_a_renderer_that_was_chosen_has_the_last_word() -> None:
    with alt.renderers.enable("png"):
        assert "image/png" in small()._repr_mimebundle_()[0]


def test_only_numbers_and_words_differ_from_the_chart_of_the_pages() -> None:
    chart, stored = small().to_dict(), load("fan")
    assert chart["layer"] == stored["layer"] and chart["config"] == stored["config"]
    assert [each["name"] for each in chart["params"]] == [each["name"] for each in stored["params"]]
    assert len(chart["datasets"]["a"]) == 2 and set(chart["datasets"]) == set(stored["datasets"])


def test_titles_break_where_the_picture_ends() -> None:
    words = "How much of the new way of working is in use in the institutions supported by somebody"
    wide, narrow = (small(title=words, width=width).to_dict()["title"]["text"] for width in (900, 250))
    assert len(wide) == 1 and len(narrow) > 2 and " ".join(narrow) == words


def test_rows_or_signals_that_the_chart_does_not_have_are_a_fault() -> None:
    for datasets, signals in (({"c": []}, {}), ({}, {"bottom": 0})):
        with pytest.raises(KeyError):
            filled(fan_chart(), datasets, signals, title="", subtitle=[], width=300, height=150)
