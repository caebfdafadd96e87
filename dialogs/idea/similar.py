"""Somebody may have given the idea before: published ones that resemble it, shown once it is kept, on Telegram only.

Nothing waits for the answer: the idea is kept, and staff see it whatever is chosen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogs.city import City, IdeaView
from dialogs.commands import Count, MendIdea, SupportIdea
from dialogs.idea.guided import Guided, Where, attach
from dialogs.idea.own import drop, gone, short
from dialogs.idea.receipt import said_enough
from dialogs.kit import Answer, Done, Go, Lines, Option, Say, Stay, T, Text, Verbatim, step

SHOWN = 200  # characters of a published idea among others


def _public(code: str, city: City) -> IdeaView | None:
    idea = city.idea(code)
    return idea if idea is not None and idea.public else None


@step("idea.similar", lasts=timedelta(days=30))
class Similar(Guided):
    """Up to three published ideas: is one of them the same? They keep their numbers while it is open."""

    code: str
    found: tuple[str, ...]

    def options(self, city: City) -> tuple[Option, ...]:
        """Those that are still public, and a new one."""
        one = len(self.found) == 1
        same = (
            Option(code, T("Yes, the same idea") if one else Verbatim(str(n)), str(n))
            for n, code in enumerate(self.found, 1)
            if _public(code, city) is not None
        )
        return (
            *same,
            Option("new", T("No, my idea is new"), "0", ("uusi", "uusi idea", "ny", "ny idé", "new", "new idea")),
        )

    def ask(self, city: City) -> Say:
        lines: list[Text | Verbatim] = []
        for n, code in enumerate(self.found, 1):
            if (idea := _public(code, city)) is not None:
                text = short(idea.public, SHOWN)
                lines.append(Verbatim(text if len(self.found) == 1 else f"{n} {text}"))
        if not lines:
            return Say(T("This idea is not public any more. Other ideas: IDEAT"), self.options(city))
        question = (
            T("Is this the same idea as yours?")
            if len(self.found) == 1
            else T("Is one of these the same idea as yours?")
        )
        return Say(Lines((question, *lines)), self.options(city))

    def take(self, answer: Answer, city: City) -> Stay | Go[Instead | Where] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        chosen = answer.pick(self.options(city), city)
        said = answer.yes() if chosen is None else None
        if chosen == "new" or said is False:
            return Go(Where(self.code))
        if said is True and len(self.found) == 1:
            chosen = self.found[0]
        if chosen is not None:
            return Go(Instead(self.code, chosen))
        return _more(answer, self.code, city, choose=said is not None)


@step("idea.instead", lasts=timedelta(days=30))
class Instead(Guided):
    """Support the other idea in the place of the own one?"""

    code: str
    other: str

    def options(self, city: City) -> tuple[Option, ...]:
        """Yes, where there is something to support, or the own idea."""
        own = Option("no", T("No, I keep my own idea"), "0", ("uusi", "oma", "egen", "own"))
        if _public(self.other, city) is None:
            return (own,)
        return (Option("yes", T("Yes, I support it"), "1", ("kannatan", "jag stöder", "support")), own)

    def ask(self, city: City) -> Say:
        idea = _public(self.other, city)
        if idea is None:
            return Say(T("This idea is not public any more. Other ideas: IDEAT"), self.options(city))
        lines = (
            T("Do you support this idea? Then we remove your own idea."),
            Verbatim(idea.public),
            *((T("Place: {place}", place=idea.area),) if idea.area else ()),
        )
        return Say(Lines(lines), self.options(city))

    def take(self, answer: Answer, city: City) -> Stay | Go[Where] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        chosen = answer.pick(self.options(city), city)
        said = answer.yes() if chosen is None else chosen == "yes"
        if said is True:
            return self._support(city)
        if said is False:
            return Go(Where(self.code))
        return _more(answer, self.code, city)

    def _support(self, city: City) -> Go[Where] | Done:
        idea = _public(self.other, city)
        if idea is None:
            return Go(Where(self.code), first=T("This idea is not public any more. Other ideas: IDEAT"))
        dropped = drop(self.code, city)
        if dropped.say is None:
            return dropped
        thanks = T("Thank you! You support the idea {code}: {text}", code=idea.code, text=short(idea.public, 70))
        new = () if idea.supported else (SupportIdea(idea.code), Count("support", step=self.name))
        return Done(replace(dropped.say, before=(thanks,)), (*new, *dropped.do))


def _more(answer: Answer, code: str, city: City, choose: bool = False) -> Stay:
    """What is no choice belongs to the own idea: pictures, and more words."""
    attached = attach(answer, code, city)
    if attached is not None:
        return attached
    if choose or not said_enough(answer.words):
        return Stay(first=T("Please choose one of these."), missed=True)
    return Stay(do=(MendIdea(code, more=answer.words),), first=T("We added this to your idea."))
