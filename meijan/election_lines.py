"""How elections are told at the desk: states, ways, times, targets and counts, in Finnish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from service.calendar import HELSINKI
from service.elections.plan import Plan
from service.elections.result import Result
from store.models.votes import ElectionState

STATES = {
    ElectionState.DRAFT: "luonnos",
    ElectionState.OPEN: "auki",
    ElectionState.CLOSED: "suljettu",
    ElectionState.COUNTED: "laskettu",
    ElectionState.DECIDED: "päätetty",
    ElectionState.PUBLISHED: "julkaistu",
}
WAYS = {
    "sms": "tekstiviestillä",
    "telegram": "Telegramissa",
    "desk": "palvelupisteessä",
    "web": "verkkokyselyssä",
    "paper": "paperilla",
}


def at(moment: datetime) -> str:
    """ "28.2.2027 kello 20.00"."""
    return f"{moment.astimezone(HELSINKI):%-d.%-m.%Y kello %-H.%M}"


def named(plan: Plan, numbers: Sequence[int]) -> str:
    """Targets by number and short name."""
    names = {target.number: target.short_name.fi for target in plan.targets}
    return ", ".join(f"{number} {names[number]}" for number in numbers) or "ei mitään"


def count_lines(plan: Plan, result: Result) -> list[str]:
    """The count in a few lines, the election's rule first."""
    lines = [f"Ääniä laskettu: {result.ballots}"]
    lines.append(f"Laskenta ({result.rule.value}): {named(plan, result.winners)}")
    if result.budget is not None:
        lines.append(f"Rahaa kuluu {result.spent} / {result.budget} euroa")
    if result.other is not None:
        lines.append(f"Vertailu ({result.other.rule.value}): {named(plan, result.other.winners)}")
    return lines
