"""The settings: what the place gives. Partners cannot choose them, but every place has its own."""

from __future__ import annotations

from typing import Any

from simulation.vocabulary.parameters import DIRECTION, JUDGEMENT, MEASURED, SETTING, Declaration, Evidence, Group


def _setting(
    name: str, default: float, low: float, high: float, unit: str, label: str, help: str,
    evidence: Evidence = JUDGEMENT, rows: str = "", **rest: Any,
) -> Declaration:  # fmt: skip
    return Declaration(name, default, low, high, unit, label, help, SETTING, evidence, tuple(rows.split()), **rest)


SETTINGS: dict[str, Declaration] = {
    setting.name: setting
    for setting in (
        _setting("officials", 60, 2, 2000, "people", "People in the institutions",
                 "Everybody who works in the supported institutions, all together.", whole=True),
        _setting("institutions", 1, 1, 60, "institutions", "Supported institutions",
                 "How many parliaments, ministries, municipalities or firms share the support.", whole=True),
        _setting("units", 6, 1, 40, "teams", "Teams in each institution",
                 "Committees, departments or offices: people mostly watch those of their own team.", whole=True),
        _setting("promised_months", 0, 0, 60, "months", "Months promised",
                 "How long support was promised to last; 0: as long as it is planned.", DIRECTION, "T28", whole=True),
        _setting("support_from_month", 0, 0, 36, "months", "Months before support",
                 "How many months pass before anybody comes."),
        _setting("peer_days_cap", 6, 1, 20, "days/month", "Days a peer can give",
                 "The most days a month that one peer can give; more for an adviser who lives there.",
                 DIRECTION, "T27", step=0.5),
        _setting("partners", 1, 1, 12, "peers", "Peers for each person",
                 "With how many peers each person supported has a tie; the hours are shared among them.",
                 DIRECTION, "T27 A25", whole=True),
        _setting("colleagues", 6, 2, 16, "people", "Colleagues in sight",
                 "How many colleagues a member really watches at work.", DIRECTION, "T25", whole=True),
        _setting("long_ties", 0.25, 0, 1, "share", "Links across teams",
                 "Share of the links among colleagues that reach into another team.", DIRECTION, "D12 D13"),
        _setting("turnover_per_year", 0.2, 0, 1.5, "exits/year", "Turnover",
                 "How fast people leave their posts, as a yearly rate, elections apart.", MEASURED, "A16 A17 A22"),
        _setting("election_every_months", 48, 0, 72, "months", "Months between elections",
                 "How often an election may change who holds the posts; 0 for institutions without any.",
                 MEASURED, "A19 A21", whole=True),
        _setting("election_turnover", 0.32, 0, 0.9, "share", "New faces after an election",
                 "Share of posts that change hands when an election comes.", MEASURED, "A19 A20 A21",
                 group=Group.PLACE),
        _setting("crisis_per_year", 0.3, 0, 3, "crises/year", "Crises a year",
                 "How many crises reach an institution in a year, on average; they come unannounced.",
                 MEASURED, "S06 C12", group=Group.PLACE),
        _setting("crisis_severity", 0.4, 0.02, 0.95, "share", "Severity of crises",
                 "How bad crises are on average: most are milder, a few are extreme.", DIRECTION, "C10",
                 group=Group.PLACE),
        _setting("window_months", 6, 1, 24, "months", "How long a window stays open",
                 "After this many months three quarters of the opening that a crisis made is gone.",
                 JUDGEMENT, "C02 C03 C04"),
        _setting("fear", 0.5, 0, 1, "share", "Fear of looking weak",
                 "How dangerous it is here to admit that one does not know.", DIRECTION, "S03 T23",
                 group=Group.PLACE),
        _setting("workload", 0.4, 0, 1, "share", "Workload",
                 "How full people's days are before any support comes.", DIRECTION, "S09", group=Group.PLACE),
        _setting("local_incentive", 0.5, 0, 1, "share", "Reason to bother",
                 "How much local voters, bosses or budgets reward those who change something.", DIRECTION, "C21",
                 group=Group.PLACE),
        _setting("means", 0.6, 0, 1, "share", "Own money to act",
                 "How much of what people know they could also pay for without the partnership.", DIRECTION, "A09 S10",
                 group=Group.PLACE),
        _setting("friction", 0.4, 0, 1, "share", "Friction",
                 "How many people and procedures can say no to a change.", DIRECTION, "C14"),
        _setting("rivalry", 0.2, 0, 1, "share", "Rivalry",
                 "How far peers compete for the same voters, money or customers.", DIRECTION, "D20 A24"),
        _setting("peer_mastery", 0.85, 0.1, 1, "share", "How far ahead outside peers are",
                 "How much of the new way of working the peers from outside know and use themselves.",
                 DIRECTION, "H27 D20"),
        _setting("starting_knowledge", 0.2, 0, 0.9, "share", "Knowledge at the start",
                 "What members know of the new way of working before support begins, on average."),
        _setting("starting_confidence", 0.3, 0.02, 0.95, "share", "Confidence at the start",
                 "How ready members are to try something new before support begins, on average."),
        _setting("starting_practice", 0.1, 0, 0.9, "share", "Practice at the start",
                 "How much of the new way of working is already in use, on average.", MEASURED, "H13"),
        _setting("people_spread", 0.1, 0, 0.4, "share", "Differences between people",
                 "How far members differ from each other at the start (standard deviation).", DIRECTION, "D06"),
    )
}
