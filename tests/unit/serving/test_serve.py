"""The server says in one line why it cannot start."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from simulation.serving import options
from simulation.serving import serve as serving
from simulation.serving.options import ServingError


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServingError, match=f"port {port} is taken") as refused:
            serving.serve(port, open_browser=False)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("port", [0, -1, 70_000])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ServingError, match="allowed: 1 to 65535"):
        options.check_port(port)


def test_pages_that_are_not_there_are_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "PAGES_FOLDER", tmp_path)
    with pytest.raises(ServingError, match="notebooks/workshop"):
        serving.serve(8866, open_browser=False)


def test_our_template_is_found_once_however_often_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JUPYTER_PATH", serving.VEGA_VARIABLE, serving.LOG_VARIABLE):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    serving.prepare_environment()
    serving.prepare_environment()
    paths = os.environ["JUPYTER_PATH"].split(os.pathsep)
    assert paths[-1] == "elsewhere"
    assert len(paths) == 2
    assert (Path(paths[0]) / "voila" / "templates" / "counterparts" / "index.html.j2").is_file()
    assert os.environ[serving.VEGA_VARIABLE].endswith(".js")


def test_pages_are_the_workshops_those_of_a_folder_or_one_notebook(tmp_path: Path) -> None:
    for name in ("b.ipynb", "a.ipynb", "c.py"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert options.pages_at("") == options.notebooks_folder()
    assert [each.name for each in options.notebooks_of(options.pages_at(str(tmp_path)))] == ["a.ipynb", "b.ipynb"]
    assert options.notebooks_of(options.pages_at(str(tmp_path / "b.ipynb"))) == [(tmp_path / "b.ipynb").resolve()]


@pytest.mark.parametrize("place", ["nowhere", "c.py", "gone.ipynb", ""])
def test_a_place_without_pages_is_one_clear_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "c.py").write_text("", encoding="utf-8")
    with pytest.raises(ServingError, match="neither a notebook nor a folder") as refused:
        serving.serve(8866, open_browser=False, pages=str(tmp_path / place))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("names", "with_plan", "first"),
    [
        (["start", "design_a_partnership", "a"], False, "start"),
        (["start", "design_a_partnership", "a"], True, "design_a_partnership"),
        (["start", "z"], True, "start"),
        (["b", "a"], True, "a"),
        (["b", "a"], False, "a"),
    ],
)
def test_the_short_address_leads_to_a_page_that_is_there(
    tmp_path: Path, names: list[str], with_plan: bool, first: str
) -> None:
    from simulation.serving.server import WorkshopServer

    for name in names:
        (tmp_path / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    server = WorkshopServer.__new__(WorkshopServer)
    server.place = tmp_path
    assert WorkshopServer.first_page(server, with_plan) == first
