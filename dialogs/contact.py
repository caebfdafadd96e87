"""A person: a telephone call back, or a message that somebody answers."""

from __future__ import annotations

from datetime import timedelta

import phonenumbers

from dialogs.city import City
from dialogs.commands import AskCall, CallTopic, Count, NoCall, TellStaff
from dialogs.kit import Answer, Done, Go, Option, Pass, Say, Stay, Step, T, Text, Verbatim, step
from dialogs.words.folding import plain
from dialogs.words.tongues import TONGUES

MESSAGES = {plain(word) for word in ("viesti", "viestillä", "tekstiviesti", "message", "meddelande")}
"""Answers to the promise of a call that ask for messages instead, folded."""


def ask_call(city: City) -> Go[Topic | Number]:
    """SOITA: promise a call. A Telegram chat has no number, so there it is asked first."""
    return promise(city) if city.narrow else Go(Number())


def promise(city: City, number: str = "") -> Go[Topic]:
    """The promise of a call, to the address itself or to `number`."""
    slot = city.call_slot()
    first = T(
        "Yes! We call you on {day} between {since} and {until}.", day=slot.day, since=slot.since, until=slot.until
    )
    return Go(Topic(), (AskCall(slot.day, slot.since, slot.until, number), Count("call_asked")), first)


@step("contact.number", closed=True)
class Number(Step):
    """To which number? Only where the channel has none."""

    def ask(self, city: City) -> Say:
        return Say(
            T(
                "To which number may we call? Write the number, or press the button below. You do not want a call?"
                " Write VIESTI."
            ),
            wants="contact",
            wants_label=T("Send my number"),
        )

    def take(self, answer: Answer, city: City) -> Stay | Go[Topic | Message] | Pass:
        if answer.number:
            return promise(city, answer.number)
        if plain(answer.words) in MESSAGES:
            return Go(Message())
        if not any(sign.isdigit() for sign in answer.words) and len(answer.words.split()) > 3:
            return Pass()
        number = telephone(answer.words)
        if number is None:
            return Stay(
                Say(
                    T(
                        "We could not read that number. Write it like this: 040 123 4567. You do not want a call?"
                        " Write VIESTI."
                    )
                ),
                missed=True,
            )
        return promise(city, number)

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We do not call you.")))


def telephone(text: str) -> str | None:
    """The number in E.164 that a person typed, Finnish unless it begins with +; None if no such number can exist."""
    try:
        number = phonenumbers.parse(text, "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@step("contact.topic", free=True, optional=True, lasts=timedelta(days=4))
class Topic(Step):
    """What the call is about; need not be answered."""

    def ask(self, city: City) -> Say:
        return Say(
            T("You can write what it is about. You do not want a call? Answer VIESTI. An emergency? Call 112 at once.")
        )

    def take(self, answer: Answer, city: City) -> Go[Message] | Done | Pass:
        if not answer.words:
            return Pass()
        if not city.waiting_call():
            return Pass()
        if plain(answer.words) in MESSAGES:
            return Go(Message(), (NoCall(messages=True),))
        if answer.yes() is not None:  # no topic; and "ei" may mean the call, so that is said clearly
            return Done(Say(T("All right. We call you as we promised. You do not want a call? Answer PERU")))
        return Done(Say(T("Thank you! The caller now knows what it is about.")), (CallTopic(answer.words),))

    def cancel(self, city: City) -> Done | None:
        if not city.waiting_call():
            return None
        return call_off()


def call_off() -> Done:
    """The waiting call is not wanted any more."""
    return Done(Say(T("We cancelled your call. You can ask again: SOITA")), (NoCall(messages=False),))


def ask_message(city: City) -> Go[Message]:
    """IHMINEN: a message to a person."""
    return Go(Message())


@step("contact.message", free=True)
class Message(Step):
    """What would you like to tell a person?"""

    def ask(self, city: City) -> Say:
        since, until = city.service_hours
        return Say(
            T(
                "Write your message here. A person reads it on weekdays from {since} to {until} and answers on {day}"
                " at the latest. You would like a call? Write SOITA",
                since=since,
                until=until,
                day=city.answer_by(),
            )
        )

    def take(self, answer: Answer, city: City) -> Stay | Go[Thread] | Pass:
        if not answer.words:
            return Pass()
        return Go(
            Thread(),
            (TellStaff(answer.words, city.answer_by()), Count("message_to_staff")),
            T("Thank you! We have your message. We answer on {day} at the latest.", day=city.answer_by()),
        )

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We did not send anything.")))

    def waits(self, city: City) -> Text:
        return T("Your message waits. You can go on later: IHMINEN")


def in_other_words(text: str, language: str, city: City) -> Go[Thread]:
    """A message in a language that we do not speak: a person gets it, and one sentence in it says so."""
    told = TellStaff(text, city.answer_by())
    return Go(Thread(), (told, Count("other_language")), Verbatim(TONGUES[language].sentence))


@step("contact.thread", free=True, optional=True)
class Thread(Step):
    """An open thread with staff: takes everything but our command words, and never answers by itself."""

    def ask(self, city: City) -> Say:
        return Say(Verbatim(""))

    def take(self, answer: Answer, city: City) -> Stay | Pass:
        if not answer.words:
            return Pass()
        return Stay(do=(TellStaff(answer.words, city.answer_by()),), silent=True)


@step("contact.offer", lasts=timedelta(days=2), closed=True)
class Offer(Step):
    """Shall we call you? After a call to the number, or after two messages that we could not read."""

    why: str  # "called" or "missed"

    def ask(self, city: City) -> Say:
        yes_no = () if city.narrow else yes_and_no()
        if self.why == "called":
            return Say(
                T(
                    "Hello, {city}! You called this number. Here you can only send messages. Shall we call you? Answer"
                    " JOO. Idea, vote, events: answer OHJE",
                    city=city.name,
                )
            )
        return Say(
            T(
                "We still could not read your message. A person can help. Shall we call you? Answer JOO or EI. Your"
                " message is kept."
            ),
            yes_no,
        )

    def again(self, city: City) -> Say:
        """Put once more after an answer that was neither yes nor no: it need not tell its reason again."""
        yes_no = () if city.narrow else yes_and_no()
        return Say(T("We could not read your answer. Shall we call you? Answer JOO or EI."), yes_no)

    def take(self, answer: Answer, city: City) -> Go[Topic | Number] | Done | Pass:
        said = answer.yes()
        if said is None:
            return Pass()
        if said:
            return ask_call(city)
        return Done(Say(T("All right. You can write again whenever you like. Help: OHJE")))


def yes_and_no() -> tuple[Option, ...]:
    """The two buttons of a yes/no question; typed as words."""
    return (Option("yes", T("Yes"), "JOO"), Option("no", T("No"), "EI"))
