"""How targets, ballots and elections are named in what we say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dialogs.city import City, ElectionView
from dialogs.kit import Brief, Moment, Money, T, Text, Verbatim

ONE_PART = 160
"""Characters of a text message of one part, all of them in GSM-7."""


def names(election: ElectionView, numbers: Sequence[int]) -> str:
    """ "3 Kukkivat puut puistoihin, 7 Hiihtoreitti Ristiinaan": numbers ascending, with their short names."""
    return ", ".join(_name(election, number) for number in sorted(numbers))


def _name(election: ElectionView, number: int) -> str:
    target = election.target(number)
    return f"{number} {target.name}" if target is not None else str(number)


def lines(election: ElectionView) -> tuple[Verbatim, ...]:
    """A line a target: the ballot paper as a text message has room for it."""
    return tuple(Verbatim(f"{target.number} {target.name}") for target in election.targets)


def example(election: ElectionView) -> str:
    """Numbers as one would write them: "3 7 12", or one of a poll's."""
    numbers = [target.number for target in election.targets]
    if election.most == 1:
        return str(numbers[len(numbers) // 2]) if numbers else ""
    step = max(len(numbers) // 4, 1)
    return " ".join(str(n) for n in numbers[step - 1 :: step][: min(election.most, 3)])


def moment(at: datetime, city: City) -> Brief | Moment:
    """A point in time: without the weekday where each sign counts."""
    return Brief(at) if city.narrow else Moment(at)


def money(euros: int) -> Money:
    """Whole euros."""
    return Money(float(euros))


def fitting(city: City, *texts: Text) -> tuple[Text, ...]:
    """The texts without the second, third … from the end that are too much for one part; the last always stays.

    A chat has room for all of them.
    """
    kept = list(texts)
    while city.narrow and len(kept) > 2 and sum(len(city.in_words(text)) + 1 for text in kept) - 1 > ONE_PART:
        del kept[-2]
    return tuple(kept)


def still(election: ElectionView, city: City) -> Text:
    """Whether a ballot of the person's stands."""
    vote = city.my_vote(election.code)
    if vote is None:
        return T("Your vote is not saved yet.")
    return T("Your vote is still: {names}.", names=names(election, vote.choices))
