"""Not coming: PERU 12 at once, free words asked first. And answers to an offer, a reminder, a change."""

from __future__ import annotations

from datetime import timedelta

from dialogs import contact
from dialogs.city import City, SignupView
from dialogs.commands import AnswerOffer, CancelSignup
from dialogs.event import told
from dialogs.event.said import dated, fitting, what
from dialogs.event.signing import MONTHS, Signed, gone
from dialogs.kit import Answer, Done, Go, Pass, Say, Step, T, Text, step
from dialogs.words import intents
from dialogs.words.numbers import party


def cancel(number: int, city: City) -> Done:
    """PERU 12: at once, and named."""
    signup = city.signup(number)
    if signup is None:
        return Done(Say(T("You are not signed up to an event {number}. Help: OHJE", number=str(number))))
    event = signup.event
    off = T("You left the line: {what}.", what=what(event))
    if signup.seats:
        off = T("We cancelled your sign-up: {what}.", what=what(event))
    back = None if event.takes in ("no", "over") else T("You want back? ILMO {number}", number=str(number))
    return Done(fitting(city, off, back), (CancelSignup(number),))


@step("event.confirm", optional=True, closed=True, lasts=timedelta(days=2))
class Leaving(Step):
    """Shall we cancel the sign-up? After free words (JOURNEYS.md, rule 6)."""

    number: int

    def ask(self, city: City) -> Say:
        signup = city.signup(self.number)
        if signup is None:
            return gone()
        asked = T("Shall we cancel: {what}? Answer JOO or EI.", what=what(signup.event))
        return Say(asked, () if city.narrow else contact.yes_and_no())

    def take(self, answer: Answer, city: City) -> Done | Pass:
        said = answer.leaning()
        if said is None and wont_come(answer.words):
            said = True
        signup = city.signup(self.number)
        if said is None or signup is None:
            return Pass()
        if said:
            return cancel(self.number, city)
        return Done(fitting(city, T("All right. You are still in: {what}.", what=what(signup.event))))

    def cancel(self, city: City) -> Done | None:
        return cancel(self.number, city) if city.signup(self.number) is not None else None


def wont_come(text: str) -> bool:
    """ "En pääsekään, sairastuin"."""
    understood = intents.understand(text)
    return understood.outcome == "sure" and understood.intent == "cancel"


@step("event.offer", optional=True, closed=True, evergreen=True, carries="number", lasts=timedelta(days=8))
class Offer(Step):
    """There is a seat for you: are you coming? Also answered late, while they wait in line."""

    number: int

    def ask(self, city: City) -> Say:
        signup = city.signup(self.number)
        return told.offer(signup, city) if signup is not None else gone()

    def take(self, answer: Answer, city: City) -> Go[Signed] | Done | Pass:
        signup = city.signup(self.number)
        if signup is None or not (signup.offered or signup.waiting):
            return Pass()
        said = answer.leaning()
        size = party(answer.words) if answer.tap is None else None
        if said is None and wont_come(answer.words):
            said = False
        if said is None and size is None:
            return Pass()
        if said is False:
            return _declined(signup, city)
        return Go(Signed(self.number, "offer"), (AnswerOffer(self.number, True, size),))

    def cancel(self, city: City) -> Done | None:
        return cancel(self.number, city) if city.signup(self.number) is not None else None


def _declined(signup: SignupView, city: City) -> Done:
    number = signup.event.number
    commands = (AnswerOffer(number, False),)
    still = T("You are still in: {what}.", what=what(signup.event)) if signup.seats else None
    return Done(fitting(city, T("All right. We give the seat to the next one."), still), commands)


class Told(Step):
    """What we told of an event of our own accord: need not be answered, and may be answered by not coming."""

    number: int

    def ask(self, city: City) -> Say:
        signup = city.signup(self.number)
        return told.reminder(signup, city) if signup is not None else gone()

    def take(self, answer: Answer, city: City) -> Go[Leaving] | Done | Pass:
        return coming(self.number, answer, city)

    def cancel(self, city: City) -> Done | None:
        return cancel(self.number, city) if city.signup(self.number) is not None else None


@step("event.reminded", optional=True, evergreen=True, carries="number", lasts=MONTHS)
class Reminded(Told):
    """A reminder."""

    number: int


@step("event.changed", optional=True, evergreen=True, carries="number", lasts=MONTHS)
class Changed(Told):
    """The time or the place is another now. Its message says both; put again, it says when and where it is."""

    number: int


def coming(number: int, answer: Answer, city: City) -> Go[Leaving] | Done | Pass:
    """Yes or no to what we told of our own accord; a no is asked about first."""
    signup = city.signup(number)
    if signup is None or signup.event.ends <= city.now:
        return Pass()
    said = answer.leaning()
    if said is False or (said is None and wont_come(answer.words)):
        return Go(Leaving(number))
    return Done(Say(T("Great! See you: {dated}", dated=dated(signup.event)))) if said else Pass()


def cancel_in_free_words(text: str, city: City, newest: Step | None) -> Go[Leaving] | Done | None:
    """ "En pääsekään": what the newest question is about, what is named, or the only one. None: there is none."""
    own = city.my_signups()
    number = getattr(newest, "number", 0) if newest is not None and newest.name.startswith("event.") else 0
    if any(signup.event.number == number for signup in own):
        return Go(Leaving(number))
    from dialogs.event.asked import named

    chosen = [signup for signup in own if named(text, signup.event)] or list(own)
    if len(chosen) == 1:
        return Go(Leaving(chosen[0].event.number))
    if not chosen:
        return None
    lines = [T("PERU {number}: {dated}", number=str(s.event.number), dated=dated(s.event)) for s in chosen[:4]]
    return Done(fitting(city, T("Which one do you want to cancel?"), *lines))


def still_in(city: City) -> tuple[Text, ...]:
    """LOPETA: "Olet yhä mukana: Kahvihetki 26.11. Et pääse? PERU 12"; the next three of several."""
    own = city.my_signups()[:3]
    return tuple(
        T("You are still in: {dated}. Can't come? PERU {number}", dated=dated(s.event), number=str(s.event.number))
        for s in own
    )
