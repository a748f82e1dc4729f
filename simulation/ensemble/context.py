"""What an ensemble runs on: draws and networks, made once and cached while sliders move."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from simulation.model.engine.compiler import Loop, compiled_loop, layout_of, plain_loop
from simulation.model.engine.network import Colleagues, colleagues
from simulation.model.engine.rule import Rule, declarations
from simulation.model.engine.shape import Shape
from simulation.model.engine.streams import RandomStreams
from simulation.model.engine.world import STRUCTURE, Setting, Start, draws_for, shape_of
from simulation.model.plans.plan import Plan
from simulation.model.rules import STANDARD
from simulation.vocabulary.errors import RuleError

MAX_CACHE_BYTES = 64 * 2**20  # draws and networks cached for later runs; the newest is cached whatever its size
_DRAW_BYTES_PER_WEEK = 4 * 3  # about three draws for each person and tie
_BATCH_DRAW_BYTES = 48 * 2**20  # draws made at a time in a run that is too large to be cached
_MAX_NETWORKS = 2
_MAX_BASELINE_BYTES = 24 * 2**20  # runs without support


class _Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


_Run = TypeVar("_Run", bound=_Sized)


class EnsembleContext:
    """The draws and networks of some futures under one seed."""

    def __init__(self, seed: int, futures: range) -> None:
        self.streams = RandomStreams(seed, futures)
        # Not a library's LRU cache: adding up the bytes looks at every entry, and a look must not count as a use.
        self._networks: OrderedDict[tuple[float, ...], Colleagues] = OrderedDict()
        self._alone: OrderedDict[Hashable, Any] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """Memory held by its draws, networks and runs without support."""
        cached = (*self._networks.values(), *self._alone.values())
        return self.streams.nbytes + sum(item.nbytes for item in cached)

    def alone(self, key: Hashable, make: Callable[[], _Run]) -> _Run:
        """The run without support that belongs to a key: from the cache, or run now."""
        if key not in self._alone:
            self._alone[key] = make()
            while len(self._alone) > 1 and sum(run.nbytes for run in self._alone.values()) > _MAX_BASELINE_BYTES:
                self._alone.popitem(last=False)
        self._alone.move_to_end(key)
        found: _Run = self._alone[key]
        return found

    def colleagues(self, parameters: Mapping[str, Any], shape: Shape) -> Colleagues:
        """Who watches whom, a network for each future."""
        names = [name for name in STRUCTURE if name not in ("counterparts", "partners")]
        key = (*(parameters[name] for name in names), parameters["long_ties"])
        if key not in self._networks:
            self._networks[key] = colleagues(shape, self.streams, parameters["long_ties"])
            while len(self._networks) > _MAX_NETWORKS:
                self._networks.popitem(last=False)
        self._networks.move_to_end(key)
        return self._networks[key]

    def setting(
        self,
        parameters: Mapping[str, Any],
        rules: Sequence[Rule],
        weeks: int,
        *,
        columns: Mapping[str, np.ndarray] | None = None,
        copies: int = 1,
        beside: bool = False,
        compiled: bool = True,
        draws: Mapping[str, np.ndarray] | None = None,
        start: Start | None = None,
        network: Colleagues | None = None,
    ) -> Setting:
        """Everything a world needs for `copies` of these futures, all with the same random draws.

        Args:
            parameters: one value for each parameter, by name.
            rules: the rules to run.
            weeks: the horizon in weeks.
            columns: values of the parameters that differ between futures, shape (copies x futures,).
            copies: how often each future is run.
            beside: order the copies of one future next to each other, so that each finds its draws in the processor's
                cache; otherwise copy after copy.
            compiled: False runs the rules as plain Python.
            draws: staged draws by stream id (see `draws_for`).
            start: starting values that replace those of the rules (see `Setting`).
            network: who watches whom, one network for all futures (default: one for each, from the random streams).

        Returns:
            The setting of copies x futures futures.

        Raises:
            RuleError: a rule cannot be run.
        """
        loop, on = loop_for(rules, compiled)
        shape, futures = shape_of(parameters), len(self.streams.futures)
        draw_rows = np.repeat(np.arange(futures), copies) if beside else np.tile(np.arange(futures), copies)
        colleagues = self.colleagues(parameters, shape) if network is None else network
        return Setting(
            loop, shape, colleagues, _parameter_table(loop, parameters, rules, columns or {}, len(draw_rows)),
            draw_rows,
            draw_rows if network is None or len(network.watched) > 1 else np.zeros_like(draw_rows), on, weeks,
            draws_for(loop.layout, shape, self.streams, weeks, on, draws), start or {},
        )  # fmt: skip


def loop_for(rules: Sequence[Rule], compiled: bool = True) -> tuple[Loop, np.ndarray]:
    """The loop in which these rules can run.

    It holds all standard rules, and others beside them: leaving a rule out is a flag, so one loop serves all plans.
    Rules that clash with standard ones (by name, by a stream, by a signal that both set) have a loop of their own.

    Args:
        rules: the rules to run.
        compiled: False for a loop of plain Python.

    Returns:
        The loop, and a flag for each of its rules, whether it runs, uint8, shape (rules of the loop,).

    Raises:
        RuleError: a rule cannot be run.
    """
    rule_types = tuple(type(rule) for rule in rules)
    non_standard = [rule_type for rule_type in rule_types if rule_type not in _STANDARD]
    in_loop = (*_STANDARD, *non_standard)
    if {rule_type.name() for rule_type in non_standard} & {rule_type.name() for rule_type in _STANDARD}:
        in_loop = rule_types
    elif non_standard:
        try:
            layout_of(in_loop)
        except RuleError:
            in_loop = rule_types  # what is wrong with a rule itself is said once more, by a loop of its own
    make_loop = compiled_loop if compiled else plain_loop
    return make_loop(in_loop), np.array([rule_type in rule_types for rule_type in in_loop], np.uint8)


_STANDARD = tuple(type(rule) for rule in STANDARD)


def _parameter_table(
    loop: Loop, parameters: Mapping[str, Any], rules: Sequence[Rule], columns: Mapping[str, np.ndarray], futures: int
) -> np.ndarray:
    """A row of parameters for each future, in the order of the layout; derived ones are worked out by the loop."""
    layout = loop.layout
    rule_values = {declared.name: getattr(rule, declared.name) for rule in rules for declared in declarations(rule)}
    defaults = {declared.name: declared.default for rule in layout.everything for declared in declarations(rule)}
    values_by_name = {**defaults, **rule_values, **parameters}
    row = [float(values_by_name.get(name, 0.0)) for name in layout.parameters]
    table = np.tile(np.array(row), (futures, 1))
    for name, values in columns.items():
        if name in layout.column:
            table[:, layout.column[name]] = values
    return table


ContextKey = tuple[str, int, int]  # scenario, seed, futures: another plan of a scenario moves few of its draws
_contexts: OrderedDict[tuple[ContextKey, int], EnsembleContext] = OrderedDict()
_lock = threading.Lock()


def set_cache_limit(nbytes: int) -> None:
    """Set how many bytes of draws and networks this process caches, from now on."""
    global MAX_CACHE_BYTES
    MAX_CACHE_BYTES = nbytes


def kept_context(key: ContextKey, first: int = 0) -> EnsembleContext:
    """The cached context of a scenario, seed and number of futures, counted from the first, as its last run left it; a
    new one where there is none.
    """
    _name, seed, futures = key
    with _lock:
        context = _contexts.pop((key, first), None) or EnsembleContext(seed, range(first, first + futures))
        while _contexts and sum(other.nbytes for other in _contexts.values()) > MAX_CACHE_BYTES - context.nbytes:
            _contexts.popitem(last=False)
        _contexts[key, first] = context
        return context


def contexts(plan: Plan, seed: int, futures: int, weeks: int) -> Iterator[EnsembleContext]:
    """The contexts of a run, one a batch. A run of one batch finds its context as the last run left it."""
    people = plan["officials"] + plan["peers"] + plan["counterparts"] * plan["partners"]
    bytes_per_future = people * weeks * _DRAW_BYTES_PER_WEEK
    batch_size = max(1, int(_BATCH_DRAW_BYTES / bytes_per_future))
    if futures <= batch_size or futures * bytes_per_future <= MAX_CACHE_BYTES:
        yield kept_context((plan.name, seed, futures))
        return
    for first in range(0, futures, batch_size):
        yield EnsembleContext(seed, range(first, min(first + batch_size, futures)))
