"""Add1: equal shares leaves money over, so every voter's share grows by one unit of currency until more is spent.

`city` is what the cities that use the rule do: begin with budget ÷ voters rounded down, add one as long as the winners
cost no more than the budget, and take the last outcome that fits. `pabutools` is what that library does: begin with
budget ÷ voters exactly, and stop as soon as no project that somebody named would fit any more. With neither the first
outcome stands. Where the budget pays for every project, all are funded, those that nobody named last.

Adding one at a time takes a million runs where few voters share much money. Two runs in which every comparison came out
alike are alike at every share between: each amount is then a linear function of the share, and so is what a comparison
weighs. So we leap, twice as far each time, and go back where the runs differ.
"""

from __future__ import annotations

from fractions import Fraction

from service.tally.equal_shares import EqualShares, Run
from service.tally.greedy import order
from service.tally.model import Add1, Election


def equal_shares(election: Election, add1: Add1 = "city") -> tuple[Fraction, tuple[str, ...]]:
    """The share that counts and the winners in order of election; no winners where nobody voted."""
    if not election.voters:
        return Fraction(0), ()
    shares = EqualShares(election)
    run = _completed(shares, add1)
    winners = run.winners
    if election.cost(election.by_id) <= election.budget:
        winners += tuple(project for project in order(election) if project not in winners)
    return run.share, winners


def first_share(election: Election, add1: Add1) -> Fraction:
    """Where a count begins: budget ÷ voters, in the city's way rounded down to a whole unit of currency."""
    share = election.budget / election.voters
    return Fraction(int(share)) if add1 == "city" else share


def _completed(shares: EqualShares, add1: Add1) -> Run:
    """The run that counts."""
    budget = shares.election.budget
    run = shares.run(first_share(shares.election, add1), within=budget)
    leap, longer = 1, True
    while not _done(shares, run, add1):
        ahead = shares.run(run.share + leap, within=budget)
        if ahead.trace == run.trace:
            run = ahead
            leap = leap * 2 if longer else max(1, leap // 2)
        elif leap > 1:
            leap, longer = leap // 2, False
        elif ahead.cost > budget:
            return run
        else:
            run, longer = ahead, True
    return run


def _done(shares: EqualShares, run: Run, add1: Add1) -> bool:
    """Is there nothing to grow for: all is bought that somebody named, or, in the library's way, nothing more fits?"""
    out = [shares.election.by_id[b.project].cost for b in shares.costly if b.project not in run.winners]
    return not add1 or not out or (add1 == "pabutools" and min(out) > shares.election.budget - run.cost)
