"""The stored acceptance table as Markdown."""

from __future__ import annotations

from simulation.ensemble.parameter_uncertainty import unknown_to_sample
from simulation.experiments import acceptance_seeds as seeds
from simulation.experiments.acceptance import KNOWN_MISSES, load_table, sample_differences
from simulation.experiments.findings_without_pattern import without_pattern
from simulation.experiments.patterns import PATTERNS
from simulation.odd.model_tables import NONE, code, table
from simulation.vocabulary.evidence import findings


def by_pattern() -> str:
    """Every pattern: what is run, whether it is met at the defaults, and in which share of the accepted sample."""
    stored_table = load_table()
    patterns = stored_table["patterns"]
    met = sum(pattern["met"] for pattern in patterns.values())
    shares = [pattern["met_in_sample"] for pattern in patterns.values() if "met_in_sample" in pattern]
    sample = f" Over the accepted sample, under other luck, it is {sum(shares):.1f} on average." if shares else ""
    rows = [
        (
            id, PATTERNS[id].title, PATTERNS[id].run, "yes" if pattern["met"] else "no",
            f"{100 * pattern['met_in_sample']:.0f} %" if "met_in_sample" in pattern else NONE,
        )
        for id, pattern in patterns.items()
    ]  # fmt: skip
    provenance = stored_table["provenance"]
    return (
        f"At the defaults {met} of {len(patterns)} patterns are met "
        f"({provenance['futures']} futures, seed {provenance['seed']})."
        f"{sample} {seeds.stored_summary(seeds.load_table())}\n\n"
        + table(("test", "pattern", "what is run", "met at the defaults", "met in the sample"), rows)
        + f"\n\n{_misses()}{_sample_note()}"
    )


def by_figure() -> str:
    """Every figure: its band, what was found at the defaults, and the middle ninety in a hundred of the sample."""
    rows = []
    for id, pattern in load_table()["patterns"].items():
        for name, band in PATTERNS[id].bands.items():
            figure = pattern["figures"][name]
            low, _, high = figure.get("sample", (None, None, None))
            rows.append((id, band.text, band.allowed, _number(figure["found"]), f"{_number(low)} to {_number(high)}"))
    return table(("test", "figure", "band", "found", "accepted sample"), rows) + _sample_note()


def findings_without_pattern() -> str:
    """Every finding with a size that no pattern uses: its figures, and what becomes of it."""
    rows = [(id, findings()[id].figures, use) for id, use in without_pattern().items()]
    return table(("finding", "figures", "what becomes of it"), rows)


def _misses() -> str:
    if not KNOWN_MISSES:
        return "No pattern is missed at the defaults."
    return "Known misses:\n\n" + "\n".join(f"- {id}, {PATTERNS[id].title}: {why}" for id, why in KNOWN_MISSES.items())


def _sample_note() -> str:
    """What must be said of the accepted sample where the model has moved on since."""
    notes = []
    if changes := sample_differences(load_table()):
        notes.append(f"What is said of the accepted sample is older than the model: {'; '.join(changes)}.")
    if unknown := unknown_to_sample():
        notes.append(f"The accepted sample does not know {code(unknown)}: it is used with their defaults.")
    return "".join(f"\n\n{note}" for note in notes)


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.3g}"
