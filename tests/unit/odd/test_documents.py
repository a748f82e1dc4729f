"""The description of the model is whole, in the standard's own order, and true to what runs."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.series import series
from simulation.model.engine.phases import groups
from simulation.model.engine.rule import Phase
from simulation.model.engine.streams import RandomStreams
from simulation.model.parameters import parameters
from simulation.model.plans.plan import defaults
from simulation.model.plans.scenario import scenarios
from simulation.model.rules import STANDARD
from simulation.odd.documents import BLOCKS, OWN_DOCUMENTS, begin_marker, by_hand, end_marker, renew, renewed
from simulation.odd.model_tables import changed_by, set_by
from simulation.odd.process_overview import IN_ORDER
from simulation.vocabulary.errors import DescriptionError, OutputError
from simulation.vocabulary.evidence import findings
from simulation.vocabulary.sources import cited
from simulation.vocabulary.state_variables import STATE_VARIABLES, Table
from tests.offenders import check_all, offenders
from tests.unit.model.engine.worlds import world

DESCRIPTION, SUMMARY, CARD = (file.read_text(encoding="utf-8") for file in OWN_DOCUMENTS)
ELEMENTS = [
    "Purpose and patterns",
    "Entities, state variables, and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
]
CONCEPTS = (
    "Basic principles, Emergence, Adaptation, Objectives, Learning, Prediction, Sensing, Interaction, "
    "Stochasticity, Collectives, Observation"
).split(", ")


def block(name: str, text: str = DESCRIPTION) -> str:
    return text.partition(begin_marker(name))[2].partition(end_marker(name))[0]


def test_the_seven_elements_stand_in_order_and_by_name():
    assert re.findall(r"^## \d+\. (.*)$", DESCRIPTION, re.MULTILINE) == ELEMENTS
    assert re.findall(r"^\*\*(.*?)\.\*\*", SUMMARY, re.MULTILINE) == ELEMENTS


def test_the_eleven_concepts_stand_in_order_and_by_name():
    concepts = DESCRIPTION.partition("## 4. ")[2].partition("## 5. ")[0]
    assert re.findall(r"^### (.*)$", concepts, re.MULTILINE) == CONCEPTS
    assert all(len(part.split()) > 30 for part in re.split(r"^### .*$", concepts, flags=re.MULTILINE)[1:])
    assert re.sub(r"[^a-z ]", "", SUMMARY.lower()).count("stochasticity") == 1
    assert all(f"*{concept.lower()}*" in SUMMARY.lower() for concept in CONCEPTS)


def test_every_idea_is_there_in_full_in_the_order_of_the_week():
    told = block("submodels")
    assert re.findall(r"^### `(.*)`$", told, re.MULTILINE) == [type(rule).name() for _, rule in IN_ORDER]
    for rule in STANDARD:
        said = told.partition(f"### `{type(rule).name()}`")[2].partition("\n### ")[0]
        assert type(rule).idea() in said and "Units:" in said and "Evidence:" in said


def it_is_there_with_its_default_range_and_evidence(number):
    (row,) = [line for line in block(f"{number.role.value}s").splitlines() if line.startswith(f"| `{number.name}` |")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    for said in (f"{number.default:g}", number.unit, f"{number.label}: {number.help}"):
        assert said in cells
    assert f"{number.low:g} to {number.high:g}" in row and number.evidence.value in row
    assert all(name in row for name in (*number.rows, *number.moves))


def test_every_number_is_there_with_its_default_range_and_evidence():
    check_all(parameters().values(), it_is_there_with_its_default_range_and_evidence)


def test_a_number_of_which_the_description_says_something_else_is_found():
    months = parameters()["months"]
    others = ({"name": "fortnights"}, {"default": 17}, {"high": 61}, {"help": "How long."}, {"rows": ("T98",)}, {"moves": ("courage",)})
    wrong = [replace(months, **other) for other in others]
    assert len(offenders([months, *wrong], it_is_there_with_its_default_range_and_evidence)) == len(wrong)


def test_every_array_series_outcome_and_scenario_is_there():
    for table in Table:
        rows = re.findall(r"^\| `(\w+)` \|", block(table.value), re.MULTILINE)
        assert sorted(rows) == sorted(q.name for q in STATE_VARIABLES.values() if q.table is table)
    assert set(re.findall(r"^\| `(\w+)` \|", block("outcomes"), re.MULTILINE)) == set(OUTCOMES)
    assert set(re.findall(r"^\| `(\w+)` \|", block("series"), re.MULTILINE)) == set(series()) & set(STATE_VARIABLES)
    assert all(f"(`{name}`)" in block("scenarios") for name in scenarios())


def test_every_finding_cited_by_hand_or_by_the_model_is_there_and_listed():
    before = DESCRIPTION.partition(begin_marker("findings"))[0]  # in the table itself a source may be called C40
    everywhere = cited(before + SUMMARY + CARD)
    assert [id for id in everywhere if id not in findings()] == []
    listed = re.findall(r"^\| (\w\d\d) \|", block("findings"), re.MULTILINE)
    assert sorted(listed) == sorted(cited(before))
    assert {row for number in parameters().values() for row in number.rows} <= set(listed)


def test_the_summary_is_one_page():
    assert len(SUMMARY.split()) <= 700 and len(SUMMARY.splitlines()) <= 60


def test_the_card_says_what_it_is_for_what_not_for_whom_not_and_where_it_fails():
    assert re.findall(r"^## (.*)$", CARD, re.MULTILINE) == [
        "What it is", "What it is for", "What it is not for", "Who should not use it", "What stands behind the numbers",
        "How it does against what is known", "Where it was not fitted", "What the documents claim", "Known limits",
        "If you show a result",
    ]  # fmt: skip
    assert "acceptance table" in block("acceptance", CARD) or "|" in block("acceptance", CARD)


def test_the_schedule_and_the_changes_are_what_the_engine_does(monkeypatch):
    """A year in which support end_marker, with rotation, elections and crises: what each rule changes, and in which phase."""
    plan = defaults().with_(rotation_months=2, months=10, crisis_per_year=2.0, election_every_months=6, friction=0.0)
    made = world(plan, futures=1, weeks=52, compiled=False)
    asked: list[str] = []
    seen: dict[str, set[str]] = {rule.name(): set() for rule in STANDARD}

    def watched(step):
        name, method = step.part.rule.name(), step.part.function

        def answer(self, *given):
            asked.append(name)
            told = method(self, *given)
            seen[name] |= set(told)
            return told

        return answer

    for step in made.layout.changes:
        if step.part.rule in made.layout.rules:
            monkeypatch.setattr(step.part.rule, step.part.method, watched(step))
    made.advance()
    phase_of = {rule.name(): rule.phase for rule in STANDARD}
    order = re.findall(r"^\| \d+ \| (\w+) \| `(\w+)`", block("schedule"), re.MULTILINE)
    assert order == [(rule.phase.value, rule.name()) for _, rule in IN_ORDER]
    phases = [phase for phase, _ in itertools.groupby(phase_of[name] for name in asked)]
    assert phases == list(Phase) and set(asked) == {name for _, name in order}
    made.advance(51)
    monkeypatch.undo()
    variables = {name: {re.sub("^(receiver|giver)_", "", key) for key in keys} for name, keys in seen.items()}
    said = {rule.name(): set(changed_by(rule)) for rule in STANDARD}
    rare = {"calendar": {"confidence", "trust"}, "staying_engaged": {"taking_part"}}  # broken promises; giving up
    assert all(seen <= said[name] and said[name] - seen <= rare.get(name, set()) for name, seen in variables.items())


def test_what_is_set_at_the_start_is_what_start_gives(monkeypatch):
    layout = world(weeks=1, compiled=False).layout
    seen: dict[str, set[str]] = {}

    def watched(step):
        method = step.part.function

        def start(self, *given):
            made = method(self, *given)
            seen.setdefault(step.part.rule.name(), set()).update(made)
            return made

        return start

    for step in layout.starts:
        if step.part.rule in layout.rules:
            monkeypatch.setattr(step.part.rule, step.part.method, watched(step))
    world(weeks=1, compiled=False)
    monkeypatch.undo()
    assert seen and seen == {rule.name(): set(set_by(rule)) for rule in STANDARD if set_by(rule)}


def test_a_signal_is_seen_only_by_those_who_are_asked_after_it_was_set_as_the_prose_says():
    """No rule looks at a signal that a rule asked beside it, or later in the phase, sets."""
    layout = world(weeks=1, compiled=False).layout
    told = 0
    for phase in Phase:
        asked = groups(layout, phase)
        for place, group in enumerate(asked):
            later = {name for other in asked[place:] for name in other.signals}
            assert later.isdisjoint(group.reads), (phase, group.table)
            told += len({name for other in asked[:place] for name in other.signals} & group.reads)
    assert told > 0, "no signal is seen in its own phase: the prose need not say so"


def test_every_stream_of_luck_that_a_world_draws_is_named(monkeypatch):
    drawn: set[str] = set()
    made = RandomStreams._make

    def watched(self, stream, *size, **how):
        drawn.add(stream)
        return made(self, stream, *size, **how)

    monkeypatch.setattr(RandomStreams, "_make", watched)
    world(weeks=1)
    assert len(drawn) > 10 and [stream for stream in drawn if f"`{stream}`" not in DESCRIPTION] == []


def test_every_block_that_can_be_made_stands_in_one_of_the_three():
    missing = [name for name in BLOCKS if not any(begin_marker(name) in text for text in (DESCRIPTION, SUMMARY, CARD))]
    assert BLOCKS and not missing, "\n".join(missing)


def test_prose_by_hand_gives_no_default():
    prose = by_hand(DESCRIPTION, "it")
    assert len(prose.split()) > 2000
    assert [name for name in parameters() if re.search(rf"`{name}`[^.|]{{0,20}}\d", prose)] == []


def test_a_changed_number_is_noticed_and_renewed_and_prose_is_left_alone(tmp_path):
    file = tmp_path / "model.md"
    low = f"| {parameters()['cooling_per_month'].default:g} |"
    stale = DESCRIPTION.replace(low, "| 0.123456 |", 1).replace("# The model", "# My model", 1)
    assert stale.count("0.123456") == 1
    file.write_text(stale, encoding="utf-8")
    (name,) = renew(file, write=False)
    assert name in ("assumptions", "levers", "settings") and file.read_text(encoding="utf-8") == stale
    assert renew(file) == [name] and renew(file) == []
    assert file.read_text(encoding="utf-8") == DESCRIPTION.replace("# The model", "# My model", 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("No block here.", "x.md: has no generated block"),
        (f"{begin_marker('lucky')}\n{end_marker('lucky')}", "x.md: nothing generated is called 'lucky'; did you mean 'luck'?"),
        (begin_marker("luck"), "x.md: <!-- generated: luck --> is not followed by <!-- end of luck -->"),
        (f"{begin_marker('luck')}\n{end_marker('week')}", "is not followed by <!-- end of luck -->"),
        (
            f"{begin_marker('luck')}\n{begin_marker('week')}\n{end_marker('week')}\n{end_marker('luck')}",
            "is not followed by <!-- end of luck -->",
        ),
        (f"{end_marker('luck')}\n{begin_marker('luck')}", "x.md: <!-- end of luck --> ends nothing that began"),
    ],
)
def test_a_wrong_marker_is_told_in_one_line(text, says):
    with pytest.raises(DescriptionError) as refused:
        renewed(text, "x.md")
    assert says in str(refused.value)


def test_a_file_that_cannot_be_read_or_written_is_told_in_one_line(tmp_path, monkeypatch):
    with pytest.raises(DescriptionError, match="cannot be read"):
        renew(tmp_path / "none.md")
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DescriptionError, match="not a text in UTF-8"):
        renew(tmp_path / "bytes.md")
    (tmp_path / "whole.md").write_text(f"{begin_marker('luck')}\n{end_marker('luck')}\n", encoding="utf-8")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputError, match=r"whole.md: cannot be written \(No space left on device\)"):
        renew(tmp_path / "whole.md")
