"""Events: found, signed up to, left; offers, reminders and changes answered; how it was. See JOURNEYS.md."""

from __future__ import annotations

from dialogs.city import City
from dialogs.event import told
from dialogs.event.after import Feedback, FeedbackWords
from dialogs.event.asked import named, wanted
from dialogs.event.card import EventCard, about
from dialogs.event.consent import ShareNumber, allow_number
from dialogs.event.leaving import (
    Changed,
    Leaving,
    Offer,
    Reminded,
    cancel,
    cancel_in_free_words,
    still_in,
)
from dialogs.event.listing import Coming, begin, look, mine
from dialogs.event.signing import Asked, Join, Party, Signed, Signing, sign_up
from dialogs.event.which import WhichEvent, same_hour
from dialogs.kit import Done, Go, Say, Step, T
from dialogs.words.folding import fold
from dialogs.words.numbers import party
from dialogs.words.oneshot import Command as Taught

__all__ = [
    "Asked", "Changed", "Coming", "EventCard", "Feedback", "FeedbackWords", "Join", "Leaving", "Offer", "Party",
    "Reminded", "ShareNumber", "Signed", "WhichEvent",
    "about", "allow_number", "begin", "by_words", "cancel", "cancel_in_free_words", "in_free_words", "look", "mine",
    "more", "names_a_filter", "own_asked", "same_hour", "sign_up", "still_in", "told",
]  # fmt: skip

ABOUT_ONE = (Offer, Reminded, Changed, Feedback)
"""Questions of which several may be open, each about an event of its own."""
TOLD = (Offer, Reminded, Changed)
LOOKED_AT = 60
"""Coming events among which a named one is looked for."""


def by_words(taught: Taught, city: City, newest: Step | None) -> Signing | Go[Coming]:
    """ILMO 12 …; ILMO alone is about the event whose card is open."""
    number = taught.number
    if number is None and isinstance(newest, EventCard):
        number = newest.number
    if number is None:
        return begin(city)
    if taught.numbers is not None and len(taught.numbers.values) > 1:
        unsure = T("We are not sure what you mean. Write ILMO, the number of the event, and how many you are.")
        return Done(Say(unsure))
    return sign_up(number, taught.size, taught.note, city, newest)


def more(number: int | None, city: City, newest: Step | None) -> Go[Coming | EventCard] | Done | None:
    """LISÄÄ and LISÄÄ 12 where the newest question is about events; None where it is not."""
    if newest is None or not newest.name.startswith("event."):
        return None
    if number is not None:
        return about(number, city)
    return newest.more(city) if isinstance(newest, Coming) else begin(city)


def in_free_words(text: str, city: City, newest: Step | None) -> Go[Coming | EventCard | Join] | Done:
    """ "Ilmottautuisin kahvihetkeen": asked first by name; the list where we do not know which."""
    found = [event for event in city.events(limit=LOOKED_AT) if named(text, event)]
    event = found[0] if found else city.event(newest.number) if isinstance(newest, EventCard) else None
    if event is not None and event.takes != "no":
        return Go(Join(event.number, party(text)))
    return Go(EventCard(event.number)) if event is not None and found else look(text, city)


def names_a_filter(text: str, city: City) -> bool:
    """Whether the message names a day, an area or a kind: then it asks for events even where that was only likely."""
    return wanted(text, today=city.now.date(), areas=city.areas) is not None


_SIGNED_UP = ("ilmoittaut", "ilmoitaut", "ilmotaut", "ilmottaut", "ilmonu", "anmal", "signed")
_ASKS = frozenset({"mihin", "mita", "missa", "olenko", "oonko", "mille", "vad", "var", "ar", "what", "am", "which"})


def own_asked(text: str) -> bool:
    """ "Mihin olen ilmoittautunut?"."""
    words = fold(text[:100]).replace("?", " ").split()
    asks = bool(words) and words[0] in _ASKS
    about_it = any(word.startswith(_SIGNED_UP) for word in words)
    return asks and about_it and len(words) <= 7
