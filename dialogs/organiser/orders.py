"""What an organiser asks for, looked at before a code is asked: what can't be is said at once, and why."""

from __future__ import annotations

from datetime import timedelta

from dialogs.city import City
from dialogs.commands import AskOrganiser, Count
from dialogs.kit import TN, Brief, Done, Go, Lines, Say, T, Text, Verbatim
from dialogs.organiser.code import OrganiserCode, locked, refuse
from dialogs.organiser.world import OrganisedView
from dialogs.words.organising import Order

MOST_PARTS = 3
"""Parts of an organiser's message as a text message."""
MOST_TEXT = 280
"""Characters of it, so that what is asked before it goes has room for it, for the code and for how many get it."""
REASON = 100
"""Characters of a reason: it goes into one message with what is cancelled."""
SHOWN = {True: 6, False: 20}
"""Events in a list, where it is narrow and where it is not."""
AFTER = timedelta(days=14)
"""How long after its end an event may be looked at: then what people told for it is erased."""


def own_events(city: City) -> Done | None:
    """LISTA alone: the person's events. None for somebody who runs none."""
    if not city.organising.registered:
        return None
    found = city.organising.events()
    if not found:
        return Done(Say(T("Your association has no events now.")), (Count("organiser_list"),))
    shown = found[: SHOWN[city.narrow]]
    lines: list[Text | Verbatim] = [
        TN("{event}, {at}: {n} person", "{event}, {at}: {n} people", one.people, event=one.named, at=_at(one))
        for one in shown
    ]
    lines.append(T("Who comes? Write LISTA and the number, for example: LISTA {number}", number=_number(shown[0])))
    return Done(Say(Lines(tuple(lines))), (Count("organiser_list"),))


def _at(found: OrganisedView) -> Brief:
    return Brief(found.event.starts)


def _number(found: OrganisedView) -> str:
    return str(found.event.number)


def ask(order: Order, city: City) -> Go[OrganiserCode] | Done:
    """A code is asked for what the person may do; what can't be done is said."""
    found = city.organising.event(order.number or 0)
    if found is None:
        return Done(Say(refuse()))
    if (until := city.organising.locked) is not None:
        return Done(Say(locked(until)))
    why = _why_not(order, found, city)
    if why is not None:
        return Done(Say(why))
    kept = AskOrganiser(order.what, found.event.number, order.rest, order.people or 0)
    return Go(OrganiserCode(found.event.number), (kept,))


def _why_not(order: Order, found: OrganisedView, city: City) -> Text | None:
    """Why it can't be done, or None."""
    event, number = found.event, str(found.event.number)
    over = city.now >= event.ends if order.what == "cancel" else city.now >= event.ends + AFTER
    if over:
        return T("The event {event} is over.", event=found.named)
    match order.what:
        case "cancel" if event.state == "cancelled":
            return T("The event {event} is already cancelled.", event=found.named)
        case "cancel" if len(order.rest) > REASON:
            return T("The reason is too long. Write at most {most} characters.", most=str(REASON))
        case "attended" if city.now < event.starts:
            return T("The event {event} has not begun.", event=found.named)
        case "attended" if order.people is None:
            return T("How many were there? Write for example: PAIKALLA {number} 9", number=number)
        case "message":
            return _no_message(order.rest, found, city)
    return None


def _no_message(text: str, found: OrganisedView, city: City) -> Text | None:
    number = found.event.number
    if not text:
        return T("What do we tell? Write for example: VIESTI {number} We begin at 14", number=str(number))
    if city.organising.messages_left(number) <= 0:
        return T("Three messages have gone to this event today. You can write again tomorrow.")
    if len(text) > MOST_TEXT:
        return T("The message is too long. Write at most {most} characters.", most=str(MOST_TEXT))
    if city.organising.parts(city.organising.said(number, text)) > MOST_PARTS:  # other letters need twice the room
        return T("The message is too long. Write at most {most} characters.", most="100")
    if not city.organising.audience(number, all=False).all:
        return T("Nobody has signed up to the event {event}.", event=found.named)
    return None
