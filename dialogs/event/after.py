"""After the event: how was it?"""

from __future__ import annotations

import re
from datetime import timedelta

from dialogs.city import City
from dialogs.commands import Count, GiveFeedback
from dialogs.event import told
from dialogs.event.signing import gone
from dialogs.kit import Answer, Done, Go, Pass, Say, Step, T, step

_STARS = re.compile(r"^\s*([1-5])(?:\s*/\s*5)?\b[\s.,:;!-]*(.*)$", re.DOTALL)
WORDS = 1000
"""Characters that are kept."""


@step("event.feedback", optional=True, evergreen=True, carries="number", lasts=timedelta(days=5))
class Feedback(Step):
    """How was the event, 1 to 5? Words may follow at once: "4 oli kiva"."""

    number: int

    def ask(self, city: City) -> Say:
        event = city.event(self.number)
        return told.feedback(event, city) if event is not None else gone()

    def take(self, answer: Answer, city: City) -> Go[FeedbackWords] | Done | Pass:
        chosen = answer.pick(told.STARS, city)
        if chosen is not None:
            return Go(FeedbackWords(self.number), (GiveFeedback(self.number, int(chosen)), Count("feedback")))
        found = _STARS.match(answer.words)
        if found is None:
            return Pass()
        given = GiveFeedback(self.number, int(found[1]), found[2].strip()[:WORDS])
        return Done(Say(T("Thank you! The arranger sees your answer.")), (given, Count("feedback")))


@step("event.words", free=True, optional=True, lasts=timedelta(days=2))
class FeedbackWords(Step):
    """A word on it; need not be answered."""

    number: int

    def ask(self, city: City) -> Say:
        return Say(T("Thank you! What was good, what was not? You can write it if you like."))

    def take(self, answer: Answer, city: City) -> Done | Pass:
        if not any(sign.isalnum() for sign in answer.words) or answer.yes() is not None:
            return Pass()
        given = GiveFeedback(self.number, words=answer.words[:WORDS])
        return Done(Say(T("Thank you! The arranger sees your answer.")), (given,))
