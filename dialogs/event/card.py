"""One event: what, when, where, price, access, who arranges, how to sign up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogs.city import City, EventView
from dialogs.commands import Count
from dialogs.event.leaving import Leaving
from dialogs.event.said import when
from dialogs.event.signing import Asked, Signed, calendar, gone, join
from dialogs.event.taking import refusal
from dialogs.kit import Answer, Done, Go, Lines, Moment, Option, Pass, Pin, Say, Step, T, Text, Verbatim, step
from dialogs.words.numbers import a_number

if TYPE_CHECKING:
    from dialogs.event.listing import Coming

TWO_PARTS = 2 * 153
"""Characters of a text message of two parts."""
HIGHEST = 9999


@step("event.card", optional=True, evergreen=True, carries="number", lasts=timedelta(days=3))
class EventCard(Step):
    """One event with its buttons, which work for ever."""

    number: int

    def ask(self, city: City) -> Say:
        event = city.event(self.number)
        if event is None:
            return gone()
        said = [*facts(event), *_seats(event, city)]
        if city.narrow:
            return Say(Lines(_short(said, event, city)))
        text = (Verbatim(event.text),) if event.text else ()
        return Say(Lines((*said, *text)), _buttons(event, city))

    def take(self, answer: Answer, city: City) -> Go[EventCard | Signed | Asked | Leaving | Coming] | Done | Pass:
        event = city.event(self.number)
        if answer.tap == "list":
            from dialogs.event.listing import begin  # it leads here too

            return begin(city)
        if event is None:
            return Pass()
        match answer.tap:
            case "join":
                no = refusal(event, None, city)
                return join(event, None, "", city) if no is None else Done(no, (Count("signup_refused"),))
            case "leave" if city.signup(self.number) is not None:
                return Go(Leaving(self.number))
            case "calendar":
                return Done(calendar(event))
            case "map" if event.point is not None:
                return Done(on_the_map(event))
        number = a_number(answer.words, highest=HIGHEST)
        if number is None or any(election.target(number) is not None for election in city.elections()):
            return Go(EventCard(number)) if number is not None and city.event(number) is not None else Pass()
        return about(number, city)

    def cancel(self, city: City) -> Done | None:
        return Signed(self.number).cancel(city)


def about(number: int, city: City) -> Go[EventCard] | Done:
    """`12` while the list is open, LISÄÄ 12: more about one."""
    if city.event(number) is None:
        return Done(Say(T("There is no event {number}. Events: TAPAHTUMAT", number=str(number))))
    return Go(EventCard(number))


def facts(event: EventView) -> list[Text | Verbatim]:
    """The lines that everybody reads."""
    off = {"cancelled": T("This event is cancelled."), "postponed": T("This event is postponed.")}
    where = ", ".join(part for part in (event.place, event.address) if part)
    lines: list[Text | Verbatim | None] = [
        Verbatim(f"{event.number} {event.title}"),
        off.get(event.state),
        _time(event),
        T("Place: {place}", place=where) if where else None,
        _price(event),
        T("Age limit: {n} years", n=event.age) if event.age else None,
        T("For children") if event.for_children else None,
        T("Accessible") if event.accessible else None,
        Verbatim(event.access) if event.access else None,
        T("Arranged by: {name}", name=event.arranger) if event.arranger else None,
    ]
    return [line for line in lines if line is not None]


def _price(event: EventView) -> Text | None:
    if event.free_of_charge:
        return T("Free of charge")
    return T("Price: {price}", price=event.price) if event.price else None


def _time(event: EventView) -> Text:
    """ "torstaina 26.11. kello 13-15"."""
    first, last = event.starts, event.ends
    if first.date() == last.date():
        if event.all_day or first == last:
            return T("{when}", when=when(event))
        return T("{first}-{last}", first=Moment(first), last=last.time())
    if event.all_day:
        return T("{first} - {last}", first=first.date(), last=last.date())
    return T("{first} - {last}", first=Moment(first), last=Moment(last))


def _seats(event: EventView, city: City) -> list[Text]:
    """Whether one can sign up, and whether one has."""
    own, number = city.signup(event.number), str(event.number)
    if own is not None and own.seats:
        mine = T("You are in.")
        return [T("You are in. Can't come? PERU {number}", number=number)] if city.narrow else [mine]
    if own is not None:
        return [T("You are in line, your place is {place}.", place=str(own.place))]
    match event.takes:
        case "open":
            left = [T("Seats left: {n}", n=event.free)] if event.free is not None else []
            return [*left, T("Sign up: ILMO {number}", number=number)] if city.narrow else left
        case "line":
            return [T("Full now. You can join the line: ILMO {number}", number=number)]
        case "full":
            return [T("Full now.")]
        case "later" if event.opens is not None:
            return [T("Sign-up begins on {opens}.", opens=Moment(event.opens))]
        case "over":
            return [T("Sign-up has ended.")]
    return [] if event.state != "published" else [T("You need not sign up.")]


def _short(said: list[Text | Verbatim], event: EventView, city: City) -> tuple[Text | Verbatim, ...]:
    """Two parts at most: its words only where they still fit, then less and less of what is good to know."""
    texts = [*said]
    if event.text:
        texts.insert(-1, Verbatim(event.text))
    spare = [Verbatim(event.text), Verbatim(event.access), *said[3:-1][::-1]]
    for line in spare:
        if _length(texts, city) <= TWO_PARTS:
            break
        if line in texts:
            texts.remove(line)
    return tuple(texts)


def _length(texts: list[Text | Verbatim], city: City) -> int:
    return sum(len(text.text if isinstance(text, Verbatim) else city.in_words(text)) + 1 for text in texts)


def _buttons(event: EventView, city: City) -> tuple[Option, ...]:
    options: list[Option] = []
    if city.signup(event.number) is not None:
        options.append(Option("leave", T("I can't come")))
    elif event.takes in ("open", "line"):
        options.append(Option("join", T("Sign up") if event.takes == "open" else T("Join the line")))
    options.append(Option("calendar", T("To my calendar")))
    if event.point is not None:
        options.append(Option("map", T("Map"), beside=True))
    if event.url:
        options.append(Option("page", T("Read more"), url=event.url))
    options.append(Option("list", T("All events")))
    return tuple(options)


def on_the_map(event: EventView) -> Say:
    """Its place as a pin, and in words where there is no map."""
    assert event.point is not None
    where = ", ".join(part for part in (event.place, event.address) if part)
    latitude, longitude = event.point
    pin = Pin(latitude, longitude, event.title, where or event.title)
    return Say(T("Place: {place}", place=where or event.title), pin=pin)
