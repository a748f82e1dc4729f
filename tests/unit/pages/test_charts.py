"""What is kept of Altair is what Altair draws now; the picture changes by small messages and asks no other host."""

from __future__ import annotations

import gzip
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from simulation import load, pages, run_futures
from simulation.charts import specification
from simulation.charts.palette import COLOURS
from simulation.ensemble.run import run_parameter_uncertainty
from simulation.pages.executor import UncertaintyBand
from simulation.pages.pictures import vega_bundle
from simulation.pages.pictures.fan_payload import PANELS
from simulation.pages.pictures.over_time import OverTime


@pytest.mark.parametrize("name", specification.CHARTS)
def test_the_kept_specification_is_what_altair_draws_now(name) -> None:
    assert specification.load(name) == specification.draw(name), "run: python -m simulation.charts.specification"


def test_axes_hold_still() -> None:
    text = json.dumps(specification.load("fan"))
    assert set(re.findall(r'"domain": (\[[^\]]*\])', text)) == {'[0, {"expr": "top"}]', '[0, {"expr": "last_month"}]'}


@pytest.mark.parametrize("folder", ["charts", "pages", "serving"])
def test_no_file_that_reaches_a_browser_names_another_host(folder: str) -> None:
    room = Path(import_module(f"simulation.{folder}").__file__ or "").parent
    files = [path for path in room.rglob("*") if path.suffix in {".js", ".css", ".j2", ".html", ".json"}]
    assert files
    for path in files:
        named = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", path.read_text(encoding="utf-8")))
        names = ("https://vega.github.io/schema/", "http://www.w3.org/2000/svg")  # names alone; nobody fetches them
        assert all(address.startswith(names) for address in named), path.name


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> tuple[OverTime, list[tuple[dict, list]]]:
    fans, messages = OverTime("trust"), []
    monkeypatch.setattr(fans, "_send", lambda msg, buffers=None: messages.append((msg, list(buffers or []))))
    monkeypatch.setattr(fans.comm, "kernel", object(), raising=False)
    return fans, messages


def test_a_picture_of_two_plans_is_one_message_of_less_than_ten_thousand_bytes(sent) -> None:
    fans, messages = sent
    run = run_futures(load("parliament_mentors"), futures=8)
    fans.opened = True
    messages.clear()
    fans.show(run, run, run, doubt=UncertaintyBand(run.plan, run_parameter_uncertainty(run.plan, 8, 7, PANELS)))
    assert len(messages) == 1
    message, buffers = messages[0]
    assert set(message["state"]) | {path[0] for path in message["buffer_paths"]} == {"lines", "about"}
    assert len(json.dumps(message)) + sum(map(len, buffers)) < 10_000


def test_a_page_without_our_server_gets_vega_from_its_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    fans, heard = OverTime("trust"), []
    monkeypatch.setattr(fans, "send", lambda content, buffers=None: heard.append((content, buffers)))
    fans._handle_custom_msg({"kind": "anything"}, [])
    assert heard == []
    fans._handle_custom_msg({"kind": "vega"}, [])
    (content, (zipped,)) = heard[0]
    assert content == {"kind": "vega"}
    assert gzip.decompress(zipped) == vega_bundle.bundle_file().read_bytes()


def test_a_kernel_that_has_no_vega_says_so_instead_of_keeping_the_page_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none() -> bytes:
        raise ImportError("no vl_convert here")

    monkeypatch.delenv("COUNTERPARTS_LOG", raising=False)
    monkeypatch.setattr(vega_bundle, "gzipped_bundle", none)
    fans, heard = OverTime("trust"), []
    monkeypatch.setattr(fans, "send", lambda content, buffers=None: heard.append((content, buffers)))
    fans._handle_custom_msg({"kind": "vega"}, [])
    assert heard == [({"kind": "vega"}, [])]
    assert "no vl_convert here" in caplog.text


def test_plans_of_different_length_are_shown_for_as_long_as_both_are_followed() -> None:
    long, short = (run_futures(load("parliament_mentors"), futures=2, weeks=weeks) for weeks in (160, 120))
    picture = OverTime("trust")
    picture.show(long, short, long)
    assert picture.about["last"] == round(120 * 12 / 52, 2)


def test_every_colour_is_a_signal_that_the_look_sets() -> None:
    shared = Path(pages.__file__).with_name("shared") / "vega_picture.js"
    named = set(re.findall(r"(colour_\w+): \"--cp-", shared.read_text(encoding="utf-8")))
    assert named == set(COLOURS)
    for name in specification.CHARTS:
        literal = json.dumps({**specification.load(name), "params": []})
        assert not re.findall(r'"#[0-9a-f]{3,6}"', literal), name
