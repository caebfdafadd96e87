"""What the city may tell a person of its own accord, by topic: asked once, changed at any time by AIHEET.

By text message the question costs nobody anything: it is a last line in a message that goes in any case and has room
for it, and the answer is one word. In a chat it is a message of its own, with a button for each topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dialogs.city import City
from dialogs.commands import (
    AnswerTopics,
    CancelSignup,
    CastVote,
    Count,
    DropIdea,
    GiveIdea,
    SignUp,
    WantsResults,
    WithdrawVote,
)
from dialogs.kit import Answer, Command, Done, Go, Option, Pass, Say, Stay, Step, T, Text, Verbatim, step
from dialogs.words.numbers import number_list

WORDING = "1"
"""Version of the words below that ask, kept with each answer. A test fails when they change and this does not."""

LABELS: dict[str, Text] = {
    "events": T("Events"),
    "votes": T("Votes"),
    "news": T("News"),
}
LINES: dict[str, Text] = {  # that of votes stands beside another question, so it is none: see `_leaves_room`
    "events": T("May we tell you about other events too? Answer KERRO"),
    "votes": T("You get to know about votes and results: answer KERRO"),
    "news": T("May we tell you news of the city? Answer KERRO"),
}
CHOOSE = T("May we send you messages about these? Press what you want. You can change it at any time: AIHEET")
CHOOSE_BY_NUMBER = T("What may we tell you about? Answer with the numbers that you want.")
NOTHING = T("About nothing")

_AFTER: dict[type[Command], str] = {GiveIdea: "news", CastVote: "votes", SignUp: "events"}
"""The task that was finished → the topic nearest to it."""
_BACK = (DropIdea, CancelSignup, WithdrawVote)


def owed(command: Command, before: str, city: City) -> str:
    """The topic to ask about once this is done ("": none): after the first finished task, and after TULOS."""
    if isinstance(command, WantsResults):
        return before if "votes" in city.topics() else "votes"
    if isinstance(command, _BACK) or (isinstance(command, CastVote) and command.code):
        return ""  # no task is finished, or it was another person's, at a desk
    topic = _AFTER.get(type(command), "")
    return topic if topic and city.topic_asked is None else before


def rider(topic: str, asked: Step | None, top: Step | None, city: City) -> Line | Choose | None:
    """The question that comes with a message, where nothing is open that the same answer could be meant for.

    `asked`: what the message asks; `top`: the newest open question where it asks nothing.
    """
    newest = asked if asked is not None else top
    if not topic or city.stopped:
        return None
    if newest is not None and not _leaves_room(newest, topic, said=asked is not None, city=city):
        return None
    return Line(topic) if city.narrow else Choose()


def _leaves_room(newest: Step, topic: str, *, said: bool, city: City) -> bool:
    if not newest.optional or newest.free or newest.closed:
        return False
    if not city.narrow:
        return True  # it is answered by buttons of its own
    if newest.name == "vote.voted":
        return topic == "votes"  # "Did you not vote? Answer EN": a no to another question would take the vote away
    return newest.name == "event.signed" or not (said or newest.name.startswith(("vote.", "event.")))


@step("topics.line", optional=True, lasts=timedelta(days=7))
class Line(Step):
    """The last line of a text message: may we tell you about this one topic?"""

    about: str

    @property
    def words(self) -> Text:
        return LINES.get(self.about, LINES["news"])

    def ask(self, city: City) -> Say:
        return Say(self.words)

    def take(self, answer: Answer, city: City) -> Done | Pass:
        said = answer.yes()
        if said is None or self.about not in LINES:
            return Pass()
        if said:
            return agree(self.about, city)
        told = T("All right. We do not tell you about this. Change your mind: AIHEET")
        return Done(Say(told), (AnswerTopics((), (self.about,), city.in_words(self.words)), Count("consent_declined")))


@step("topics.choose", optional=True, evergreen=True)
class Choose(Step):
    """All topics, as they stand: numbers by text message, a button for each in a chat."""

    def options(self, city: City) -> tuple[Option, ...]:
        if city.narrow:
            numbers = (Option(topic, label, str(n)) for n, (topic, label) in enumerate(LABELS.items(), 1))
            return (*numbers, Option("none", NOTHING, "0"))
        wanted = city.topics()
        buttons = (
            Option(topic, _marked(label, city) if wanted.get(topic) else label) for topic, label in LABELS.items()
        )
        return (*buttons, Option("none", NOTHING, words=(city.in_words(NOTHING),)))

    def ask(self, city: City) -> Say:
        if not city.narrow:
            return Say(CHOOSE, self.options(city))
        wanted = [topic for topic, granted in city.topics().items() if granted]
        now = T("Now: {topics}.", topics=listed(wanted, city)) if wanted else T("Now: about nothing.")
        return Say(CHOOSE_BY_NUMBER, self.options(city), tail=now)

    def take(self, answer: Answer, city: City) -> Stay | Done | Pass:
        chosen = answer.pick(self.options(city), city)
        if chosen == "none" or (chosen is None and answer.yes() is False):
            return self._answered((), city)
        if not city.narrow:
            return self._toggled(chosen, city) if chosen is not None else Pass()
        numbers = number_list(answer.words, highest=len(LABELS))
        if chosen is not None:
            return self._answered((chosen,), city)
        if numbers is None or not numbers.certain or not set(numbers.values) <= set(range(1, len(LABELS) + 1)):
            return Pass()
        return self._answered([topic for n, topic in enumerate(LABELS, 1) if n in numbers.values], city)

    def _toggled(self, topic: str, city: City) -> Stay:
        """The button does at once what it says; the message shows how it is now."""
        name = city.in_words(LABELS[topic])
        if city.topics().get(topic):
            done, toast = answered((), (topic,), self._words(city)), T("Removed: {name}", name=name)
        else:
            done, toast = answered((topic,), (), self._words(city)), T("Chosen: {name}", name=name)
        return Stay(replace=True, do=done, toast=toast)

    def _answered(self, given: Sequence[str], city: City) -> Done:
        declined = tuple(topic for topic in LABELS if topic not in given)
        done = answered(tuple(given), declined, self._words(city))
        if not given:
            return Done(Say(T("All right. We do not send you such messages. Change your mind: AIHEET")), done)
        return Done(_agreed(given, city), done)

    def _words(self, city: City) -> str:
        asked = CHOOSE_BY_NUMBER if city.narrow else CHOOSE
        return " | ".join(city.in_words(text) for text in (asked, *LABELS.values(), NOTHING))


def _marked(label: Text, city: City) -> Verbatim:
    return Verbatim(f"✅ {city.in_words(label)}")


def answered(given: tuple[str, ...], declined: tuple[str, ...], words: str) -> tuple[Command, ...]:
    """The commands of an answer to `words`."""
    counted = (*((Count("consent_given"),) if given else ()), *((Count("consent_declined"),) if not given else ()))
    return (AnswerTopics(given, declined, words), *counted)


def tell(city: City) -> Done | Go[Choose]:
    """KERRO: yes to the topic that we asked about; where we asked about none, or this is agreed, all are shown."""
    about = city.topic_asked or ""
    if about not in LINES or city.topics().get(about):
        return Go(Choose())
    return agree(about, city)


def agree(about: str, city: City) -> Done:
    """Yes to one topic; what was agreed before stays."""
    wanted = [topic for topic in LABELS if topic == about or city.topics().get(topic)]
    return Done(_agreed(wanted, city), answered((about,), (), city.in_words(LINES[about])))


def _agreed(wanted: Sequence[str], city: City) -> Say:
    told = T("All right! We tell you about: {topics}. Change your mind: AIHEET", topics=listed(wanted, city))
    return Say(told, after=(T("Messages are off now. Messages back: ALOITA"),) if city.stopped else ())


def listed(wanted: Sequence[str], city: City) -> str:
    """ "tapahtumat, uutiset": names that need no other form."""
    names = [city.in_words(LABELS[topic]) for topic in LABELS if topic in wanted]
    return ", ".join(name[0].lower() + name[1:] for name in names)
