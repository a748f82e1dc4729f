"""The engine's parts in limits whose answer is known from elsewhere, and that these tests would see it if they strayed.

1. Every figure of AT19 lies in its band.
2. A crowd that asks for a little more than it says leaves the band of the threshold crowd.
3. A crowd of even thresholds all joins; without the one who follows a single example, only the first does (D05).
4. Rewiring keeps everybody's number of links and moves as many links as it says.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from simulation.experiments.patterns.limiting_cases import PATTERN
from simulation.experiments.patterns.limits import ring_lattice, threshold_crowd, well_mixed_diffusion
from simulation.experiments.patterns.limits.diffusion_alone import certain_draws, practising
from simulation.experiments.trials import Trials
from simulation.model.engine.network import Colleagues

pytestmark = pytest.mark.slow


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

    def cautious(network, weeks, **staged):
        return practising(network, weeks, start={"examples_needed": lambda values, _world: values * 1.03}, **staged)

    monkeypatch.setattr(threshold_crowd, "practising", cautious)
    assert not band.holds(threshold_crowd.critical_spread())


@pytest.mark.parametrize(("second", "join"), [(1.0, 1.0), (2.0, 0.01)], ids=["all join", "only the first does"])
def test_a_hundred_with_even_thresholds_all_join_or_only_one(second, join):
    """Granovetter's hundred: one needs nobody, one a single example (or two), one two, and so on."""
    needed = np.arange(100.0)
    needed[1] = second
    seen = practising(
        Colleagues.everybody(100), 150, futures=range(2), start={"examples_needed": needed},
        draws=certain_draws(2, 150, 100), threshold_mean=0.0, threshold_spread=0.0, sources_needed=0,
    )  # fmt: skip
    assert seen[:, -1] == pytest.approx(join)


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
