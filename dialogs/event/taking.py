"""Whether an event takes this sign-up; where it does not, a kind word on what to do next."""

from __future__ import annotations

from dialogs.city import City, EventView
from dialogs.event.said import fitting, place, what
from dialogs.kit import TN, Moment, Say, T, Text

OTHERS = T("Other events: TAPAHTUMAT")


def refusal(event: EventView, size: int | None, city: City) -> Say | None:
    """Why there is no sign-up; None where there may be one."""
    if (off := _off(event, city)) is not None:
        return fitting(city, *off, spare=(OTHERS,))
    own = city.signup(event.number)
    if size is not None and size > event.most:
        many = TN("One sign-up is for at most {n} person.", "One sign-up is for at most {n} people.", event.most)
        send = T("Write ILMO {number} {n}.", number=str(event.number), n=event.most)
        return fitting(city, many, send, T("A bigger group? A person helps: SOITA"))
    if event.takes == "open" or event.takes == "line" or (own is not None and event.takes == "full"):
        return None
    return fitting(city, *_not_now(event, own is not None), spare=(OTHERS, place(event)))


def _off(event: EventView, city: City) -> tuple[Text, ...] | None:
    if event.state == "cancelled":
        return T("This event is cancelled: {what}.", what=what(event)), OTHERS
    if event.state == "postponed":
        late = T("We do not know the new time yet.")
        return T("This event is postponed: {title}.", title=event.name), late, OTHERS
    if event.ends <= city.now:
        return T("This event is over: {what}.", what=what(event)), OTHERS
    return None


def _not_now(event: EventView, own: bool) -> tuple[Text | None, ...]:
    named = T("{what}.", what=what(event))
    match event.takes:
        case "later" if event.opens is not None:
            begins = T("Sign-up begins on {opens}.", opens=Moment(event.opens))
            return begins, T("Then write: ILMO {number}", number=str(event.number))
        case "full":
            return T("Full now: {what}.", what=what(event)), T("Somebody may cancel. Try again later."), OTHERS
        case "over" if own:
            return T("Sign-up has ended. You are still signed up: {what}.", what=what(event)), _ASK
        case "over":
            return T("Sign-up has ended: {what}.", what=what(event)), _ASK
    return T("You need not sign up. Just come!"), named, place(event)


_ASK = T("You can ask a person: IHMINEN")
