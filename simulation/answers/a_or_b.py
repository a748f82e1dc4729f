"""Of two plans under the same luck, which leaves more behind?"""

from __future__ import annotations

from simulation.answers.answer import Answer, out_of_ten, points, signed, spread
from simulation.ensemble.compare import Comparison
from simulation.vocabulary.i18n import _


def ask(comparison: Comparison) -> Answer:
    """Paired difference in gain (B less A), and in how many of the same futures B does better."""
    middle, low, high = spread(comparison.difference("gain"))
    better = comparison.better("gain")
    days = float(comparison.b.per_future("days").mean() - comparison.a.per_future("days").mean())
    numbers = {"difference": middle, "low": low, "high": high, "better": better, "days": days}
    if middle != middle:
        return Answer(numbers, _("The run stops too soon to tell which plan leaves more behind."))
    if low == high == 0.0:
        return Answer(numbers, _("The two plans come to exactly the same."))
    if better >= 0.5:
        sentence = _("Under the same luck, plan B leaves more behind than plan A {often}.").format(
            often=out_of_ten(better)
        )
    else:
        sentence = _("Under the same luck, plan A leaves more behind than plan B {often}.").format(
            often=out_of_ten(1 - better)
        )
    return Answer(
        numbers,
        _(
            "{said} B less A is {middle} points in 100 (most futures: {low} to {high}). "
            "In everybody's time, B less A is {days} days."
        ).format(said=sentence, middle=points(middle), low=points(low), high=points(high), days=signed(days)),
    )
