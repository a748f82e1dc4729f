"""How sure are we: which of the page's numbers are measured, known in direction only, or our own judgement."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from simulation.ensemble.parameter_uncertainty import unknown_to_sample
from simulation.ensemble.stored_claims import said
from simulation.ensemble.stored_screening import what_matters_where
from simulation.ensemble.stored_sensitivity import Influence, stored
from simulation.model.parameters import parameters
from simulation.model.plans.scenario import scenarios
from simulation.vocabulary.evidence import finding
from simulation.vocabulary.i18n import _
from simulation.vocabulary.parameters import Declaration, Evidence, Role

_MOST, _FEW = 5, 3  # assumptions named as those it depends on most: of one partnership, of each


def kinds() -> dict[Evidence, tuple[str, str]]:
    """Each kind of evidence by its short name and what it means, in the room's words."""
    return {
        Evidence.MEASURED: (_("measured"), _("a study gives the figure")),
        Evidence.DIRECTION: (_("direction only"), _("studies say which way it works, the size is ours")),
        Evidence.JUDGEMENT: (_("judgement"), _("ours, until somebody measures it")),
    }


def roles() -> dict[Role, str]:
    """Each role as a heading."""
    return {
        Role.LEVER: _("What partners choose"),
        Role.SETTING: _("What the place gives"),
        Role.ASSUMPTION: _("What we suppose about people"),
    }


class HowSure:
    """The numbers of the model by what stands behind them; shows itself in a notebook, as text or as HTML."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self._declarations = list(declarations.values())

    def counts(self) -> dict[Evidence, int]:
        """How many numbers rest on each kind of evidence."""
        return {kind: sum(each.evidence is kind for each in self._declarations) for kind in Evidence}

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
        names = kinds()
        legend = "".join(
            f'<li class="cp-{kind.value}"><b>{self.counts()[kind]} {escape(name)}</b>: {escape(meaning)}</li>'
            for kind, (name, meaning) in names.items()
        )
        tables = "".join(self._table(role, title, names) for role, title in roles().items())
        return (
            f'<div class="cp-sure"><div class="cp-sure-top"><div class="cp-sure-kinds">'
            f"<p>{escape(self.sentence())}{escape(_not_in_the_band())}</p>{self._bar()}<ul>{legend}</ul></div>"
            f'<div class="cp-sure-most">{depends_on_most(names)}</div></div>{_everywhere()}{documents()}{tables}</div>'
        )

    def _bar(self) -> str:
        """The counts side by side, drawn; what they are stands below in words."""
        widths = list(self.counts().items())
        starts = [sum(count for _kind, count in widths[:nth]) for nth in range(len(widths))]
        parts = "".join(
            f'<rect class="cp-{kind.value}" x="{start}" width="{count}" height="1"/>'
            for start, (kind, count) in zip(starts, widths, strict=True)
        )
        box = f"0 0 {len(self._declarations)} 1"
        return f'<svg class="cp-sure-bar" viewBox="{box}" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>'

    def _table(self, role: Role, title: str, names: Mapping[Evidence, tuple[str, str]]) -> str:
        own = [each for each in self._declarations if each.role is role]
        if not own:
            return ""
        rows = "".join(
            f'<tr><th scope="row">{escape(_(each.label))}</th>'
            f'<td class="cp-{each.evidence.value}">{escape(names[each.evidence][0])}{_findings(each)}</td></tr>'
            for each in own
        )
        heads = "".join(f'<th scope="col">{head}</th>' for head in (_("number"), _("stands on")))
        return (
            f"<details><summary>{escape(title)} ({len(own)})</summary>"
            f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
        )


def _not_in_the_band() -> str:
    """What the pale band leaves out: assumptions newer than the accepted sample; nothing without any."""
    labels = [_(parameters()[name].label) for name in unknown_to_sample()]
    if not labels:
        return ""
    return " " + _("Not varied in it, since it is newer than the band: {labels}.").format(labels="; ".join(labels))


def depends_on_most(names: Mapping[Evidence, tuple[str, str]]) -> str:
    """The assumptions that the gain hangs on most, as a list: how far each moves it, and what it stands on."""
    study = stored()
    if study.changed():  # the numbers have changed since: what was found then is not said of them
        return ""
    where = scenarios()[study.made["plan"]["scenario"]].title
    items = "".join(
        f'<li class="cp-{each.number.evidence.value}"><b>{escape(_(each.number.label))}</b> '
        f"({escape(names[each.number.evidence][0])}): {escape(_moves(each))}</li>"
        for each in study.what_matters()[:_MOST]
    )
    head = escape(_("What this depends on most"))
    lead = _(
        "Of all that we suppose about people, these move the gain a year after the last day furthest when each is "
        "taken over its range, the others being varied too. Found for: {where}."
    ).format(where=_(where))
    return f"<h3>{head}</h3><p>{escape(lead)}</p><ol>{items}</ol>"


def _everywhere() -> str:
    """The same, partnership by partnership, as a table; nothing where they were screened with another model."""
    rows = "".join(
        f'<tr><th scope="row">{escape(_(scenarios()[name].title))}</th>'
        f"<td>{escape('; '.join(_(each.number.label) for each in of_results['gain'][:_FEW]))}</td></tr>"
        for name, of_results in what_matters_where().items()
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


def documents() -> str:
    """What the documents behind the model say and it does not show, with the reasons, and what rests on them alone."""
    claims = said()
    missed = [each for each in claims if not each.shown]
    alone = [each for each in claims if each.by_documents_alone]
    if not missed and not alone:
        return ""
    reasons = "".join(f"<li><b>{escape(_(each.sentence))}.</b> {escape(_(each.reason))}</li>" for each in missed)
    sentences = "".join(f"<li>{escape(_(each.sentence))}.</li>" for each in alone)
    parts = [
        (_("What the documents say and this model does not show ({number})"), len(missed), "", reasons),
        (
            _("What the documents say and the evidence alone does not ({number})"), len(alone),
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


def _moves(influence: Influence) -> str:
    points = 100 * influence.strength
    if influence.in_all is None:
        return _("about {points:.0f} points in 100").format(points=points)
    return _("about {points:.0f} points in 100; {share:.0f} in 100 of the doubt").format(
        points=points, share=100 * max(influence.in_all, 0.0)
    )


def _findings(number: Declaration) -> str:
    """What the rows behind a number say, as a list, each with what to be careful about."""
    found = [finding(row) for row in number.rows]
    items = "".join(
        f"<li><b>{one.id}</b> {escape(_(one.finding))}"
        + (f" <em>({escape(one.caution)})</em>" if one.caution else "")
        + "</li>"
        for one in found
    )
    return f"<ul>{items}</ul>" if items else ""
