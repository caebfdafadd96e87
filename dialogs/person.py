"""One person's own: what we hold of them, mending it, erasing it, and which of their channels belong together."""

from __future__ import annotations

import re
from datetime import timedelta

from dialogs.city import City
from dialogs.commands import AnswerLink, Count, EraseMe, KnowNumber, TellStaff, UnlinkMe, WroteBefore
from dialogs.contact import telephone, yes_and_no
from dialogs.kit import TN, Answer, Done, Go, Option, Pass, Say, Stay, Step, T, Text, step
from dialogs.topics import listed

CODE = re.compile(r"\D*(\d{3}) ?(\d{3})\D*")
"""Six digits, also with a blank in the middle and words around."""


def act(word: str, city: City) -> Go[Correct | Erase | Share | Unlink] | Done | Pass:
    """What a command word about one's own data does."""
    match word:
        case "my_data":
            return my_data(city)
        case "delete":
            return ask_erase(city)
        case "correct":
            return Go(Correct())
        case "link":
            return ask_number(city)
        case "unlink":
            return ask_unlink(city)
    return Pass()


def my_data(city: City) -> Done:
    """OMAT TIEDOT: what we hold of the person, in at most three parts; in a chat everything, as a file."""
    what = [T("We know of you:")]
    what.append(T("Your telephone number.") if city.narrow else T("Your Telegram account's number."))
    if city.linked:
        what.append(T("The same person by text message and on Telegram."))
    what += _held(city)
    ways = T("Something wrong? KORJAA. Erase everything: POISTA TIETONI")
    if city.narrow:
        return Done(Say(ways, before=tuple(what)))
    return Done(Say(ways, before=(*what, T("Everything is in the file.")), document="person"))


def _held(city: City) -> list[Text]:
    """What a person has here, each kind in a sentence."""
    found: list[Text] = []
    if ideas := city.my_ideas():
        codes = ", ".join(idea.code for idea in ideas[:6])
        found.append(TN("Your idea: {codes}.", "Your ideas: {codes}.", len(ideas), codes=codes))
    if signups := city.my_signups():
        found.append(
            T("Your events: {names}.", names=", ".join(f"{s.event.number} {s.event.name}" for s in signups[:3]))
        )
    if voted := sum(city.my_vote(one.code) is not None for one in city.elections()):
        found.append(TN("Your vote: ÄÄNENI.", "Your votes: ÄÄNENI.", voted))
    wanted = [topic for topic, granted in city.topics().items() if granted]
    if wanted:
        found.append(T("You want messages about: {topics}.", topics=listed(wanted, city)))
    found.append(T("Messages: 90 days."))
    return found


def ask_erase(city: City) -> Go[Erase]:
    """POISTA TIETONI: say what goes and what stays, and ask for a code."""
    return Go(Erase(city.fresh_digits()))


@step("person.erase", closed=True, lasts=timedelta(days=1))
class Erase(Step):
    """Shall everything go? The code is there so that nobody does it by a slip."""

    code: str

    def ask(self, city: City) -> Say:
        what = [T("Shall we erase your data? Your number, messages, sign-ups and ideas go.")]
        if any(city.my_vote(one.code) is not None for one in city.elections()):
            what.append(T("Your vote in an open election is taken back."))
        what.append(T("A published idea stays without your name, and a vote that is counted."))
        return Say(T("Answer {code}, if you want this. Otherwise answer EI.", code=self.code), before=tuple(what))

    def take(self, answer: Answer, city: City) -> Done | Stay | Pass:
        if answer.yes() is False:
            return self.cancel(city)
        digits = "".join(sign for sign in answer.words if sign.isdigit())
        if digits == self.code:
            gone = T("We erase your data now. This is our last message. You may write again whenever you like.")
            return Done(Say(gone), (EraseMe(), Count("erase")))
        if digits or answer.yes():
            return Stay(
                Say(T("Answer {code}, if you want us to erase everything. Otherwise answer EI.", code=self.code))
            )
        return Pass()

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We erased nothing.")))


@step("person.correct", free=True, lasts=timedelta(days=2))
class Correct(Step):
    """KORJAA: which of our data is wrong?"""

    def ask(self, city: City) -> Say:
        return Say(T("What is wrong in your data? Write it here. A person mends it and answers you."))

    def take(self, answer: Answer, city: City) -> Done | Stay | Pass:
        if not answer.words:
            return Pass()
        by = city.answer_by()
        told = T("Thank you! We mend it and answer you by {day}.", day=by)
        return Done(Say(told), (TellStaff(f"KORJAA: {answer.words}", by), Count("correct")))

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We change nothing.")))


def ask_number(city: City) -> Go[Share] | Done:
    """YHDISTÄ: the number by which the person writes text messages is theirs here too. It works from a chat only."""
    if city.narrow:
        return Done(Say(T("You use Telegram too? Write YHDISTÄ to us there, and share your number.")))
    return Go(Share())


def brought(number: str) -> Done:
    """An account's own contact, shared at any step."""
    return Done(Say(T("Thank you! We have got your number.")), (KnowNumber(number),))


@step("person.share", closed=True, lasts=timedelta(days=1))
class Share(Step):
    """Which number is yours? Only Telegram's own word counts: a typed number or somebody else's contact does not."""

    def ask(self, city: City) -> Say:
        return Say(
            T(
                "Do you write to us by text message too? Share your number, and your ideas and sign-ups are in one"
                " place."
            ),
            wants="contact",
            wants_label=T("Send my number"),
        )

    def take(self, answer: Answer, city: City) -> Done | Stay | Pass:
        if answer.number:
            return brought(answer.number)
        if answer.other == "contact":
            return Stay(Say(T("That was another person's contact. Press the button below to send your own number.")))
        if telephone(answer.words) is not None:
            return Stay(Say(T("Press the button below. We can't know from a written number that it is yours.")))
        return Pass()

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We do not join your data.")))


@step("person.link", closed=True, lasts=timedelta(minutes=30))
class Link(Step):
    """The code that the number was sent, so that both channels are one person's."""

    def invitation(self) -> Say:
        """What is said when the code has left."""
        return Say(
            T(
                "Your number has written to us before. We sent a code to it by text message. Write the code here, so"
                " that your ideas and sign-ups are the same on both."
            )
        )

    def ask(self, city: City) -> Say:
        return self.invitation()

    def take(self, answer: Answer, city: City) -> Done | Stay | Pass:
        if answer.yes() is False:
            return self.cancel(city)
        found = CODE.fullmatch(answer.words)
        if found is None:
            return Pass()
        code = "".join(found.groups())
        right, left = city.link_code(code)
        do = (AnswerLink(code),)
        if right:
            return Done(Say(T("Thank you! We join your data now.")), (*do, Count("link")))
        if left > 0:
            again = TN(
                "That is not the code. You can try once more.",
                "That is not the code. You can try {n} times more.",
                left,
            )
            return Stay(Say(again), do=do)
        return Done(Say(T("The code does not work any more. Share your number again, and we send a new one.")), do)

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. We do not join your data.")))


def ask_unlink(city: City) -> Go[Unlink] | Done:
    """IRROTA: this channel is not the same person's as the others any more."""
    return Go(Unlink()) if city.linked else Done(Say(T("This is your only channel. There is nothing to part.")))


@step("person.unlink", closed=True, lasts=timedelta(days=1))
class Unlink(Step):
    """Shall this channel be parted from the person's others?"""

    def ask(self, city: City) -> Say:
        what = T("Shall we part this channel from your other one? Your ideas and sign-ups stay there.")
        if city.narrow:
            return Say(T("Answer JOO or EI."), before=(what,))
        return Say(what, yes_and_no())

    def take(self, answer: Answer, city: City) -> Done | Pass:
        said = answer.yes()
        if said is None:
            return Pass()
        if not said:
            return self.cancel(city)
        return Done(Say(T("Done. Here you are now a new person to us.")), (UnlinkMe(), Count("unlink")))

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. Nothing changed.")))


@step("person.before", closed=True, optional=True, lasts=timedelta(days=7))
class Before(Step):
    """A number that was silent for a year: is it the same person?"""

    def options(self) -> tuple[Option, ...]:
        return yes_and_no()

    def ask(self, city: City) -> Say:
        return Say(
            T("Then we find your old ideas and sign-ups. Answer JOO or EI."),
            before=(T("Did you write to us from this number before?"),),
        )

    def take(self, answer: Answer, city: City) -> Done | Pass:
        said = answer.yes()
        if said is None:
            return Pass()
        if said:
            return Done(Say(T("Thank you! We find your old data.")), (WroteBefore(True),))
        return Done(Say(T("Thank you! You are new to us. Help: OHJE")), (WroteBefore(False),))
