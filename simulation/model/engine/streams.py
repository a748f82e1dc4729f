"""Luck that is fair: every draw depends on the seed and on whom it is for, never on how many others there are.

Each rule has its own stream of draws per future, derived from (seed, rule, future). The streams are blocks of
NumPy's counter-based Philox generator: the key holds seed and stream, the counter holds future and year, and within a
block the draws stand person by person. So one more future, person or week adds draws and moves none.
"""

from __future__ import annotations

import hashlib

import numpy as np

from simulation.vocabulary.units import WEEKS_PER_YEAR

Groups = tuple[tuple[str, int], ...]  # who the draws are for, and how many of them: (("officials", 60), ("peers", 4))

_ONCE = 2**63  # the "year" under which draws made once are kept


class Luck:
    """The draws of `futures` (their numbers) under one `seed`, made when first asked for, and kept.

    `copies` repeats the same luck that many times along the axis of futures, for bands that share it.
    """

    def __init__(self, seed: int, futures: range, copies: int = 1) -> None:
        self.seed, self.futures, self.copies = seed, futures, copies
        self._once: Luck | None = None
        self._kept: dict[str, tuple[tuple[Groups, int], np.ndarray]] = {}

    def repeated(self, times: int) -> Luck:
        """This luck so many times end to end, drawn once."""
        more = Luck(self.seed, self.futures, self.copies * times)
        more._once = self
        return more

    def once(self, stream: str, groups: Groups) -> np.ndarray:
        """Draws even on [0, 1), float32, shape (copies x futures, everybody in `groups`)."""
        return self._keep(stream, groups, 0)[0]

    def weekly(self, stream: str, groups: Groups, weeks: int) -> np.ndarray:
        """Draws even on [0, 1), float32, shape (weeks, copies x futures, everybody in `groups`)."""
        return self._keep(stream, groups, weeks)

    @property
    def nbytes(self) -> int:
        """Memory held by the draws made so far."""
        return sum(draws.nbytes for _, draws in self._kept.values())

    def _keep(self, stream: str, groups: Groups, weeks: int) -> np.ndarray:
        # Only the newest size of a stream is kept: another size is what a moved slider leaves behind.
        size, draws = self._kept.get(stream, (None, None))
        if draws is None or size != (groups, weeks):
            draws = self._make(stream, groups, weeks)
            self._kept[stream] = (groups, weeks), draws
        return draws

    def _make(self, stream: str, groups: Groups, weeks: int) -> np.ndarray:
        # In memory futures run fastest, as in all arrays of a world.
        if self._once is not None:
            drawn = self._once._keep(stream, groups, weeks).transpose(0, 2, 1)
            return _read_only(np.tile(drawn, (1, 1, self.copies // self._once.copies)))
        everybody = sum(count for _, count in groups)
        made = np.empty((max(weeks, 1), everybody, self.copies, len(self.futures)), np.float32)
        first = 0
        for who, count in groups:
            made[:, first : first + count] = self._block(f"{stream}/{who}", count, weeks)[:, :, None]
            first += count
        return _read_only(made.reshape(len(made), everybody, -1))

    def _block(self, stream: str, count: int, weeks: int) -> np.ndarray:
        """Draws of one group, shape (weeks or 1, count, futures)."""
        philox = np.random.Philox(key=_key(self.seed, stream))
        generator = np.random.Generator(philox)
        state = philox.state
        years = range(-(-weeks // WEEKS_PER_YEAR)) if weeks else (_ONCE,)
        length = WEEKS_PER_YEAR if weeks else 1
        draws = np.empty((len(self.futures), count, len(years), length), np.float32)
        for row, future in enumerate(self.futures):
            for block, year in enumerate(years):
                state["state"]["counter"][:] = (0, year, future, 0)
                state["buffer_pos"], state["has_uint32"] = 4, 0
                philox.state = state
                draws[row, :, block] = generator.random((count, length), dtype=np.float32)
        made = draws.reshape(len(self.futures), count, len(years) * length)
        return made[:, :, : max(weeks, 1)].transpose(2, 1, 0)


def _read_only(draws: np.ndarray) -> np.ndarray:
    """(weeks, everybody, futures) as it lies in memory, to be read as (weeks, futures, everybody)."""
    draws.flags.writeable = False
    return draws.transpose(0, 2, 1)


def _key(seed: int, stream: str) -> np.ndarray:
    digest = hashlib.blake2b(f"{seed}/{stream}".encode(), digest_size=16).digest()
    return np.frombuffer(digest, np.uint64)


def stable_choice(draws: np.ndarray, size: np.ndarray) -> np.ndarray:
    """A fair choice among `size` candidates that hardly moves when one more candidate comes.

    `draws` has a last axis of even draws on [0, 1); `size` (the shape without that axis, at least 1) counts the
    candidates. Going from n to n + 1 candidates, a choice either stays or becomes the newcomer, with chance 1/(n + 1):
    the walk of jump consistent hashing (Lamping and Veach 2014). Returns indices, int64.
    """
    chosen = np.zeros(draws.shape[:-1], np.int64)
    for k in range(draws.shape[-1]):
        further = np.floor((chosen + 1) / (1.0 - draws[..., k].astype(np.float64))).astype(np.int64)
        moves = further < size
        # A walk that has left the candidates stays out: later draws must not bring it back in.
        chosen = np.where(moves, further, chosen)
        size = np.where(moves, size, 0)
    return chosen
