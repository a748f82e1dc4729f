"""How sure are we: which of the page's numbers are measured, known in direction only, or our own judgement."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from simulation.ensemble.parameter_uncertainty import unknown_to_sample
from simulation.ensemble.stored_claims import claims as stored_claims
from simulation.ensemble.stored_screening import screening_by_scenario
from simulation.ensemble.stored_sensitivity import Influence, load_study
from simulation.model.parameters import parameters
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.evidence import finding
from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import Declaration, Evidence, Role

_MAX_OVERALL, _MAX_PER_SCENARIO = 5, 3  # assumptions named as those it depends on most: of one partnership, of each


def evidence_names() -> dict[Evidence, tuple[str, str]]:
    """Each kind of evidence by its short name and what it means, in the room's words."""
    return {
        Evidence.MEASURED: (_("measured"), _("a study gives the figure")),
        Evidence.DIRECTION: (_("direction only"), _("studies say which way it works, the size is ours")),
        Evidence.JUDGEMENT: (_("judgement"), _("ours, until somebody measures it")),
    }


def role_names() -> dict[Role, str]:
    """Each role as a heading."""
    return {
        Role.LEVER: _("What partners choose"),
        Role.SETTING: _("What the place gives"),
        Role.ASSUMPTION: _("What we suppose about people"),
    }


class EvidencePanel:
    """The numbers of the model by what stands behind them; shows itself in a notebook, as text or as HTML."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self._declarations = list(declarations.values())

    def counts(self) -> dict[Evidence, int]:
        """How many numbers rest on each kind of evidence."""
        return {kind: sum(declaration.evidence is kind for declaration in self._declarations) for kind in Evidence}

    def sentence(self) -> str:
        """The counts in one sentence."""
        counts = self.counts()
        return _(
            "Of the {all} numbers behind this page, {measured} are measured, {direction} are known in direction only, "
            "and {judgement} are our judgement. The pale band shows what happens when those we suppose are varied."
        ).format(
            all=len(self._declarations),
            measured=counts[Evidence.MEASURED],
            direction=counts[Evidence.DIRECTION],
            judgement=counts[Evidence.JUDGEMENT],
        )

    def __repr__(self) -> str:
        return self.sentence()

    def _repr_html_(self) -> str:
        names = evidence_names()
        legend = "".join(
            f'<li class="cp-{kind.value}"><b>{self.counts()[kind]} {escape(name)}</b>: {escape(meaning)}</li>'
            for kind, (name, meaning) in names.items()
        )
        tables = "".join(self._table(role, title, names) for role, title in role_names().items())
        return (
            f'<div class="cp-sure"><div class="cp-sure-top"><div class="cp-sure-kinds">'
            f"<p>{escape(self.sentence())}{escape(_not_varied_note())}</p>{self._bar()}<ul>{legend}</ul></div>"
            f'<div class="cp-sure-most">{strongest_html(names)}</div></div>'
            f"{_by_scenario()}{claims_html()}{tables}</div>"
        )

    def _bar(self) -> str:
        """The counts side by side, drawn; what they are stands below in words."""
        widths = list(self.counts().items())
        starts = [sum(count for _kind, count in widths[:index]) for index in range(len(widths))]
        parts = "".join(
            f'<rect class="cp-{kind.value}" x="{start}" width="{count}" height="1"/>'
            for start, (kind, count) in zip(starts, widths, strict=True)
        )
        box = f"0 0 {len(self._declarations)} 1"
        return f'<svg class="cp-sure-bar" viewBox="{box}" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>'

    def _table(self, role: Role, title: str, names: Mapping[Evidence, tuple[str, str]]) -> str:
        declarations = [declaration for declaration in self._declarations if declaration.role is role]
        if not declarations:
            return ""
        rows = "".join(
            f'<tr><th scope="row">{escape(_(declaration.label))}</th>'
            f'<td class="cp-{declaration.evidence.value}">{escape(names[declaration.evidence][0])}'
            f"{_findings_html(declaration)}</td></tr>"
            for declaration in declarations
        )
        heads = "".join(f'<th scope="col">{head}</th>' for head in (_("number"), _("stands on")))
        return (
            f"<details><summary>{escape(title)} ({len(declarations)})</summary>"
            f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
        )


def _not_varied_note() -> str:
    """What the pale band leaves out: assumptions newer than the accepted sample; nothing without any."""
    labels = [_(parameters()[name].label) for name in unknown_to_sample()]
    if not labels:
        return ""
    return " " + _("Not varied in it, since it is newer than the band: {labels}.").format(labels="; ".join(labels))


def strongest_html(names: Mapping[Evidence, tuple[str, str]]) -> str:
    """The assumptions that the gain hangs on most, as a list: how far each moves it, and what it stands on."""
    study = load_study()
    if study.parameter_differences():  # the numbers have changed since: what was found then is not said of them
        return ""
    where = scenarios()[study.content["plan"]["scenario"]].title
    items = "".join(
        f'<li class="cp-{influence.number.evidence.value}"><b>{escape(_(influence.number.label))}</b> '
        f"({escape(names[influence.number.evidence][0])}): {escape(_effect_in_words(influence))}</li>"
        for influence in study.what_matters()[:_MAX_OVERALL]
    )
    head = escape(_("What this depends on most"))
    lead = _(
        "Of all that we suppose about people, these move the gain a year after the last day furthest when each is "
        "taken over its range, the others being varied too. Found for: {where}."
    ).format(where=_(where))
    return f"<h3>{head}</h3><p>{escape(lead)}</p><ol>{items}</ol>"


def _by_scenario() -> str:
    """The same, partnership by partnership, as a table; nothing where they were screened with another model."""
    rows = "".join(
        f'<tr><th scope="row">{escape(_(scenarios()[name].title))}</th>'
        f"<td>{escape('; '.join(_(row.number.label) for row in influences['gain'][:_MAX_PER_SCENARIO]))}</td></tr>"
        for name, influences in screening_by_scenario().items()
        if name in scenarios()
    )
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in (_("partnership"), _("depends on most")))
    title = _("In every partnership")
    return (
        f"<details><summary>{escape(title)}</summary>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def claims_html() -> str:
    """What the documents behind the model say and it does not show, with the reasons, and what rests on them alone."""
    claims = stored_claims()
    missed = [claim for claim in claims if not claim.shown]
    documents_only = [claim for claim in claims if claim.documents_only]
    if not missed and not documents_only:
        return ""
    reasons = "".join(f"<li><b>{escape(_(claim.sentence))}.</b> {escape(_(claim.reason))}</li>" for claim in missed)
    sentences = "".join(f"<li>{escape(_(claim.sentence))}.</li>" for claim in documents_only)
    parts = [
        (_("What the documents say and this model does not show ({number})"), len(missed), "", reasons),
        (
            _("What the documents say and the evidence alone does not ({number})"), len(documents_only),
            _(
                "The model shows these as it stands. Most other sets of assumptions that fit the evidence show them "
                "less, or not at all."
            ),
            sentences,
        ),
    ]  # fmt: skip
    return "".join(
        f"<details><summary>{escape(title.format(number=number))}</summary>"
        f"<p>{escape(lead)}</p><ul>{items}</ul></details>"
        for title, number, lead, items in parts
        if number
    )


def _effect_in_words(influence: Influence) -> str:
    points = 100 * influence.strength
    if influence.in_all is None:
        return _("about {points:.0f} points in 100").format(points=points)
    return _("about {points:.0f} points in 100; {share:.0f} in 100 of the doubt").format(
        points=points, share=100 * max(influence.in_all, 0.0)
    )


def _findings_html(number: Declaration) -> str:
    """What the rows behind a number say, as a list, each with what to be careful about."""
    row_findings = [finding(row) for row in number.rows]
    items = "".join(
        f"<li><b>{row_finding.id}</b> {escape(_(row_finding.finding))}"
        + (f" <em>({escape(row_finding.caution)})</em>" if row_finding.caution else "")
        + "</li>"
        for row_finding in row_findings
    )
    return f"<ul>{items}</ul>" if items else ""
