"""Start: a card for each partnership, and a tour of five cards. No bet, no controls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from simulation.model.plans.loading import load
from simulation.model.plans.scenario import scenarios
from simulation.pages.controls.chooser import documents
from simulation.pages.widget_assets import module, styles
from simulation.vocabulary.i18n import _

_HERE = Path(__file__).parent


def exercises() -> dict[str, str]:
    """The pages that a partnership can be opened on, and what each asks."""
    return {
        "trust_takes_time": _("How long until people trust each other?"),
        "small_is_beautiful": _("Many at once, or a few well?"),
        "design_a_partnership": _("Everything at once: design it yourself"),
    }


def pictograms() -> dict[str, tuple[str, str]]:
    """Each partnership's pictogram, by its name in the icon set, and where it plays."""
    return {
        "parliament_mentors": ("building-bank", _("a parliament")),
        "clerks_to_clerks": ("clipboard", _("a parliament's offices")),
        "delivery_counterparts": ("flag", _("a head of government's team")),
        "civil_service_counterparts": ("users", _("a civil service")),
        "country_peer_review": ("map", _("one country")),
        "health_budget_network": ("heart-handshake", _("a peer network")),
        "twenty_group": ("steering-wheel", _("firms that do not compete")),
        "community_business_network": ("shopping-cart", _("a network of the busy")),
        "district_sanitation": ("droplet", _("districts in Mozambique")),
        "union_parishads": ("home", _("councils in Bangladesh")),
        "ageing_network": ("affiliate", _("a network grown old")),
        "generic_training": ("presentation", _("to compare with")),
        "long_generic_programme": ("school", _("to compare with")),
    }


def tour() -> list[tuple[str, str, str]]:
    """The cards of the tour: pictogram, heading, words."""
    return [
        ("user-share", _("People who help people"), _(
            "A partnership pairs people who hold the same kind of job. One has done it before. The model follows each "
            "of them, week by week: whom they meet, what they learn, what they try.")),
        ("heart-handshake", _("Trust comes first"), _(
            "Strangers are polite. It takes many hours until people say what they cannot do. Only then can a peer "
            "help.")),
        ("stack-2", _("Small steps"), _(
            "People try one small thing. If it works, they try the next. After months it is a habit. Colleagues see "
            "it, and some follow.")),
        ("bolt", _("Crises open windows"), _(
            "A crisis does harm. It also opens a window in which rules can change. Who is ready, and has days left, "
            "can use it.")),
        ("chart-line", _("Luck, and doubt"), _(
            "Each plan runs in two hundred possible futures. The dark band is luck. The pale band is what we do not "
            "know about people. Nothing here is a forecast.")),
    ]  # fmt: skip


class Start(anywidget.AnyWidget):
    """The partnerships as cards, the tour, and a way in for those who have a code."""

    _esm = module(_HERE / "start.js")
    _css = styles(_HERE / "start.css")

    cards: Any = traitlets.List().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        known, pages = pictograms(), exercises()
        cards = []
        order = [*(name for name in known if name in scenarios()), *(name for name in scenarios() if name not in known)]
        for name in order:
            scenario = scenarios()[name]
            pictogram, where = known.get(name, ("users-group", ""))
            cards.append(
                {
                    "name": name, "icon": pictogram, "title": _(scenario.title), "where": where,
                    "story": _(scenario.story),
                    "question": _(scenario.question), "code": load(name).code, "source": documents(scenario.sources),
                }
            )  # fmt: skip
        frame = {
            "pages": list(pages.items()),
            "tour": [list(card) for card in tour()],
            "words": {
                "tour": _("Five-minute tour"),
                "toured": _("Tour again"),
                "code": _("I have a code"),
                "type": _("Type the code of a plan"),
                "open": _("Open the plan"),
                "close": _("Close"),
                "next": _("Next"),
                "back": _("Back"),
                "done": _("Choose a partnership"),
                "of": _("{n} of {all}"),
                "choose": _("Open it on"),
                "source": _("Source: {source}"),
            },
        }
        super().__init__(cards=cards, frame=frame)


def open_page() -> Start:
    """The page, ready to show."""
    return Start()
