"""The suite of claims: tried at the defaults, with the settings of the place moved, and over samples of assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.ensemble.posterior_sample import accepted
from simulation.experiments.claims import CLAIMS
from simulation.experiments.claims.claim_trials import WAYS, ClaimTrials
from simulation.experiments.claims.found import Found
from simulation.experiments.claims.not_shown import NO_REASON, NOT_SHOWN
from simulation.experiments.trials import Trials

FUTURES, SEED = 400, 1
MOVED_FUTURES = 100  # in each of the random ways
_HALF = 0.5
DOCUMENTS_ONLY = "the documents say so; the evidence alone does not"

FoundClaims = Mapping[str, Mapping[str, Found]]  # claim -> figure -> what was found
Tell = Callable[[str], None]


def find_claims(
    trials: Trials, only: Iterable[str] | None = None, tell: Tell | None = None
) -> dict[str, dict[str, Found]]:
    """What every claim (or `only` some) comes to, with limits, for each set of assumptions."""
    claim_trials, found_by_claim = ClaimTrials.of(trials), {}
    for id in CLAIMS if only is None else only:
        if tell:
            tell(id)
        found_by_claim[id] = CLAIMS[id].found(claim_trials)
    return found_by_claim


def of_one_set(only: Iterable[str] | None = None) -> list[str]:
    """The claims (or those of `only` some) that one set of assumptions, or one place, can show: without those about the
    whole set of scenarios, which take as many runs as all others.
    """
    return [id for id in (CLAIMS if only is None else only) if not CLAIMS[id].about_all]


def shown(found_claims: FoundClaims) -> dict[str, np.ndarray]:
    """Whether each claim is shown, by limits, for each set."""
    return {id: CLAIMS[id].shown(figures) for id, figures in found_claims.items()}


# ---- with the settings of the place moved


def moved_shares(
    seed: int = SEED, futures: int = MOVED_FUTURES, only: Iterable[str] | None = None, tell: Tell | None = None
) -> dict[str, float]:  # fmt: skip
    """For each claim (but those about the whole set) the share of the random ways in which it holds by value."""
    ids = of_one_set(only)
    holds: dict[str, list[bool]] = {id: [] for id in ids}
    for way in range(WAYS):
        if tell:
            tell(str(way + 1))
        claim_trials = ClaimTrials(futures=futures, seed=seed, way=way)
        for id in ids:
            holds[id].append(bool(CLAIMS[id].met(CLAIMS[id].figures(claim_trials))[0]))
    return {id: float(np.mean(held)) for id, held in holds.items()}


# ---- over samples of assumptions


@dataclass(frozen=True)
class Shares:
    """In which share of the sets accepted on evidence alone a claim holds, and in which of those that also show enough
    of the claims (NaN where there is no such set).
    """

    evidence: float
    with_claims: float

    @property
    def documents_only(self) -> bool:
        """Whether it holds where claims were looked at, and not where the evidence alone was."""
        return self.with_claims >= _HALF > self.evidence


def sample_shares() -> dict[str, Shares]:
    """The two shares of every claim, as the calibration that made the accepted sample found them: none where it did not
    look at claims.
    """
    provenance = accepted().provenance.get("claims", {})
    tables = provenance.get("shares", {}), provenance.get("shares_with_claims", {})
    return {
        id: Shares(*(float("nan") if shares.get(id) is None else shares[id] for shares in tables))
        for id in CLAIMS
        if id in tables[0]
    }


# ---- told


@dataclass(frozen=True)
class FigureRow:
    """One figure of the suite: its target, value and limits, whether it `holds` (None: it has no target), and
    what the model lacks for it.
    """

    claim: str
    figure: str
    text: str
    asked: str
    found: float
    low: float
    high: float
    holds: bool | None
    lacks: str


def figure_rows(found_claims: FoundClaims) -> list[FigureRow]:
    """Every figure of the claims, at the first set."""
    rows = []
    for id, figures in found_claims.items():
        for name, size in CLAIMS[id].bands.items():
            figure = figures[name]
            holds = None if size.open else bool(size.shown(figure)[0])
            value, low, high = (float(part[0]) for part in (figure.value, figure.low, figure.high))
            rows.append(FigureRow(id, name, size.text, size.allowed, value, low, high, holds, size.lacks))
    return rows


def format_suite(
    found_claims: FoundClaims, moved: Mapping[str, float] | None = None, sample: Mapping[str, Shares] | None = None
) -> str:
    """The suite as plain text: each claim with its contrast, its figures under it, and why it is not shown."""
    by_claim: dict[str, list[FigureRow]] = {}
    for line in figure_rows(found_claims):
        by_claim.setdefault(line.claim, []).append(line)
    is_shown, text_lines = shown(found_claims), []
    for id, claim_rows in by_claim.items():
        claim = CLAIMS[id]
        text_lines.append(f"{id} {claim.sentence} ({', '.join(claim.documents.split())})")
        text_lines.append(f"    {claim.contrast}")
        for line in claim_rows:
            mark = {True: "held", False: "NOT HELD", None: "-"}[line.holds]
            limits = "" if np.isnan(line.found) or line.low == line.high else f"[{line.low:.3f} {line.high:.3f}]"
            note = f"({line.lacks})" if line.lacks else limits
            value = "-" if np.isnan(line.found) else f"{line.found:.3f}"
            text_lines.append(f"    {line.text:<94} {line.asked:>16} {value:>8} {note:<16} {mark}".rstrip())
        if not is_shown[id][0]:
            text_lines.append(f"    not shown: {reason_not_shown(id)}")
        if moved and id in moved:
            share = 100 * moved[id]
            text_lines.append(f"    holds in {share:.0f} % of the ways in which the place's settings were moved")
        if sample and id in sample:
            text_lines.append(f"    {sample_sentence(sample[id])}")
    return "\n".join(text_lines)


def reason_not_shown(id: str) -> str:
    """Why a claim is not shown: the reason given, what the model lacks for it, or that no reason is given yet."""
    lacks = dict.fromkeys(size.lacks for size in CLAIMS[id].bands.values() if size.lacks)
    given = [] if id not in NOT_SHOWN and lacks else [NOT_SHOWN.get(id, NO_REASON)]
    return "; ".join((*given, *lacks))


def sample_sentence(shares: Shares) -> str:
    """The two shares in words, marked where only the documents say so."""
    with_claims = "none shows enough" if np.isnan(shares.with_claims) else f"{100 * shares.with_claims:.0f} %"
    text = f"holds in {100 * shares.evidence:.0f} % of sets accepted on evidence alone; of those that show 80 % of the "
    return text + f"claims: {with_claims}" + (f"; {DOCUMENTS_ONLY}" if shares.documents_only else "")


def shown_summary(is_shown: Mapping[str, bool]) -> str:
    """`N of 22 claims and M of 5 are shown at the defaults`."""
    one, all_ = ([held for id, held in is_shown.items() if id.startswith(letter)] for letter in "KS")
    return f"{sum(one)} of {len(one)} claims and {sum(all_)} of {len(all_)} are shown at the defaults"
