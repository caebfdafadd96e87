"""Who comes, for the organiser; and what a person who comes answers to the organiser's message."""

from __future__ import annotations

from datetime import timedelta

from dialogs import contact
from dialogs.city import City
from dialogs.commands import Count, TellStaff
from dialogs.kit import TN, Answer, Done, Go, Lines, Pass, Say, Step, T, Text, Verbatim, step
from dialogs.organiser.world import OrganisedView, Participant
from dialogs.words import intents
from dialogs.words.numbers import a_number
from dialogs.words.organising import wants_more

MOST_PARTS = 3
"""Parts of one page as a text message."""
MOST_CHARACTERS = 3500
"""Of one page elsewhere: about 80 participants. Telegram takes 4096."""
_GONE = T("We do not show this any more. Write LISTA")


@step("organiser.list", optional=True, lasts=timedelta(minutes=10))
class WhoComes(Step):
    """Who comes: names where the event asks for them, numbers where their owners agreed. Whole where it fits."""

    number: int
    start: int = 0

    def ask(self, city: City) -> Say:
        found = city.organising.event(self.number)
        if found is None:
            return Say(_GONE)
        people = city.organising.participants(self.number)
        if not people:
            waiting = [_waiting(found)] if found.waiting else []
            nobody: list[Text] = [T("Nobody has signed up to the event {event}.", event=found.named), *waiting]
            return Say(nobody[-1], before=tuple(nobody[:-1]))
        lines, rest = _page(found, [_line(i, p, city) for i, p in enumerate(people, 1)], self.start, city)
        return Say(Lines((_head(found), Verbatim("\n".join(lines)), *_end(found, rest))))

    def take(self, answer: Answer, city: City) -> Go[WhoComes] | Done | Pass:
        if not wants_more(answer.words):
            return Pass()
        return self.more(city)

    def more(self, city: City) -> Go[WhoComes] | Done:
        """LISÄÄ: the next page; after the last one that there is no more."""
        found = city.organising.event(self.number)
        if found is None:
            return Done(Say(_GONE))
        lines = [_line(i, p, city) for i, p in enumerate(city.organising.participants(self.number), 1)]
        shown, rest = _page(found, lines, self.start, city)
        if not rest:
            return Done(Say(T("That was the whole list.")))
        return Go(WhoComes(self.number, self.start + len(shown)))


def _line(place: int, person: Participant, city: City) -> str:
    """ "1 Aino Virtanen, 2 ihmistä, pyörätuoli, +358401234567"."""
    who = person.name or city.in_words(T("participant"))
    party = [city.in_words(TN("{n} person", "{n} people", person.seats))] if person.seats > 1 else []
    lost = [city.in_words(T("the number is not theirs any more"))] if person.lost else []
    return f"{place} " + ", ".join(part for part in (who, *party, person.needs, person.number, *lost) if part)


def _page(found: OrganisedView, lines: list[str], start: int, city: City) -> tuple[list[str], int]:
    """As many lines from `start` on as fit below the heading, at least one, and how many are left."""
    left = lines[start:]
    end = [city.in_words(text) for text in _end(found, len(left))]
    shown: list[str] = []
    for line in left:
        whole = "\n".join([city.in_words(_head(found)), *shown, line, *end])
        fits = city.organising.parts(whole) <= MOST_PARTS if city.narrow else len(whole) <= MOST_CHARACTERS
        if shown and not fits:
            break
        shown.append(line)
    return shown, len(left) - len(shown)


def _head(found: OrganisedView) -> Text:
    return TN("{event}: {n} person.", "{event}: {n} people.", found.people, event=found.named)


def _waiting(found: OrganisedView) -> Text:
    return T("In line: {n}.", n=found.waiting)


def _end(found: OrganisedView, rest: int) -> list[Text]:
    waiting = [_waiting(found)] if found.waiting else []
    more = T("More: LISTA {number} LISÄÄ", number=str(found.event.number))
    return [*waiting, *([more] if rest else [])]


@step("organiser.told", optional=True, lasts=timedelta(days=2))
class ToldByOrganiser(Step):
    """An organiser's message came. What the person writes to it goes to staff, as everything that no command is."""

    number: int

    def ask(self, city: City) -> Say:
        return Say(Verbatim(""))

    def take(self, answer: Answer, city: City) -> Go[contact.Thread] | Pass:
        text = answer.words
        if not text or answer.yes() is not None or a_number(text, highest=9999) is not None:
            return Pass()  # an older question of ours may wait for it
        if intents.understand(text).outcome != "none":
            return Pass()
        day = city.answer_by()
        return Go(
            contact.Thread(),
            (TellStaff(text, day), Count("message_to_staff")),
            T("Thank you! We have your message. We answer on {day} at the latest.", day=day),
        )
