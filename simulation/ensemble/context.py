"""What an ensemble runs on: draws and networks, made once and kept while sliders move."""

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

KEPT_BYTES = 64 * 2**20  # draws and networks kept for later runs, those used last; the last of all whatever its size
_BYTES_A_WEEK = 4 * 3  # about three draws for each person and tie
_BATCH_BYTES = 48 * 2**20  # draws made at a time in a run that is too large to be kept
_NETWORKS_KEPT = 2
_ALONE_BYTES = 24 * 2**20  # runs without support: a page's slider goes back and forth, and a room moves many


class _Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


_Run = TypeVar("_Run", bound=_Sized)


class EnsembleContext:
    """The draws and networks of some futures under one seed."""

    def __init__(self, seed: int, futures: range) -> None:
        self.streams = RandomStreams(seed, futures)
        self._networks: OrderedDict[tuple[float, ...], Colleagues] = OrderedDict()
        self._alone: OrderedDict[Hashable, Any] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """Memory held by its draws, networks and runs without support."""
        kept = (*self._networks.values(), *self._alone.values())
        return self.streams.nbytes + sum(each.nbytes for each in kept)

    def alone(self, key: Hashable, run: Callable[[], _Run]) -> _Run:
        """The run without support that belongs to a key: as it was kept, or run now."""
        if key not in self._alone:
            self._alone[key] = run()
            while len(self._alone) > 1 and sum(each.nbytes for each in self._alone.values()) > _ALONE_BYTES:
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
            while len(self._networks) > _NETWORKS_KEPT:
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
        """Everything a world needs for `copies` of these futures end to end, all under the same luck; or, `beside`
        each other, the copies of one future in a row, so that each finds its draws in the processor's cache.

        parameters: one value each, by name; `columns` has those that differ, shape (copies x futures,). draws, start:
        staged draws and starting values (see `Setting`). network: who watches whom where it is given, one for all.
        """
        loop, on = loop_for(rules, compiled)
        shape, futures = shape_of(parameters), len(self.streams.futures)
        draw_rows = np.repeat(np.arange(futures), copies) if beside else np.tile(np.arange(futures), copies)
        linked = self.colleagues(parameters, shape) if network is None else network
        return Setting(
            loop, shape, linked, _table(loop, parameters, rules, columns or {}, len(draw_rows)), draw_rows,
            draw_rows if network is None or len(network.watched) > 1 else np.zeros_like(draw_rows), on, weeks,
            draws_for(loop.layout, shape, self.streams, weeks, on, draws), start or {},
        )  # fmt: skip


def loop_for(rules: Sequence[Rule], compiled: bool = True) -> tuple[Loop, np.ndarray]:
    """The loop in which these rules can run, and which of its rules do.

    It holds all standard rules, and others beside them: leaving a rule out is a flag, so one loop serves all plans.
    Rules that clash with standard ones (by name, by a stream, by a signal that both set) have a loop of their own.
    """
    kinds = tuple(type(rule) for rule in rules)
    others = [kind for kind in kinds if kind not in _STANDARD]
    in_loop = (*_STANDARD, *others)
    if {kind.name() for kind in others} & {kind.name() for kind in _STANDARD}:
        in_loop = kinds
    elif others:
        try:
            layout_of(in_loop)
        except RuleError:
            in_loop = kinds  # what is wrong with a rule itself is said once more, by a loop of its own
    make = compiled_loop if compiled else plain_loop
    return make(in_loop), np.array([kind in kinds for kind in in_loop], np.uint8)


_STANDARD = tuple(type(rule) for rule in STANDARD)


def _table(
    loop: Loop, parameters: Mapping[str, Any], rules: Sequence[Rule], columns: Mapping[str, np.ndarray], futures: int
) -> np.ndarray:
    """A row of parameters for each future, in the order of the layout; derived ones are worked out by the loop."""
    layout = loop.layout
    own = {declared.name: getattr(rule, declared.name) for rule in rules for declared in declarations(rule)}
    defaults = {declared.name: declared.default for rule in layout.everything for declared in declarations(rule)}
    known = {**defaults, **own, **parameters}
    row = [float(known.get(name, 0.0)) for name in layout.parameters]
    table = np.tile(np.array(row), (futures, 1))
    for name, values in columns.items():
        if name in layout.column:
            table[:, layout.column[name]] = values
    return table


Key = tuple[str, int, int]  # scenario, seed, futures: another plan of a scenario moves few of its draws
_kept: OrderedDict[Key, EnsembleContext] = OrderedDict()
_turn = threading.Lock()


def keep_at_most(nbytes: int) -> None:
    """From now on keep up to so many bytes of draws and networks in this process."""
    global KEPT_BYTES
    KEPT_BYTES = nbytes


def kept_context(key: Key) -> EnsembleContext:
    """The context as its last run left it."""
    with _turn:
        context = _kept.pop(key, None) or EnsembleContext(key[1], range(key[2]))
        while _kept and sum(other.nbytes for other in _kept.values()) > KEPT_BYTES - context.nbytes:
            _kept.popitem(last=False)
        _kept[key] = context
        return context


def contexts(plan: Plan, seed: int, futures: int, weeks: int) -> Iterator[EnsembleContext]:
    """The contexts of a run, one a batch. A run of one batch finds its context as the last run left it."""
    people = plan["officials"] + plan["peers"] + plan["counterparts"] * plan["partners"]
    of_one = people * weeks * _BYTES_A_WEEK
    size = max(1, int(_BATCH_BYTES / of_one))
    if futures <= size or futures * of_one <= KEPT_BYTES:
        yield kept_context((plan.name, seed, futures))
        return
    for first in range(0, futures, size):
        yield EnsembleContext(seed, range(first, min(first + size, futures)))
