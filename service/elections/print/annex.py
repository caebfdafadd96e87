"""The board's annex, on one page: what was counted and how, who took part, and where the board went another way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from service.elections.plan import Plan
from service.elections.print.view import NONE, Deviation, Row, StepRow, View, view
from service.elections.result import Decision, Result
from service.print.words import Words


def annex(plan: Plan, result: Result, decision: Decision | None, city: str, _: Words) -> dict[str, Any]:
    """Values of the annex, for paper and page."""
    seen = view(plan, result, decision, _)
    return {
        "lang": _.language,
        "city": city,
        "heading": _("Annex for the decision"),
        "title": list(seen.title),
        "lead": list(_lead(seen, _)),
        "count": _count(seen, _) | {"sentences": list(_sums(seen, _))},
        "deviations": {
            "heading": _("Where the decision differs from the count"),
            "rows": [_("{number} {name}: {how}. Reason: {reason}.", **_deviation(d)) for d in seen.deviations],
        },
        "turnout": {
            "heading": _("How people voted"),
            "head": [_("Way, and how the voter was known"), _("Voters")],
            "rows": [[told.what, told.n] for told in seen.turnout],
        },
        "counts": {
            "heading": _("What else was counted"),
            "head": [_("What"), _("Times")],
            "rows": [[told.what, told.n] for told in seen.counts],
        },
        "rule": {
            "heading": _("How we counted"),
            "sentences": [*seen.rule, *seen.ties],
            "check": list(_check(result, _)),
        },
    }


def _lead(seen: View, _: Words) -> Iterator[str]:
    yield _.ngettext(
        "The vote ended on {moment}. {n} person voted.",
        "The vote ended on {moment}. {n} people voted.",
        seen.ballots,
        moment=seen.closed,
    )
    if seen.budget:
        yield _("There is {money} to share.", money=seen.budget)
    if seen.section:
        yield _("The rule was decided before the vote: {section}.", section=seen.section)
    if seen.decision_day:
        yield decided(seen, _)
    elif seen.decides:
        yield _("{decider} decides on {day}.", decider=seen.decider, day=seen.decides)


def decided(seen: View, _: Words) -> str:
    """ "Lautakunta päätti keskiviikkona 17.3.2027, § 31."."""
    if seen.decision_section:
        section = seen.decision_section
        return _("{decider} decided on {day}, {section}.", decider=seen.decider, day=seen.decision_day, section=section)
    return _("{decider} decided on {day}.", decider=seen.decider, day=seen.decision_day)


def _deviation(deviation: Deviation) -> dict[str, str]:
    return {
        "number": str(deviation.number),
        "name": deviation.name.text,
        "how": deviation.how,
        "reason": deviation.reason.rstrip("."),
    }


class Column(NamedTuple):
    """A column of the count: its heading, and what it says of a target and its step."""

    title: str
    cell: Callable[[Row, StepRow | None], str]
    words: bool = False  # to be read, not compared as numbers


def _count(seen: View, _: Words) -> dict[str, Any]:
    """One table: the targets in the order of the recount, with the other rule and the decision beside it."""
    steps = {step.number: step for step in seen.steps}
    rows = {row.number: row for row in seen.rows}
    order = [*steps, *(number for number in rows if number not in steps)]
    columns = [c for c in _columns(_) if any(c.cell(rows[number], steps.get(number)) for number in order)]
    return {
        "heading": _("The count"),
        "head": [_("No."), _("Target"), *(column.title for column in columns)],
        "words": sum(column.words for column in columns),
        "rows": [
            {
                "number": number,
                "name": list(rows[number].name),
                "chosen": rows[number].chosen,
                "cells": [column.cell(rows[number], steps.get(number)) for column in columns],
            }
            for number in order
        ],
    }


def _columns(_: Words) -> list[Column]:
    """Those that say nothing of any target are left out; columns of words are the last ones."""
    chosen, not_chosen = _("Chosen"), _("Not chosen")

    def became(row: Row, step: StepRow | None) -> str:
        return step.became if step else (chosen if row.chosen else not_chosen)

    def decision(row: Row, _step: StepRow | None) -> str:
        return "" if row.decided is None else (chosen if row.decided else not_chosen)

    return [
        Column(_("Votes"), lambda row, _step: _.number(row.votes)),
        Column(_("Price"), lambda row, _step: row.price),
        Column(_("A voter pays"), lambda _row, step: step.pays if step else ""),
        Column(_("Money left"), lambda _row, step: step.left if step and step.chosen else ""),
        Column(_("Votes missing"), lambda row, _step: row.missing),
        Column(_("By the count"), became, words=True),
        Column(_("Comparison"), lambda row, _step: chosen if row.other else "", words=True),
        Column(_("Decision"), decision, words=True),
    ]


def _sums(seen: View, _: Words) -> Iterator[str]:
    yield from seen.ended
    if any(row.missing == NONE for row in seen.rows):
        yield _("{sign} = no number of votes would have been enough.", sign=NONE)
    if seen.other_name:
        yield _(
            "The comparison is by another rule: {rule}. It would cost {money}.",
            rule=seen.other_name,
            money=seen.other_spent,
        )
    if seen.decision_day and not seen.poll:
        yield _("The targets that were decided on cost {money}.", money=seen.decided_cost)


def _check(result: Result, _: Words) -> Iterator[str]:
    yield _("Sums for checking (sha256):")
    yield _("settings {total}", total=result.plan_hash)
    yield _("ballots {total}", total=result.pb_sha256)
    yield _("receipts {total}", total=result.receipts_sha256)
