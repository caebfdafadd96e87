"""TAPAHTUMAT: the next events, by day, area and kind; three to a text message, with buttons elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dialogs.city import City, EventView
from dialogs.event.asked import Wanted, bare, checksum, packed, unpacked, wanted
from dialogs.event.card import EventCard, about
from dialogs.event.said import ONE_PART, dated, leave, what
from dialogs.kit import Answer, Done, Go, Lines, Option, Pass, Say, Step, T, Text, Verbatim, step
from dialogs.words import intents
from dialogs.words.numbers import a_number, number_list
from dialogs.words.oneshot import command

HIGHEST = 9999
SMS, CHAT = 3, 5  # events in one message


def begin(city: City) -> Go[Coming] | Done:
    """TAPAHTUMAT."""
    if not city.events(limit=1):
        return Done(Say(T("There are no events now. You can give an idea to the city: write IDEA and your idea.")))
    return Go(Coming())


def look(text: str, city: City) -> Go[Coming] | Done:
    """ "Mitä tapahtumia huomenna": the list as it is asked for; LISÄÄ goes on from it."""
    asked = wanted(text, today=city.now.date(), areas=city.areas)
    return Go(listed(asked)) if asked is not None and city.events(limit=1) else begin(city)


def listed(asked: Wanted, after: int = 0, *, rewrites: bool = False) -> Coming:
    """The list of what is asked for."""
    return Coming(asked.since, asked.until, asked.area, asked.kind, after, rewrites)


@step("event.list", optional=True, evergreen=True, lasts=timedelta(days=3))
class Coming(Step):
    """The next events from a day to a day, in an area, of a kind; `after`: those that follow this one.

    `rewrites`: in the place of the list whose button was tapped. All that a button means is in its value.
    """

    since: date | None = None
    until: date | None = None
    area: str = ""
    kind: str = ""
    after: int = 0
    rewrites: bool = False

    @property
    def asked(self) -> Wanted:
        return Wanted(self.since, self.until, self.area, self.kind)

    def found(self, city: City) -> tuple[Sequence[EventView], bool]:
        """The events of this page, and whether there are more."""
        most = SMS if city.narrow else CHAT
        zone = city.now.tzinfo
        found = city.events(
            since=datetime.combine(self.since, time(), zone) if self.since else None,
            until=datetime.combine(self.until + timedelta(days=1), time(), zone) if self.until else None,
            area=self.area,
            kind=self.kind,
            after=self.after,
            limit=most + 1,
        )
        return found[:most], len(found) > most

    def ask(self, city: City) -> Say:
        found, more = self.found(city)
        if city.narrow:
            return _short(self, found, more, city)
        said: list[Text | Verbatim] = [T("Events")]
        if not found:
            said = []
        elif named := _filters(self, city):
            said = [T("Events: {asked}", asked=named)]
        said += [_line(event, city) for event in found] or [nothing(self, city)]
        last = found[-1].number if found else 0
        following = (Option(packed(self.asked, last), T("Next events")),) if more else ()
        cards = tuple(Option(str(event.number), Verbatim(f"{event.number} {event.name}")) for event in found)
        return Say(Lines(tuple(said)), (*cards, *following, *self._buttons(city)), replace=self.rewrites)

    def _buttons(self, city: City) -> tuple[Option, ...]:
        """Days and kinds; one that holds is ticked, and tapping it takes it away."""
        today, options = city.now.date(), list[Option]()
        days, area = packed(self.asked).split("/")[1], checksum(self.area)
        for day, label in (("t", T("Today")), ("h", T("Tomorrow")), ("w", T("Weekend"))):
            wish, _ = unpacked(f"f/{day}///", today=today, areas=()) or (Wanted(), 0)
            holds = (self.since, self.until) == (wish.since, wish.until)
            value = f"f/{'' if holds else day}/{self.kind}//{area}"
            options.append(Option(value, _ticked(label, holds, city), beside=day != "t"))
        for kind, label in (("free", T("Free")), ("children", T("Children")), ("accessible", T("Accessible ones"))):
            holds = self.kind == kind
            value = f"f/{days}/{'' if holds else kind}//{area}"
            options.append(Option(value, _ticked(label, holds, city), beside=kind != "free"))
        return (*options, *((Option("mine", T("My sign-ups")),) if city.my_signups() else ()))

    def take(self, answer: Answer, city: City) -> Go[Coming | EventCard] | Done | Pass:
        if answer.tap is not None:
            return self._tapped(answer.tap, city)
        number = a_number(answer.words, highest=HIGHEST)
        if number is not None:
            return about(number, city)
        if (taught := command(answer.words)) is not None and taught.name == "more" and not taught.rest:
            return self.more(city)
        asked = wanted(answer.words, today=city.now.date(), areas=city.areas)
        if asked is not None and bare(answer.words, city.areas):
            # "ilmainen" narrows the list that is open; with nothing open it asks what a message costs
            narrowed = listed(replace(self.asked, area=asked.area or self.area, kind=asked.kind or self.kind))
            return Go(narrowed if narrowed.found(city)[0] else listed(asked))
        if asked is not None and _only_that(answer.words):
            return Go(listed(asked))
        return Pass()

    def _tapped(self, tap: str, city: City) -> Go[Coming | EventCard] | Done | Pass:
        if tap == "mine":
            return Done(Say(mine(city)))
        if tap.isdecimal():
            return about(int(tap), city)
        found = unpacked(tap, today=city.now.date(), areas=city.areas)
        return Go(listed(*found, rewrites=True)) if found is not None else Pass()

    def more(self, city: City) -> Go[Coming] | Done:
        """LISÄÄ: the next ones."""
        found, more = self.found(city)
        if not more:
            return Done(Say(T("These were all. From the beginning: TAPAHTUMAT")))
        return Go(listed(self.asked, found[-1].number))


def _only_that(text: str) -> bool:
    """Whether a message while the list is open asks for a day or a kind: it asks for nothing else."""
    understood = intents.understand(text)
    other = understood.outcome == "sure" and understood.intent not in ("date", "events")
    return not other and number_list(text) is None


def _ticked(label: Text, holds: bool, city: City) -> Text | Verbatim:
    return Verbatim(f"✅ {city.in_words(label)}") if holds else label


def _line(event: EventView, city: City) -> Text:
    named = T("{number} {what}", number=str(event.number), what=what(event))
    if city.narrow or not event.place:
        return named
    return T("{what}\n{place}", what=named, place=event.place)


def _short(page: Coming, found: Sequence[EventView], more: bool, city: City) -> Say:
    """As a text message: one part where it can be, two with the longest names."""
    if not found:
        return Say(nothing(page, city))
    lines: list[Text | Verbatim] = [_line(event, city) for event in found]
    tail = T("More about one: answer with its number. Next events: LISÄÄ")
    if not more:
        tail = T("More about one: answer with its number.")
    size = sum(len(city.in_words(line)) + 1 for line in (*lines, tail) if isinstance(line, Text)) - 1
    if size > ONE_PART:
        tail = T("Answer with a number or LISÄÄ") if more else T("Answer with a number")
    if (page.area or page.kind) and page.after == 0:
        first = T("Events: {asked}", asked=_filters(page, city))
        if size + len(city.in_words(first)) + 1 <= ONE_PART:
            size += len(city.in_words(first)) + 1
            lines.insert(0, first)
    if page.after == 0 and (own := city.my_signups()):
        names = ", ".join(f"{s.event.number} {s.event.name}" for s in own[:2])
        first = T("You are in: {names}", names=names)
        if size + len(city.in_words(first)) + 1 <= ONE_PART or size > ONE_PART:
            lines.insert(0, first)
    return Say(Lines((*lines, tail)))


def nothing(page: Coming, city: City) -> Text:
    """No event is as it was asked for: named, so that a day that we misread is seen."""
    if page.after:
        return T("These were all. From the beginning: TAPAHTUMAT")
    asked = _filters(page, city)
    if not asked:
        return T("There are no events now. You can give an idea to the city: write IDEA and your idea.")
    return T("We found no events: {asked}. All events: TAPAHTUMAT", asked=asked)


def _filters(page: Coming, city: City) -> str:
    """ "tiistaina 1.12., Otava, ilmainen"."""
    said: list[str] = []
    if page.since is not None:
        said.append(city.in_words(T("{day}", day=page.since)))
    if page.until is not None and page.until != page.since:
        said[-1] += " - " + city.in_words(T("{day}", day=page.until))
    if page.area:
        said.append(page.area)
    kinds = {"free": T("free of charge"), "accessible": T("accessible"), "children": T("for children")}
    if page.kind:
        said.append(city.in_words(kinds[page.kind]))
    return ", ".join(said)


def mine(city: City) -> Text | Lines:
    """What the person has signed up to, with how to leave."""
    own = city.my_signups()
    if not own:
        return T("You are not signed up to any event. Events: TAPAHTUMAT")
    lines: list[Text] = []
    for signup in own[:5]:
        number, named = str(signup.event.number), dated(signup.event)
        if signup.seats:
            lines.append(T("You are in: {number} {dated}", number=number, dated=named))
        else:
            lines.append(T("You are in line: {number} {dated}", number=number, dated=named))
    lines.append(leave(own[0].event))
    hidden = next((s.event for s in own if s.event.by_association and not s.shows_number), None)
    if hidden is not None and city.narrow:
        lines.append(T("May the arranger see your number? LUPA {number}", number=str(hidden.number)))
    return Lines(tuple(lines))
