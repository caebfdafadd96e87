"""An idea step by step: what, where, whose, the check. What is written is kept at once, asked after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogs.city import City
from dialogs.commands import Count, GiveIdea, KeepIdea, MendIdea
from dialogs.idea.own import drop, gone
from dialogs.idea.receipt import PLACE, Place, given, said_enough
from dialogs.kit import TN, Answer, Done, Go, Lines, Option, Pass, Say, Stay, Step, T, Text, Verbatim, step

if TYPE_CHECKING:
    from dialogs.idea.similar import Similar


def begin(city: City) -> Go[What]:
    """IDEA alone: what is it?"""
    return Go(What())


def give(text: str, city: City) -> Go[Place | Similar | Where]:
    """IDEA and a text: kept at once. A text message is given by that; in a chat the guided steps follow."""
    code = city.fresh_code()
    kept = KeepIdea(code, text, sure=True)
    if city.narrow:
        return given(code, city, kept)
    return ask_more(code, text, city, kept)


def ask_more(code: str, text: str, city: City, kept: KeepIdea | MendIdea) -> Go[Similar | Where]:
    """It is kept: on to published ideas that resemble it, where there are some, and to the place."""
    from dialogs.idea.similar import Similar  # leads back here

    found = tuple(idea.code for idea in city.similar(text))
    onward: Similar | Where = Similar(code, found) if found else Where(code)
    return Go(onward, (kept,), T("Thank you! Your idea is safe."), behind=What(code))


@step("idea.what", free=True, lasts=timedelta(days=30))
class What(Step):
    """What is the idea?"""

    code: str = ""  # once something of it is kept

    def ask(self, city: City) -> Say:
        if city.narrow:
            return Say(T("Write your idea in one message. You can also tell the place."))
        if self.code:
            idea = city.idea(self.code)
            if idea is not None and said_enough(idea.text):
                return Say(Lines((T("Write your idea again. Now it is:"), Verbatim(idea.text))))
            return Say(T("What is your idea? Write it in words."))
        return Say(T("What is your idea? Write it in one message. You can also send a picture or a voice message."))

    def take(self, answer: Answer, city: City) -> Stay | Go[Place | Similar | Where | What] | Done:
        text = answer.words
        if self.code and (done := gone(self.code, city, answer.words)) is not None:
            return done
        if answer.other and not text:
            return Stay(Say(unusable(answer, city)))
        if answer.yes() is False:
            return self.cancel(city)
        if not (answer.photos or answer.voices or said_enough(text)):
            return Stay(Say(T("Tell a little more, please. For example: A bench to the harbour.")), missed=True)
        code = self.code or city.fresh_code()
        if answer.photos and not said_enough(text) and not (self.code and self._has_words(city)):
            kept = self._keep(code, text)
            return Go(What(code), (kept,), T("Thank you for the picture! It is safe."))
        if answer.voices and not said_enough(text):
            return Go(
                Where(code),
                (self._keep(code, text),),
                T("Thank you! We listen to your voice message and write your idea down."),
                behind=What(code),
            )
        kept = self._keep(code, text)
        return given(code, city, kept) if city.narrow else ask_more(code, text, city, kept)

    def _has_words(self, city: City) -> bool:
        idea = city.idea(self.code)
        return idea is not None and said_enough(idea.text)

    def _keep(self, code: str, text: str) -> KeepIdea | MendIdea:
        if self.code:
            return MendIdea(code, text=text or None)
        return KeepIdea(code, text, sure=True)

    def cancel(self, city: City) -> Done:
        return drop(self.code, city) if self.code else Done(Say(T("All right. We did not save an idea.")))

    def waits(self, city: City) -> Text:
        return T("Your idea waits. You can go on with it later: IDEA")


class Guided(Step):
    """A step about an idea that is kept: PERU takes it back, and it waits while another matter comes first."""

    code: str

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)

    def waits(self, city: City) -> Text:
        return T("Your idea waits. You can go on with it later: IDEA")


PIN = "📍"  # how a shared location begins where a place is words


@step("idea.where", lasts=timedelta(days=30))
class Where(Guided):
    """The guided second question: which part of the city, a place in words, or a shared location."""

    code: str

    def options(self, city: City) -> tuple[Option, ...]:
        """The areas, the whole city, or nothing."""
        areas = [Option(area, Verbatim(area), str(i)) for i, area in enumerate(city.areas, 1)]
        return (
            *areas,
            Option("all", T("The whole city"), str(len(areas) + 1), ("koko kaupunki", "hela staden", "whole city")),
            Option("skip", T("I do not know"), "0", ("en tiedä", "ohita", "vet inte", "don't know")),
        )

    def ask(self, city: City) -> Say:
        return Say(
            T("Which part of the city is it about? You can also write the place or send your location."),
            self.options(city),
        )

    def take(self, answer: Answer, city: City) -> Stay | Go[Whose] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        if answer.place is not None:
            return Go(Whose(self.code), (MendIdea(self.code, point=answer.place),))
        chosen = answer.pick(self.options(city), city)
        if chosen == "skip":
            return Go(Whose(self.code))
        if chosen is not None:
            area = "" if chosen == "all" else chosen
            return Go(Whose(self.code), (MendIdea(self.code, area=area, place=None if area else ""),))
        text = answer.words
        if len(text) > PLACE:  # a client cuts a long message in two
            return Stay(do=(MendIdea(self.code, more=text),), first=T("We added this to your idea."))
        if not said_enough(text):
            return Stay(first=T("Please choose one of these, or write the place."), missed=True)
        return Go(Whose(self.code), (MendIdea(self.code, place=text),))


@step("idea.whose", lasts=timedelta(days=30))
class Whose(Guided):
    """Alone, or for an association?"""

    code: str

    def options(self) -> tuple[Option, ...]:
        return (
            Option("own", T("My own idea"), "1", ("oma", "oma idea", "yksin", "egen", "egen idé", "my own", "own")),
            Option(
                "association",
                T("For an association"),
                "2",
                ("yhdistys", "yhdistyksen puolesta", "förening", "association"),
            ),
        )

    def ask(self, city: City) -> Say:
        return Say(T("Is it your own idea or an association's?"), self.options())

    def take(self, answer: Answer, city: City) -> Stay | Go[Association | Check] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        chosen = answer.pick(self.options(), city)
        if chosen == "association":
            return Go(Association(self.code))
        if chosen == "own":
            return Go(Check(self.code), (MendIdea(self.code, association=""),))
        if len(answer.words) > PLACE:
            return Stay(do=(MendIdea(self.code, more=answer.words),), first=T("We added this to your idea."))
        return Stay(first=T("Please choose one of these."), missed=True)


@step("idea.association", free=True, lasts=timedelta(days=30))
class Association(Guided):
    """The association's name."""

    code: str

    def ask(self, city: City) -> Say:
        return Say(T("What is the association's name?"))

    def take(self, answer: Answer, city: City) -> Stay | Go[Check] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        if not said_enough(answer.words) or len(answer.words) > PLACE:
            return Stay(Say(T("Write only the name, please. For example: Ristiina-seura.")), missed=True)
        return Go(Check(self.code), (MendIdea(self.code, association=answer.words),))


@step("idea.check", lasts=timedelta(days=30))
class Check(Guided):
    """The check before it is given: everything as we have it."""

    code: str

    def options(self) -> tuple[Option, ...]:
        return (
            Option("send", T("Send the idea"), "1", ("lähetä", "send", "skicka")),
            Option("mend", T("Change the text"), "2", ("muuta", "change", "ändra")),
            # not "do not send": typed, that asks for no more messages at all
            Option("drop", T("Delete the idea"), "3", ("poista", "ta bort", "delete")),
        )

    def ask(self, city: City) -> Say:
        idea = city.idea(self.code)
        if idea is None:
            return Say(T("This idea is not here any more. You can give a new one: IDEA"))
        lines: list[Text | Verbatim] = [
            T("Check your idea:"),
            Verbatim(idea.text) if idea.text else T("A voice message"),
        ]
        if idea.area:
            lines.append(T("Place: {place}", place=idea.area))
        if idea.place:
            lines.append(T("Place: {place}", place=T("the location you sent") if PIN in idea.place else idea.place))
        if idea.association:
            lines.append(T("Association: {name}", name=idea.association))
        if idea.photos:
            lines.append(TN("{n} picture", "{n} pictures", idea.photos))
        lines.append(T("We publish the idea without your name."))
        return Say(Lines(tuple(lines)), self.options())

    def take(self, answer: Answer, city: City) -> Stay | Go[Rewrite | After] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        chosen = answer.pick(self.options(), city)
        said = answer.yes() if chosen is None else None
        if chosen == "send" or said is True:
            idea = city.idea(self.code)
            return Go(
                After(self.code),
                (GiveIdea(self.code, city.read_by()), Count("idea", area=idea.area if idea is not None else "")),
                T(
                    "Thank you! Your idea is safe. Its code is {code}. We read the idea on {day} at the latest. We tell"
                    " you here what happens to it.",
                    code=self.code,
                    day=city.read_by(),
                ),
            )
        if chosen == "mend":
            return Go(Rewrite(self.code))
        if chosen == "drop" or said is False:
            return drop(self.code, city)
        if not said_enough(answer.words):
            return Stay(first=T("Please choose one of these."), missed=True)
        return Stay(do=(MendIdea(self.code, more=answer.words),), first=T("We added this to your idea."))


@step("idea.rewrite", free=True, lasts=timedelta(days=30))
class Rewrite(Guided):
    """A new text from the check; back to the check after it."""

    code: str

    def ask(self, city: City) -> Say:
        idea = city.idea(self.code)
        if idea is None or not idea.text:
            return Say(T("What is your idea? Write it in words."))
        return Say(Lines((T("Write your idea again. Now it is:"), Verbatim(idea.text))))

    def take(self, answer: Answer, city: City) -> Stay | Go[Check] | Done:
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        if not said_enough(answer.words):
            return Stay(Say(T("Tell a little more, please. For example: A bench to the harbour.")), missed=True)
        return Go(Check(self.code), (MendIdea(self.code, text=answer.words),))


@step("idea.after", optional=True, lasts=timedelta(hours=2))
class After(Step):
    """A guided idea is given; a picture sent soon after belongs to it."""

    code: str

    def ask(self, city: City) -> Say:
        return Say(T("You can still send a picture. All your ideas: IDEANI"))

    def take(self, answer: Answer, city: City) -> Stay | Done | Pass:
        if not (answer.photos or answer.voices) and (answer.words or not answer.other):
            return Pass()
        if (done := gone(self.code, city, answer.words)) is not None:
            return done
        attached = attach(answer, self.code, city)
        if attached is None or attached.first is None:
            return Pass()
        return Stay(Say(attached.first), attached.do)

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)


def attach(answer: Answer, code: str, city: City) -> Stay | None:
    """A picture or voice message sent while an idea is open belongs to it; its caption is added to the text."""
    if answer.photos or answer.voices:
        added = (
            T("We added the picture to your idea.") if answer.photos else T("We added the voice message to your idea.")
        )
        return Stay(do=(MendIdea(code, more=answer.words or None),), first=added)
    if answer.other and not answer.words:
        return Stay(first=unusable(answer, city))
    return None


def unusable(answer: Answer, city: City) -> Text:
    """Something that we can't keep: say what we can."""
    if city.narrow:
        return T("Pictures do not arrive by text message. Please tell it in words.")
    return T("We cannot open this. Please write in words, or send a picture or a voice message.")
