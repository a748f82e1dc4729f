"""The ways to set up agree: pyproject.toml says what is needed; conda, the lock, Makefile and README follow."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines] for name, lines in PROJECT["project"]["optional-dependencies"].items()
}
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCKS = {
    "requirements.lock": [*DIRECT, *EXTRAS["test"], *EXTRAS["analysis"]],
    "requirements-viz.lock": [*DIRECT, *EXTRAS["viz"]],
}
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.MULTILINE)


def conda_ranges() -> dict[str, SpecifierSet]:
    """Name to range for everything environment.yml takes from conda-forge."""
    lines = [Requirement(line.replace(" ", "", 1)) for line in CONDA if isinstance(line, str)]
    return {canonicalize_name(each.name): each.specifier for each in lines}


@pytest.mark.parametrize("python", ["3.12", "3.13"])
def test_conda_names_the_same_direct_dependencies_and_ranges(python: str) -> None:
    conda = conda_ranges()
    assert conda.pop("python").contains(python)
    assert conda.pop("pip") == SpecifierSet()
    wanted = [*DIRECT, *(each for each in EXTRAS["test"] if each.name == "hatchling")]
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    project = {
        canonicalize_name(each.name): each.specifier for each in wanted if not each.marker or each.marker.evaluate(here)
    }
    assert conda == project


def test_conda_pythons_are_supported() -> None:
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    offered = conda_ranges()["python"]
    minors = [f"3.{minor}" for minor in range(8, 20)]
    assert [each for each in minors if offered.contains(each)] == ["3.12", "3.13"]
    assert [each for each in minors if supported.contains(each)] == ["3.11", "3.12", "3.13"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    entries = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    assert len(entries) == len(ENTRY.findall(text)) >= 3
    for start, end in zip(entries, [*entries[1:], len(lines)], strict=True):
        hashes = lines[start + 1 : end]
        assert hashes, f"{lines[start]} has no hash"
        assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}(?: \\)?", line) for line in hashes), lines[start]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_no_addresses_and_no_paths(lock: str) -> None:
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        assert not re.search(r"://|--index|--find-links|--extra-index|^-|(^|\s)[/~]|\.\./|\\\w", line), line


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("lock", LOCKS)
def test_every_direct_dependency_is_locked_within_its_range(lock: str, python: str) -> None:
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    locked = {}
    for name, version, marker in ENTRY.findall((ROOT / lock).read_text(encoding="utf-8")):
        if not marker or Requirement(f"{name} ; {marker}").marker.evaluate({**here, "sys_platform": "linux"}):
            assert name not in locked, f"{name} is locked twice for Python {python}"
            locked[canonicalize_name(name)] = version
    for each in LOCKS[lock]:
        if not each.marker or each.marker.evaluate(here):
            assert each.specifier.contains(locked[canonicalize_name(each.name)]), each.name


def test_the_readmes_commands_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = set(re.findall(r"\bmake ([a-z-]+)\b", README))
    assert {"workshop", "test"} <= told
    assert told <= set(targets)


def test_the_readme_gives_a_reason_for_each_direct_dependency() -> None:
    reasons = dict(re.findall(r"^\| `([a-z0-9_-]+)` \| (.+) \|$", README, re.MULTILINE))
    assert set(reasons) == {each.name for each in DIRECT}


def test_the_command_is_the_one_the_readme_uses() -> None:
    told = re.findall(r"^(\w+) (?:serve|run|check|scenarios)\b", README, re.MULTILINE)
    assert len(told) == 4
    assert set(told) == set(PROJECT["project"]["scripts"])
