"""An association's volunteer runs its event from her own telephone: LISTA, VIESTI, PAIKALLA, PERUUTA."""

from __future__ import annotations

from dialogs import event
from dialogs.city import City
from dialogs.commands import Count, KeepUnread
from dialogs.kit import Answer, Done, Go, Option, Pass, Say, Step, T, numbered, step
from dialogs.organiser.code import OrganiserCode, OrganiserContact, refuse
from dialogs.organiser.orders import ask, own_events
from dialogs.organiser.people import ToldByOrganiser, WhoComes
from dialogs.words.organising import Order

__all__ = ["OrganiserCode", "OrganiserContact", "ToldByOrganiser", "WhichCancel", "WhoComes", "carry"]


def carry(
    order: Order, text: str, city: City, *, in_free_text: bool
) -> Go[OrganiserCode | WhichCancel | OrganiserContact] | Done | None:
    """What an order leads to. None: it is none of an organiser's, and means what it means to everybody.

    `in_free_text`: an idea or a message is being written, so only an event that is the person's own makes it an order.
    """
    if order.number is None:
        own = own_events(city)
        return own if own is not None or in_free_text else _refused(order, text, city)
    signed_up = order.what == "cancel" and city.signup(order.number) is not None
    if not city.organises(order.number):
        everybodys = order.what == "cancel" and (signed_up or not order.rest or not order.taught)
        return None if in_free_text or everybodys else _refused(order, text, city)
    if signed_up:
        return Go(WhichCancel(order.number, order.rest)) if order.taught else None
    return ask(order, city)


def _refused(order: Order, text: str, city: City) -> Go[OrganiserContact] | Done:
    """Whether the event exists is not told. What was written is kept: its sender may be a volunteer after all."""
    kept = (*((KeepUnread(text, "organiser"),) if order.rest else ()), Count("organiser_refused"))
    if not city.narrow and not city.organising.known:
        return Go(OrganiserContact(), kept)
    return Done(Say(refuse()), kept)


@step("organiser.which", closed=True)
class WhichCancel(Step):
    """PERUUTA 12 by an organiser who has signed up herself: the whole event, or her own sign-up?"""

    number: int
    reason: str = ""

    def ask(self, city: City) -> Say:
        found = city.organising.event(self.number)
        named = found.named if found is not None else str(self.number)
        return Say(T("You have signed up yourself. What do you cancel: {event}?", event=named), _OPTIONS)

    def take(self, answer: Answer, city: City) -> Go[OrganiserCode] | Done | Pass:
        match answer.pick(_OPTIONS, city):
            case "event":
                return ask(Order("cancel", self.number, self.reason), city)
            case "own":
                return event.cancel(self.number, city)
        return Pass()

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We did nothing.")))


_OPTIONS = numbered(Option("event", T("The whole event")), Option("own", T("Only my own sign-up")))
