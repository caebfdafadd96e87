"""The menu, help, and what every other dialogue may be reached by."""

from __future__ import annotations

from dialogs import contact, event, idea, vote
from dialogs.city import City
from dialogs.kit import Answer, Done, Go, Option, Pass, Say, Stay, Step, T, Text, step


def options(city: City) -> tuple[Option, ...]:
    """What the menu offers; the numbers are the same in every message and on both channels."""
    first = (
        Option("idea", T("Give an idea"), "1", ("idea", "anna idea")),
        Option("vote", T("Vote"), "2", ("äänestä", "äänestys")),
        Option("events", T("Events"), "3", ("tapahtumat",)),
        Option("call", T("Please call me"), "4", ("soita",)),
    )
    if city.narrow:
        return (*first, Option("help", T("Help"), "0"))
    return (
        *first,
        Option("ideas", T("Read ideas"), "5", ("ideat",)),
        Option("mine", T("My ideas"), "6", ("ideani",)),
        Option("help", T("Help"), "0"),
    )


@step("menu", evergreen=True, optional=True)
class Menu(Step):
    """The menu: what one can do here; `again` where something could not be read."""

    again: bool = False

    def ask(self, city: City) -> Say:
        if self.again:
            unread = (
                T("We could not read your message. Answer with a number.")
                if city.narrow
                else T("We could not read your message. What would you like to do?")
            )
            return Say(unread, options(city))
        if city.narrow:
            tail = T("You can write in your own language. No more messages: LOPETA")
            return Say(T("{city}. Answer with a number.", city=city.name), options(city), tail)
        return Say(
            T(
                "Hello! This is {city}. Here you can give an idea, vote and come to events. What would you like to do?",
                city=city.name,
            ),
            options(city),
        )

    def take(
        self, answer: Answer, city: City
    ) -> (
        Stay
        | Go[idea.What | contact.Topic | contact.Number | idea.Card | vote.Paper | vote.Which | event.Coming]
        | Pass
    ):
        chosen = answer.pick(options(city), city)
        return choose(chosen, city) if chosen is not None else Pass()


def choose(
    value: str, city: City
) -> Stay | Go[idea.What | contact.Topic | contact.Number | idea.Card | vote.Paper | vote.Which | event.Coming]:
    """What a choice of the menu leads to. Where there is nothing to ask, the menu stays open."""
    match value:
        case "idea":
            return idea.begin(city)
        case "call":
            return contact.ask_call(city)
        case "vote":
            ballot = vote.begin(city)
            return _stay(ballot) if isinstance(ballot, Done) else ballot
        case "ideas":
            move = idea.browse(city)
            return _stay(move) if isinstance(move, Done) else move
        case "mine":
            return _stay(idea.mine(city))
        case "events":
            coming = event.begin(city)
            return _stay(coming) if isinstance(coming, Done) else coming
    return Stay(Say(help_text(city)))


def _stay(done: Done) -> Stay:
    return Stay(done.say, done.do)


def help_text(city: City) -> Text:
    """OHJE: the command words, what a message costs, that pictures do not arrive by SMS, how to reach a person."""
    if city.narrow:
        return T(
            "Write IDEA, VOTE or EVENTS. A message costs you the same as any text message. Pictures do not arrive."
            " Please call me: SOITA. Your data: TIETOSUOJA. Stop: LOPETA"
        )
    since, until = city.service_hours
    return T(
        "You can press a button or write a word: IDEA, VOTE, EVENTS, IDEAT, IDEANI. One step back: TAKAISIN."
        " Cancel: PERU. Language: KIELI.\n\n"
        "Messages here are free. You can also send a picture or a voice message.\n\n"
        "You would like to talk to a person? Write IHMINEN or SOITA. People answer on weekdays from {since} to"
        " {until}. Nobody reads messages at night. In an emergency call 112.\n\n"
        "Your data: TIETOSUOJA. No more messages: LOPETA",
        since=since,
        until=until,
    )


def privacy_text(city: City) -> Text:
    """TIETOSUOJA: what is kept, why, and how to see or erase it."""
    if city.narrow:
        return T(
            "We keep your number and your messages. We use them only to take part in the city. We publish ideas"
            " without your name. You can see and erase your data: ask IHMINEN"
        )
    return T(
        "We keep your messages and your Telegram account's number. We use them only so that you can take part in"
        " the city.\n\nWe publish ideas without your name. We do not sell or give your data to anybody.\n\n"
        "You have the right to see, mend and erase your data. Write IHMINEN and tell us what you want."
    )
