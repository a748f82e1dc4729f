"""Scenarios: a TOML file each, with a title, a story, the question it asks, its sources, and what differs from the
defaults. They are checked by hand: a pydantic model takes 0.2 s and 10 MB of every process that imports it, and its
messages would have to be written anew to name the file, the key and what was probably meant.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simulation.model.plans.checks import check_rule_names, checked
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import ScenarioError, nearest, one_line
from simulation.vocabulary.evidence import finding
from simulation.vocabulary.levers import LEVERS
from simulation.vocabulary.sources import DOCUMENTS, ROW

_MAX_FILE_BYTES = 1_000_000  # bytes; a scenario is a page of text
QUESTION_OUTCOMES = ("gain", "kept", "spread", "reach", "trust", "use", "citizens")  # by a question
_TEXTS = ("title", "story", "question")
_KEYS = (*_TEXTS, "outcome", "levers", "sources", "without", "numbers")


@dataclass(frozen=True)
class Scenario:
    """A partnership to start from: what a scenario file says.

    Attributes:
        name: the file's name without its ending.
        title: what the partnership is called.
        story: a few sentences about it, to be read aloud.
        question: the question that it asks.
        sources: documents (see `simulation.vocabulary.sources`) and ids of findings that it rests on.
        without: names of the rules that it leaves out.
        numbers: what differs from the defaults, by name.
        outcome: the outcome that the question is about (see `OUTCOMES`).
        levers: the levers that answer the question, the first ones first.
    """

    name: str
    title: str
    story: str
    question: str
    sources: tuple[str, ...]
    without: tuple[str, ...]
    numbers: Mapping[str, float]
    outcome: str = "gain"
    levers: tuple[str, ...] = ()


def scenarios() -> Mapping[str, Scenario]:
    """The scenarios that come with the project, by name, in alphabetical order.

    Examples:
        >>> from simulation import scenarios
        >>> scenarios()["twenty_group"].title
        'A 20 Group of firms'
    """
    return _shipped()


def read(path: Path) -> Scenario:
    """A scenario from a file, fully checked.

    Args:
        path: a TOML file in UTF-8, of at most a million bytes.

    Returns:
        The scenario, named after the file.

    Raises:
        ScenarioError: the file is missing, cannot be read, is no TOML, or a key is unknown, missing or of another type;
            file and key are named.
        ParameterError: a number does not exist, is out of range, or does not go with another.
        EvidenceError: a source is not the id of a finding that there is.
    """
    where = path.name
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise ScenarioError(f"{where}: is larger than {_MAX_FILE_BYTES:,} bytes; a scenario is a page of text")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such scenario file") from None
    except UnicodeDecodeError as problem:
        raise ScenarioError(f"{where}: is not text in UTF-8 (byte {problem.start})") from None
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise ScenarioError(f"{one_line(str(path))}: cannot be read ({reason})") from None
    return parse(text, path.stem, where)


def parse(text: str, name: str, where: str) -> Scenario:
    """A scenario from TOML text; `where` names the file in errors."""
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise ScenarioError(f"{where}: is not valid TOML: {' '.join(str(problem).split())[:160]}") from None
    for key in found:
        if key not in _KEYS:
            raise ScenarioError(
                f"{where}: unknown key {one_line(key)}{nearest(key, _KEYS)} (allowed: {', '.join(_KEYS)})"
            )
    texts = {key: _text(found, key, where) for key in _TEXTS}
    sources = _words(found, "sources", where)
    if not sources:
        raise ScenarioError(f"{where}: sources is empty; name at least one document or evidence row")
    for source in sources:
        if ROW.fullmatch(source):
            finding(source, where)
        elif source not in DOCUMENTS:
            raise ScenarioError(
                f"{where}: sources: {one_line(source)} is neither a document ({', '.join(DOCUMENTS)}) "
                f"nor an evidence row such as T13"
                f"{nearest(source, DOCUMENTS)}"
            )
    numbers = found.get("numbers", {})
    if not isinstance(numbers, dict):
        raise ScenarioError(f"{where}: numbers = {one_line(numbers)} must be a table: [numbers]")
    values = checked(numbers, where)
    without = check_rule_names(_words(found, "without", where), [rule.name() for rule in STANDARD], where)
    outcome = found.get("outcome", "gain")
    if outcome not in QUESTION_OUTCOMES:
        hint = nearest(str(outcome), QUESTION_OUTCOMES)
        raise ScenarioError(f"{where}: outcome = {one_line(outcome)}{hint}; allowed: {', '.join(QUESTION_OUTCOMES)}")
    levers = _words(found, "levers", where)
    for lever in levers:
        if lever not in LEVERS:
            raise ScenarioError(f"{where}: levers: there is no lever {one_line(lever)}{nearest(lever, LEVERS)}")
    return Scenario(
        name, texts["title"], texts["story"], texts["question"], sources, without,
        MappingProxyType({key: values[key] for key in numbers}), outcome, levers,
    )  # fmt: skip


def _text(found: dict[str, Any], key: str, where: str) -> str:
    text = found.get(key)
    if not isinstance(text, str) or not text.strip():
        raise ScenarioError(
            f"{where}: {key} = {one_line(text)} must be a line of text"
            if key in found
            else f"{where}: {key} is missing"
        )
    return " ".join(text.split())


def _words(found: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    words = found.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ScenarioError(f"{where}: {key} = {one_line(words)} must be a list of words")
    return tuple(words)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Scenario]:
    folder = resources.files("simulation.model") / "scenarios"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    found = (parse(file.read_text(encoding="utf-8"), file.name.removesuffix(".toml"), file.name) for file in files)
    return MappingProxyType({scenario.name: scenario for scenario in found})
