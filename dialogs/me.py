"""Oneself: language, stopping and coming back."""

from __future__ import annotations

from datetime import timedelta

from dialogs import event
from dialogs.city import City
from dialogs.commands import AllowMessages, Count, SpeakLanguage, StopMessages, WrongNumber
from dialogs.kit import TN, Answer, Done, Go, Lines, Option, Pass, Say, Step, T, Verbatim, step

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@step("me.language", optional=True, lasts=timedelta(days=1))
class Language(Step):
    """In which language shall we go on? The names are each in its own language."""

    def options(self) -> tuple[Option, ...]:
        return tuple(Option(code, Verbatim(name), str(i)) for i, (code, name) in enumerate(LANGUAGES.items(), 1))

    def ask(self, city: City) -> Say:
        choose = T("Choose the language. Answer with a number.") if city.narrow else T("Choose the language.")
        return Say(Lines((choose, T("You can also write in your own language."))), self.options())

    def take(self, answer: Answer, city: City) -> Done | Pass:
        chosen = answer.pick(self.options(), city)
        return speak(chosen) if chosen else Pass()


def ask_language() -> Go[Language]:
    """KIELI."""
    return Go(Language())


def speak(language: str) -> Done:
    """ENGLISH, SVENSKA, SUOMI: act at once, and greet in that language with the menu."""
    return Done(None, (SpeakLanguage(language),))


def stop(city: City) -> Done:
    """LOPETA: nothing more of our own accord; say what stays and how to come back."""
    first = [T("All right. We do not send you messages any more.")]
    if city.my_ideas():
        first.append(TN("Your idea is kept.", "Your ideas are kept.", len(city.my_ideas())))
    first += event.still_in(city)
    if city.waiting_call():
        first.append(T("We still call you as we promised. No call: PERU"))
    return Done(Say(T("Messages back: ALOITA"), before=tuple(first)), (StopMessages(), Count("stop")))


def start(city: City) -> Done:
    """ALOITA after LOPETA."""
    return Done(Say(T("Welcome back! We may send you messages again. Help: OHJE")), (AllowMessages(), Count("start")))


def wrong_number() -> Done:
    """ "Väärä numero": the holder has changed; stop and unlink at once."""
    return Done(
        Say(T("Sorry! We do not send messages to this number any more. You would like to take part? Write ALOITA")),
        (StopMessages(), WrongNumber()),
    )
