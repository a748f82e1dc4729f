"""The doctor: checks the machine, measures, and says how many people this computer holds."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import psutil

from simulation.load_test.capacity_probe import WAIT, CapacityEstimate, Measurement, capacity_of, measure
from simulation.load_test.verdict import PICTURE
from simulation.serving.admission.capacity_limit import by_descriptors, people_admitted
from simulation.serving.diagnostics.check_result import CheckResult, Severity, bad, good, to_do
from simulation.serving.diagnostics.checks import check_machine
from simulation.serving.options import ServingError
from simulation.serving.resources import descriptors
from simulation.serving.settings import DEFAULT
from simulation.vocabulary.i18n import _

READY, SOMETHING_TO_DO, NOT_LIKE_THIS = 0, 1, 3  # exit codes; 2 is for a wrong option


@dataclass
class Diagnosis:
    """Every check's result, and what was measured where it could be."""

    results: list[CheckResult] = field(default_factory=list)
    measured: Measurement | None = None
    holds: CapacityEstimate | None = None
    busy: float = 0.0  # per cent of the processors that other programs took while this was measured

    @property
    def code(self) -> int:
        """0 ready, 1 something to do, 3 it does not run like this."""
        every = {each.health for each in self.results}
        return NOT_LIKE_THIS if Severity.BAD in every else SOMETHING_TO_DO if Severity.DO in every else READY

    def figures(self) -> dict[str, Any]:
        """For JSON."""
        people = self.holds.people if self.holds else None
        told = asdict(self.holds) if self.holds else {}
        measured = asdict(self.measured) if self.measured else None
        system = {
            "date": datetime.now().astimezone().isoformat(timespec="minutes"),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "busy": self.busy,
        }
        return {
            "system": system,
            "code": self.code,
            "people": people,
            **told,
            "measured": measured,
            "lines": [asdict(each) for each in self.results],
        }


def diagnose(port: int, people: int, report: Callable[[CheckResult], None]) -> Diagnosis:
    """Look at everything; each result is reported at once. people: how many are expected, 0 if nobody said."""
    seen = Diagnosis()

    def tell(lines: Iterator[CheckResult]) -> None:
        for each in lines:
            seen.results.append(each)
            report(each)

    tell(check_machine(port))
    seen.busy = psutil.cpu_percent(interval=0.5)
    if seen.code != NOT_LIKE_THIS:
        tell(_measured(seen, people))
    return seen


def _measured(seen: Diagnosis, people: int) -> Iterator[CheckResult]:
    try:
        seen.measured = found = measure()
    except ServingError as error:
        yield bad(_("a page"), _("does not open"), str(error))
        return
    seen.holds = capacity_of(found)
    yield good(
        _("the model"), _("{ms:.0f} ms for a hundred futures and the doubt around them").format(ms=1000 * found.run)
    )
    told = _("open in {picture:.1f} s, {memory:.0f} MB each, {ms:.0f} ms of a processor for each move of a slider")
    told = told.format(picture=found.picture, memory=found.memory, ms=1000 * found.answer)
    yield good(_("a page"), told) if found.picture <= PICTURE else to_do(_("a page"), told, _("close other programs"))
    yield _room(seen.holds, people)
    yield _gate(seen.holds, found.cores)


def _gate(found: CapacityEstimate, cores: float) -> CheckResult:
    most = people_admitted(found.by_memory, by_descriptors(descriptors(), DEFAULT), cores, DEFAULT)
    said = _("{most} people at a time when `counterparts serve` starts; the others wait in line").format(most=most)
    if most > max(DEFAULT.people_at_least, found.people):
        advice = _("more than it holds well: say `counterparts serve --most {people}`")
        return to_do(_("lets in"), said, advice.format(people=max(1, found.people)))
    return good(_("lets in"), said)


def _room(found: CapacityEstimate, people: int) -> CheckResult:
    said = _(
        "about {people} people, each moving a slider every five seconds, pictures within {wait:g} s "
        "(processors: {cpu}, memory: {memory})"
    )
    said = said.format(people=found.people, wait=WAIT, cpu=found.by_processors, memory=found.by_memory)
    if found.people < max(1, people):
        return to_do(_("holds"), said, _("two to a phone, a second laptop, or a server: workshop_materials/hosting"))
    if people:
        return good(_("holds"), said)
    return good(_("holds"), said + _("; `counterparts rehearse --people N` tries it"))
