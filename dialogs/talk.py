"""A talk: the stack of open questions of one address, and what a message does to it.

What a person writes answers our newest message that invites an answer. A question below the top is asked only for
closed answers; an older free-text question waits and takes nothing. Saved as JSON; a step that a deployment removed
thaws to nothing, and so does one that is too old: state expires when it is read, not by a job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dialogs import contact, event, everywhere, idea, menu, organiser, topics, vote
from dialogs.city import City
from dialogs.commands import CastVote, Count, KeepUnread, SpeakLanguage, WrongNumber
from dialogs.kit import (
    Answer,
    Command,
    Done,
    Go,
    Lines,
    Move,
    Pass,
    Say,
    Stay,
    Step,
    T,
    Text,
    Verbatim,
    freeze,
    steps,
    thaw,
)
from dialogs.words import answers, intents, oneshot, organising, tongues
from dialogs.words.numbers import a_number

DEEP = 8  # open questions; the oldest beyond that are given up
FAR = 12  # steps back
# the closed classes mean something only as answers
NOT_ROUTED = ("yes", "no", "number", "thanks", "date")
FEW = 3  # words; a longer text is no answer to yes or no


@dataclass(frozen=True)
class Question:
    """An open question: its step, the steps before it, when it was put, and its number within the talk."""

    step: Step
    id: int
    asked: datetime
    trail: tuple[Step, ...] = ()
    told: bool = False  # it has been said that it waits; once is enough


@dataclass(frozen=True)
class Talk:
    """The open questions, the newest last; `asked` numbers them, `misses` counts unread messages in a row."""

    questions: tuple[Question, ...] = ()
    asked: int = 0
    misses: int = 0
    source: str = ""  # the word of the poster or link that the person came by
    owed: str = ""  # the topic that the person has not been asked about, although a task of theirs is finished
    lost: bool = False  # a saved step was unknown: what it knew is gone

    @property
    def top(self) -> Question | None:
        return self.questions[-1] if self.questions else None


def freeze_talk(talk: Talk) -> dict[str, Any]:
    """The talk as JSON."""
    return {
        "asked": talk.asked,
        "misses": talk.misses,
        "source": talk.source,
        "owed": talk.owed,
        "questions": [
            {
                "id": q.id,
                "at": q.asked.isoformat(),
                "step": freeze(q.step),
                "trail": [freeze(s) for s in q.trail],
                "told": q.told,
            }
            for q in talk.questions
        ],
    }


def thaw_talk(saved: Mapping[str, Any], now: datetime) -> Talk:
    """The saved talk, without questions that are too old or that nobody knows any more."""
    questions: list[Question] = []
    lost = False
    for item in saved.get("questions", ()):
        step = thaw(item["step"])
        if step is None:
            lost = True
            continue
        asked = datetime.fromisoformat(item["at"])
        if now - asked > step.lasts:
            continue
        trail = tuple(s for s in (thaw(t) for t in item["trail"]) if s is not None)
        questions.append(Question(step, int(item["id"]), asked, trail, bool(item.get("told", False))))
    return Talk(
        tuple(questions),
        int(saved.get("asked", 0)),
        int(saved.get("misses", 0)),
        str(saved.get("source", "")),
        str(saved.get("owed", "")),
        lost,
    )


def _waits(turning: _Turning, before: Talk) -> tuple[Question, Text] | None:
    """A question that now waits below another matter, and what is said of it: the one that was on top.

    Also the one below what we told of our own accord, once that is answered.
    """
    found = next((q for q in reversed(before.questions) if not isinstance(q.step, event.TOLD)), None)
    if found is None or found.told or all(q.id != found.id for q in turning.talk.questions):
        return None
    if turning.asked is not None and turning.asked.id == found.id:
        return None  # it was put again
    said = found.step.waits(turning.city)
    return (found, said) if said is not None else None


def push_question(talk: Talk, step: Step | str, now: datetime) -> Talk:
    """The talk with a question on top that was put by somebody else than a dialogue: a staff member, the clock.

    A step, or the name of one without fields. Raises LookupError for a name that nobody has.
    """
    if isinstance(step, str):
        named = thaw({"step": step})
        if named is None:
            raise LookupError(step)
        step = named
    question = Question(step, talk.asked + 1, now)
    rest = tuple(q for q in talk.questions if not same_kind(q.step, step))
    return replace(talk, questions=(*rest, question)[-DEEP:], asked=question.id)


def put_with(talk: Talk, step: Step, now: datetime, *, below: bool) -> tuple[Talk, Question]:
    """The talk with a question that comes in the same message as the newest one, below it, or with nothing asked."""
    question = Question(step, talk.asked + 1, now)
    rest = tuple(q for q in talk.questions if not same_kind(q.step, step))
    put = (*rest[:-1], question, *rest[-1:]) if below else (*rest, question)
    return replace(talk, questions=put[-DEEP:], asked=question.id), question


def same_kind(one: Step, other: Step) -> bool:
    """Whether the newer question takes the older one's place: of the same name and, about an event, of its number."""
    return one.name == other.name and (
        not isinstance(one, event.ABOUT_ONE) or getattr(one, "number", 0) == getattr(other, "number", 0)
    )


@dataclass
class Turned:
    """What a message led to: the talk after it, what is said (None: nothing), which question's buttons it carries."""

    talk: Talk
    say: Say | None = None
    asked: Question | None = None
    toast: Text | None = None
    step: str = ""  # where it was taken, for the drop-out counts
    quiet: bool = False  # nothing else is said with it


@dataclass
class _Turning:
    talk: Talk
    city: City
    do: Callable[[Command], None]
    say: Say | None = None
    asked: Question | None = None
    toast: Text | None = None
    before: list[Text | Verbatim] = field(default_factory=list)
    quiet: bool = False  # nothing is said of what waits

    # -- the stack

    def push(self, step: Step, trail: tuple[Step, ...] = ()) -> Question:
        """Put a question; an open one of the same kind makes room for it."""
        question = Question(step, self.talk.asked + 1, self.city.now, trail[-FAR:])
        rest = tuple(q for q in self.talk.questions if not same_kind(q.step, step))
        self.talk = replace(self.talk, questions=(*rest, question)[-DEEP:], asked=question.id)
        return question

    def remove(self, question: Question) -> None:
        self.talk = replace(self.talk, questions=tuple(q for q in self.talk.questions if q.id != question.id))

    # -- what a move does

    def apply(self, move: Move, question: Question | None) -> bool:
        """Carry a move out; False for Pass. `question` is the one that was answered, None for a new matter."""
        if isinstance(move, Pass):
            return False
        if not (isinstance(move, Stay) and move.missed):
            self.talk = replace(self.talk, misses=0)
        for command in move.do:
            # before it is done: a topic is asked about once
            self.talk = replace(self.talk, owed=topics.owed(command, self.talk.owed, self.city))
            self.do(command)
            if isinstance(command, WrongNumber):  # who holds the number now was asked nothing
                self.talk = Talk(asked=self.talk.asked)
        if move.toast is not None:
            self.toast = move.toast
        if isinstance(move, Go):
            trail: tuple[Step, ...] = ()
            if question is not None and not move.beside:
                self.remove(question)
                trail = question.trail
                if (behind := move.behind or question.step) is not None and not behind.secret:
                    trail = (*trail, behind)
            elif move.behind is not None:
                trail = (move.behind,)
            if move.first is not None:
                self.before.append(move.first)
            self.put(self.push(move.step, trail))
        elif isinstance(move, Stay):
            self._stay(move, question)
        else:
            if question is not None:
                self.remove(question)
            self.say = move.say
            if any(isinstance(command, SpeakLanguage) for command in move.do) and move.say is None:
                self.put(self.push(menu.Menu()))
        return True

    def put(self, question: Question) -> None:
        """Say the question."""
        self.say, self.asked = question.step.ask(self.city), question

    def _stay(self, move: Stay, question: Question | None) -> None:
        if move.missed:
            self.miss()
            if self.say is not None:
                return
        if move.become is not None and question is not None:
            question = replace(question, step=move.become)
            kept = tuple(question if q.id == question.id else q for q in self.talk.questions)
            self.talk = replace(self.talk, questions=kept)
        if move.silent:
            return
        if move.first is not None:
            self.before.append(move.first)
        if move.say is not None or question is None:
            self.say, self.asked = move.say, question
            return
        # the question is put again under its old number, so that the buttons of both messages work
        self.put(question)
        if move.replace and self.say is not None:
            self.say = replace(self.say, replace=True)

    def miss(self) -> None:
        """We could not read it: two in a row offer a person, and the question waits."""
        misses = self.talk.misses + 1
        self.talk = replace(self.talk, misses=misses)
        if misses >= 2:
            self.talk = replace(self.talk, misses=0)
            self.put(self.push(contact.Offer("missed")))

    # -- reading

    def read(self, answer: Answer) -> None:
        text = answer.words
        top = self.talk.top
        if text and (alarm := everywhere.in_distress(text, self.city)) is not None:
            said, commands = alarm
            for command in commands:
                self.do(command)
            self.say, self.quiet = Say(said), True
            return
        if text and answers.is_thanks(text) and not self._awaits_yes(top, text):
            if not self.city.narrow and not answers.quotes_us(text):
                self.say, self.quiet = Say(Verbatim("🙂")), True
            return
        if text and (word := answers.global_word(text)) is not None:
            self.command_word(word, top)
            return
        if text and (language := tongues.named(text)) is not None:
            self.apply(contact.in_other_words(text, language, self.city), None)
            return
        if text and self._leaves(text, top):
            return
        if text and (top is None or top.step.optional) and (hint := everywhere.hint(text)) is not None:
            self.apply(hint, None)
            return
        if text and self._organise(text, top):
            return
        if text and (taught := self._taught(text, top)) is not None:
            if self._resume(taught, text):
                return
            move = everywhere.carry(taught, self.city, top.step if top else None)
            if self.apply(move, self._follow_up(taught, top)):
                return
        if text and self._ballot(text, top):
            return
        if self._about_events(answer, top):
            return
        if top is not None and self.apply(top.step.take(answer, self.city), top):
            if isinstance(top.step, everywhere.Guess) and answer.yes() is False:
                self.talk = replace(self.talk, misses=1)  # a wrong guess is as good as not having read it
            return
        if self._in_other_words(answer):
            return
        if text and top is not None and self._ballot(text, top, waited=True):
            return
        if text and self._route(text, top, sure_only=True):
            return
        for question in reversed(self.talk.questions[:-1]):
            # an older question that takes any text takes nothing without asking: only yes, no, and numbers
            wordy = not (question.step.optional or question.step.closed)
            if wordy and text and answers.yes_no(text) is None and a_number(text) is None:
                continue
            if isinstance(question.step, idea.ConfirmDrop) and answer.yes():
                # something else was shown since: what can't be undone is asked again (JOURNEYS.md, rule 2)
                self.remove(question)
                self.put(self.push(question.step, question.trail))
                return
            if not question.step.free and self.apply(question.step.take(answer, self.city), question):
                return
        if text and self._route(text, top, sure_only=False):
            return
        self.fall_through(answer, top)

    def _ballot(self, text: str, top: Question | None, *, waited: bool = False) -> bool:
        """A one-time code with its ballot at any step; numbers where no other question wants them.

        `waited`: the newest question has had the text and did not take it.
        """
        if not waited and (by_code := vote.with_code(text, self.city)) is not None:
            return self.apply(by_code, None)
        newest = top.step if top is not None else None
        if newest is not None and not waited and (not newest.optional or newest.name.startswith("vote.")):
            return False
        if isinstance(newest, topics.Choose) and self.city.narrow:
            return False
        move = vote.numbers_alone(text, self.city, newest)
        return move is not None and self.apply(move, None)

    def _about_events(self, answer: Answer, top: Question | None) -> bool:
        """Yes or no after two things that we told within the hour; and what only the list of events understands."""
        said = answer.yes()
        open_questions = [(question.step, question.asked) for question in self.talk.questions]
        if said is not None and (which := event.same_hour(open_questions, said, self.city)) is not None:
            return self.apply(which, None)
        if top is not None and isinstance(top.step, event.WhichEvent):
            number = top.step.picked(answer)
            if number is not None and self.apply(top.step.take(answer, self.city), top):
                kept = (
                    q for q in self.talk.questions if not (isinstance(q.step, event.TOLD) and q.step.number == number)
                )
                self.talk = replace(self.talk, questions=tuple(kept))
                return True
        if top is not None and top.step.free:
            return False
        return (
            bool(answer.words) and event.own_asked(answer.words) and self.apply(Done(Say(event.mine(self.city))), None)
        )

    def _in_other_words(self, answer: Answer) -> bool:
        """A text in a language that we do not speak; with a picture it is kept as an idea, since that has a place."""
        language = tongues.tongue(answer.words)
        if language is None or answer.photos or answer.voices:
            return False
        return self.apply(contact.in_other_words(answer.words, language, self.city), None)

    def _organise(self, text: str, top: Question | None) -> bool:
        """An order of somebody who runs an event, at any step: nothing is done before a code."""
        if top is not None and isinstance(top.step, organiser.WhoComes) and organising.wants_more(text):
            return self.apply(top.step.more(self.city), top)
        order = organising.order(text)
        if order is None:
            return False
        if order.more:
            for question in reversed(self.talk.questions):
                if isinstance(question.step, organiser.WhoComes) and question.step.number == order.number:
                    return self.apply(question.step.more(self.city), question)
        in_free_text = top is not None and top.step.free
        move = organiser.carry(order, text, self.city, in_free_text=in_free_text)
        return move is not None and self.apply(move, None)

    def _leaves(self, text: str, top: Question | None) -> bool:
        """ "Väärä numero" and a sure wish for no more messages; where a text is being given, the former alone."""
        understood = intents.understand(text)
        if understood.outcome != "sure" or understood.intent not in ("wrong_number", "stop"):
            return False
        if understood.intent == "wrong_number" and len(text.split()) > FEW:
            return False  # "Bussipysäkillä on väärä numero" tells of something else
        if understood.intent == "stop":
            if top is not None and top.step.free:
                return False
            self.forget_offers()
        return self.apply(everywhere.lead(understood.intent, self.city, None), None)

    def _awaits_yes(self, top: Question | None, text: str) -> bool:
        """Whether "ok" answers a question: any but the optional ones, and those of yes and no."""
        if top is None or answers.yes_no(text) is None:
            return False
        asks = (
            contact.Offer
            | everywhere.Guess
            | vote.One
            | idea.ConfirmDrop
            | idea.IsIdea
            | idea.Check
            | idea.Similar
            | idea.Instead
            | event.Join
            | event.Leaving
            | event.Offer
        )
        return isinstance(top.step, asks)

    def command_word(self, word: str, top: Question | None) -> None:
        """A taught word, at any step."""
        if word == "back":
            self.back(top)
            return
        self.quiet = word == "stop"
        if self.quiet:
            self.forget_offers()
        move = everywhere.act(word, self.city, top.step if top else None)
        # the menu stays open: its numbers still mean what they say there
        ends = word == "cancel" and top is not None and not top.step.evergreen
        self.apply(move, top if ends and not isinstance(move, Go) else None)
        if self.talk.lost:
            self.talk = replace(self.talk, lost=False)

    def forget_offers(self) -> None:
        """LOPETA: our offers and lists are off; a 👍 to one of them must not bring a call."""
        kept = tuple(q for q in self.talk.questions if not (q.step.optional or q.step.closed))
        self.talk = replace(self.talk, questions=kept)

    def back(self, top: Question | None) -> None:
        """TAKAISIN: one step back, as often as one likes; from the first step to the menu."""
        if top is not None and top.trail:
            self.remove(top)
            self.put(self.push(top.trail[-1], top.trail[:-1]))
            return
        if top is not None and not top.step.free:
            self.remove(top)
        waiting = self.talk.top
        if waiting is not None and waiting is not top and not waiting.step.optional:
            self.put(self.push(waiting.step, waiting.trail))
        else:
            self.put(self.push(menu.Menu()))

    def _taught(self, text: str, top: Question | None) -> oneshot.Command | None:
        if top is None or not top.step.free:
            return oneshot.command(text)
        taught = oneshot.command(text, strict=True)
        if taught is None or top.step.optional:
            return taught
        # a taught word alone, or with the number of an event, is no idea and no message
        if taught.name in ("signup", "cancel") and taught.number is not None and not taught.note:
            return taught if self.city.event(taught.number) is not None else None
        return taught if taught.name in ("idea", "vote", "events") and not taught.rest else None

    def _resume(self, taught: oneshot.Command, text: str) -> bool:
        """IDEA alone goes on with an idea that waits, ÄÄNESTYS with a vote whose number is not known yet."""
        if taught.rest:
            return False
        if taught.name == "vote":
            waiting = next((q for q in reversed(self.talk.questions) if isinstance(q.step, vote.Contact)), None)
            if waiting is None or not self.city.elections():
                return False
            self.remove(waiting)
            self.put(self.push(waiting.step, waiting.trail))
            return True
        if taught.name != "idea":
            return False
        top = self.talk.top
        if top is not None and isinstance(top.step, idea.IsIdea):  # the question was whether it is one
            return self.apply(top.step.confirmed(self.city), top)
        for question in reversed(self.talk.questions):
            if question.step.name.startswith("idea.") and not question.step.optional:
                self.remove(question)
                self.put(self.push(question.step, question.trail))
                return True
        return False

    def _follow_up(self, taught: oneshot.Command, top: Question | None) -> Question | None:
        """PERU ends the question that it was about; MUUTA and YHDISTYS leave the optional one open."""
        return top if taught.name == "cancel" and top is not None and top.step.cancel(self.city) else None

    def _route(self, text: str, top: Question | None, *, sure_only: bool) -> bool:
        understood = intents.understand(text)
        if understood.outcome == "none" or understood.intent in NOT_ROUTED:
            return False
        newest = top.step if top else None
        # "väärä numero" among more words is asked first: only `_leaves` does it at once
        if understood.outcome == "sure" and understood.intent != "wrong_number":
            return self.apply(everywhere.lead(understood.intent, self.city, newest, text), None)
        if understood.intent == "events" and event.names_a_filter(text, self.city):
            return self.apply(event.look(text, self.city), None)
        if sure_only or understood.intent not in everywhere.GUESSES:
            return False
        return self.apply(Go(everywhere.Guess(understood.intent, text)), None)

    def fall_through(self, answer: Answer, top: Question | None) -> None:
        """Nobody could take it: keep it, and say what we can do."""
        text = answer.words
        if not text and answer.other:
            unusable = idea.unusable(answer, self.city)
            if top is not None and not top.step.optional:
                self.apply(Stay(first=unusable), top)
            else:
                self.say = Say(unusable)
            return
        misses = self.talk.misses
        for command in everywhere.missed(text) if text else ():
            self.do(command)
        if top is not None and top.step.closed and len(text.split()) <= FEW:
            if isinstance(top.step, contact.Offer):
                self.apply(Stay(top.step.again(self.city), missed=True), top)
            else:
                self.apply(Stay(first=T("We could not read your answer."), missed=True), top)
            return
        if (idea.said_enough(text) and answers.yes_no(text) is None) or answer.photos or answer.voices:
            if top is not None and isinstance(top.step, idea.IsIdea):
                self.apply(top.step.more(text, self.city), top)
                self.talk = replace(self.talk, misses=misses)
                self.miss()
            else:  # asked whether it is an idea, and how else we can help: that is no refusal yet
                self.apply(idea.keep_unsure(text, self.city), None)
                self.talk = replace(self.talk, misses=1)
            return
        if text:
            self.do(KeepUnread(text, "miss"))
            self.do(Count("unread"))
        self.miss()
        if self.say is None:
            self.put(self.push(menu.Menu(again=True)))


def converse(talk: Talk, answer: Answer, city: City, do: Callable[[Command], None]) -> Turned:
    """One message of a person: what it does to the talk and what is said. `do` carries a command out at once."""
    turning = _Turning(talk, city, do)
    turning.read(answer)
    if turning.toast is not None and turning.say is None:
        turning.say, turning.toast = Say(turning.toast), None  # there is no button to show it on
    return _turned(turning, talk)


def _turned(turning: _Turning, before: Talk) -> Turned:
    say = turning.say
    if turning.before:
        first = tuple(turning.before)
        say = replace(say, before=(*first, *say.before)) if say is not None else Say(Lines(first))
    if say is not None and not turning.quiet and (waits := _waits(turning, before)) is not None:
        waiting, words = waits
        say = replace(say, after=(*say.after, words))
        told = tuple(replace(q, told=True) if q.id == waiting.id else q for q in turning.talk.questions)
        turning.talk = replace(turning.talk, questions=told)
    name = before.top.step.name if before.top else ""
    return Turned(turning.talk, say, turning.asked if say is not None else None, turning.toast, name, turning.quiet)


def move(talk: Talk, to: Move, city: City, do: Callable[[Command], None]) -> Turned:
    """A new matter that no answer led to: a link, a poster's word, a telephone call."""
    turning = _Turning(talk, city, do)
    turning.apply(to, None)
    return _turned(turning, talk)


_BELATED = frozenset({"idea", "vote", "signup", "support"})


def belated(talk: Talk, text: str, city: City, do: Callable[[Command], None]) -> Turned:
    """A message found long after it was sent: it answers no question, since the talk has gone on.

    Words that stop or start messages and one-shot forms act; the rest goes to people.
    """
    turning = _Turning(talk, city, do)
    word = answers.global_word(text)
    taught = oneshot.command(text)
    if word in ("stop", "start"):
        turning.command_word(word, None)
    elif (ballot := vote.numbers_alone(text, city, menu.Menu())) is not None:
        turning.apply(ballot, None)
    elif taught is not None and ((taught.name in _BELATED and taught.rest) or taught.code or taught.number is not None):
        turning.apply(everywhere.carry(taught, city, None), None)
    else:
        do(KeepUnread(text, "late"))
    return _turned(turning, talk)


def voted(talk: Talk, text: str, city: City, do: Callable[[Command], None]) -> Turned | None:
    """A ballot in the message of somebody who writes too much: it counts, unanswered. None: there is none in it."""
    taught = oneshot.command(text)
    move: Move | None = vote.with_code(text, city)
    if move is None and taught is not None and taught.name == "vote":
        move = vote.by_words(taught.numbers, taught.rest, city)
    if move is None:
        move = vote.numbers_alone(text, city, menu.Menu())
    if not isinstance(move, Go | Done) or not any(isinstance(command, CastVote) for command in move.do):
        return None
    turning = _Turning(talk, city, do)
    turning.apply(move, None)
    return replace(_turned(turning, talk), say=None, asked=None)


def tapped(talk: Talk, data: str, city: City, do: Callable[[Command], None]) -> Turned:
    """A button. Its data names the step and the question, so a stale one is answered and not misread.

    `menu~:vote`, `idea.card~K7F2:next`: evergreen, works for ever. `idea.where.12:Otava`: question 12 only.
    """
    turning = _Turning(talk, city, do)
    name, _, value = data.partition(":")
    if "~" in name:
        step_name, _, argument = name.partition("~")
        carries = steps()[step_name].carries if step_name in steps() else ""
        step = thaw({"step": step_name, **({carries: argument} if carries and argument else {})})
        if step is None or not step.evergreen:
            return _stale(turning, talk)
        # what is about one thing is answered by its button too; the menu stays open
        same = (q for q in talk.questions if step.carries and q.step == step)
        question = next(same, Question(step, 0, city.now))
        if not turning.apply(step.take(Answer(tap=value), city), question):
            return _stale(turning, talk)
        return _turned(turning, talk)
    step_name, _, number = name.rpartition(".")
    found = next((q for q in talk.questions if str(q.id) == number and q.step.name == step_name), None)
    if found is None or not turning.apply(found.step.take(Answer(tap=value), city), found):
        return _stale(turning, talk)
    return _turned(turning, talk)


def _stale(turning: _Turning, talk: Talk) -> Turned:
    """An old button: say so on the button; where no question is open, show the menu."""
    turning.toast = T("This button is old. Please answer the newest message.")
    turning.quiet = True
    if talk.top is None or talk.top.step.optional:
        turning.put(turning.push(menu.Menu()))
    return _turned(turning, talk)


def button(question: Question, value: str) -> str:
    """What a button sends back, ≤ 64 bytes: see `tapped`."""
    if question.step.evergreen:
        return f"{question.step.name}~{getattr(question.step, question.step.carries, '')}:{value}"
    return f"{question.step.name}.{question.id}:{value}"
