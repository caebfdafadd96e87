"""Published ideas: read one by one, shared, supported."""

from __future__ import annotations

from datetime import timedelta

from dialogs.city import City, IdeaView
from dialogs.commands import Count, SupportIdea
from dialogs.idea.own import STATES, short
from dialogs.kit import TN, Answer, Done, Go, Lines, Option, Pass, Say, Stay, Step, T, Text, Verbatim, step


def browse(city: City) -> Go[Card] | Done:
    """IDEAT: published ideas, one by one in a chat, the newest three in a text message."""
    newest = city.published()
    if newest is None:
        return Done(Say(T("No ideas are published yet. You can give the first one: IDEA")))
    if not city.narrow:
        return Go(Card(newest.code))
    lines: list[Text | Verbatim] = [T("New ideas:")]
    idea: IdeaView | None = newest
    for _ in range(3):
        if idea is None:
            break
        lines.append(T("{code} {text}", code=idea.code, text=short(idea.public, 70)))
        idea = city.published(after=idea.code)
    lines.append(T("Support an idea like this: KANNATAN {code}", code=newest.code))
    return Done(Say(Lines(tuple(lines))))


def living(code: str, city: City) -> IdeaView | None:
    """The idea of a code; one that has become part of another leads to that one."""
    idea = city.idea(code)
    return city.idea(idea.other) if idea is not None and idea.other else idea


def open_card(code: str, city: City) -> Go[Card] | Done:
    """A share link: the idea it names, or the newest."""
    idea = living(code, city)
    return Go(Card(idea.code)) if idea is not None and idea.public else browse(city)


def support(code: str, city: City) -> Done:
    """KANNATAN K7F2."""
    idea = living(code, city)
    if idea is None or not idea.public:
        return Done(Say(T("We found no published idea {code}. New ideas: IDEAT", code=code)))
    code = idea.code
    if idea.supported:
        return Done(Say(T("You support the idea {code} already. Thank you!", code=code)))
    return Done(
        Say(T("Thank you! You support the idea {code}: {text}", code=code, text=short(idea.public, 70))),
        (SupportIdea(code), Count("support")),
    )


@step("idea.card", evergreen=True, carries="code", optional=True, lasts=timedelta(days=1))
class Card(Step):
    """One published idea with its buttons, which work for ever."""

    code: str

    def ask(self, city: City) -> Say:
        idea = living(self.code, city)
        if idea is None or not idea.public:
            return Say(T("This idea is not public any more. Other ideas: IDEAT"))
        lines: list[Text | Verbatim] = [
            T("Idea {code}: {state}", code=idea.code, state=STATES[idea.state]),
            Verbatim(idea.public),
        ]
        if idea.area:
            lines.append(T("Place: {place}", place=idea.area))
        if idea.association:
            lines.append(T("Association: {name}", name=idea.association))
        if idea.supports:
            lines.append(TN("{n} person supports this.", "{n} people support this.", idea.supports))
        options: list[Option] = []
        if not idea.supported:
            options.append(Option("support", T("I support this"), "1", ("kannatan", "stöd", "jag stöder", "support")))
        options.append(Option("next", T("Next idea"), "2", ("seuraava", "next", "nästa")))
        if link := city.link(f"idea_{idea.code}"):
            options.append(Option("share", T("Share"), "", url=link))
        return Say(Lines(tuple(lines)), tuple(options))

    def take(self, answer: Answer, city: City) -> Stay | Go[Card] | Done | Pass:
        chosen = answer.pick(
            (
                Option("support", T("I support this"), "1", ("kannatan", "stöd", "jag stöder", "support")),
                Option("next", T("Next idea"), "2", ("seuraava", "next", "nästa")),
            ),
            city,
        )
        idea = living(self.code, city)
        if chosen == "support":
            if idea is None or not idea.public:
                return Done(Say(T("This idea is not public any more. Other ideas: IDEAT")))
            if idea.supported:
                return Stay(silent=True, toast=T("You support this already. Thank you!"))
            return Stay(
                do=(SupportIdea(idea.code), Count("support")), replace=True, toast=T("Thank you for your support!")
            )
        if chosen == "next":
            following = city.published(after=self.code if idea is None else idea.code)
            if following is None:
                return Done(Say(T("That was the last idea. You can give your own: IDEA")))
            return Go(Card(following.code))
        return Pass()
