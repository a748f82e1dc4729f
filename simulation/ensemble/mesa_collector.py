"""Mesa's data collector, filled from the model's arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import mesa
import numpy as np

from simulation.ensemble.mesa_agents import FUTURE_ROW, ArrayAgent, ArrayModel, Institution, Member
from simulation.ensemble.series import WeeklySeries, series
from simulation.vocabulary.state_variables import Kind, of


class _AgentRows:
    """One week's states of all agents of a kind, as Mesa's collector stores them; expanded when iterated over."""

    def __init__(self, week: int, ids: Sequence[int], states: np.ndarray) -> None:
        self._week, self._ids, self._states = week, ids, states

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for index, id in enumerate(self._ids):
            yield (self._week, id, *self._states[:, index].tolist())


class WeeklyCollector(mesa.DataCollector):
    """Mesa's collector, which takes weekly means and agents' states from the model's arrays, not one by one."""

    def __init__(self) -> None:
        self._states = {kind: tuple(v.name for v in of(kind.table, Kind.STATE)) for kind in (Member, Institution)}
        super().__init__(
            model_reporters={name: _Reporter(name) for name in series()},
            agenttype_reporters={kind: {name: name for name in names} for kind, names in self._states.items()},
        )
        self._ids: dict[type[ArrayAgent], list[int]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """All but Mesa's reporters of agents, which are local functions and cannot be pickled."""
        return {name: value for name, value in vars(self).items() if name != "agenttype_reporters"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]
        self.__dict__.update(state)

    def collect(self, model: ArrayModel) -> None:
        """Record the present week. A week that is collected again is overwritten."""
        if not self._ids:
            agents: dict[type[ArrayAgent], Sequence[ArrayAgent]] = {
                Member: model.members,
                Institution: model.institutions,
            }
            self._ids = {kind: [int(agent.unique_id) for agent in those] for kind, those in agents.items()}
        world, is_repeated = model.world, model.steps in self._agenttype_records
        recorded = (world.means, world.spreads, world.groups)
        row: list[float] = [value for of in recorded for value in of[FUTURE_ROW, :, world.week].tolist()]
        for values, value in zip(self.model_vars.values(), row, strict=True):
            if is_repeated:
                values[-1] = value
            else:
                values.append(value)
        self._agenttype_records[model.steps] = records = {}
        for kind, names in self._states.items():
            states = np.stack([world.arrays[name][FUTURE_ROW] for name in names])
            records[kind] = _AgentRows(model.steps, self._ids[kind], states)
        steps = getattr(self, "_collection_steps", None)  # Mesa 3.5 keeps the steps beside
        if steps is not None and not is_repeated:
            steps.append(model.steps)

    def get_agent_vars_dataframe(self) -> Any:
        """All people's states in every week.

        Returns:
            A pandas DataFrame with an index of week and agent, as for `get_agenttype_vars_dataframe(Member)`.
        """
        return self.get_agenttype_vars_dataframe(Member)


class _Reporter:
    """A Mesa model reporter: the latest value of one weekly series."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, model: ArrayModel) -> float:
        return float(WeeklySeries(model.world)[self.name][FUTURE_ROW, model.world.week])
