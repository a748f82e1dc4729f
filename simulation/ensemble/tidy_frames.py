"""Tidy frames of one band: a row for each week, future, group of members, institution or person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.model.engine.shape import Shape
from simulation.vocabulary.errors import ParameterError
from simulation.vocabulary.state_variables import GROUPS

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = 2_000_000  # of frames with several rows a week; some 150 MB
OUTSIDE = -1  # the institution of peers from outside, who are in none of those supported


def check_rows(per: str, futures: int, weeks: int, entries: int, bands: int) -> None:
    """Raises ParameterError for a frame of more than MAX_ROWS rows, and says for how many futures there is room."""
    a_future = bands * (weeks + 1) * entries
    if futures * a_future > MAX_ROWS:
        room = max(1, MAX_ROWS // a_future)
        raise ParameterError(
            f"a row per {per} would make {futures * a_future:,} rows of {futures:,} futures; allowed: {MAX_ROWS:,}; "
            f"ask for fewer futures, such as tidy({per!r}, futures={room})"
        )


def per_future(band: str, outcomes: Mapping[str, np.ndarray], futures: int) -> pd.DataFrame:
    """One row a future; outcomes have shape (all futures,)."""
    import pandas as pd

    columns = {name: values[:futures] for name, values in outcomes.items()}
    return pd.DataFrame({"band": band, "future": np.arange(futures, dtype=np.int32), **columns})


def per_week(band: str, weekly: Mapping[str, np.ndarray], futures: int, weeks: int) -> pd.DataFrame:
    """One row a future and week; series have shape (all futures, weeks + 1)."""
    import pandas as pd

    columns = {name: values[:futures].reshape(-1) for name, values in weekly.items()}
    return pd.DataFrame({"band": band, **_keys(futures, weeks, 1), **columns})


def per_group(band: str, groups: Mapping[str, Mapping[str, np.ndarray]], futures: int, weeks: int) -> pd.DataFrame:
    """One row a future, week and group; `groups[series][group]` has shape (all futures, weeks + 1)."""
    import pandas as pd

    group = pd.Categorical.from_codes(np.tile(np.arange(len(GROUPS)), futures * (weeks + 1)), list(GROUPS))
    columns = {
        name: np.stack([of[each][:futures] for each in GROUPS], axis=2).reshape(-1) for name, of in groups.items()
    }
    return pd.DataFrame({"band": band, **_keys(futures, weeks, len(GROUPS)), "group": group, **columns})


def per_institution(band: str, states: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """One row a future, week and institution; states have shape (futures, weeks + 1, institutions)."""
    return _per_entry(band, states, {"institution": np.arange(_entries(states), dtype=np.int16)})


def per_person(band: str, states: Mapping[str, np.ndarray], shape: Shape) -> pd.DataFrame:
    """One row a future, week and person; states have shape (futures, weeks + 1, members)."""
    import pandas as pd

    members = np.arange(shape.members)
    group = pd.Categorical.from_codes((members >= shape.counterparts) + 0 + (members >= shape.officials), list(GROUPS))
    institution = np.where(members < shape.officials, shape.institution(), OUTSIDE).astype(np.int16)
    return _per_entry(band, states, {"person": members.astype(np.int32), "group": group, "institution": institution})


def _per_entry(band: str, states: Mapping[str, np.ndarray], who: Mapping[str, Any]) -> pd.DataFrame:
    """One row a future, week and entry; `who` has columns that name an entry, each of shape (entries,)."""
    import pandas as pd

    futures, weeks, entries = next(iter(states.values())).shape
    nth = np.tile(np.arange(entries), futures * weeks)
    names = {name: column[nth] for name, column in who.items()}
    columns = {name: values.reshape(-1) for name, values in states.items()}
    return pd.DataFrame({"band": band, **_keys(futures, weeks - 1, entries), **names, **columns})


def _keys(futures: int, weeks: int, entries: int) -> dict[str, np.ndarray]:
    """Future and week of each row: entries within weeks within futures."""
    return {
        "future": np.arange(futures, dtype=np.int32).repeat((weeks + 1) * entries),
        "week": np.tile(np.arange(weeks + 1, dtype=np.int16).repeat(entries), futures),
    }


def _entries(states: Mapping[str, np.ndarray]) -> int:
    return next(iter(states.values())).shape[2]
