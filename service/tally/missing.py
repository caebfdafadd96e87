"""Votes missing: how many more voters would have had to name a project for it to be elected.

k more voters hand in a ballot that names the project and nothing else, one point each; all other ballots stay as they
are, and everything is counted again by the rule. The number is a k with which the project is elected and with k - 1 is
not. None where there is none: the project costs more than the budget.

Greedy rules: the least such k, from one pass over the order. Equal shares: more voters make the shares smaller, so only
a recount tells. We begin at a guess and look on from there, twice as far each time, then halve: about ten recounts a
project. Equal shares is not monotonic in theory, so a smaller k may exist somewhere; a smaller one was not elected
where we looked. `guesses` alone is quick at any size: the least k if the share that counted stayed what it was,
whatever the budget says of the outcome; in each round before the end it takes one division.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from service.tally.counting import count
from service.tally.equal_shares import EqualShares, Floats, Price
from service.tally.greedy import order
from service.tally.model import Ballot, Election, Method, Outcome
from service.tally.precise import Precise
from service.tally.ties import tie_keys

CLOSE_TO_WHOLE = 1e-7
MOST_OF_THE_VOTERS = 100
"""More new voters than this many times the old ones are not asked for."""


def missing(election: Election, outcome: Outcome) -> dict[str, int | None]:
    """Votes missing for each project that was not elected, in the order of the draw."""
    lost = _lost(election, outcome)
    if not election.voters:
        return dict.fromkeys(lost)
    if outcome.rule.method != "equal-shares":
        return {project: _greedy(election, project, outcome.rule.method) for project in lost}
    first = guesses(election, outcome)
    return {project: _by_recounts(election, outcome, project, guess) for project, guess in first.items()}


def guesses(election: Election, outcome: Outcome) -> dict[str, int | None]:
    """Of an outcome of equal shares: the numbers if everybody could spend what they could in the count."""
    lost = _lost(election, outcome)
    if not outcome.share:
        return dict.fromkeys(lost)
    shares = EqualShares(election)
    rounds = _Rounds(shares, [project for project in lost if election.by_id[project].cost], outcome.share)
    shares.run(outcome.share, seen=rounds.seen)
    found = {project: rounds.least.get(project, 1) for project in lost}  # what costs nothing wants one voter
    return {project: None if election.by_id[project].cost > election.budget else found[project] for project in lost}


def _lost(election: Election, outcome: Outcome) -> list[str]:
    return [project for project in election.by_id if project not in outcome.winners]


def _by_recounts(election: Election, outcome: Outcome, project: str, guess: int | None) -> int | None:
    if election.by_id[project].cost > election.budget:
        return None

    def elected(more: int) -> bool:
        asked = replace(election, ballots=(*election.ballots, Ballot((project,), voters=more)))
        return project in count(asked, outcome.rule).winners

    too_few, enough, step = 0, guess or 1, 1
    while not elected(enough):
        too_few, enough, step = enough, enough + step, step * 2
        if enough > MOST_OF_THE_VOTERS * election.voters:
            return None
    step = 1
    while enough - too_few > 1:  # first close below the guess, since it is seldom far off
        between = max((too_few + enough) // 2, enough - step)
        step *= 2
        if elected(between):
            enough = between
        else:
            too_few = between
    return enough


def _greedy(election: Election, project: str, method: Method) -> int | None:
    """Let the others have their turns without it; it must come before the one after which its cost is not left."""
    cost, score = election.by_id[project].cost, election.scores[project]
    if cost > election.budget:
        return None
    least = election.threshold if method == "greedy-threshold" else 0
    left, needed = election.budget, max(1, ceil(least - score))
    for other in order(election):
        price, reached = election.by_id[other].cost, election.scores[other]
        if other == project or reached < least:
            continue
        stops = method == "greedy-no-skip" and price > left
        if price <= left:
            left -= price
        if stops or left < cost:
            level = ceil(reached - score)
            ahead = level > reached - score or _first(election, project, other, level)
            return max(needed, level if ahead else level + 1)
    return needed


def _first(election: Election, project: str, other: str, more: int) -> bool:
    """With so many more voters, does it go before the other where they are level?"""
    ties = tie_keys(election)
    cost, votes, place = ties[project]
    return (cost, votes - more, place) < ties[other]


class _Rounds:
    """Watches a run of equal shares, and keeps the least number that any round asks for."""

    def __init__(self, shares: EqualShares, lost: list[str], share: Fraction) -> None:
        self.election, self.share = shares.election, share
        self.backers = {backers.project: backers for backers in shares.costly}
        self.least: dict[str, int | None] = dict.fromkeys(lost)

    def seen(self, money: Floats, price: Price | None, precise: Precise) -> None:
        """A round: `price` is the best one; None when all is over, and having enough is all that counts."""
        for project in self.least:
            cost = float(self.election.by_id[project].cost)
            point = None if price is None else price.part * cost
            each = float(self.share) if point is None else min(point, float(self.share))
            paid = 0.0
            if project in self.backers:
                backers = self.backers[project]
                has = backers.per_point(money)
                paid = backers.together(has if point is None else has.clip(max=point))
            needed = (cost - paid) / each
            known = self.least[project]
            if known is None or needed < known + CLOSE_TO_WHOLE:
                number = max(1, ceil(needed))
                if abs(needed - round(needed)) < CLOSE_TO_WHOLE * max(1.0, needed):
                    number = self._exactly(project, price, precise)
                self.least[project] = number if known is None else min(known, number)

    def _exactly(self, project: str, price: Price | None, precise: Precise) -> int:
        """The same in fractions, and with ties broken."""
        cost = self.election.by_id[project].cost
        if price is None:
            return max(1, ceil((cost - precise.paid(project)) / self.share))
        point = precise.part(price.of.project) * cost
        needed = (cost - precise.paid(project, point)) / min(point, self.share)
        number = max(1, ceil(needed))
        # level with the best, unless all pay all they have: then the price is what the richest have, and less
        level = number == needed and point <= self.share
        return number + 1 if level and not _first(self.election, project, price.of.project, number) else number
