"""Own ideas after they were given: their states, mended, taken back."""

from __future__ import annotations

from datetime import timedelta

from dialogs import contact
from dialogs.city import City, IdeaView
from dialogs.commands import DropIdea, KeepUnread, MendIdea, TellStaff
from dialogs.kit import Answer, Done, Lines, Pass, Say, Step, T, Text, Verbatim, step

STATES: dict[str, Text] = {
    "unsure": T("not sent yet"),
    "unfinished": T("not sent yet"),
    "received": T("received"),
    "assessed": T("being assessed"),
    "candidate": T("up for a vote"),
    "chosen": T("will be done"),
    "ready": T("ready"),
    "rejected": T("will not be done"),
    "merged": T("part of another idea"),
    "moved": T("given to another office"),
}


OPEN = ("unsure", "unfinished", "received")  # still its giver's, unless a moderator has opened it


def gone(code: str, city: City, words: str = "") -> Done | None:
    """What is said where the idea of an open question was taken back or decided meanwhile. None: it goes on.

    `words`, which can't be added to it any more, are kept for people.
    """
    idea = city.idea(code)
    if idea is not None and idea.mine and idea.state in OPEN:
        return None
    kept = (KeepUnread(words, "late"),) if words else ()
    if idea is None or not idea.mine or idea.state == "withdrawn":
        return Done(Say(T("This idea is not here any more. You can give a new one: IDEA")), kept)
    return Done(Say(_fixed(code)), kept)


def _fixed(code: str) -> Text:
    return T("We are reading your idea {code} already, so it did not change. Tell a person: IHMINEN", code=code)


def drop(code: str, city: City) -> Done:
    """PERU: the idea goes, if nobody has opened it; otherwise it stays and we say so."""
    idea = city.idea(code)
    if idea is None or not idea.mine:
        return Done(Say(T("We found no such idea of yours. Your ideas: IDEANI")))
    if idea.state == "withdrawn":
        return Done(Say(T("This idea is not here any more. You can give a new one: IDEA")))
    if idea.opened or idea.state not in OPEN:
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
    if idea.opened or idea.state not in OPEN:
        return Done(Say(_fixed(idea.code)))
    return Done(Say(T("We changed your idea {code}.", code=idea.code)), (MendIdea(idea.code, text=text),))


def mine(city: City) -> Done:
    """IDEANI: own ideas with their states."""
    # what nobody has called an idea is not shown as one
    ideas = [idea for idea in city.my_ideas() if idea.state != "unsure"][: 5 if city.narrow else 20]
    if not ideas:
        return Done(Say(T("You have not given an idea yet. Write IDEA and your idea.")))
    lines: list[Text | Verbatim] = [T("Your ideas:")]
    for idea in ideas:
        lines.append(
            T(
                "{code} {text}: {state}",
                code=idea.code,
                text=short(idea.text, 36 if city.narrow else 60) if idea.text else T("A voice message"),
                state=STATES[idea.state],
            )
        )
        if idea.state == "merged":
            lines.append(T("See the idea {code}", code=idea.other))
        if city.narrow:
            continue
        if idea.state == "rejected" and idea.reason:
            lines.append(T("Why: {reason}", reason=idea.reason))
        if idea.state == "moved":
            lines.append(T("The office: {authority}", authority=idea.moved_to))
    return Done(Say(Lines(tuple(lines))))


def short(text: str, most: int) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 2].rsplit(" ", 1)[0] if " " in line[: most - 2] else line[: most - 2]
    return cut.rstrip(" .,;:") + ".."
