"""The command: says what happens in a few lines, and what was wrong in one."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation import Plan, parameters, provenance_of, scenarios
from simulation.cli.main import main
from simulation.vocabulary.evidence import findings
from tests.interrupt import heeding, ignoring


def ask(capsys, *arguments):
    """Exit code, output and errors of a command."""
    try:
        main(list(arguments))
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    return code, told.out, told.err


def test_scenarios_are_listed_with_their_questions(capsys):
    code, out, _ = ask(capsys, "scenarios")
    assert code == 0
    for scenario in scenarios().values():
        assert scenario.name in out and scenario.question in out and Plan.of(scenario).code in out


def test_numbers_are_listed_and_told_one_by_one(capsys):
    code, out, _ = ask(capsys, "numbers")
    assert code == 0 and [line for line in out.splitlines() if not line.startswith(" ")] == [
        "levers",
        "settings",
        "assumptions",
    ]
    for number in parameters().values():
        assert f"    {number.name} " in out
    code, out, _ = ask(capsys, "numbers", "cooling_per_month")
    assert (
        code == 0 and "measured (T13)" in out and "moves: keeping_in_touch" in out and "0.15 to 0.25 share/month" in out
    )
    code, _, err = ask(capsys, "numbers", "coling_per_month")
    assert code == 2 and "did you mean 'cooling_per_month'?" in err


def test_findings_are_listed_by_theme_a_line_each(capsys):
    code, out, _ = ask(capsys, "evidence")
    lines = out.splitlines()
    themes = list(dict.fromkeys(each.theme for each in findings().values()))
    assert code == 0 and [line for line in lines if not line.startswith(" ")] == themes
    told = [line.strip() for line in lines if line.startswith(" ")]
    assert [line[:3] for line in told] == list(findings())
    for line, each in zip(told, findings().values(), strict=True):
        said = line[5:].removesuffix(" …")
        assert len(line) < 120 and len(said) > 40 and each.finding.startswith(said)
        assert line.endswith("…") or said == each.finding


def test_a_finding_is_told_with_its_figures_its_source_and_what_rests_on_it(capsys):
    code, out, _ = ask(capsys, "evidence", "T13")
    one = findings()["T13"]
    assert code == 0 and one.finding in out and one.source in out and "VERIFIED: seen in a source text" in out
    assert "0.9 (0.85 to 0.95) lost per year" in out
    resting = {line.split()[0] for line in out.splitlines() if line.startswith(" " * 8)}
    assert resting == {name for name, number in parameters().items() if "T13" in number.rows} and resting
    idle = next(id for id in findings() if all(id not in number.rows for number in parameters().values()))
    code, out, _ = ask(capsys, "evidence", idle)
    assert code == 0 and out.rstrip().endswith("no number of the model rests on it")


def test_a_good_file_is_called_good(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\nstory = "S"\nquestion = "Q?"\nsources = ["S01"]\n[numbers]\nmonths = 9\n')
    code, out, _ = ask(capsys, "check", str(file))
    assert code == 0 and out.startswith("mine.toml: good. Mine: 1 numbers set; plan code ")


def test_a_run_says_what_happens_and_writes_it(capsys, tmp_path):
    out_file = tmp_path / "out.parquet"
    code, out, _ = ask(
        capsys, "run", "parliament_mentors", "--futures", "5", "--seed", "3", "--set", "months=12", "--set", "fear=0.2",
        "--doubt", "--out", str(out_file),
    )  # fmt: skip
    assert code == 0 and "5 futures, seed 3" in out and "A year after the last day" in out and "not a forecast" in out
    assert len(pd.read_parquet(out_file)) == 2 * 5 * 157
    told = provenance_of(out_file)
    assert (told["plan"]["months"], told["plan"]["fear"], told["seed"]) == (12, 0.2, 3)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "parliament_mentor"], "did you mean 'parliament_mentors'?"),
        (
            ["run", "parliament_mentors", "--set", "mnths=3"],
            "--set: there is no number called 'mnths'; did you mean 'months'?",
        ),
        (["run", "parliament_mentors", "--set", "months"], "must be NAME=VALUE"),
        (
            ["run", "parliament_mentors", "--set", "months=x"],
            "--set: months = 'x' is not a number; allowed: 1 to 60 months",
        ),
        (["run", "parliament_mentors", "--set", "months=99"], "months = 99 is out of range; allowed: 1 to 60 months"),
        (["run", "parliament_mentors", "--set", "months=" + "9" * 5000], "months = "),
        (["run", "parliament_mentors", "--set", "counterparts=70"], "only 40 people are in the institutions"),
        (["run", "parliament_mentors", "--futures", "0"], "futures = 0 is out of range"),
        (["run", "parliament_mentors", "--futures", "x"], "'--futures'"),
        (["run", "parliament_mentors", "--per", "day"], "allowed: 'week' or 'future'"),
        (["run", "parliament_mentors", "--out", "/no/such/folder/x.parquet"], "there is no folder"),
        (["run", "parliament_mentors", "--out", "/"], "is a folder"),
        (["check", "/no/such/file.toml"], "no such scenario file"),
        (["evidence", "X13"], "there is no finding called 'X13'; did you mean 'T13'?"),
        (["evidence", "no\nsuch"], "`counterparts evidence` lists them"),
        (["describe", "no/such/file.md"], "cannot be read (No such file or directory)"),
        (["runn"], "No such command"),
        (["run"], "Missing argument"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_exit_code_2(capsys, arguments, says):
    code, _, err = ask(capsys, *arguments)
    assert code == 2
    assert says in err and err.startswith("counterparts: ") and err.count("\n") == 1 and "Traceback" not in err


def test_a_stale_description_is_told_in_one_line_and_renewed(capsys, tmp_path):
    file = tmp_path / "mine.md"
    file.write_text("By hand.\n<!-- generated: luck -->\n<!-- end of luck -->\n", encoding="utf-8")
    code, out, err = ask(capsys, "describe", "--check", str(file))
    assert code == 1 and out == ""
    assert err == "counterparts: stale: mine.md (luck); `counterparts describe` renews them\n"
    code, out, _ = ask(capsys, "describe", str(file))
    assert code == 0 and out == "Renewed: mine.md (luck)\n"
    assert file.read_text(encoding="utf-8").startswith("By hand.\n") and "crisis/arrival" in file.read_text(
        encoding="utf-8"
    )
    code, out, _ = ask(capsys, "describe", "--check", str(file))
    assert code == 0 and out == "Nothing is stale.\n"


def test_the_loop_is_printed_as_a_module_of_plain_python(capsys):
    code, out, err = ask(capsys, "describe", "--loop")
    assert (code, err) == (0, "")
    module = {}
    exec(compile(out, "the loop", "exec"), module)
    assert {"begin", "advance", "prepare", "small_steps_change", "learning_change", "look_change"} <= set(module)
    assert "numba" not in out and module["__doc__"].startswith("The model as one loop")
    code, _, err = ask(capsys, "describe", "--loop", "--check")
    assert code == 2 and "leave out files and --check" in err


@pytest.mark.parametrize(
    "command",
    [[], ["run"], ["check"], ["scenarios"], ["evidence"], ["describe"], ["sensitivity"], ["renew"], ["new-rule"],
     ["compile"], ["serve"]],
)  # fmt: skip
def test_every_command_explains_itself(capsys, command):
    code, out, _ = ask(capsys, *command, "--help")
    assert code == 0 and "Usage:" in out


@pytest.mark.skipif(sys.platform == "win32", reason="signals are inherited on POSIX only")
@pytest.mark.parametrize("started", [heeding, ignoring])
def test_ctrl_c_in_a_run_ends_with_130_and_leaves_no_file(tmp_path, started):
    """The run presses Ctrl-C on itself a second after it has begun; it would take minutes."""
    program = (
        "import os, signal, sys, threading\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # as `simulation.__main__` does
        "from simulation.cli.main import main\n"
        "from simulation import answers, run_futures\n"
        "threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "main(['run', 'parliament_mentors', '--futures', '500000', '--out', sys.argv[1]])"
    )
    run = subprocess.run(
        started([sys.executable, "-c", program, str(tmp_path / "out.parquet")]),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 130
    assert run.stderr.strip() == "counterparts: stopped; nothing was written" and run.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_long_plan_is_followed_to_its_end(capsys):
    code, out, _ = ask(capsys, "run", "parliament_mentors", "--futures", "3", "--set", "months=30")
    assert code == 0 and "too short" not in out and "too soon" not in out


def test_a_file_of_results_is_made_again(capsys, tmp_path):
    file = tmp_path / "out.parquet"
    assert ask(capsys, "run", "twenty_group", "--futures", "3", "--weeks", "30", "--out", str(file))[0] == 0
    code, out, _ = ask(capsys, "rebuild", str(file))
    assert (code, out) == (0, "out.parquet: same bits\n")
    frame = pd.read_parquet(file)
    stored = pq.read_schema(file).metadata
    table = pa.Table.from_pandas(frame.assign(practice=frame["practice"] * 2), preserve_index=False)
    pq.write_table(table.replace_schema_metadata(stored), file)
    code, out, _ = ask(capsys, "rebuild", str(file))
    assert code == 1 and out.startswith("out.parquet: different\n    practice differs most, by 0.5 of")
    code, _, err = ask(capsys, "rebuild", str(tmp_path / "none.parquet"))
    assert code == 2 and "cannot be read" in err
