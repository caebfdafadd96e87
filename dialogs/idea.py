"""Ideas: given in one text message, or guided with buttons; kept at once, asked after."""

from __future__ import annotations

from datetime import timedelta

from dialogs import contact
from dialogs.city import City, IdeaView
from dialogs.commands import Count, DropIdea, GiveIdea, KeepIdea, MendIdea, SupportIdea, TellStaff
from dialogs.kit import (
    TN,
    Answer,
    Done,
    Go,
    Lines,
    Option,
    Pass,
    Say,
    Stay,
    Step,
    T,
    Text,
    Verbatim,
    step,
)
from dialogs.words import intents

SHORT = 3  # letters; fewer say nothing of a place or a thing
PLACE = 200  # characters; a longer answer to "where?" tells more of the idea
LONG = 10_000  # characters that a channel lets through

STATES: dict[str, Text] = {
    "unsure": T("not sent yet"),
    "unfinished": T("not sent yet"),
    "received": T("received"),
    "assessed": T("being assessed"),
    "candidate": T("up for a vote"),
    "chosen": T("will be done"),
    "ready": T("ready"),
    "rejected": T("will not be done"),
}


def begin(city: City) -> Go[What]:
    """IDEA alone: what is it?"""
    return Go(What())


def give(text: str, city: City) -> Go[Place | Where]:
    """IDEA and a text: kept at once. A text message is given by that; in a chat the guided steps follow."""
    code = city.fresh_code()
    kept = KeepIdea(code, text, sure=True)
    if city.narrow:
        return _given(code, city, kept)
    return Go(Where(code), (kept,), T("Thank you! Your idea is safe."), behind=What(code))


def _given(code: str, city: City, first: KeepIdea | MendIdea) -> Go[Place]:
    return Go(Place(code), (first, GiveIdea(code, city.read_by()), Count("idea")), receipt(code))


def receipt(code: str) -> Text:
    """The receipt of a text message; the question of `Place` follows in the same message."""
    return T("Thank you! Your idea is safe. Its code is {code}. We tell you what happens to it.", code=code)


def said_enough(text: str) -> bool:
    """Whether there is anything to read in it."""
    return sum(sign.isalpha() for sign in text) >= SHORT


def keep_unsure(text: str, city: City) -> Go[IsIdea]:
    """Somebody wrote something that is no command: keep it, then ask whether it is an idea."""
    code = city.fresh_code()
    return Go(IsIdea(code, hello=city.first_time), (KeepIdea(code, text, sure=False),))


@step("idea.sure", lasts=timedelta(days=3), optional=True)
class IsIdea(Step):
    """Is this an idea for the city? The text is kept already, and staff see it whatever the answer."""

    code: str
    hello: bool = False

    def options(self, city: City) -> tuple[Option, ...]:
        """1 is yes; the others lead where the menu leads."""
        if city.narrow:
            return (
                Option("idea", T("Yes, an idea"), "1", ("idea", "on", "on idea")),
                Option("vote", T("Voting"), "2", ("äänestys",)),
                Option("events", T("Events"), "3", ("tapahtumat",)),
                Option("call", T("Please call me"), "4"),
                Option("help", T("Help"), "0"),
            )
        return (
            Option("idea", T("Yes, an idea"), "1", ("idea", "on", "on idea")),
            Option("human", T("A message to a person"), "2", ("ihminen", "viesti")),
            Option("menu", T("Something else"), "3", ("valikko",)),
        )

    def ask(self, city: City) -> Say:
        if city.narrow:
            text = (
                T("{city}, hello! Is this an idea for the city? Answer 1 if it is.", city=city.name)
                if self.hello
                else T("Is this an idea for the city? Answer 1 if it is.")
            )
            shown = self.options(city)[1:]
            return Say(Lines((text, T("Something else:"))), shown, T("English: ENGLISH"))
        text = (
            T("Hello! This is {city}. We have your message. Is it an idea for the city?", city=city.name)
            if self.hello
            else T("We have your message. Is it an idea for the city?")
        )
        return Say(text, self.options(city))

    def take(
        self, answer: Answer, city: City
    ) -> Stay | Go[Place | Where | contact.Topic | contact.Thread] | Done | Pass:
        from dialogs import menu  # the menu leads here too

        chosen = answer.pick(self.options(city), city)
        if chosen == "idea" or (chosen is None and answer.yes() is True):
            return self.sure(city)
        if chosen == "human":
            idea = city.idea(self.code)
            kept = idea is not None and (idea.photos or idea.voices)  # what came with it must not be lost
            told = TellStaff(idea.text if idea else "", city.answer_by())
            return Go(
                contact.Thread(),
                (told, Count("message_to_staff")) if kept else (told, DropIdea(self.code), Count("message_to_staff")),
                T("Thank you! A person reads your message. We answer on {day} at the latest.", day=city.answer_by()),
            )
        if chosen == "menu":
            return Stay(menu.Menu().ask(city))
        if chosen == "call":
            return contact.promise(city)
        if chosen is not None:
            return menu.show(chosen, city)
        if answer.yes() is False:
            return Done(Say(T("All right. A person reads your message. Help: OHJE")))
        return Pass()

    def sure(self, city: City) -> Go[Place | Where]:
        """It is an idea."""
        sure = MendIdea(self.code, sure=True)
        if city.narrow:
            return _given(self.code, city, sure)
        return Go(Where(self.code), (sure,), T("Thank you! Your idea is safe."), behind=What(self.code))

    def more(self, text: str, city: City) -> Go[IsIdea]:
        """Another text before the answer belongs to the first."""
        return Go(IsIdea(self.code), (MendIdea(self.code, more=text),), T("We added this to your message."))


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

    def take(self, answer: Answer, city: City) -> Stay | Go[Place | Where | What] | Done:
        text = answer.words
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
        if city.narrow:
            return _given(code, city, kept)
        return Go(Where(code), (kept,), T("Thank you! Your idea is safe."), behind=What(code))

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


@step("idea.place", free=True, optional=True, lasts=timedelta(days=4))
class Place(Step):
    """The optional line in the receipt of a text message: where is it?"""

    code: str

    def ask(self, city: City) -> Say:
        return Say(T("Where is the place? You can answer if you like."))

    def take(self, answer: Answer, city: City) -> Done | Pass:
        text = answer.words
        idea = city.idea(self.code)
        if not text or idea is None or not any(sign.isalnum() for sign in text) or _asks_for(text):
            return Pass()
        mended = MendIdea(self.code, place=text) if len(text) <= PLACE else MendIdea(self.code, more=text)
        added = (
            T("Thank you! We added the place to your idea.")
            if len(text) <= PLACE
            else T("Thank you! We added this to your idea.")
        )
        promise = T(
            "We read the idea on {day} at the latest. We publish the idea without your name.", day=city.read_by()
        )
        return Done(Say(promise, before=(added,)), (mended,))

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)


def _asks_for(text: str) -> bool:
    """Whether a short answer to the optional question is surely another matter: "haluan äänestää"."""
    understood = intents.understand(text)
    return understood.outcome == "sure" and understood.intent in _OTHER_MATTERS


_OTHER_MATTERS = frozenset({"vote", "results", "signup", "human", "call_me", "delete", "mydata"})


@step("idea.where", lasts=timedelta(days=30))
class Where(Step):
    """The guided second question: which part of the city, a place in words, or a shared location."""

    code: str

    def options(self, city: City) -> tuple[Option, ...]:
        """The areas, the whole city, or nothing."""
        areas = [Option(area, Verbatim(area), str(i)) for i, area in enumerate(city.areas, 1)]
        return (
            *areas,
            Option("all", T("The whole city"), str(len(areas) + 1), ("koko kaupunki",)),
            Option("skip", T("I do not know"), "0", ("en tiedä", "ohita")),
        )

    def ask(self, city: City) -> Say:
        return Say(
            T("Which part of the city is it about? You can also write the place or send your location."),
            self.options(city),
        )

    def take(self, answer: Answer, city: City) -> Stay | Go[Whose]:
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

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)

    def waits(self, city: City) -> Text:
        return T("Your idea waits. You can go on with it later: IDEA")


@step("idea.whose", lasts=timedelta(days=30))
class Whose(Step):
    """Alone, or for an association?"""

    code: str

    def options(self) -> tuple[Option, ...]:
        return (
            Option("own", T("My own idea"), "1", ("oma", "oma idea", "yksin")),
            Option("association", T("For an association"), "2", ("yhdistys", "yhdistyksen puolesta")),
        )

    def ask(self, city: City) -> Say:
        return Say(T("Is it your own idea or an association's?"), self.options())

    def take(self, answer: Answer, city: City) -> Stay | Go[Association | Check]:
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

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)

    def waits(self, city: City) -> Text:
        return T("Your idea waits. You can go on with it later: IDEA")


@step("idea.association", free=True, lasts=timedelta(days=30))
class Association(Step):
    """The association's name."""

    code: str

    def ask(self, city: City) -> Say:
        return Say(T("What is the association's name?"))

    def take(self, answer: Answer, city: City) -> Stay | Go[Check]:
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        if not said_enough(answer.words) or len(answer.words) > PLACE:
            return Stay(Say(T("Write only the name, please. For example: Ristiina-seura.")), missed=True)
        return Go(Check(self.code), (MendIdea(self.code, association=answer.words),))

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)

    def waits(self, city: City) -> Text:
        return T("Your idea waits. You can go on with it later: IDEA")


@step("idea.check", lasts=timedelta(days=30))
class Check(Step):
    """The check before it is given: everything as we have it."""

    code: str

    def options(self) -> tuple[Option, ...]:
        return (
            Option("send", T("Send the idea"), "1", ("lähetä", "send", "skicka")),
            Option("mend", T("Change the text"), "2", ("muuta", "change", "ändra")),
            Option("drop", T("Do not send"), "3", ("älä lähetä",)),
        )

    def ask(self, city: City) -> Say:
        idea = city.idea(self.code)
        if idea is None:
            return Say(T("This idea is not here any more. You can give a new one: IDEA"))
        lines: list[Text | Verbatim] = [T("Check your idea:"), Verbatim(idea.text or "🎤")]
        if idea.area or idea.place:
            lines.append(T("Place: {place}", place=", ".join(p for p in (idea.area, idea.place) if p)))
        if idea.association:
            lines.append(T("Association: {name}", name=idea.association))
        if idea.photos:
            lines.append(TN("{n} picture", "{n} pictures", idea.photos))
        lines.append(T("We publish the idea without your name."))
        return Say(Lines(tuple(lines)), self.options())

    def take(self, answer: Answer, city: City) -> Stay | Go[What | After] | Done:
        attached = attach(answer, self.code, city)
        if attached is not None:
            return attached
        idea = city.idea(self.code)
        if idea is None:
            return Done(Say(T("This idea is not here any more. You can give a new one: IDEA")))
        chosen = answer.pick(self.options(), city)
        said = answer.yes() if chosen is None else None
        if chosen == "send" or said is True:
            return Go(
                After(self.code),
                (GiveIdea(self.code, city.read_by()), Count("idea", area=idea.area)),
                T(
                    "Thank you! Your idea is safe. Its code is {code}. We read the idea on {day} at the latest. We tell"
                    " you here what happens to it.",
                    code=self.code,
                    day=city.read_by(),
                ),
            )
        if chosen == "mend":
            return Go(What(self.code))
        if chosen == "drop" or said is False:
            return drop(self.code, city)
        if not said_enough(answer.words):
            return Stay(first=T("Please choose one of these."), missed=True)
        return Stay(do=(MendIdea(self.code, more=answer.words),), first=T("We added this to your idea."))

    def cancel(self, city: City) -> Done:
        return drop(self.code, city)

    def waits(self, city: City) -> Text:
        return T("Your idea waits. You can go on with it later: IDEA")


@step("idea.after", optional=True, lasts=timedelta(hours=2))
class After(Step):
    """A guided idea is given; a picture sent soon after belongs to it."""

    code: str

    def ask(self, city: City) -> Say:
        return Say(T("You can still send a picture. All your ideas: IDEANI"))

    def take(self, answer: Answer, city: City) -> Stay | Pass:
        if answer.words and not (answer.photos or answer.voices):
            return Pass()
        return attach(answer, self.code, city) or Pass()

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


def drop(code: str, city: City) -> Done:
    """PERU: the idea goes, if nobody has opened it; otherwise it stays and we say so."""
    idea = city.idea(code)
    if idea is None or not idea.mine:
        return Done(Say(T("We found no such idea of yours. Your ideas: IDEANI")))
    if idea.opened or idea.state not in ("unsure", "unfinished", "received"):
        return Done(
            Say(
                T("We are reading your idea {code} already. We could not remove it. A person helps: IHMINEN", code=code)
            )
        )
    return Done(Say(T("We removed your idea {code}. You can give a new one: IDEA", code=code)), (DropIdea(code),))


@step("idea.drop", lasts=timedelta(days=2), closed=True)
class ConfirmDrop(Step):
    """PERU long after an idea: is it that one?"""

    code: str

    def ask(self, city: City) -> Say:
        yes_no = () if city.narrow else contact.yes_and_no()
        return Say(T("Shall we remove your idea {code}? Answer JOO or EI.", code=self.code), yes_no)

    def take(self, answer: Answer, city: City) -> Done | Pass:
        said = answer.yes()
        if said is None:
            return Pass()
        return drop(self.code, city) if said else Done(Say(T("All right. Your idea is kept.")))


def mend(text: str, city: City, code: str) -> Done:
    """MUUTA text: the newest idea's text, until a moderator has opened it; after that staff get the wish."""
    return _mend(city, code, MendIdea(code, text=text), text, T("Thank you! We changed your idea {code}.", code=code))


def for_association(name: str, city: City, code: str) -> Done:
    """YHDISTYS name: for whom the newest idea is."""
    return _mend(
        city,
        code,
        MendIdea(code, association=name),
        name,
        T("Thank you! Your idea {code} is now for this association: {name}", code=code, name=name),
    )


def _mend(city: City, code: str, mended: MendIdea, text: str, thanks: Text) -> Done:
    idea = city.idea(code) if code else None
    if idea is None:
        return Done(Say(T("You have not given an idea yet. Write IDEA and your idea.")))
    if idea.opened:
        return Done(
            Say(T("We are reading your idea {code} already. We sent your change to the reader.", code=code)),
            (TellStaff(f"{code}: {text}", city.answer_by()),),
        )
    return Done(Say(thanks), (mended,))


def edited(idea: IdeaView, text: str, city: City) -> Done:
    """The message that an idea came in was edited."""
    if idea.opened or idea.state not in ("unsure", "unfinished", "received"):
        return Done(
            Say(
                T(
                    "We are reading your idea {code} already, so it did not change. Tell a person: IHMINEN",
                    code=idea.code,
                )
            )
        )
    return Done(Say(T("We changed your idea {code}.", code=idea.code)), (MendIdea(idea.code, text=text),))


def mine(city: City) -> Done:
    """IDEANI: own ideas with their states."""
    ideas = city.my_ideas()[: 5 if city.narrow else 20]
    if not ideas:
        return Done(Say(T("You have not given an idea yet. Write IDEA and your idea.")))
    lines: list[Text | Verbatim] = [T("Your ideas:")]
    for idea in ideas:
        lines.append(
            T(
                "{code} {text}: {state}",
                code=idea.code,
                text=short(idea.text or "🎤", 36 if city.narrow else 60),
                state=STATES[idea.state],
            )
        )
        if idea.state == "rejected" and idea.reason and not city.narrow:
            lines.append(T("Why: {reason}", reason=idea.reason))
    return Done(Say(Lines(tuple(lines))))


def short(text: str, most: int) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 2].rsplit(" ", 1)[0] if " " in line[: most - 2] else line[: most - 2]
    return cut.rstrip(" .,;:") + ".."


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


def open_card(code: str, city: City) -> Go[Card] | Done:
    """A share link: the idea it names, or the newest."""
    idea = city.idea(code)
    return Go(Card(code)) if idea is not None and idea.public else browse(city)


def support(code: str, city: City) -> Done:
    """KANNATAN K7F2."""
    idea = city.idea(code)
    if idea is None or not idea.public:
        return Done(Say(T("We found no published idea {code}. New ideas: IDEAT", code=code)))
    if idea.supported:
        return Done(Say(T("You support the idea {code} already. Thank you!", code=code)))
    return Done(
        Say(T("Thank you! You support the idea {code}: {text}", code=code, text=short(idea.public, 70))),
        (SupportIdea(code), Count("support")),
    )


@step("idea.card", evergreen=True, optional=True, lasts=timedelta(days=1))
class Card(Step):
    """One published idea with its buttons, which work for ever."""

    code: str

    def ask(self, city: City) -> Say:
        idea = city.idea(self.code)
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
            options.append(Option("support", T("I support this"), "1", ("kannatan",)))
        options.append(Option("next", T("Next idea"), "2", ("seuraava", "next", "nästa")))
        if link := city.link(f"idea_{self.code}"):
            options.append(Option("share", T("Share"), "", url=link))
        return Say(Lines(tuple(lines)), tuple(options))

    def take(self, answer: Answer, city: City) -> Stay | Go[Card] | Done | Pass:
        chosen = answer.pick(
            (
                Option("support", T("I support this"), "1", ("kannatan",)),
                Option("next", T("Next idea"), "2", ("seuraava", "next", "nästa")),
            ),
            city,
        )
        idea = city.idea(self.code)
        if chosen == "support":
            if idea is None or not idea.public:
                return Done(Say(T("This idea is not public any more. Other ideas: IDEAT")))
            if idea.supported:
                return Stay(silent=True, toast=T("You support this already. Thank you!"))
            return Stay(
                do=(SupportIdea(self.code), Count("support")), replace=True, toast=T("Thank you for your support!")
            )
        if chosen == "next":
            following = city.published(after=self.code)
            if following is None:
                return Done(Say(T("That was the last idea. You can give your own: IDEA")))
            return Go(Card(following.code))
        return Pass()
