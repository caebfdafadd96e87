"""A slow count in exact fractions, voter by voter: the oracle that the fast one is held to.

It shares nothing with the fast count but the model and the breaking of ties: no groups, no floats, no remembered
bounds. Only the shares at which nothing can change are not tried one by one: every amount is a line over the share of a
voter, every comparison says where it will turn out differently, and the next share to try is the first of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from math import ceil

from service.tally.model import Election, Method, Outcome, Points, Preference, Rule
from service.tally.ties import tie_keys


@dataclass(frozen=True)
class Line:
    """An amount at the share under count, and how much it grows when every voter gets one unit more."""

    value: Fraction
    slope: Fraction = Fraction(0)

    def __add__(self, other: Line) -> Line:
        return Line(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Line) -> Line:
        return Line(self.value - other.value, self.slope - other.slope)

    def __mul__(self, factor: Points) -> Line:
        return Line(self.value * factor, self.slope * factor)

    def __truediv__(self, divisor: Points) -> Line:
        return Line(self.value / divisor, self.slope / divisor)


def total(lines: Iterable[Line]) -> Line:
    """Their sum."""
    return sum(lines, Line(Fraction(0)))


@dataclass
class Watch:
    """Compares, and keeps how much the share may grow at most before a comparison turns out differently."""

    ahead: int | None = None

    def sign(self, a: Line, b: Line) -> int:
        """-1, 0 or 1, as a is less than b, equal or more."""
        apart, growth = a.value - b.value, a.slope - b.slope
        if growth and (apart == 0 or (apart > 0) != (growth > 0)):
            turns = max(1, ceil(-apart / growth))
            self.ahead = turns if self.ahead is None else min(self.ahead, turns)
        return (apart > 0) - (apart < 0)


@dataclass
class Run:
    """One run of equal shares at one share."""

    election: Election
    share: Fraction
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.ties = tie_keys(self.election)
        self.money: list[Line] = []
        self.backers: dict[str, list[tuple[int, Points]]] = {project: [] for project in self.election.by_id}
        for ballot in self.election.ballots:
            for _ in range(ballot.voters):
                for choice, points in zip(ballot.choices, ballot.weights, strict=True):
                    if points > 0:
                        self.backers[choice].append((len(self.money), points))
                self.money.append(Line(self.share, Fraction(1)))

    def price(self, project: str) -> Line | None:
        """What a backer with one point pays at most, None if the backers have too little."""
        cost = Line(self.election.by_id[project].cost)
        backers = self.backers[project]
        if self.watch.sign(total(self.money[voter] for voter, _ in backers), cost) < 0:
            return None
        has = {voter: self.money[voter] / points for voter, points in backers}
        by_money = sorted(backers, key=lambda backer: cmp_to_key(self.watch.sign)(has[backer[0]]))
        missing, points = cost, sum((p for _, p in backers), Fraction(0))
        for voter, weight in by_money:
            price = missing / points
            if self.watch.sign(price * weight, self.money[voter]) <= 0:
                return price
            missing, points = missing - self.money[voter], points - weight
        raise AssertionError("backers who can pay, and nobody who pays the price")

    def winners(self) -> tuple[str, ...]:
        """Who is bought, in order. What costs nothing and is named by somebody comes first."""
        named = [project for project in self.election.by_id if self.backers[project]]
        free = sorted((p for p in named if self.election.by_id[p].cost == 0), key=self.ties.__getitem__)
        left = [project for project in named if project not in free]
        found = list(free)
        while True:
            prices = {project: price for project in left if (price := self.price(project)) is not None}
            if not prices:
                return tuple(found)
            by_cost = {project: price / self.election.by_id[project].cost for project, price in prices.items()}
            best = min(by_cost.values(), key=cmp_to_key(self.watch.sign))
            level = [project for project, part in by_cost.items() if self.watch.sign(part, best) == 0]
            winner = min(level, key=self.ties.__getitem__)
            self.pay(winner, prices[winner])
            found.append(winner)
            left = [project for project in prices if project != winner]

    def pay(self, project: str, price: Line) -> None:
        """Every backer pays the price for each point, or all they have."""
        for voter, points in self.backers[project]:
            rest = self.money[voter] - price * points
            rich = self.watch.sign(rest, Line(Fraction(0))) > 0
            self.money[voter] = rest if rich else Line(Fraction(0))


def equal_shares(election: Election, rule: Rule) -> tuple[Fraction, tuple[str, ...]]:
    """The share that counts and the winners; equal_shares.py has the rules of the completion."""
    if not election.voters:
        return Fraction(0), ()
    share = election.budget / election.voters
    if rule.add1 == "city":
        share = Fraction(share.numerator // share.denominator)
    run = Run(election, share)
    winners = run.winners()
    costly = [p for p in election.by_id if run.backers[p] and election.by_id[p].cost > 0]
    while rule.add1:
        out = [election.by_id[project].cost for project in costly if project not in winners]
        room = election.budget - election.cost(winners)
        if not out or (rule.add1 == "pabutools" and min(out) > room):
            break
        following = Run(election, run.share + (run.watch.ahead or 1))
        bought = following.winners()
        if election.cost(bought) > election.budget:
            share = following.share - 1
            break
        run, winners, share = following, bought, following.share
    if election.cost(election.by_id) <= election.budget:
        winners += tuple(project for project in greedy(election, "greedy") if project not in winners)
    return share, winners


def greedy(election: Election, method: Method) -> tuple[str, ...]:
    """The winners of a greedy rule, counted voter by voter."""
    ties, found, left = tie_keys(election), [], election.budget
    score = dict.fromkeys(election.by_id, Fraction(0))
    for ballot in election.ballots:
        for _ in range(ballot.voters):
            for choice, points in zip(ballot.choices, ballot.weights, strict=True):
                score[choice] += points
    waiting = list(election.by_id) if election.voters else []
    if method == "greedy-threshold":
        waiting = [project for project in waiting if score[project] >= election.threshold]
    while waiting:
        project = min(waiting, key=lambda p: (-score[p], ties[p]))
        waiting.remove(project)
        if election.by_id[project].cost <= left:
            found.append(project)
            left -= election.by_id[project].cost
        elif method == "greedy-no-skip":
            break
    return tuple(found)


def count(election: Election, rule: Rule) -> Outcome:
    """The outcome, as `service.tally.count` gives it."""
    if rule.method != "equal-shares":
        winners = greedy(election, rule.method)
        return Outcome(rule, winners, election.cost(winners))
    share, winners = equal_shares(election, rule)
    preference = None
    if rule.comparison:
        other = greedy(election, "greedy")
        more = [
            len(set(ballot.choices) & set(winners)) - len(set(ballot.choices) & set(other))
            for ballot in election.ballots
            for _ in range(ballot.voters)
        ]
        preference = Preference(sum(n > 0 for n in more), sum(n < 0 for n in more))
        winners = other if preference.replaced else winners
    return Outcome(rule, winners, election.cost(winners), share, preference)
