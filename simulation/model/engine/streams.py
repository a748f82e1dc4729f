"""Random streams: a draw depends on the seed and on its stream, group, entry, future and week, not on their numbers.

A stream is known by an id that is written beside what draws from it. It consists of blocks of NumPy's counter-based
Philox generator: the key holds seed, stream and group, the counter holds future and year, and within a block the draws
stand entry by entry. So one more future, entry or week adds draws and moves none.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import numpy as np
from scipy.special import ndtri

from simulation.vocabulary.units import WEEKS_PER_YEAR

Groups = tuple[tuple[str, int], ...]  # who the draws are for, and how many of them: (("officials", 60), ("peers", 4))

_Size = tuple[Groups, int, bool]  # for whom, how many years, whether normal

_ONCE = 2**63  # the "year" under which draws made once are kept
_EDGE = 1e-6  # a normal number is never further out than that of this chance
_MAX_SIZES_CACHED = 2  # sizes of one stream that are kept: another size is what a moved slider leaves behind


class RandomStreams:
    """The draws of `futures` (their numbers) under one `seed`, made when first needed, and cached."""

    def __init__(self, seed: int, futures: range) -> None:
        self.seed, self.futures = seed, futures
        self._draws: dict[str, OrderedDict[_Size, np.ndarray]] = {}

    def once(self, stream: str, groups: Groups, *, normal: bool = False) -> np.ndarray:
        """Draws that are made once.

        Args:
            stream: the id of the stream.
            groups: for whom, and how many of them.
            normal: standard normal numbers instead of even ones on [0, 1).

        Returns:
            float32, shape (futures, members of all groups), read-only.
        """
        return self._cached(stream, (groups, 0, normal))

    def weekly(self, stream: str, groups: Groups, weeks: int) -> np.ndarray:
        """Draws that are made anew every week, even on [0, 1).

        Args:
            stream: the id of the stream.
            groups: for whom, and how many of them.
            weeks: number of weeks; draws are made for whole years.

        Returns:
            float32, shape (futures, weeks of whole years, members of all groups), read-only.
        """
        return self._cached(stream, (groups, -(-weeks // WEEKS_PER_YEAR), False))

    @property
    def nbytes(self) -> int:
        """Memory held by the draws made so far."""
        return sum(draws.nbytes for sizes in self._draws.values() for draws in sizes.values())

    def _cached(self, stream: str, size: _Size) -> np.ndarray:
        sizes = self._draws.setdefault(stream, OrderedDict())
        if size not in sizes:
            sizes[size] = self._make(stream, *size, known=[(other, sizes[other]) for other in sizes])
            while len(sizes) > _MAX_SIZES_CACHED:
                sizes.popitem(last=False)
        sizes.move_to_end(size)
        return sizes[size]

    def _make(
        self, stream: str, groups: Groups, years: int, normal: bool, known: list[tuple[_Size, np.ndarray]]
    ) -> np.ndarray:  # fmt: skip
        n_entries = sum(count for _, count in groups)
        draws = np.empty((len(self.futures), max(years, 1) * (WEEKS_PER_YEAR if years else 1), n_entries), np.float32)
        first = 0
        for group, count in groups:
            out = draws[:, :, first : first + count]
            existing = _draws_of_other_size(group, count, years, known)
            if existing is not None:
                out[:] = existing
            elif count:
                self._fill(f"{stream}/{group}", out, range(years) if years else (_ONCE,))
            first += count
        if not years:
            draws = draws[:, 0]
            if normal:
                draws = ndtri(np.clip(draws, _EDGE, 1.0 - _EDGE).astype(np.float64)).astype(np.float32)
        draws = np.ascontiguousarray(draws)
        draws.flags.writeable = False
        return draws

    def _fill(self, stream: str, out: np.ndarray, years: range | tuple[int, ...]) -> None:
        """Fill the draws of one group, block by block; in a block draws stand entry by entry, in `room` week by
        week.
        """
        philox = np.random.Philox(key=_key(self.seed, stream))
        generator = np.random.Generator(philox)
        state = philox.state
        counter = state["state"]["counter"]
        state["buffer_pos"], state["has_uint32"] = 4, 0
        length = out.shape[1] // len(years)
        block = np.empty((out.shape[2], length), np.float32)
        for row, future in enumerate(self.futures):
            for index, year in enumerate(years):
                counter[:] = (0, year, future, 0)
                philox.state = state
                generator.random(dtype=np.float32, out=block)
                out[row, index * length : (index + 1) * length] = np.ascontiguousarray(block.T)  # fast in two steps


def _draws_of_other_size(
    group: str, count: int, years: int, known: list[tuple[_Size, np.ndarray]]
) -> np.ndarray | None:
    """The weekly draws of a group where another size of the stream holds them, shape (futures, weeks, count)."""
    for (groups, other_years, _), draws in known:
        first = 0
        for other, others in groups:
            if years and other_years >= years and other == group and others >= count:
                return draws[:, : years * WEEKS_PER_YEAR, first : first + count]
            first += others
    return None


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
