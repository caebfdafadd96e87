"""A run of equal shares over again in exact fractions, as far as a close decision needs it.

Nothing is computed until it is asked for; then the prices of what was bought before, one after the other, and the money
of those groups of voters alone who named something of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from service.tally.model import Election, Points

Named = Callable[[str], Sequence[tuple[int, Points, int]]]
"""Who named a project: number of the group, points of each voter, voters."""


class Precise:
    """The exact state behind a run. `bought` grows as the run goes on."""

    def __init__(self, election: Election, named: Named, share: Fraction) -> None:
        self.election, self.named, self.share = election, named, share
        self.bought: list[str] = []
        self._points: list[Fraction] = []  # what a point of each purchase cost, as far as they were asked for
        self._left: dict[int, tuple[int, Fraction]] = {}  # by group: how many purchases are taken off, and the rest

    def affordable(self, project: str) -> bool:
        """Do the backers have enough together?"""
        return self.paid(project) >= self.election.by_id[project].cost

    def paid(self, project: str, point: Fraction | None = None) -> Fraction:
        """What the backers pay together when a point costs so much; with None all they have."""
        self._catch_up()
        paid = Fraction(0)
        for group, points, voters in self.named(project):
            money = self._money(group)
            paid += voters * (money if point is None else min(money, point * points))
        return paid

    def part(self, project: str) -> Fraction:
        """The price of a point as a part of the cost; the backers must have enough."""
        self._catch_up()
        return self._price(project)[0] / self.election.by_id[project].cost

    def poor(self, project: str) -> list[bool]:
        """Which of the groups that named it have less than the price; the backers must have enough."""
        self._catch_up()
        return self._price(project)[1]

    def _catch_up(self) -> None:
        """Price what was bought since the last question, in order: a price rests on the earlier ones."""
        while len(self._points) < len(self.bought):
            self._points.append(self._price(self.bought[len(self._points)])[0])

    def _price(self, project: str) -> tuple[Fraction, list[bool]]:
        """The price of a point after the purchases that are priced, and who is poor."""
        named = self.named(project)
        has = [self._money(group) / points for group, points, _ in named]
        cost, poor = self.election.by_id[project].cost, [False] * len(named)
        while True:
            paid, rich = Fraction(0), Fraction(0)
            for is_poor, money, (_, points, voters) in zip(poor, has, named, strict=True):
                if is_poor:
                    paid += money * points * voters
                else:
                    rich += points * voters
            point = (cost - paid) / rich
            now = [money < point for money in has]
            if now == poor:
                return point, poor
            poor = now

    def _money(self, group: int) -> Fraction:
        """What a voter of the group has left after the purchases that are priced."""
        taken, left = self._left.get(group, (0, self.share))
        if taken < len(self._points):
            ballot = self.election.ballots[group]
            points = dict(zip(ballot.choices, ballot.weights, strict=True))
            for project, point in zip(self.bought[taken : len(self._points)], self._points[taken:], strict=True):
                left = max(left - point * max(points.get(project, 0), 0), Fraction(0))
            self._left[group] = len(self._points), left
        return left
