"""An election's ballots as the count takes them (service/tally), and what it brings as the board's result keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from service import tally
from service.elections.plan import Plan, Rule
from service.elections.result import Count
from service.tally.model import default_method
from service.tally.writing import write
from store.votes import Box


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
    return Counted(_count(plan, election, first), _count(plan, election, other))


def _rule(plan: Plan, ballots: int) -> tally.Rule:
    """The rule that was frozen at opening; an election without one has a default by the number of its ballots."""
    if plan.rule is None:
        return tally.Rule(default_method(ballots))
    return tally.Rule(plan.rule.value, plan.add1, plan.comparison)


def as_election(plan: Plan, box: Box, draw: tuple[int, ...]) -> tally.Election:
    """The election of the pure count: projects in the order of the draw, equal ballots as one."""
    projects = {str(t.number): tally.Project(str(t.number), Fraction(t.price or 0), t.title.fi) for t in plan.targets}
    ballots = tally.grouped(tally.Ballot(tuple(map(str, choices))) for choices, _area in box.ballots)
    return tally.Election(
        tuple(projects[str(number)] for number in draw),
        ballots,
        Fraction(plan.budget or 0),
        threshold=plan.threshold,
    )


def _poll(plan: Plan, box: Box) -> Count:
    """A poll has no money to share: all that have the most votes are its winners."""
    votes = box.votes()
    most = max(votes.values(), default=0)
    winners = tuple(t.number for t in plan.targets if most and votes[t.number] == most)
    missing = {t.number: most - votes[t.number] for t in plan.targets if t.number not in winners}
    return Count(rule=Rule.GREEDY, winners=winners, spent=0, missing=dict(missing))


def _count(plan: Plan, election: tally.Election, outcome: tally.Outcome) -> Count:
    rule = outcome.rule
    lost = missing(election, outcome)
    count = Count(
        rule=Rule(rule.method),
        threshold=plan.threshold if rule.method == "greedy-threshold" else 0,
        winners=tuple(int(project) for project in outcome.winners),
        spent=int(outcome.cost),
        missing={int(project): lost[project] for project in sorted(lost, key=int)},
    )
    shares = share_steps(election, outcome)
    if rule.method != "equal-shares":
        return count.model_copy(update={"steps": tuple(map(_greedy_step, *zip(*_turns(election, outcome), strict=True)))})
    return count


