"""An idea in one text message: kept and given at once; the receipt carries one optional question."""

from __future__ import annotations

from datetime import timedelta

from dialogs.city import City
from dialogs.commands import Count, GiveIdea, KeepIdea, MendIdea
from dialogs.idea.own import drop, gone
from dialogs.kit import Answer, Done, Go, Pass, Say, Step, T, Text, step
from dialogs.words import intents

SHORT = 3  # letters; fewer say nothing of a place or a thing
PLACE = 200  # characters; a longer answer to "where?" tells more of the idea


def said_enough(text: str) -> bool:
    """Whether there is anything to read in it."""
    return sum(sign.isalpha() for sign in text) >= SHORT


def given(code: str, city: City, first: KeepIdea | MendIdea) -> Go[Place]:
    """Give the kept idea to the staff, receipt it, and ask the optional question."""
    return Go(Place(code), (first, GiveIdea(code, city.read_by()), Count("idea")), receipt(code))


def receipt(code: str) -> Text:
    """The receipt of a text message; the question of `Place` follows in the same message."""
    return T("Thank you! Your idea is safe. Its code is {code}. We tell you what happens to it.", code=code)


@step("idea.place", free=True, optional=True, lasts=timedelta(days=4))
class Place(Step):
    """The optional line in the receipt of a text message: where is it?"""

    code: str

    def ask(self, city: City) -> Say:
        return Say(T("Where is the place? You can answer if you like."))

    def take(self, answer: Answer, city: City) -> Done | Pass:
        text = answer.words
        if not any(sign.isalnum() for sign in text) or gone(self.code, city) is not None or _asks_for(text):
            return Pass()
        promise = T(
            "We read the idea on {day} at the latest. We publish the idea without your name.", day=city.read_by()
        )
        if answer.yes() is False:  # "ei" is no place
            return Done(Say(promise))
        mended = MendIdea(self.code, place=text) if len(text) <= PLACE else MendIdea(self.code, more=text)
        added = (
            T("Thank you! We added the place to your idea.")
            if len(text) <= PLACE
            else T("Thank you! We added this to your idea.")
        )
        return Done(Say(promise, before=(added,)), (mended,))

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)


def _asks_for(text: str) -> bool:
    """Whether a short answer to the optional question is surely another matter: "haluan äänestää"."""
    understood = intents.understand(text)
    return understood.outcome == "sure" and understood.intent in _OTHER_MATTERS


_OTHER_MATTERS = frozenset({"cancel", "vote", "results", "signup", "human", "call_me", "delete", "mydata"})
