"""What an organiser asked for is named, and done once her telephone itself has answered.

The sender of a text message can be forged, so the answer carries a code that only the real number was sent. The
sender of a Telegram message can't, and a code sent into the same chat would prove no more than a button there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs import contact
from dialogs.city import City
from dialogs.commands import AsOrganiser, Count, DropOrganiserCheck, KnowNumber, LockOrganiser, WrongCode
from dialogs.kit import TN, Answer, Command, Done, Go, Moment, Pass, Say, Stay, Step, T, Text, Verbatim, step
from dialogs.organiser.people import WhoComes
from dialogs.organiser.world import Asked, Audience, OrganisedView
from dialogs.words import organising as words

MOST = 5
"""Wrong codes before the number is locked for SHORT; after the third time within a day for LONG."""
SHORT, LONG = timedelta(hours=1), timedelta(days=1)
_COUNTED = {
    "list": Count("organiser_list"),
    "message": Count("organiser_message"),
    "cancel": Count("organiser_cancel"),
    "attended": Count("organiser_attended"),
}
_OLD = T("Your request is too old. We did nothing. Please write your request again.")


def locked(until: datetime) -> Text:
    """Too many codes were wrong."""
    return T("Five codes were wrong. We did nothing. You can try again on {when}. Help: SOITA", when=Moment(until))


def refuse() -> Text:
    """The same for an event that is somebody else's and for one that does not exist."""
    return T("This number does not run such an event. Events: TAPAHTUMAT. Do you need a person? Write IHMINEN")


@step("organiser.code", closed=True, lasts=timedelta(hours=1))
class OrganiserCode(Step):
    """What will happen is named; the code (or on Telegram a button) makes it happen."""

    number: int

    def ask(self, city: City) -> Say:
        asked = city.organising.asked()
        found = city.organising.event(self.number)
        if asked is None or found is None:
            return Say(_OLD)
        told = tuple(_named(asked, found, city))
        if city.narrow:
            return Say(T("Is that right? Answer with the code {code}.", code=asked.code), before=told)
        return Say(T("Is that right?"), contact.yes_and_no(), before=told)

    def take(self, answer: Answer, city: City) -> Stay | Go[WhoComes] | Done | Pass:
        if answer.yes() is False:
            return self.cancel(city)
        code = words.code(answer.words) if city.narrow else None
        if code is None and (city.narrow or not answer.yes()):
            return Pass()
        asked = city.organising.asked()
        found = city.organising.event(self.number, hold=True)
        if asked is None or found is None or asked.number != self.number:
            until = city.organising.locked
            return Done(Say(locked(until) if until is not None else _OLD))
        if code is not None and code != asked.code:
            return self._wrong(city)
        return _carried_out(asked, found, city)

    def _wrong(self, city: City) -> Stay | Done:
        done = (WrongCode(), Count("organiser_code_wrong"))
        tries = city.organising.tries + 1
        if tries % MOST == 0:
            lasts = SHORT if tries < 3 * MOST else LONG
            until = (city.now + lasts + timedelta(minutes=1)).replace(second=0, microsecond=0)
            return Done(Say(locked(until)), (*done, LockOrganiser(until)))
        return Stay(first=T("That is another code."), do=done)

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We did nothing.")), (DropOrganiserCheck(),))


def _named(asked: Asked, found: OrganisedView, city: City) -> list[Text | Verbatim]:
    """What will happen, and to how many."""
    match asked.what:
        case "list":
            return [T("We send you who comes: {event}.", event=found.named)]
        case "cancel":
            n = city.organising.audience(asked.number, all=True).all
            text = TN(
                "We cancel {event} and tell {n} person.", "We cancel {event} and tell {n} people.", n, event=found.named
            )
            return [text, *([T("The reason: {reason}", reason=_sentence(asked.rest))] if asked.rest else [])]
        case "message":
            return _message(asked, city)
    more = [T("Only {n} had signed up.", n=found.people)]
    noted = TN("We note for {event}: {n} was there.", "We note for {event}: {n} were there.", asked.people,
               event=found.named)  # fmt: skip
    return [noted, *(more if asked.people > found.people else [])]


def _message(asked: Asked, city: City) -> list[Text | Verbatim]:
    audience = city.organising.audience(asked.number, all=False)
    text = city.organising.said(asked.number, asked.rest)
    parts = city.organising.parts(text)
    named: list[Text | Verbatim] = [
        TN('We send to {n} person: "{text}"', 'We send to {n} people: "{text}"', audience.all, text=text)
    ]
    if parts > 1:
        named.append(T("It is long: it has {parts} parts.", parts=str(parts)))
    return named


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def _carried_out(asked: Asked, found: OrganisedView, city: City) -> Go[WhoComes] | Done:
    """The event is held for this turn, so that what is told to the organiser is what is done."""
    done: tuple[Command, ...] = (
        AsOrganiser(asked.what, asked.number, asked.rest, asked.people),
        _COUNTED[asked.what],
    )
    match asked.what:
        case "list":
            return Go(WhoComes(asked.number), done)
        case "cancel":
            if found.event.state == "cancelled":  # another organiser was quicker
                cancelled = T("The event {event} is already cancelled.", event=found.named)
                return Done(Say(cancelled), (DropOrganiserCheck(),))
            audience = city.organising.audience(asked.number, all=True)
            said = TN("{event} is cancelled. We tell {n} person.", "{event} is cancelled. We tell {n} people.",
                      audience.told, event=found.named)  # fmt: skip
            return Done(_and_when(said, audience), done)
        case "message":
            audience = city.organising.audience(asked.number, all=False)
            if city.organising.messages_left(asked.number) <= 0:  # another organiser was quicker
                told = T("Three messages have gone to this event today. You can write again tomorrow.")
                return Done(Say(told), (DropOrganiserCheck(),))
            said = TN("We send your message to {n} person.", "We send your message to {n} people.", audience.told)
            return Done(_and_when(said, audience), done)
    noted = TN("Noted: {n} was there. Thank you!", "Noted: {n} were there. Thank you!", asked.people)
    return Done(Say(noted), done)


def _and_when(said: Text, audience: Audience) -> Say:
    """How many staff phone because no message may reach them, and when it leaves, if not now."""
    more: list[Text] = []
    if audience.phoned:
        more.append(TN("Staff phone {n} person.", "Staff phone {n} people.", audience.phoned))
    if audience.leaves is not None and audience.told:
        leaves = audience.leaves
        more.append(T("The messages leave on {day} at {at}.", day=leaves.date(), at=leaves.time()))
    texts = [said, *more]
    return Say(texts[-1], before=tuple(texts[:-1]))


@step("organiser.contact", optional=True, lasts=timedelta(hours=1))
class OrganiserContact(Step):
    """On Telegram: which telephone number is this? Only a number can be registered."""

    def ask(self, city: City) -> Say:
        return Say(
            T(
                "Do you run an event of an association? Press the button below, and we see your number."
                " A person: IHMINEN"
            ),
            wants="contact",
            wants_label=T("Send my number"),
        )

    def take(self, answer: Answer, city: City) -> Done | Pass:
        if not answer.number:
            return Pass()
        return Done(Say(T("Thank you! Now write your request again.")), (KnowNumber(answer.number),))
