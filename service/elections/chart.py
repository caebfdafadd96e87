"""The result as a picture for a telephone, and the same in words for who cannot see it."""

from __future__ import annotations

from functools import lru_cache

from service.elections.plan import Plan
from service.elections.print.pages import TEMPLATES
from service.elections.print.view import View, view
from service.elections.result import Decision, Result
from service.print import typeset
from service.print.words import Words

WIDTH = 1080
"""Pixels: what Telegram shows on a telephone without scaling up."""
MOST = 20
"""Targets in the picture, those with the most votes: more would be too small to read."""


def chart(result: Result, plan: Plan, language: str, decision: Decision | None = None) -> bytes:
    """A PNG, WIDTH pixels wide: votes of each target as bars, what was chosen dark and bold.

    Chosen by the count, or by the board where it has decided. Takes some tenths of a second the first time, so a turn
    must not wait for it; a process remembers the last ones.
    """
    return _drawn(
        result.model_dump_json(), plan.model_dump_json(), language, decision.model_dump_json() if decision else ""
    )


def alt_text(result: Result, plan: Plan, language: str, decision: Decision | None = None) -> str:
    """What the chart shows, in words."""
    _ = Words(language)
    seen = view(plan, result, decision, _)
    rows = [
        _("{number} {name}: {votes}", number=str(row.number), name=row.name.text, votes=_votes(row.votes, _))
        + (f" ({_chosen(seen, _)})" if _is_chosen(seen, row.number) else "")
        for row in seen.rows
    ]
    return _("Chart: {what} {rows}.", what=_heading(seen, _), rows="; ".join(rows))


@lru_cache(maxsize=12)
def _drawn(result: str, plan: str, language: str, decision: str) -> bytes:
    _ = Words(language)
    read = Decision.model_validate_json(decision) if decision else None
    seen = view(Plan.model_validate_json(plan), Result.model_validate_json(result), read, _)
    rows = [
        {
            "number": row.number,
            "name": list(row.name),
            "votes": _.number(row.votes),
            "width": row.width,
            "chosen": _is_chosen(seen, row.number),
        }
        for row in seen.rows[:MOST]
    ]
    values = {
        "lang": language,
        "title": list(seen.title),
        "heading": _heading(seen, _),
        "rows": rows,
        "chosen": _chosen(seen, _),
        "other": _("not chosen"),
        "last": _last(seen, _),
    }
    return typeset.png(TEMPLATES / "chart.typ", values)


def _heading(seen: View, _: Words) -> str:
    return _.ngettext("Votes. {n} person voted.", "Votes. {n} people voted.", seen.ballots)


def _votes(n: int, _: Words) -> str:
    return _.ngettext("{n} vote", "{n} votes", n)


def _is_chosen(seen: View, number: int) -> bool:
    return number in {row.number for row in (seen.decided if seen.decision_day else seen.winners)}


def _chosen(seen: View, _: Words) -> str:
    return _("decided on") if seen.decision_day else _("chosen by the count")


def _last(seen: View, _: Words) -> str:
    if seen.decision_day:
        return _("{decider} decided on {day}.", decider=seen.decider, day=seen.decision_day)
    if seen.decides:
        return _("{decider} decides on {day}.", decider=seen.decider, day=seen.decides)
    return _("{decider} decides.", decider=seen.decider) if not seen.poll else ""
