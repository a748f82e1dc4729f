"""The standard loop is compiled ahead of its first use; the command says in one line how it went."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from simulation.cli.main import main
from simulation.ensemble import compilation
from simulation.ensemble.compilation import Compilation, compile_standard_loop, standard_loop_is_cached
from simulation.model.engine.compiler import CACHE_VARIABLE, cache_folder


def ask(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["compile"])
    told = capsys.readouterr()
    assert (told.out + told.err).count("\n") == 1
    return ended.value.code, told.out, told.err


def test_what_is_compiled_once_is_kept():
    compile_standard_loop()
    made = compile_standard_loop()
    assert made.was_cached and made.is_cached and made.folder == cache_folder() and standard_loop_is_cached()


def test_an_empty_cache_holds_no_loop(monkeypatch, tmp_path):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert not standard_loop_is_cached() and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (Compilation(Path("here"), False, True, 11.6), "The model was compiled in 12 s and is kept in here.\n"),
        (Compilation(Path("here"), True, True, 0.4), "The model is compiled already, in here.\n"),
        (Compilation(Path("here"), False, False, 9.0), "cannot be kept in here: every start compiles it anew, in 9 s"),
    ],
)
def test_the_command_says_how_it_went(monkeypatch, capsys, made, says):
    monkeypatch.setattr(compilation, "compile_standard_loop", lambda: made)
    code, out, _ = ask(capsys)
    assert code == 0 and says in out


def test_without_numba_the_command_says_why_not_in_one_line(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numba", None)
    code, _, err = ask(capsys)
    assert code == 2 and err.startswith("counterparts: numba cannot be imported here") and "compiled=False" in err
