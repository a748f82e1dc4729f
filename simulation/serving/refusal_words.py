"""What a page says where it may not do something, or cannot show something: `front/refusals.js` says it there."""

from __future__ import annotations

from simulation.serving.content_security_policy import ALLOW_VARIABLE
from simulation.vocabulary.i18n import _


def words() -> dict[str, str]:
    """The sentences by their names; {what} is filled in by the browser."""
    evaluates = _("A part of this page makes code from text, which is not allowed here.")
    brings_script = _("A part of this page brings a script inside its text, which is not allowed here.")
    return {
        "missing": _("A part of this page cannot be shown here: {what}"),
        "missing_some": _("A part of this page could not be drawn in this browser."),
        "refused_style": _(
            "A part of this page writes its own styles, which its notebook rules out: it asks for the light front end."
        ),
        "refused_host": _(
            "A part of this page asks another host for something: {what}. Pages here ask no host but this one. "
            "Keep what it needs on this computer."
        ),
        "refused_eval": f"{evaluates} {_allowed_by('eval')}",
        "refused_script": f"{brings_script} {_allowed_by('inline-scripts')}",
        "refused_other": _("A part of this page does something that is not allowed here: {what}"),
    }


def _allowed_by(name: str) -> str:
    said = _("Whoever runs the server can allow it: start it with {setting}={name}")
    return said.format(setting=ALLOW_VARIABLE, name=name)
