"""A bare "joo" where two things that we told of our own accord came within the hour: which one?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogs.city import City
from dialogs.event.leaving import Changed, Leaving, Offer, Reminded
from dialogs.event.said import dated
from dialogs.event.signing import Signed
from dialogs.kit import Answer, Done, Go, Option, Pass, Say, Step, T, step
from dialogs.words.numbers import a_number

HOUR = timedelta(hours=1)
Told = Offer | Reminded | Changed


def same_hour(open_questions: Sequence[tuple[Step, datetime]], said: bool, city: City) -> Go[WhichEvent] | None:
    """The question of which, for yes or no to the newest of the open questions (oldest first)."""
    if not open_questions or not isinstance(open_questions[-1][0], Told):
        return None
    newest = open_questions[-1][1]
    steps = [
        one
        for one, asked in reversed(open_questions)
        if isinstance(one, Told) and newest - asked <= HOUR and city.signup(one.number) is not None
    ]
    numbers = tuple(dict.fromkeys(one.number for one in steps))
    if len(numbers) < 2:
        return None
    kinds = {one.number: one.name for one in reversed(steps)}  # the newest of one event
    return Go(WhichEvent(numbers, tuple(kinds[number] for number in numbers), said))


@step("event.which", optional=True, closed=True, lasts=timedelta(days=2))
class WhichEvent(Step):
    """Which event is the yes (`said`) or the no about? `kinds` are the names of what was asked, in the same order."""

    numbers: tuple[int, ...]
    kinds: tuple[str, ...]
    said: bool

    def options(self, city: City) -> tuple[Option, ...]:
        """The events under their own numbers."""
        found = [event for number in self.numbers if (event := city.event(number)) is not None]
        return tuple(Option(str(e.number), T("{dated}", dated=dated(e)), str(e.number)) for e in found)

    def ask(self, city: City) -> Say:
        if city.narrow:
            return Say(T("Which one do you mean? Answer with a number."), self.options(city))
        return Say(T("Which one do you mean?"), self.options(city))

    def picked(self, answer: Answer) -> int | None:
        """The number of the event that the answer names."""
        number = a_number(answer.tap if answer.tap is not None else answer.words, highest=9999)
        return number if number in self.numbers else None

    def take(self, answer: Answer, city: City) -> Go[Signed | Leaving] | Done | Pass:
        number = self.picked(answer)
        if number is None:
            return Pass()
        same = Answer(tap="yes" if self.said else "no")
        if self.kinds[self.numbers.index(number)] == Offer.name:
            return Offer(number).take(same, city)
        return Reminded(number).take(same, city)
