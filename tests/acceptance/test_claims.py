"""The claims of the documents at the defaults: what the stored table has as shown is shown, in as many futures."""

from __future__ import annotations

import pytest

from simulation.experiments.claims import CLAIMS, stored, suite
from simulation.experiments.claims.claim_trials import ClaimTrials
from simulation.experiments.claims.not_shown import NOT_SHOWN

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(name="trials", scope="module")
def _trials() -> ClaimTrials:
    """One set of trials: what several claims need is run once."""
    return ClaimTrials(futures=suite.FUTURES, seed=suite.SEED)


@pytest.mark.parametrize("id", stored.ids_shown(stored.load_table()))
def test_what_was_shown_is_still_shown(id: str, trials: ClaimTrials) -> None:
    found = suite.find_claims(trials, [id])
    missed = [f"{line.text}: {line.found:.3f}, asked: {line.asked}" for line in suite.figure_rows(found) if line.holds is False]
    assert not missed, f"{id} {CLAIMS[id].sentence}: {'; '.join(missed)}"
    assert id not in NOT_SHOWN, f"{id} is shown: take it off those that are not"
