"""What people read on a page is written for everybody: short sentences, common words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from simulation import load, run_futures, scenarios
from simulation.answers import compare_headline, headline
from simulation.ensemble.compare import Comparison
from simulation.pages import design_a_partnership, small_is_beautiful, start, trust_takes_time

PAGES = Path(__file__).parents[3] / "notebooks" / "workshop"
LONGEST_SENTENCE = 20  # words
EXERCISES = (design_a_partnership, trust_takes_time, small_is_beautiful)
GRADE = 8.0  # Flesch and Kincaid's grade level of running text, at most
LEAST_WORDS = 100  # a shorter text has no grade to speak of


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+", text) if re.search(r"\w", part)]


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z']+", text)


def syllables(word: str) -> int:
    """As a reader counts them, nearly: groups of vowels, less a silent e at the end."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    """Flesch-Kincaid grade level."""
    every = words(text)
    return 0.39 * len(every) / len(sentences(text)) + 11.8 * sum(map(syllables, every)) / len(every) - 15.59


def story_of(notebook: Path) -> str:
    """The running text of a notebook's story, without headings and the line that names sources."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    text = "\n".join(
        "".join(cell["source"])
        for cell in cells
        if "story" in cell["metadata"].get("tags", []) and cell["cell_type"] == "markdown"
    )
    return "\n".join(line for line in text.splitlines() if not line.startswith(("#", "*")))


def test_the_measure_tells_plain_words_from_hard_ones() -> None:
    plain = "People meet. They try a small thing. If it works, they try the next one. "
    hard = "Institutional accountability necessitates comprehensive organizational restructuring methodologies throughout. "
    assert grade(plain) < 3 < 15 < grade(hard)
    assert [syllables(word) for word in ("time", "people", "partnership", "minister")] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    "notebook", [path for path in sorted(PAGES.glob("*.ipynb")) if path.stem != "start"], ids=lambda path: path.stem
)
def test_a_story_can_be_read_by_everybody(notebook: Path) -> None:
    text = story_of(notebook)
    assert [each for each in sentences(text) if len(words(each)) > LONGEST_SENTENCE] == []
    if len(words(text)) >= LEAST_WORDS:
        assert grade(text) <= GRADE


def test_the_tour_and_the_questions_can_be_read_by_everybody() -> None:
    tour = " ".join(text for _icon, _heading, text in start.tour())
    assert grade(tour) <= GRADE
    talk = [page.exercise().talk for page in EXERCISES]
    for each in sentences(" ".join([tour, *talk])):
        assert len(words(each)) <= LONGEST_SENTENCE, each


@pytest.mark.parametrize("scenario", scenarios())
def test_what_is_told_of_futures_can_be_read_by_everybody(scenario: str) -> None:
    plan = load(scenario)
    results = run_futures(plan, futures=12)
    told = headline(results) + compare_headline(Comparison(results, run_futures(plan.with_(months=3, taper=0), futures=12)))
    told += [ask(results).sentence for page in EXERCISES for ask in page.exercise().questions]
    for each in sentences(" ".join(told)):
        assert len(words(each)) <= LONGEST_SENTENCE, each
