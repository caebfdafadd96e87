"""A counted election as pages, papers and the chart show it: every value worded, nothing left to arrange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.elections.plan import Plan, Target
from service.elections.print import report, rules
from service.elections.result import Decision, Result, Step, deviations
from service.print.words import Said, Words

NONE = "–"


@dataclass(frozen=True)
class Row:
    """A target and what became of it. Texts are worded; "" where there is nothing to say."""

    number: int
    name: Said
    title: Said
    area: str
    price: str
    votes: int
    width: float  # per cent of the most votes
    chosen: bool  # by the count
    missing: str  # how many more votes it would have needed; NONE: no number would have done
    other: bool  # by the other rule
    decided: bool | None  # by the board; None before it


@dataclass(frozen=True)
class StepRow:
    """One line of the recount."""

    place: int
    number: int
    name: Said
    votes: str
    price: str
    pays: str
    became: str
    has: str  # what the voters of one that was not chosen had left together
    left: str
    chosen: bool


@dataclass(frozen=True)
class Deviation:
    """Where the board decided otherwise than the count."""

    number: int
    name: Said
    how: str
    reason: str


@dataclass(frozen=True)
class View:
    """All of it in one language."""

    code: str
    title: Said
    poll: bool
    decider: str
    decides: str
    closed: str
    budget: str
    other_spent: str
    choose: int
    ballots: int
    rows: tuple[Row, ...]  # most votes first
    winners: tuple[Row, ...]  # in the order of the count
    decided: tuple[Row, ...]
    decided_cost: str
    decision_day: str
    decision_section: str
    deviations: tuple[Deviation, ...]
    steps: tuple[StepRow, ...]
    pays: bool  # steps say what a voter pays
    rule: tuple[str, ...]  # sentences
    ended: tuple[str, ...]  # how the count came to its end
    ties: tuple[str, ...]
    section: str
    other_name: str
    other_only: tuple[Row, ...]
    count_only: tuple[Row, ...]
    turnout: tuple[report.Told, ...]
    counts: tuple[report.Told, ...]
    areas: tuple[tuple[str, int, tuple[tuple[Row, str], ...]], ...]


def view(plan: Plan, result: Result, decision: Decision | None, _: Words) -> View:
    """The election as it stands after the count, or after the decision where there is one."""
    rows = tuple(sorted((_row(plan, t, result, decision, _) for t in plan.targets), key=lambda r: (-r.votes, r.number)))
    by_number = {row.number: row for row in rows}
    other = result.other
    return View(
        code=plan.code,
        title=_.said(plan.title),
        poll=plan.kind == "poll",
        decider=_.said(plan.decider).text or _("The city"),
        decides=_.day(plan.decides) if plan.decides else "",
        closed=_.moment(plan.closes),
        budget=_.money(result.budget) if result.budget is not None else "",
        other_spent=_.money(other.spent) if other else "",
        choose=plan.most,
        ballots=result.ballots,
        rows=rows,
        winners=tuple(by_number[number] for number in result.winners),
        decided=tuple(row for row in rows if row.decided),
        decided_cost=_.money(_cost(plan, decision.chosen)) if decision else "",
        decision_day=_.day(decision.date) if decision else "",
        decision_section=decision.section if decision else "",
        deviations=_deviations(plan, result, decision, _),
        steps=tuple(_step(plan, place, step, _) for place, step in enumerate(result.steps, 1)),
        pays=any(step.pays for step in result.steps),
        rule=tuple(rules.sentences(result, _)) if plan.kind == "budget" else (),
        ended=tuple(rules.ended(result, _)) if plan.kind == "budget" else (),
        ties=tuple(rules.ties(result, _)),
        section=plan.section,
        other_name=rules.name(other, _) if other else "",
        other_only=tuple(r for r in rows if r.other and not r.chosen),
        count_only=tuple(r for r in rows if r.chosen and not r.other) if other else (),
        turnout=report.turnout(result, _),
        counts=tuple(report.counts(result, _)),
        areas=tuple(
            (area, result.area_ballots[area], tuple((row, report.few(votes[row.number], _)) for row in rows))
            for area, votes in result.areas.items()
        ),
    )


def _cost(plan: Plan, numbers: Sequence[int]) -> int:
    return sum(target.price or 0 for target in plan.targets if target.number in numbers)


def _row(plan: Plan, target: Target, result: Result, decision: Decision | None, _: Words) -> Row:
    number, most = target.number, max(result.votes.values(), default=0)
    return Row(
        number=number,
        name=_.said(target.short_name),
        title=_.said(target.title),
        area=target.area,
        price=_.money(target.price) if target.price is not None else "",
        votes=result.votes[number],
        width=round(100 * result.votes[number] / most, 2) if most else 0.0,
        chosen=number in result.winners,
        missing=_missing(result, number, _),
        other=result.other is not None and number in result.other.winners,
        decided=number in decision.chosen if decision else None,
    )


def _missing(result: Result, number: int, _: Words) -> str:
    if number not in result.missing:
        return ""
    missing = result.missing[number]
    return NONE if missing is None else _.number(missing)


def _step(plan: Plan, place: int, step: Step, _: Words) -> StepRow:
    target = plan.target(step.number)
    return StepRow(
        place=place,
        number=step.number,
        name=_.said(target.short_name if target else None),
        votes=_.number(step.votes),
        price=_.money(step.price),
        pays=_.exact(step.pays),
        has=_.exact(step.has),
        became={
            "chosen": _("Chosen"),
            "over_budget": _("Not enough money"),
            "stopped": _("The count had stopped"),
            "under_threshold": _("Too few votes"),
            "unsupported": _("Nobody voted for it"),
        }[step.why],
        left=_.money(step.left),
        chosen=step.why == "chosen",
    )


def _deviations(plan: Plan, result: Result, decision: Decision | None, _: Words) -> tuple[Deviation, ...]:
    if decision is None:
        return ()
    found = []
    for number in deviations(result.winners, decision.chosen):
        target = plan.target(number)
        how = _("chosen against the count") if number in decision.chosen else _("left out against the count")
        name = _.said(target.short_name if target else None)
        found.append(Deviation(number, name, how, decision.reasons.get(number, "")))
    return tuple(found)
