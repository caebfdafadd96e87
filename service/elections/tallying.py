"""An election's ballots as the count takes them (service/tally), and what it brings as the board's result keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from service import tally
from service.elections.plan import Plan, Rule
from service.elections.result import Count, Step, Why
from service.tally.greedy import Verdict
from service.tally.missing import missing
from service.tally.model import default_method
from service.tally.recount import Shares, greedy_steps, share_steps
from service.tally.writing import write
from store.votes import Box

WHY: dict[Verdict, Why] = {
    "elected": "chosen",
    "too expensive": "over_budget",
    "below threshold": "under_threshold",
    "not reached": "stopped",
}


@dataclass(frozen=True)
class Counted:
    """The count by the election's rule, and by the other one; a poll has no other."""

    chosen: Count
    other: Count | None


def counted(plan: Plan, box: Box, draw: tuple[int, ...]) -> Counted:
    """Count the ballots. `draw` is the order of the lot that breaks the last ties."""
    if plan.kind == "poll":
        return Counted(_poll(plan, box), None)
    election = as_election(plan, box, draw)
    first, other = tally.both(election, _rule(plan, len(box.ballots)))
    return Counted(_count(election, first), _count(election, other))


def _rule(plan: Plan, ballots: int) -> tally.Rule:
    """The rule that was frozen at opening; an election without one has a default by the number of its ballots."""
    if plan.rule is None:
        return tally.Rule(default_method(ballots))
    return tally.Rule(plan.rule.value, plan.add1, plan.comparison)


def as_election(plan: Plan, box: Box, draw: tuple[int, ...]) -> tally.Election:
    """The election of the pure count: projects in the order of the draw, equal ballots as one.

    A poll is an election in which everything costs 1 and there is 1.
    """
    poll = plan.kind == "poll"
    projects = {
        str(t.number): tally.Project(str(t.number), Fraction(1 if poll else t.price or 0), t.title.fi)
        for t in plan.targets
    }
    return tally.Election(
        tuple(projects[str(number)] for number in draw),
        tally.grouped(tally.Ballot(tuple(sorted(map(str, choices)))) for choices, _area in box.ballots),
        Fraction(1 if poll else plan.budget or 0),
        "choose-1" if plan.most == 1 else "approval",
        threshold=plan.threshold,
    )


def _poll(plan: Plan, box: Box) -> Count:
    """A poll has no money to share: all that have the most votes are its winners."""
    votes = box.votes()
    most = max(votes.values(), default=0)
    winners = tuple(t.number for t in plan.targets if most and votes[t.number] == most)
    missing = {t.number: most - votes[t.number] for t in plan.targets if t.number not in winners}
    return Count(rule=Rule.GREEDY, winners=winners, spent=0, missing=dict(missing))


def _count(election: tally.Election, outcome: tally.Outcome) -> Count:
    rule, lost = outcome.rule, missing(election, outcome)
    shares = share_steps(election, outcome)
    steps = _greedy(election, outcome) if shares is None else _rounds(election, shares, outcome)
    count = Count(
        rule=Rule(rule.method),
        winners=tuple(int(project) for project in outcome.winners),
        spent=int(outcome.cost),
        missing={int(project): lost[project] for project in sorted(lost, key=int)},
        steps=tuple(steps),
    )
    if rule.method == "greedy-threshold":
        return count.model_copy(update={"threshold": int(election.threshold)})
    if rule.method != "equal-shares":
        return count
    told: dict[str, object] = {
        "add1": rule.add1,
        "comparison": rule.comparison,
        "replaced": outcome.preference is not None and outcome.preference.replaced,
        "share": "" if outcome.share is None else str(outcome.share),
    }
    if shares is not None and shares.following is not None and shares.following_cost is not None:
        told |= {
            "following": tuple(int(project) for project in shares.following),
            "following_spent": int(shares.following_cost),
        }
    return count.model_copy(update=told)


def _greedy(election: tally.Election, outcome: tally.Outcome) -> Iterator[Step]:
    if outcome.rule.method == "equal-shares":
        return  # nobody voted: there are no rounds
    for turn in greedy_steps(election, outcome):
        cost = election.by_id[turn.project].cost
        yield Step(
            number=int(turn.project),
            votes=election.votes[turn.project],
            price=int(cost),
            why=WHY[turn.verdict],
            left=int(turn.left - cost if turn.verdict == "elected" else turn.left),
        )


def _rounds(election: tally.Election, shares: Shares, outcome: tally.Outcome) -> Iterator[Step]:
    """The rounds of equal shares, then what its voters could not pay for."""
    left = election.budget
    for one in shares.rounds:
        left = one.left
        yield Step(
            number=int(one.project),
            votes=one.votes,
            price=int(one.cost),
            why="chosen",
            left=int(left),
            pays=str(one.paid[0].each) if one.paid else "",
        )
    bought = {one.project for one in shares.rounds}
    for project in sorted(set(election.by_id) - bought, key=int):
        last = project in shares.funded_last
        left -= election.by_id[project].cost if last else 0
        yield Step(
            number=int(project),
            votes=election.votes[project],
            price=int(election.by_id[project].cost),
            why="chosen" if last else "over_budget" if election.votes[project] else "unsupported",
            left=int(left),
            has=str(shares.unspent[project]) if project in shares.unspent else "",
        )


# -- the file that anyone recounts


def pabulib(plan: Plan, box: Box, count: Count, *, draw: tuple[int, ...], seed: str) -> str:
    """The election as a `.pb` file. The same ballots are always the same file, whoever cast them and when.

    They come sorted; the voters' numbers are drawn by `seed`.
    """
    election = as_election(plan, box, draw)
    meta = {
        "description": plan.title.fi,
        "country": "Finland",
        "unit": plan.city,
        "instance": plan.code,
        "date_begin": f"{plan.opens:%d.%m.%Y}",
        "date_end": f"{plan.closes:%d.%m.%Y}",
        "min_length": "1",
        "max_length": str(plan.most),
        "currency": "EUR",
        "language": "fi",
    }
    outcome = tally.Outcome(
        tally.Rule(count.rule.value, count.add1 or "city", count.comparison),
        tuple(map(str, count.winners)),
        Fraction(count.spent),
    )
    chance = Random(seed)  # noqa: S311 - published: it orders ballots that are sorted, and hides nothing
    return write(replace(election, meta=meta), outcome, shuffle=chance)
