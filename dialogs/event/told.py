"""What we tell about a sign-up of our own accord: an offer, its end, a reminder, a change, how it was.

Also said outside a turn, so these take a view and who hears it.
"""

from __future__ import annotations

from dialogs.city import EventView, SignupView
from dialogs.event.said import ONE_PART, Listener, dated, fitting, in_line, leave, leave_line, length, place, what, when
from dialogs.kit import TN, Option, Say, Soon, T, Text, Verbatim

STARS = tuple(Option(str(n), Verbatim(f"{n} ⭐"), str(n), beside=n > 1) for n in range(1, 6))


def offer(signup: SignupView, to: Listener) -> Say:
    """ "Sinulle on paikka! … Tuletko? Vastaa JOO tai EI. Odotamme vastausta … asti."."""
    event, n = signup.event, signup.offered or 1
    first = TN("There is a seat for you!", "There are {n} seats for you!", n)
    until = T("We wait for your answer until {deadline}.", deadline=Soon(signup.until)) if signup.until else None
    if signup.invited:
        first, until = T("A seat is free! The first one to answer gets it."), None
    rest = [text for text in (T("Are you coming? Answer JOO or EI."), until) if text is not None]
    named = T("{what}.", what=what(event))
    if event.place:
        with_place = T("{what}, {place}.", what=what(event), place=event.place)
        named = with_place if not to.narrow or length(to, (first, with_place, *rest)) <= ONE_PART else named
    if to.narrow and length(to, (first, named, *rest)) > ONE_PART:
        named = T("{what}.", what=dated(event))
    said = fitting(to, first, named, *rest)
    return said if to.narrow else Say(said.text, YES_NO, before=said.before)


YES_NO = (
    Option("yes", T("Yes, we are coming"), "JOO", ("joo",)),
    Option("no", T("No, give it to others"), "EI", ("ei",)),
)


def lapsed(signup: SignupView, to: Listener, *, passed_on: bool = True) -> Say:
    """An offer ran out: the place in line stays. Not `passed_on`: nobody waits behind, so the seat is still free."""
    if not passed_on:
        free = T("We got no answer. The seat is still free: {what}.", what=what(signup.event))
        said = fitting(to, free, T("Are you coming? Answer JOO or EI."))
        return said if to.narrow else Say(said.text, YES_NO, before=said.before)
    gone = T("The seat now went to the next one, because we got no answer.")
    out = T("Do you want to leave the line? Answer PERU {number}", number=str(signup.event.number))
    return fitting(to, gone, T("You are still in line."), out)


def taken(signup: SignupView, to: Listener) -> Say:
    """All in line were asked, and others answered first."""
    gone = T("Somebody else got the free seat: {what}.", what=what(signup.event))
    return fitting(to, gone, T("You are still in line."), leave_line(signup.event))


def reminder(signup: SignupView, to: Listener) -> Say:
    """The day before, and on Telegram also shortly before."""
    event = signup.event
    soon = event.starts.date() == to.now.date()
    first = T("Soon: {what}.", what=what(event)) if soon else T("Remember: {what}.", what=what(event))
    where = place(event)
    more = TN("You have {n} seat.", "You have {n} seats.", signup.seats) if signup.seats > 1 else None
    said = fitting(to, first, where, more, in_line(signup), leave(event), spare=(more, in_line(signup), where))
    return said if to.narrow else Say(said.text, REMINDED, before=said.before)


REMINDED = (Option("yes", T("I am coming"), "", ("joo",)), Option("no", T("I can't come"), "", ("en pääse",)))


def changed(signup: SignupView, to: Listener, *, was: EventView) -> Say | None:
    """It begins at another time or place than in `was`; None where it is not, in this person's language."""
    event = signup.event
    where = _elsewhere(event, was, narrow=to.narrow)
    timed = when(event) != when(was) or was.state == "postponed"
    if not timed and not where:
        return None
    first = T("Change: {title}.", title=event.name)
    new_time = T("The new time: {when}.", when=when(event)) if timed else None
    new_place = T("The new place: {place}.", place=where) if where else None
    said = fitting(to, first, new_time, new_place, T("You are still signed up."), leave(event))
    return said if to.narrow else Say(said.text, REMINDED, before=said.before)


def _elsewhere(event: EventView, was: EventView, *, narrow: bool) -> str:
    """Where it is now, if that is elsewhere: by text message what changed, elsewhere the address too. Else ""."""
    street = event.address if event.address and event.address != was.address else ""
    if event.place == was.place:  # an address that was not told before is no change of it
        street = street if was.address else ""
        return street if narrow or not street else ", ".join(filter(None, (event.place, street)))
    return event.place if narrow else ", ".join(filter(None, (event.place, street)))


def postponed(event: EventView, to: Listener) -> Say:
    """The old time does not hold, and the new one is not known."""
    later = T("We do not know the new time yet. We tell you.")
    return fitting(to, T("Postponed: {what}.", what=what(event)), later, leave(event))


def cancelled(event: EventView, to: Listener, *, reason: str = "") -> Say:
    """The event is off; `reason` is its arranger's own words."""
    why: Text | None = T("Reason: {reason}.", reason=reason.rstrip(". ")) if reason.strip() else None
    return fitting(
        to,
        T("Cancelled: {what}.", what=what(event)),
        why,
        T("We removed your sign-up."),
        T("Other events: TAPAHTUMAT"),
        spare=(T("Other events: TAPAHTUMAT"), T("We removed your sign-up.")),
    )


def feedback(event: EventView, to: Listener) -> Say:
    """How was it? Numbers by text message, buttons elsewhere."""
    asked = T("How was it: {dated}?", dated=dated(event))
    if to.narrow:
        return fitting(to, asked, T("Answer with a number from 1 to 5. 5 is the best."))
    return Say(asked, STARS)
