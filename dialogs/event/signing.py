"""Signing up: ILMO 12, ILMO 12 3, ILMO 12 pyörätuoli. Kept at once, and the receipt says what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogs import contact
from dialogs.city import City, EventView, SignupView
from dialogs.commands import Count, MendSignup, SignUp
from dialogs.event import told
from dialogs.event.consent import ShareNumber
from dialogs.event.said import (
    ONE_PART,
    dated,
    fitting,
    in_line,
    leave,
    leave_line,
    length,
    place,
    reminder_day,
    seats,
    what,
)
from dialogs.event.taking import refusal
from dialogs.kit import Answer, Done, Go, Option, Pass, Say, Step, T, Text, step
from dialogs.words import intents
from dialogs.words.numbers import a_number, party

if TYPE_CHECKING:
    from dialogs.event.leaving import Leaving

MONTHS = timedelta(days=60)
"""Longer than most wait for what they have signed up to."""


def sign_up(number: int, size: int | None, needs: str, city: City, newest: Step | None = None) -> Signing:
    """ILMO 12: at once. An event with an age limit is asked about first, unless its card has just told the limit."""
    event = city.event(number)
    if event is None:
        return Done(Say(T("There is no event {number}. Events: TAPAHTUMAT", number=str(number))))
    if (no := refusal(event, size, city)) is not None:
        return Done(no, (Count("signup_refused"),))
    told_already = newest is not None and newest.name == "event.card" and getattr(newest, "number", 0) == number
    if event.age and not told_already and city.signup(number) is None:
        return Go(Join(number, size, needs))
    return join(event, size, needs, city)


def join(event: EventView, size: int | None, needs: str, city: City) -> Go[Signed | Asked]:
    """Signed up; what the event's arranger wants to know is asked in the receipt."""
    before = city.signup(event.number)
    commands = (SignUp(event.number, size, needs),)
    if event.asks_name and before is None:
        return Go(Asked(event.number, "name", receipt=True), commands)
    if event.asks_needs and not needs and before is None:
        return Go(Asked(event.number, "needs", receipt=True), commands)
    return Go(Signed(event.number), commands)


@step("event.join", optional=True, closed=True, lasts=timedelta(days=2))
class Join(Step):
    """Do you sign up to this? Asked by name after free words, and where there is an age limit."""

    number: int
    party: int | None = None
    needs: str = ""

    def ask(self, city: City) -> Say:
        event = city.event(self.number)
        if event is None:
            return gone()
        age = T("The age limit is {n} years.", n=event.age) if event.age else None
        asked = T("Do you sign up: {what}? Answer JOO or EI.", what=what(event))
        said = fitting(city, age, asked)
        return said if city.narrow else Say(said.text, contact.yes_and_no(), before=said.before)

    def take(self, answer: Answer, city: City) -> Go[Signed | Asked] | Done | Pass:
        event = city.event(self.number)
        said = answer.leaning()
        if event is None or said is None:
            return Pass()
        if not said:
            return Done(Say(T("All right. Events: TAPAHTUMAT")))
        size = party(answer.words) or self.party
        if (no := refusal(event, size, city)) is not None:
            return Done(no, (Count("signup_refused"),))
        return join(event, size, self.needs, city)


def gone() -> Say:
    """The event that the question was about is there no more."""
    return Say(T("This event is not on the list any more. Events: TAPAHTUMAT"))


def not_in(number: int, city: City) -> Say:
    """The receipt of who has no sign-up: the last seat may have gone to another between their message and its turn."""
    event = city.event(number)
    return (refusal(event, None, city) if event is not None else None) or gone()


@step("event.signed", optional=True, evergreen=True, carries="number", lasts=MONTHS)
class Signed(Step):
    """The receipt. `how` it came: "" by signing up, "offer" by saying yes to one."""

    number: int
    how: str = ""

    def ask(self, city: City) -> Say:
        signup = city.signup(self.number)
        return receipt(signup, self.how, city) if signup is not None else not_in(self.number, city)

    def take(self, answer: Answer, city: City) -> Go[Signed | Leaving | Party | ShareNumber] | Done | Pass:
        signup = city.signup(self.number)
        if signup is None:
            return Pass()
        if answer.tap == "leave":
            from dialogs.event.leaving import Leaving  # it leads here too

            return Go(Leaving(self.number))
        if answer.tap == "party":
            return Go(Party(self.number))
        if answer.tap == "number":
            return Go(ShareNumber(self.number))
        size = party(answer.words) or a_number(answer.words)
        return change_party(signup.event, size, city) if size else Pass()

    def cancel(self, city: City) -> Done | None:
        from dialogs.event.leaving import cancel

        return cancel(self.number, city) if city.signup(self.number) is not None else None


def change_party(event: EventView, size: int, city: City) -> Go[Signed] | Done:
    """They are another number of people."""
    if (no := refusal(event, size, city)) is not None:
        return Done(no, (Count("signup_refused"),))
    return Go(Signed(event.number), (SignUp(event.number, size),))


@step("event.party", optional=True, lasts=timedelta(days=1))
class Party(Step):
    """How many are you? By buttons."""

    number: int

    def ask(self, city: City) -> Say:
        event = city.event(self.number)
        if event is None:
            return gone()
        sizes = tuple(Option(str(n), T("{n} people", n=n), str(n)) for n in range(2, min(event.most, 9) + 1))
        return Say(T("How many are you together?"), sizes)

    def take(self, answer: Answer, city: City) -> Go[Signed] | Done | Pass:
        said = answer.tap if answer.tap is not None else answer.words
        size = party(said) or a_number(said)
        signup = city.signup(self.number)
        return change_party(signup.event, size, city) if size and signup is not None else Pass()


def receipt(signup: SignupView, how: str, city: City, question: Text | None = None) -> Say:
    """What came of it: seats, the place in line, how to leave, and `question` at its end."""
    event = signup.event
    if signup.seats == 0 and signup.offered > 0:
        return told.offer(signup, city)
    said = _waiting(signup, how, city, question) if signup.seats == 0 else _in(signup, city, question)
    if city.narrow:
        return said
    options = [Option("leave", T("I can't come"))]
    if event.most > 1:
        options.insert(0, Option("party", T("There are many of us")))
    if event.by_association and not signup.shows_number:
        options.append(Option("number", T("The arranger may call me")))
    return Say(said.text, tuple(options), before=said.before, document=f"event:{event.number}" if signup.seats else "")


def _in(signup: SignupView, city: City, question: Text | None) -> Say:
    event = signup.event
    first = T("You are in! {what}.", what=what(event))
    n = seats(signup) if signup.seats > 1 or signup.waiting else None
    if signup.waiting:
        rest = (in_line(signup), leave(event, more=question is not None), question)
        if city.narrow and length(city, [text for text in (first, n, *rest) if text is not None]) > ONE_PART:
            first = T("You are in! {what}.", what=dated(event))
        return fitting(city, first, n, *rest, spare=(n,))
    where, reminded = place(event), reminder_day(event, city.now)
    noted = T("The arranger sees your note.") if signup.needs else None
    many = None
    if event.most > 1 and signup.seats == 1 and city.narrow and question is None:
        many = T("Are there many of you? ILMO {number} and how many", number=str(event.number))
    said = [text for text in (first, n, where, noted, reminded) if text is not None]
    if many is not None and length(city, (*said, leave(event, more=True), many)) > ONE_PART:
        many = None
    last = leave(event, more=many is not None or question is not None)
    return fitting(city, *said, last, many, question, spare=(noted, where, reminded))


def _waiting(signup: SignupView, how: str, city: City, question: Text | None) -> Say:
    event = signup.event
    full = T("Full now: {what}.", what=what(event))
    if how == "offer":
        full = T("The seat went to somebody else already.")
    tell = T("We tell you when a seat is free.")
    out = leave_line(event, more=question is not None)
    rest = (full, in_line(signup), out, question)
    if city.narrow and how != "offer" and length(city, [text for text in rest if text is not None]) > ONE_PART:
        full = T("Full now: {what}.", what=dated(event))
    return fitting(city, full, in_line(signup), tell, out, question, spare=(tell,))


def calendar(event: EventView) -> Say:
    """The event for the calendar of the telephone."""
    return Say(T("{what}.", what=what(event)), document=f"event:{event.number}")


@step("event.asked", free=True, optional=True, lasts=timedelta(days=4))
class Asked(Step):
    """What the event's arranger wants to know: `what` is "name" or "needs". `receipt`: asked at the receipt's end."""

    number: int
    what: str
    receipt: bool = False

    def ask(self, city: City) -> Say:
        asked = (
            T("Write your name for the arranger.")
            if self.what == "name"
            else T("Do you need something, for example room for a wheelchair? Write it to the arranger.")
        )
        skip = () if city.narrow else (Option("skip", T("I do not answer")),)
        signup = city.signup(self.number)
        if self.receipt and signup is None:
            return not_in(self.number, city)
        if not self.receipt or signup is None:
            return Say(asked, skip)
        said = receipt(signup, "", city, asked)
        return said if city.narrow else Say(said.text, skip, before=said.before, document=said.document)

    def take(self, answer: Answer, city: City) -> Go[Asked] | Done | Pass:
        signup = city.signup(self.number)
        if signup is None:
            return Pass()
        more = self.what == "name" and signup.event.asks_needs and not signup.needs
        if answer.tap == "skip" or answer.yes() is False:
            return Go(Asked(self.number, "needs")) if more else Done(Say(T("All right.")))
        text = answer.words
        if not any(sign.isalnum() for sign in text) or answer.yes() or _other_matter(text):
            return Pass()
        mended = MendSignup(self.number, name=text[:NAME]) if self.what == "name" else self._needs(text)
        thanks = T("Thank you! The arranger sees it.")
        return Go(Asked(self.number, "needs"), (mended,), thanks) if more else Done(Say(thanks), (mended,))

    def _needs(self, text: str) -> MendSignup:
        return MendSignup(self.number, needs=text[:NEEDS])

    def cancel(self, city: City) -> Done | None:
        return Signed(self.number).cancel(city)


def _other_matter(text: str) -> bool:
    """Whether the message surely asks for something: that is no name."""
    understood = intents.understand(text)
    return understood.outcome == "sure" and understood.intent in (
        "events",
        "cancel",
        "vote",
        "human",
        "call_me",
        "help",
    )


NAME, NEEDS = 80, 300
"""Characters that are kept."""

Signing = Go[Signed | Asked | Join] | Done
"""What ILMO may lead to."""
