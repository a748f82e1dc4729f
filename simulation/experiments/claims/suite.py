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


def found(trials: Trials, only: Iterable[str] | None = None, tell: Tell | None = None) -> dict[str, dict[str, Found]]:
    """What every claim (or `only` some) comes to, with limits, for each set of assumptions."""
    together, told = ClaimTrials.of(trials), {}
    for id in CLAIMS if only is None else only:
        if tell:
            tell(id)
        told[id] = CLAIMS[id].found(together)
    return told


def of_one_set(only: Iterable[str] | None = None) -> list[str]:
    """The claims (or those of `only` some) that one set of assumptions, or one place, can show: without those about the
    whole set of scenarios, which take as many runs as all others.
    """
    return [id for id in (CLAIMS if only is None else only) if not CLAIMS[id].about_all]


def shown(what: FoundClaims) -> dict[str, np.ndarray]:
    """Whether each claim is shown, by limits, for each set."""
    return {id: CLAIMS[id].shown(each) for id, each in what.items()}


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
        moved = ClaimTrials(futures=futures, seed=seed, way=way)
        for id in ids:
            holds[id].append(bool(CLAIMS[id].met(CLAIMS[id].figures(moved))[0]))
    return {id: float(np.mean(each)) for id, each in holds.items()}


# ---- over samples of assumptions


@dataclass(frozen=True)
class Shares:
    """In which share of the sets accepted on evidence alone a claim holds, and in which of those that also show enough
    of the claims (NaN where there is no such set).
    """

    evidence: float
    with_claims: float

    @property
    def by_documents_only(self) -> bool:
        """Whether it holds where claims were looked at, and not where the evidence alone was."""
        return self.with_claims >= _HALF > self.evidence


def sample_shares() -> dict[str, Shares]:
    """The two shares of every claim, as the calibration that made the accepted sample found them: none where it did not
    look at claims.
    """
    told = accepted().provenance.get("claims", {})
    both = told.get("shares", {}), told.get("shares_with_claims", {})
    return {
        id: Shares(*(float("nan") if of.get(id) is None else of[id] for of in both)) for id in CLAIMS if id in both[0]
    }


# ---- told


@dataclass(frozen=True)
class Line:
    """One figure as it is told: what was asked, found, within which limits, whether it `holds` (None: told only), and
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


def lines(what: FoundClaims) -> list[Line]:
    """Every figure of the claims, at the first set."""
    told = []
    for id, each in what.items():
        for name, size in CLAIMS[id].bands.items():
            of = each[name]
            holds = None if size.open else bool(size.shown(of)[0])
            value, low, high = (float(part[0]) for part in (of.value, of.low, of.high))
            told.append(Line(id, name, size.text, size.allowed, value, low, high, holds, size.lacks))
    return told


def table(
    what: FoundClaims, moved: Mapping[str, float] | None = None, sample: Mapping[str, Shares] | None = None
) -> str:
    """The suite as plain text: each claim with its contrast, its figures under it, and why it is not shown."""
    by_claim: dict[str, list[Line]] = {}
    for line in lines(what):
        by_claim.setdefault(line.claim, []).append(line)
    is_shown, rows = shown(what), []
    for id, of_claim in by_claim.items():
        claim = CLAIMS[id]
        rows.append(f"{id} {claim.sentence} ({', '.join(claim.documents.split())})")
        rows.append(f"    {claim.contrast}")
        for line in of_claim:
            mark = {True: "held", False: "NOT HELD", None: "-"}[line.holds]
            limits = "" if np.isnan(line.found) or line.low == line.high else f"[{line.low:.3f} {line.high:.3f}]"
            rest = f"({line.lacks})" if line.lacks else limits
            value = "-" if np.isnan(line.found) else f"{line.found:.3f}"
            rows.append(f"    {line.text:<94} {line.asked:>16} {value:>8} {rest:<16} {mark}".rstrip())
        if not is_shown[id][0]:
            rows.append(f"    not shown: {why_not(id)}")
        if moved and id in moved:
            rows.append(f"    holds in {100 * moved[id]:.0f} % of the ways in which the place's settings were moved")
        if sample and id in sample:
            rows.append(f"    {said_of_samples(sample[id])}")
    return "\n".join(rows)


def why_not(id: str) -> str:
    """Why a claim is not shown: the reason given, what the model lacks for it, or that nobody has said so yet."""
    lacks = dict.fromkeys(size.lacks for size in CLAIMS[id].bands.values() if size.lacks)
    given = [] if id not in NOT_SHOWN and lacks else [NOT_SHOWN.get(id, NO_REASON)]
    return "; ".join((*given, *lacks))


def said_of_samples(of: Shares) -> str:
    """The two shares in words, marked where only the documents say so."""
    with_claims = "none shows enough" if np.isnan(of.with_claims) else f"{100 * of.with_claims:.0f} %"
    said = f"holds in {100 * of.evidence:.0f} % of sets accepted on evidence alone; of those that show 80 % of the "
    return said + f"claims: {with_claims}" + (f"; {DOCUMENTS_ONLY}" if of.by_documents_only else "")


def counted(is_shown: Mapping[str, bool]) -> str:
    """`N of 22 claims and M of 5 are shown at the defaults`."""
    of_claims, of_set = ([yes for id, yes in is_shown.items() if id.startswith(letter)] for letter in "KS")
    return f"{sum(of_claims)} of {len(of_claims)} claims and {sum(of_set)} of {len(of_set)} are shown at the defaults"
