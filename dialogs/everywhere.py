"""What works at any step: the command words that we teach, the one-shot forms, and what free words lead to.

Taught words act at once and say what they did; the same in free words is asked first (JOURNEYS.md, rule 6).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogs import contact, event, idea, me, menu, person, topics, vote
from dialogs.city import City
from dialogs.commands import Count, KeepMissed, KeepUnread, TellStaff
from dialogs.kit import Answer, Command, Done, Go, Move, Pass, Say, Step, T, Text, Verbatim, step
from dialogs.words.folding import plain
from dialogs.words.oneshot import Command as Taught
from dialogs.words.sensitive import distress
from dialogs.words.tongues import TONGUES, tongue

NIGHT = timedelta(
    hours=15
)  # from the end of a service day to the next morning there are 18; "in the morning" is nearer


def act(word: str, city: City, newest: Step | None) -> Move:
    """What a command word does; "back" is not here, since it needs the trail."""
    match word:
        case "menu":
            return Go(menu.Menu())
        case "help":
            return Done(Say(menu.help_text(city)))
        case "privacy":
            return Done(Say(menu.privacy_text(city)))
        case "stop":
            return me.stop(city)
        case "start":
            return me.start(city) if city.stopped else Go(menu.Menu())
        case "language":
            return me.ask_language()
        case "fi" | "sv" | "en":
            return me.speak(word)
        case "human":
            return contact.ask_message(city)
        case "call":
            return contact.ask_call(city)
        case "my_ideas":
            return idea.mine(city)
        case "ideas":
            return idea.browse(city)
        case "my_vote":
            return vote.mine(city)
        case "no_vote":
            return vote.take_back(city)
        case "cancel":
            return cancel(city, newest)
        case "topics":
            return Go(topics.Choose())
        case "tell":
            return topics.tell(city)
    return person.act(word, city)


def promised(what: str, city: City) -> Move:
    """What a poster's source word opens: menu, idea, ideas, vote, events or call."""
    match what:
        case "idea":
            return idea.begin(city)
        case "ideas":
            return idea.browse(city)
        case "vote":
            return vote.begin(city)
        case "events":
            return event.begin(city)
        case "call":
            return contact.ask_call(city)
    return Go(menu.Menu())


def cancel(city: City, newest: Step | None) -> Go[idea.ConfirmDrop | event.Leaving] | Done:
    """PERU alone: what is open goes; otherwise the newest thing that can still be taken back is asked about."""
    if newest is not None and (done := newest.cancel(city)) is not None:
        return done
    if city.waiting_call():
        return contact.call_off()
    if (signed := event.cancel_in_free_words("", city, newest)) is not None:
        return signed
    own = next((i for i in city.my_ideas() if not i.opened and i.state in ("received", "unfinished", "unsure")), None)
    if own is not None:
        return Go(idea.ConfirmDrop(own.code))
    if newest is not None and not newest.optional:
        return Done(Say(T("All right. Help: OHJE")))
    return Done(Say(T("You have nothing that could be cancelled. Help: OHJE")))


def carry(taught: Taught, city: City, newest: Step | None) -> Move:
    """What a one-shot form does."""
    match taught.name:
        case "idea":
            return idea.give(taught.rest, city) if idea.said_enough(taught.rest) else idea.begin(city)
        case "change":
            return idea.mend(taught.rest, city, _newest_idea(city, newest))
        case "association":
            return idea.for_association(taught.rest, city, _newest_idea(city, newest))
        case "support":
            return idea.support(taught.code or "", city)
        case "cancel":
            if taught.code:
                return idea.drop(taught.code, city)
            if taught.number is not None:
                return event.cancel(taught.number, city)
            return cancel(city, newest)
        case "vote":
            return vote.by_words(taught.numbers, taught.rest, city)
        case "results":
            return vote.results(city)
        case "more":
            return _more(taught.number, city, newest)
        case "signup":
            return event.by_words(taught, city, newest)
        case "consent":
            return event.allow_number(taught.number or 0, city)
        case "events":
            return event.begin(city)
    return Pass()


def _more(number: int | None, city: City, newest: Step | None) -> Move:
    """LISÄÄ 3: what the newest question is about, an event or a target; else a target, else an event."""
    about_event = event.more(number, city, newest)
    if about_event is not None:
        return about_event
    known = any(number is None or election.target(number) is not None for election in city.elections())
    if known or (newest is not None and newest.name.startswith("vote.")) or not city.events(limit=1):
        return vote.more(number, city)
    return event.about(number, city) if number is not None else event.begin(city)


def _newest_idea(city: City, newest: Step | None) -> str:
    code = str(getattr(newest, "code", ""))
    idea = city.idea(code) if code else None
    if idea is not None and idea.mine and idea.state != "withdrawn":  # the newest may be somebody else's card
        return code
    own = city.my_ideas()
    return own[0].code if own else ""


Led = (
    Go[
        contact.Topic
        | contact.Number
        | contact.Message
        | idea.What
        | idea.ConfirmDrop
        | me.Language
        | menu.Menu
        | person.Erase
        | vote.Paper
        | vote.Which
        | event.Coming
        | event.EventCard
        | event.Join
        | event.Leaving
    ]
    | Done
)
"""What an intent may lead to."""


def lead(intent: str, city: City, newest: Step | None, text: str = "") -> Led | Pass:
    """What free words lead to, once we are sure what they ask for."""
    return follow(intent, city, newest, text) if intent in GUESSES else Pass()


def follow(intent: str, city: City, newest: Step | None, text: str = "") -> Led:
    """What a guess leads to when it was right; one that we know no more leads to the menu."""
    match intent:
        case "wrong_number":
            return me.wrong_number()
        case "call_me":
            return contact.ask_call(city)
        case "language":
            return me.ask_language()
        case "stop":
            return me.stop(city)
        case "human":
            return contact.ask_message(city)
        case "idea":
            return idea.begin(city)
        case "vote":
            return vote.in_free_words(city)
        case "results":
            return vote.results(city)
        case "events":
            return event.look(text, city)
        case "signup":
            return event.in_free_words(text, city, newest)
        case "cancel":
            return cancel_in_free_words(city, newest, text)
        case "mydata":
            return person.my_data(city)
        case "delete":
            return person.ask_erase(city)
        case "help":
            return Done(Say(menu.help_text(city)))
    return Go(menu.Menu())


def cancel_in_free_words(city: City, newest: Step | None, text: str) -> Go[idea.ConfirmDrop | event.Leaving] | Done:
    """The same as PERU, but asked first."""
    if (signed := event.cancel_in_free_words(text, city, newest)) is not None:
        return signed
    own = next((i for i in city.my_ideas() if not i.opened and i.state in ("received", "unfinished", "unsure")), None)
    if own is not None:
        return Go(idea.ConfirmDrop(own.code))
    return cancel(city, newest)


GUESSES: dict[str, Text] = {
    "vote": T("Do you want to vote?"),
    "results": T("Do you want to know the result of a vote?"),
    "events": T("Do you want to see the events?"),
    "signup": T("Do you want to sign up to an event?"),
    "cancel": T("Do you want to cancel something?"),
    "idea": T("Do you want to give an idea?"),
    "human": T("Do you want to write to a person?"),
    "call_me": T("Do you want us to call you?"),
    "language": T("Do you want to change the language?"),
    "wrong_number": T("Did our message come to the wrong person?"),
    "stop": T("Do you want no more messages from us?"),
    "mydata": T("Do you want to see your own data?"),
    "delete": T("Do you want us to erase your data?"),
    "help": T("Do you need help?"),
    "menu": T("Do you want to see the menu?"),
}


_NO_IDEA = frozenset({"stop", "cancel", "help", "menu", "mydata", "delete", "call_me", "language", "wrong_number"})


@step("guess", optional=True, lasts=timedelta(hours=12), closed=True)
class Guess(Step):
    """We may have understood: is it this? The text is kept meanwhile."""

    intent: str
    text: str

    def ask(self, city: City) -> Say:
        # a guess that was saved before a deployment took its kind away still gets the menu
        asked = GUESSES.get(self.intent, GUESSES["menu"])
        if city.narrow:
            return Say(T("Answer JOO or EI."), before=(asked,))
        return Say(asked, contact.yes_and_no())

    def take(self, answer: Answer, city: City) -> Led | Go[idea.IsIdea] | Pass:
        said = answer.yes()
        if said is None:
            return Pass()
        if said:
            return follow(self.intent, city, None, self.text)
        if self.intent in _NO_IDEA:
            goodbye = Say(T("All right. You can write again whenever you like. Help: OHJE"))
            return Done(goodbye, (*unread(self.text, "guess"), *missed(self.text, self.intent)))
        kept = idea.keep_unsure(self.text, city)
        return replace(kept, do=(*kept.do, *missed(self.text, self.intent)))


def in_distress(text: str, city: City) -> tuple[Text | Verbatim, tuple[Command, ...]] | None:
    """Somebody may be in danger: numbers at once, their message first in the queue. No label is kept."""
    kind = distress(text)
    if kind is None:
        return None
    told: tuple[Command, ...] = (TellStaff(text, city.now.date(), distress=True),)
    other = TONGUES.get(tongue(text) or "")
    if other is not None and other.crisis:
        return Verbatim(other.violence if kind == "violence" else other.crisis), told
    reads = city.reads_again()
    if kind == "violence":
        # the phone may be shared: nothing that tells what was written
        if reads <= city.now:
            return T("Help day and night: 112 and 080 005 005. We read your message today."), told
        return T(
            "Help day and night: 112 and 080 005 005. We read messages next on {day} at {at}.",
            day=reads.date(),
            at=reads.time(),
        ), told
    if reads <= city.now:
        return T(
            "That sounds heavy. Call 112 if you are in danger. The crisis line helps night and day: 09 2525 0111."
            " We read your message today."
        ), told
    if reads - city.now < NIGHT:
        return T(
            "That sounds heavy. We do not read messages at night. Call 112 if you are in danger. The crisis line"
            " helps night and day: 09 2525 0111. We read your message in the morning at {at}.",
            at=reads.time(),
        ), told
    return (
        T(
            "That sounds heavy. We do not read messages now. Call 112 if you are in danger. The crisis line helps night"
            " and day: 09 2525 0111. We read your message on {day} at {at}.",
            day=reads.date(),
            at=reads.time(),
        ),
        told,
    )


_CHANGE = T("Write MUUTA and the new text of your idea.")
_ASSOCIATION = T("Write YHDISTYS and the association's name.")
_SUPPORT = T("Write KANNATAN and the code of the idea. Ideas: IDEAT")
HINTS: dict[str, Text] = {
    **dict.fromkeys(("muuta", "andra", "change"), _CHANGE),
    **dict.fromkeys(("yhdistys", "forening", "association"), _ASSOCIATION),
    **dict.fromkeys(("kannatan", "stod", "stoder", "support"), _SUPPORT),
}
"""By the folded word: each language teaches its own."""


def hint(text: str) -> Done | None:
    """A taught word without what must follow it: how it is written."""
    said = HINTS.get(plain(text))
    return Done(Say(said)) if said is not None else None


def missed(text: str, guess: str = "") -> tuple[Command, ...]:
    """What fell through is kept to learn from: one that a command could have been, not a whole story."""
    return (KeepMissed(text, guess),) if len(text) <= LEARNT else ()


LEARNT = 120
"""Characters."""


def unread(text: str, why: str) -> tuple[Command, ...]:
    """Keep what we could not read."""
    return (KeepUnread(text, why), Count("unread"))
