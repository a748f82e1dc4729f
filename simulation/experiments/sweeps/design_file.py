"""A design in a TOML file, for `counterparts sweep`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from simulation.experiments.sweeps.design import SAMPLED, Design
from simulation.vocabulary.errors import ParameterError, ScenarioError, nearest, one_line

KEYS = (
    "plans", "over", "design", "samples", "sampling_seed", "impossible", "futures", "seeds", "weeks", "doubt", "keep",
)  # fmt: skip
_MAX_FILE_BYTES = 1_000_000


def read(path: Path) -> Design:
    """The design in a file: `plans`, then whatever `experiment` takes, by the same names; `[over]` is a table.

    Plans that end in .toml are looked for beside the file.

    Raises:
        ParameterError: the file is missing, cannot be read or is no TOML, or the design is refused; the file is named.
    """
    where = path.name
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise ParameterError(f"{where}: is larger than {_MAX_FILE_BYTES:,} bytes; a design is a page of text")
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParameterError(f"{path}: there is no such design file") from None
    except UnicodeDecodeError as problem:
        raise ParameterError(f"{where}: is not text in UTF-8 (byte {problem.start})") from None
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise ParameterError(f"{where}: is not valid TOML: {' '.join(str(problem).split())[:160]}") from None
    except OSError as problem:
        raise ParameterError(f"{path}: cannot be read ({problem.strerror})") from None
    for key in found:
        if key not in KEYS:
            hint = nearest(key, KEYS)
            raise ParameterError(f"{where}: unknown key {one_line(key)}{hint}; allowed: {', '.join(KEYS)}")
    if "plans" not in found:
        raise ParameterError(f'{where}: plans is missing, such as plans = ["parliament_mentors"]')
    plans, over = _beside(found.pop("plans"), path.parent), found.pop("over", {})
    if "design" in found:
        found["method"] = found.pop("design")
    try:
        for name, ends in over.items():
            if isinstance(ends, str) and (ends != "all" or found.get("method", "grid") not in SAMPLED):
                only = f', or with design = "{SAMPLED[0]}" or "{SAMPLED[1]}" "all"' if ends == "all" else ""
                raise ParameterError(f"over: {name} = {one_line(ends)} must be a list of values, such as [6, 12]{only}")
        return Design.of(plans, {name: None if ends == "all" else ends for name, ends in over.items()}, **found)
    except (ParameterError, ScenarioError) as problem:
        raise ParameterError(f"{where}: {problem}") from None
    except AttributeError:
        raise ParameterError(f"{where}: over = {one_line(over)} must be a table: [over]") from None


def _beside(plans: Any, folder: Path) -> Any:
    """Plans, those in files by their place beside the design."""
    if isinstance(plans, list):
        return [_beside(plan, folder) for plan in plans]
    if isinstance(plans, dict):
        return {name: _beside(plan, folder) for name, plan in plans.items()}
    return folder / plans if isinstance(plans, str) and plans.endswith(".toml") else plans
