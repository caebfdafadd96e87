"""The Method of Equal Shares with cost utilities: one run at one share.

Every voter gets the same share of money, and a project is paid by those who named it. All who can pay the same price
for each of their points; who has less pays what is left. Again and again the project is bought whose price per point is
the smallest part of its cost, until the backers of none have enough. (Peters, Pierczyński, Skowron: "Proportional
Participatory Budgeting with Additive Utilities", NeurIPS 2021; equalshares.net. The utility of a project is its cost
times the voter's points.) What costs nothing and is named by somebody comes first. add1.py finds the share.

Fast: identical ballots are one group, the prices of earlier rounds bound those of later ones from below, so most
projects need not be looked at in a round. Exact: amounts are floats, and where two that are compared lie closer than
1e-9 of their size (and what rounding may have added to it), precise.py decides in fractions.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from service.tally.model import Election, Points
from service.tally.precise import Precise
from service.tally.ties import tie_keys

Floats = NDArray[np.float64]
Groups = NDArray[np.intp]
CLOSE = 1e-9
ROUNDING = 1e-13
"""Of the sums that a price is made of: ample for the rounding of a hundred thousand additions."""
SOMETHING = float(np.finfo(np.float64).tiny)
"""So that only who is known to have nothing has 0.0."""


@dataclass(frozen=True)
class Backers:
    """Those who named a project: numbers of their groups, points of a voter (None: all one), points of a group."""

    project: str
    place: int
    cost: float
    groups: Groups
    points: Floats | None
    weight: Floats
    whole: float

    def per_point(self, money: Floats) -> Floats:
        """What each backer has for each of their points."""
        has = money.take(self.groups)
        return has if self.points is None else has / self.points

    def together(self, has: Floats) -> float:
        """What they have together. Not by `@`: the threads of its library cost more than they save at this size."""
        return float(np.add.reduce(self.weight * has))

    def price(self, has: Floats, poor: NDArray[np.bool_], size: float) -> Price:
        """The price when these are the poor."""
        of_poor = self.weight * poor
        paid, rich = float(np.add.reduce(of_poor * has)), self.whole - float(np.add.reduce(of_poor))
        return Price(self, poor, paid, rich, (self.cost - paid) / rich, size)


@dataclass(frozen=True)
class Price:
    """What a point costs in this round. `poor` pay all they have, `paid` together; `rich` are the points of the others.

    `size` is how large the sums were that the price came from.
    """

    of: Backers
    poor: NDArray[np.bool_]
    paid: float
    rich: float
    point: float
    size: float

    @property
    def part(self) -> float:
        """The price as a part of the cost: the least is bought."""
        return self.point / self.of.cost

    @property
    def error(self) -> float:
        """The part of its size by which this price may lie off another and still has to be decided exactly."""
        return CLOSE + ROUNDING * self.size / (self.point * self.rich)

    @property
    def sure(self) -> Fraction | None:
        """The exact part where it is known at once: the poor have nothing, so it is one by the points of the rich."""
        return None if self.paid or not self.rich.is_integer() else Fraction(1, int(self.rich))

    def apart(self, has: Floats) -> bool:
        """Is nobody's money so close to the price that rounding may have put them on the wrong side?"""
        below, above = has < self.point * (1 - self.error), has < self.point * (1 + self.error)
        return bool(np.count_nonzero(below) == np.count_nonzero(above))


@dataclass(frozen=True)
class Run:
    """What one share buys. `trace` is the same for two runs only if every comparison came out alike (add1.py)."""

    share: Fraction
    winners: tuple[str, ...]
    cost: Fraction
    trace: bytes


Seen = Callable[[Floats, Price | None, Precise], None]
"""Told the money of each group before a project is bought, and a last time (None) when nothing more can be."""


def _supported(election: Election) -> Iterator[tuple[str, Groups, Floats, Floats]]:
    """Projects that somebody gave a point to: groups of backers, points of a voter, and points of a group."""
    ballots, names = election.ballots, list(election.by_id)
    numbers = {name: number for number, name in enumerate(names)}
    of = np.fromiter(map(numbers.__getitem__, chain.from_iterable(b.choices for b in ballots)), dtype=np.intp)
    group = np.repeat(np.arange(len(ballots)), np.fromiter((len(b.choices) for b in ballots), dtype=np.intp))
    each = np.fromiter(chain.from_iterable(b.weights for b in ballots), dtype=np.float64)
    weight = each * np.fromiter((b.voters for b in ballots), dtype=np.float64)[group]
    by_project = np.argsort(of, kind="stable")
    by_project = by_project[each[by_project] > 0]
    starts = np.searchsorted(of[by_project], np.arange(len(names) + 1))
    for name, start, end in zip(names, starts, starts[1:], strict=False):
        if start < end:
            rows = by_project[start:end]
            yield name, group[rows], each[rows], weight[rows]


class EqualShares:
    """An election made ready for runs. `costly` has those who named each project that costs something."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.ties = tie_keys(election)
        supported = list(_supported(election))
        self.free = sorted((p for p, *_ in supported if not election.by_id[p].cost), key=self.ties.__getitem__)
        self.costly: list[Backers] = []
        for project, groups, each, weight in supported:
            if cost := election.by_id[project].cost:
                alike = None if (each == 1.0).all() else each
                place, whole = len(self.costly), float(np.add.reduce(weight))
                self.costly.append(Backers(project, place, float(cost), groups, alike, weight, whole))
        self.groups = {backers.project: backers.groups for backers in self.costly}

    def named(self, project: str) -> list[tuple[int, Points, int]]:
        """Number of the group, points of each voter and voters, of each group of backers; empty where nobody is one."""
        found = []
        for group in self.groups[project].tolist() if project in self.groups else ():
            ballot = self.election.ballots[group]
            found.append((group, ballot.weights[ballot.choices.index(project)], ballot.voters))
        return found

    def run(self, share: Fraction, *, within: Fraction | None = None, seen: Seen | None = None) -> Run:
        """Buy until nobody can buy more, or until more is spent than `within`."""
        return _Rounds(self, share).all(within, seen)


class _Rounds:
    """A run under way."""

    def __init__(self, of: EqualShares, share: Fraction) -> None:
        self.of, self.share = of, share
        self.money = np.full(len(of.election.ballots), float(share))
        self.precise = Precise(of.election, of.named, share)
        self.waiting = [(1 / backers.whole, backers.place) for backers in of.costly]
        heapq.heapify(self.waiting)
        self.trace = hashlib.blake2b()

    def all(self, within: Fraction | None, seen: Seen | None) -> Run:
        winners, spent = list(self.of.free), Fraction(0)
        while (within is None or spent <= within) and (prices := self._cheapest()):
            price = self._best(prices)
            if seen is not None:
                seen(self.money, price, self.precise)
            self._pay(price)
            for other in prices:
                if other is not price:
                    heapq.heappush(self.waiting, (other.part * (1 - other.error), other.of.place))
            winners.append(price.of.project)
            spent += self.of.election.by_id[price.of.project].cost
        if seen is not None:
            seen(self.money, None, self.precise)
        return Run(self.share, tuple(winners), spent, self.trace.digest())

    def _cheapest(self) -> list[Price]:
        """Prices of all that may be the cheapest now. Whose backers have too little is out for good."""
        found: list[Price] = []
        looked_at: list[tuple[int, bytes]] = []  # by place in the trace: rounding must not decide their order
        most = float("inf")
        while self.waiting and self.waiting[0][0] <= most:
            bound, place = heapq.heappop(self.waiting)
            backers = self.of.costly[place]
            price = self._price(backers, bound * backers.cost)
            looked_at.append((place, b"-" if price is None else b"+" + price.poor.tobytes()))
            if price is not None:
                found.append(price)
                most = min(most, price.part * (1 + 2 * price.error))
        for place, found_out in sorted(looked_at):
            self.trace.update(b"%d" % place + found_out)
        return found

    def _price(self, backers: Backers, bound: float) -> Price | None:
        """The price of a point, which is no less than `bound`; None if the backers have too little."""
        has = backers.per_point(self.money)
        together, size = backers.together(has), backers.cost + float(self.share) * backers.whole
        if abs(together - backers.cost) <= size * CLOSE:
            if not self.precise.affordable(backers.project):
                return None
        elif together < backers.cost:
            return None
        poor = has < bound * (1 - CLOSE)
        number = int(np.count_nonzero(poor))
        while number < len(has):
            price = backers.price(has, poor, size)
            poor = has < price.point
            more = int(np.count_nonzero(poor))
            if more == number and price.apart(has):
                return price
            if more <= number:
                break
            number = more
        return self._precise_price(backers, has, size)

    def _precise_price(self, backers: Backers, has: Floats, size: float) -> Price:
        """Where somebody has the price but for the rounding, or all just enough together, fractions say who is poor."""
        return backers.price(has, np.array(self.precise.poor(backers.project)), size)

    def _best(self, prices: list[Price]) -> Price:
        """The cheapest; ties are broken among those that are exactly level."""
        least = min(prices, key=lambda price: price.part)
        near = [p for p in prices if p.part - least.part <= least.part * (p.error + least.error)]
        if len(near) > 1:
            near = self._level(near)
        self.trace.update(b"=" + b",".join(b"%d" % place for place in sorted(p.of.place for p in near)))
        return min(near, key=lambda price: self.of.ties[price.of.project])

    def _level(self, near: list[Price]) -> list[Price]:
        """Those of the near ones that are exactly the cheapest."""
        sure = [price.sure for price in near]
        parts = [
            self.precise.part(price.of.project) if part is None else part
            for price, part in zip(near, sure, strict=True)
        ]
        return [price for price, part in zip(near, parts, strict=True) if part == min(parts)]

    def _pay(self, price: Price) -> None:
        """The poor pay all they have, the others the price for each of their points."""
        backers = price.of
        has = backers.per_point(self.money)
        left = np.where(price.poor, 0.0, np.maximum(has - price.point, SOMETHING))
        self.money[backers.groups] = left if backers.points is None else left * backers.points
        self.precise.bought.append(backers.project)
