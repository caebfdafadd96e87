"""The number that an association's organiser may see, only if the person says so, for one event at a time."""

from __future__ import annotations

from datetime import timedelta

from dialogs.city import City
from dialogs.commands import KnowNumber, MendSignup
from dialogs.event.said import what
from dialogs.kit import Answer, Done, Pass, Say, Step, T, step


def allow_number(number: int, city: City) -> Done:
    """LUPA 12."""
    signup = city.signup(number)
    if signup is None:
        return Done(Say(T("You are not signed up to an event {number}. Help: OHJE", number=str(number))))
    seen = T("The arranger may now see your number: {what}.", what=what(signup.event))
    return Done(Say(seen), (MendSignup(number, shows_number=True),))


@step("event.number", optional=True, lasts=timedelta(days=1))
class ShareNumber(Step):
    """Which number may the organiser see? The account's own, proved by the channel."""

    number: int

    def ask(self, city: City) -> Say:
        why = T("Press the button below. Only the arranger of this event sees your number. They can then call you.")
        return Say(why, wants="contact", wants_label=T("Send my number"))

    def take(self, answer: Answer, city: City) -> Done | Pass:
        if not answer.number or city.signup(self.number) is None:
            return Pass()
        done = allow_number(self.number, city)
        return Done(done.say, (KnowNumber(answer.number), *done.do))
