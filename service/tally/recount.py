"""The steps of a count, as data: what a page prints so that anyone can follow it with a pencil.

Money is rounded to cents here; the count itself is exact (equal_shares.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from service.tally.add1 import first_share
from service.tally.equal_shares import EqualShares, Floats, Price
from service.tally.greedy import Turn, turns
from service.tally.model import Election, Outcome
from service.tally.precise import Precise


@dataclass(frozen=True)
class Paid:
    """So many voters paid the same amount each."""

    each: Decimal
    voters: int


@dataclass(frozen=True)
class Round:
    """A project bought by equal shares. `paid` begins with the most: the first pay the price, the others all they had.

    `left` is the budget that is left afterwards; `out` are the projects whose backers have too little from then on.
    """

    project: str
    votes: int
    cost: Fraction
    paid: tuple[Paid, ...]
    left: Fraction
    out: tuple[str, ...]


@dataclass(frozen=True)
class Shares:
    """How equal shares came to its end.

    The count began at `first` for each voter and ended at `share`; at `share` + 1 the projects of `following` would
    have been elected, for `following_cost`, which is more than the budget (both None where the count ended for another
    reason). `out` had too little from the beginning. `unspent` is what each project's backers had left together in the
    end, of those that were not elected; `funded_last` are projects that nobody named, funded because there is money for
    everything.
    """

    first: Fraction
    share: Fraction
    out: tuple[str, ...]
    rounds: tuple[Round, ...]
    following: tuple[str, ...] | None
    following_cost: Fraction | None
    unspent: dict[str, Decimal]
    funded_last: tuple[str, ...]


def greedy_steps(election: Election, outcome: Outcome) -> tuple[Turn, ...]:
    """Each project's turn, its score, the money before it and what became of it; of a greedy outcome."""
    return tuple(turns(election, outcome.counted_by))


def share_steps(election: Election, outcome: Outcome) -> Shares | None:
    """The rounds of equal shares; None under another rule, and where nobody voted.

    Where the comparison step replaced the outcome these are still the rounds of equal shares.
    """
    if outcome.share is None or not election.voters:
        return None
    shares = EqualShares(election)
    rounds = _Rounds(shares)
    run = shares.run(outcome.share, seen=rounds.seen)
    following = shares.run(outcome.share + 1) if outcome.rule.add1 else None
    if following is not None and following.cost <= election.budget:
        following = None
    replaced = outcome.preference is not None and outcome.preference.replaced
    return Shares(
        first_share(election, outcome.rule.add1),
        outcome.share,
        rounds.out[0],
        tuple(rounds.told(election)),
        None if following is None else following.winners,
        None if following is None else following.cost,
        {project: has for project, has in rounds.has.items() if project not in run.winners},
        () if replaced else tuple(project for project in outcome.winners if project not in run.winners),
    )


class _Rounds:
    """Watches a run."""

    def __init__(self, shares: EqualShares) -> None:
        self.shares = shares
        self.bought: list[tuple[str, tuple[Paid, ...]]] = []
        self.out: list[tuple[str, ...]] = []  # before each purchase, and in the end
        self.has: dict[str, Decimal] = {}

    def seen(self, money: Floats, price: Price | None, precise: Precise) -> None:
        """A round: who is out by now, and who pays what."""
        bought = {project for project, _ in self.bought}
        gone = {project for projects in self.out for project in projects}
        left = [backers for backers in self.shares.costly if backers.project not in bought | gone]
        lacking = tuple(b.project for b in left if price is None or not _enough(b.together(b.per_point(money)), b.cost))
        self.out.append(lacking)
        if price is None:
            self.has = {b.project: _cents(b.together(b.per_point(money))) for b in self.shares.costly}
            return
        self.bought.append((price.of.project, _paid(price, money)))

    def told(self, election: Election) -> Iterator[Round]:
        """The rounds; what is out after one was seen before the next."""
        left = election.budget
        for project in self.shares.free:
            yield Round(project, election.votes[project], Fraction(0), (), left, ())
        for (project, paid), out in zip(self.bought, self.out[1:], strict=True):
            cost = election.by_id[project].cost
            left -= cost
            yield Round(project, election.votes[project], cost, paid, left, out)


def _enough(has: float, cost: float) -> bool:
    return has >= cost * (1 - 1e-9)


def _paid(price: Price, money: Floats) -> tuple[Paid, ...]:
    """Amounts to the cent, the greatest first."""
    backers = price.of
    points = np.ones(len(backers.groups)) if backers.points is None else backers.points
    cents = np.rint(np.minimum(backers.per_point(money), price.point) * points * 100)
    amounts, place = np.unique(cents, return_inverse=True)
    voters = np.bincount(place, weights=backers.weight / points)
    pairs = zip(amounts.tolist()[::-1], voters.tolist()[::-1], strict=True)
    return tuple(Paid(_cents(amount / 100), round(number)) for amount, number in pairs)


def _cents(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(Decimal("0.01"))
