"""The steps of a waterfall of credit: the rules that gave or took most, by name, and all else in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.vocabulary.i18n import _

_MAX_GAINS, _MAX_LOSSES = 3, 2  # rules named one by one; the others are summed up
_MIN_PART = 0.0005  # of a share: a rule that changed less is not named


@dataclass(frozen=True)
class Step:
    """One step: its name as it is shown, points in 100, and whether it is a `level`, or what rules `gave` or `took`."""

    name: str
    points: float
    kind: str


def steps(before: float, after: float, credit: Mapping[str, float], rules: Mapping[str, str]) -> list[Step]:
    """The steps from a state's mean before to that at the end; those between the first and the last add up to their
    difference.

    Args:
        before: the mean before the first week, a share.
        after: the mean at the horizon, a share.
        credit: what each rule changed, a share, by name; entries that are no rule's are part of all else.
        rules: the rules that ran, each with its first line.

    Returns:
        The first level, gains from the largest, losses from the largest, all else (where there is any), the last level.
    """
    named = {name: part for name, part in credit.items() if name in rules and abs(part) >= _MIN_PART}
    order = sorted(named, key=named.__getitem__)
    gains = [name for name in reversed(order) if named[name] > 0][:_MAX_GAINS]
    losses = [name for name in order if named[name] < 0][:_MAX_LOSSES]
    rest = after - before - sum(named[name] for name in (*gains, *losses))
    found = [Step(_("Before"), 100.0 * before, "level")]
    found += [Step(_rule_name(name, rules[name], "gave"), 100.0 * named[name], "gave") for name in gains]
    found += [Step(_rule_name(name, rules[name], "took"), 100.0 * named[name], "took") for name in losses]
    if abs(rest) >= _MIN_PART:
        found.append(Step(_("All else"), 100.0 * rest, "gave" if rest > 0 else "took"))
    return [*found, Step(_("At the end"), 100.0 * after, "level")]


def rows(steps: Sequence[Step]) -> dict[str, list[dict[str, Any]]]:
    """The waterfall's datasets, `parts` and `links`: each step stands where the one before it ended."""
    parts: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    level = 0.0
    for nth, step in enumerate(steps):
        is_level = step.kind == "level"
        if nth:
            links.append({"nth": nth - 0.65, "next": nth - 0.35, "y": level})
        low, level = 0.0 if is_level else level, step.points if is_level else level + step.points
        text = f"{step.points:{'' if is_level else '+'}.1f}".replace("-", "\N{MINUS SIGN}")
        part = {"nth": nth, "name": step.name, "text": text, "kind": step.kind}
        parts.append({**part, "low": min(low, level), "high": max(low, level)})
    return {"parts": parts, "links": links}


def rule_names(kind: str) -> dict[str, str]:
    """Each rule in the fewest words: what it is where it `gave`, or where it `took`."""
    either = {
        "benchmarking": _("Figures side by side"),
        "breach": _("Broken trust"),
        "calendar": _("Meetings"),
        "crisis": _("Crises"),
        "diffusion": _("Seeing others do it"),
        "disclosure": _("Openly said"),
        "groupthink": _("All alike"),
        "hub_loss": _("The one who left"),
        "means": _("Money to act"),
        "reform": _("New rules"),
        "service": _("What citizens get"),
        "trust": _("Shared hours"),
    }
    gave = {
        "habit": _("Becoming habit"),
        "keeping_in_touch": _("Being in touch"),
        "learning": _("Learning"),
        "small_steps": _("Small steps that work"),
        "staying_engaged": _("Staying with it"),
        "turnover": _("Newcomers"),
    }
    took = {
        "habit": _("Sliding back"),
        "keeping_in_touch": _("Losing touch"),
        "learning": _("What fades again"),
        "small_steps": _("Small steps that fail"),
        "staying_engaged": _("Staying away"),
        "turnover": _("People leaving"),
    }
    return {**either, **(gave if kind == "gave" else took)}


def _rule_name(rule: str, idea: str, kind: str) -> str:
    return rule_names(kind).get(rule) or _(idea).rstrip(".")
