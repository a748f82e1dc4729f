"""The engine's parts in limits whose answer is known from elsewhere, and that these tests would see it if they strayed.

1. Every figure of AT19 lies in its band.
2. A ripple that asks for a little more than it says leaves the band of the threshold crowd.
3. A crowd of even thresholds all joins; without the one who follows a single example, only the first does (D05).
4. Rewiring keeps everybody's number of links and moves as many links as it says.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from simulation.experiments.patterns.limiting_cases import PATTERN
from simulation.experiments.patterns.limits import ring_lattice, threshold_crowd, well_mixed_diffusion
from simulation.experiments.patterns.limits.diffusion_alone import CertainDiffusion, Everybody, practising
from simulation.experiments.trials import Trials


@pytest.mark.slow
def test_every_limiting_case_lies_in_its_band():
    found = PATTERN.find(Trials({"base_success_log_odds": np.array([-1.0, -2.0])}))
    assert set(found) == set(PATTERN.bands)
    for name, values in found.items():
        assert values.shape == (2,) and values[0] == values[1]
        assert PATTERN.bands[name].holds(values).all(), f"{PATTERN.bands[name].text}: {values[0]}"


def test_a_crowd_that_asks_for_more_than_it_says_tips_elsewhere(monkeypatch):
    band = PATTERN.bands["critical_spread"]
    assert band.holds(threshold_crowd.critical_spread())
    said = threshold_crowd.EvenDiffusion.start

    def cautious(self, rank, colleagues):
        told = said(self, rank, colleagues)
        return {**told, "examples_needed": told["examples_needed"] * 1.03}

    monkeypatch.setattr(threshold_crowd.EvenDiffusion, "start", cautious)
    assert not band.holds(threshold_crowd.critical_spread())


class EvenThresholds(CertainDiffusion):
    """Granovetter's hundred: one needs nobody, one a single example, one two, and so on."""

    second = 1.0

    def start(self, rank):
        needed = np.arange(rank.shape[1], dtype=np.float32)
        needed[1] = self.second
        return {"examples_needed": np.broadcast_to(needed, rank.shape)}


class NobodyNeedsOne(EvenThresholds):
    second = 2.0


def test_a_hundred_with_even_thresholds_all_join_or_only_one():
    assert practising(Everybody(2, 100), EvenThresholds(), 150)[:, -1] == pytest.approx(1.0)
    assert practising(Everybody(2, 100), NobodyNeedsOne(), 150)[:, -1] == pytest.approx(0.01)


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_rewiring_moves_as_many_links_as_it_says_and_nobody_gains_or_loses_any(share):
    graph, own = ring_lattice.ring(share, seed=4), nx.watts_strogatz_graph(1000, 6, 0)
    assert {degree for _, degree in graph.degree} == {6}
    moved = sum(not own.has_edge(*link) for link in graph.edges) / own.number_of_edges()
    assert moved == pytest.approx(share, abs=0.01)


def test_a_peak_is_read_where_it_is():
    weeks = np.arange(521) / 52
    bass = 1 - np.exp(-0.41 * weeks)
    bass /= 1 + 0.38 / 0.03 * np.exp(-0.41 * weeks)
    assert well_mixed_diffusion.peak(bass) == pytest.approx(6.19, abs=0.01)
    assert well_mixed_diffusion.share_at(bass, 6.19) == pytest.approx(0.4605, abs=0.001)
