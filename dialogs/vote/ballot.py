"""The ballot paper: the list of targets, one target at a time, and which election where several are open."""

from __future__ import annotations

from dialogs.city import City, ElectionView, TargetView
from dialogs.commands import AskAboutVote
from dialogs.kit import TN, Answer, Done, Go, Lines, Option, Pass, Say, Stay, Step, T, Text, Verbatim, step
from dialogs.vote.cast import WEEKS, Again, Confirm, Contact, Voted, ballot, over, submit
from dialogs.vote.said import example, lines, moment, money
from dialogs.words.folding import plain
from dialogs.words.numbers import Numbers, number_list

THREE_PARTS = 3 * 153
"""Characters of GSM-7."""


@step("vote.list", optional=True, secret=True, lasts=WEEKS)
class Paper(Step):
    """All targets: numbers to send, or buttons to tap; `chosen` are the taps so far."""

    election: str
    chosen: tuple[int, ...] = ()

    def ask(self, city: City) -> Say:
        election = city.election(self.election)
        if election is None:
            return over()
        if city.narrow:
            return _short_paper(election, city)
        return Say(self._words(election, city), self._options(election))

    def _words(self, election: ElectionView, city: City) -> Lines:
        said: list[Text | Verbatim] = [
            Verbatim(election.title),
            TN("Choose {n} target.", "Choose at most {n} targets.", election.most),
            T("The vote ends on {ends}.", ends=moment(election.closes, city)),
        ]
        if election.eligibility:
            said.append(Verbatim(election.eligibility))
        if election.most > 1:
            said.append(T("Chosen {n} / {most}", n=len(self.chosen), most=election.most))
        return Lines(tuple(said))

    def _options(self, election: ElectionView) -> tuple[Option, ...]:
        targets = tuple(Option(str(t.number), _label(t, t.number in self.chosen)) for t in election.targets)
        more = Option("more", T("Read more about the targets"))
        if election.most == 1 or not self.chosen:
            return (*targets, more)
        return (
            *targets,
            Option("send", T("Send my vote ({n} / {most})", n=len(self.chosen), most=election.most)),
            more,
        )

    def take(self, answer: Answer, city: City) -> Stay | Go[Voted | Again | Contact | Confirm | Card] | Done | Pass:
        election = city.election(self.election)
        if election is None:
            return Pass()
        if answer.tap is not None:
            return self._tapped(answer.tap, election, city)
        if plain(answer.words) in _SEND and self.chosen:
            return submit(Numbers(self.chosen, certain=True), election, city)
        numbers = number_list(answer.words, highest=election.highest)
        return submit(numbers, election, city) if numbers is not None else Pass()

    def _tapped(
        self, tap: str, election: ElectionView, city: City
    ) -> Stay | Go[Voted | Again | Contact | Confirm | Card] | Done | Pass:
        if tap == "send":
            return submit(Numbers(self.chosen, certain=True), election, city)
        if tap == "more":
            return Go(Card(self.election, election.targets[0].number, self.chosen), (AskAboutVote(),))
        target = next((t for t in election.targets if str(t.number) == tap), None)
        if target is None:
            return Pass()
        if election.most == 1:
            return submit(Numbers((target.number,), certain=True), election, city)
        chosen, toast = toggled(self.chosen, target, election)
        if chosen is None:
            return Stay(silent=True, toast=toast)
        return Stay(become=Paper(self.election, chosen), replace=True, toast=toast, do=(AskAboutVote(),))


def toggled(chosen: tuple[int, ...], target: TargetView, election: ElectionView) -> tuple[tuple[int, ...] | None, Text]:
    """The choice with a target more or less, and what the button says to it; None where there is no room for more."""
    if target.number in chosen:
        return tuple(n for n in chosen if n != target.number), T("Removed: {name}", name=target.name)
    if len(chosen) >= election.most:
        return None, _full(election)
    return tuple(sorted((*chosen, target.number))), T("Chosen: {name}", name=target.name)


_SEND = frozenset({"laheta", "laheta aani", "laheta aaneni", "skicka", "skicka min rost", "send", "send my vote"})


def _full(election: ElectionView) -> Text:
    return TN(
        "You have {n} target already. Remove one first.",
        "You have {n} targets already. Remove one first.",
        election.most,
    )


def _label(target: TargetView, chosen: bool) -> Text | Verbatim:
    mark = "✅ " if chosen else ""
    if target.price is None:
        return Verbatim(f"{mark}{target.number} {target.name}")
    return T(
        "{mark}{number} {name}, {price}",
        mark=mark,
        number=str(target.number),
        name=target.name,
        price=money(target.price),
    )


def _short_paper(election: ElectionView, city: City) -> Say:
    """The list as a text message: three parts at most."""
    if election.most == 1:
        tail = T("Answer with one number, for example: {example}", example=example(election))
    else:
        tail = T("Choose at most {most}. Answer for example: {example}", most=election.most, example=example(election))
    more = T("About a target: LISÄÄ {number}", number=str(election.targets[0].number if election.targets else 1))
    said: tuple[Text | Verbatim, ...] = (T("Vote:"), *lines(election), tail)
    size = sum(len(text.text if isinstance(text, Verbatim) else city.in_words(text)) + 1 for text in (*said, more))
    return Say(Lines((*said, more) if size <= THREE_PARTS else said))  # 14 names of 25 leave no room for it


@step("vote.card", optional=True, secret=True, lasts=WEEKS)
class Card(Step):
    """One target with its picture, price and words; on to the next one. `chosen` are the taps on the list so far."""

    election: str
    number: int
    chosen: tuple[int, ...] = ()

    def ask(self, city: City) -> Say:
        election = city.election(self.election)
        target = election.target(self.number) if election is not None else None
        if election is None or target is None:
            return over()
        options = () if city.narrow else self._options(election)
        return Say(about(target), options, picture=_picture(self.election, target))

    def _options(self, election: ElectionView) -> tuple[Option, ...]:
        numbers = [target.number for target in election.targets]
        here = numbers.index(self.number)
        following = numbers[(here + 1) % len(numbers)]
        listed = T("To the list of targets")
        if election.most > 1:
            listed = T("To the list of targets ({n} / {most})", n=len(self.chosen), most=election.most)
        mark = T("Do not choose this") if self.number in self.chosen else T("Choose this")
        return (
            Option("choose", mark),
            Option(f"next:{following}", T("The next target")),
            Option("list", listed),
        )

    def take(
        self, answer: Answer, city: City
    ) -> Stay | Go[Voted | Again | Contact | Confirm | Card | Paper] | Done | Pass:
        election = city.election(self.election)
        if election is None:
            return Pass()
        if answer.tap == "choose":
            return self._choose(election, city)
        if answer.tap == "list":
            return Go(Paper(self.election, self.chosen), (AskAboutVote(),))
        if answer.tap is not None and answer.tap.startswith("next:"):
            number = answer.tap.removeprefix("next:")
            target = next((t for t in election.targets if str(t.number) == number), None)
            return Go(Card(self.election, target.number, self.chosen)) if target is not None else Pass()
        numbers = number_list(answer.words, highest=election.highest)
        return submit(numbers, election, city) if numbers is not None else Pass()

    def _choose(self, election: ElectionView, city: City) -> Stay | Go[Voted | Again | Contact | Confirm] | Done | Pass:
        target = election.target(self.number)
        if target is None:
            return Pass()
        if election.most == 1:
            return submit(Numbers((self.number,), certain=True), election, city)
        chosen, toast = toggled(self.chosen, target, election)
        if chosen is None:
            return Stay(silent=True, toast=toast)
        become = Card(self.election, self.number, chosen)
        # a message with a picture can't be rewritten as words, so it is said anew
        return Stay(become=become, replace=not target.picture, toast=toast, do=(AskAboutVote(),))


def _picture(code: str, target: TargetView) -> str:
    return f"target:{code}:{target.number}" if target.picture else ""


def about(target: TargetView) -> Lines:
    """LISÄÄ 3: its title, price, area and words."""
    said: list[Text | Verbatim] = [Verbatim(f"{target.number} {target.title}")]
    if target.price is not None:
        said.append(T("Price: {price}", price=money(target.price)))
    if target.area:
        said.append(T("Place: {place}", place=target.area))
    if target.text:
        said.append(Verbatim(target.text))
    return Lines(tuple(said))


@step("vote.which", optional=True, closed=True, secret=True, lasts=WEEKS)
class Which(Step):
    """Several elections are open: which one? Letters, since a number is a target's."""

    numbers: tuple[int, ...] = ()

    def options(self, city: City) -> tuple[Option, ...]:
        """The open elections under A, B, C …"""
        return tuple(
            Option(e.code, Verbatim(e.title), letter, (letter.lower(),))
            for letter, e in zip("ABCDEFGH", city.elections(), strict=False)
        )

    def ask(self, city: City) -> Say:
        if city.narrow:
            return Say(T("Which vote do you mean? Answer with a letter."), self.options(city))
        return Say(T("Which vote do you mean?"), self.options(city))

    def take(self, answer: Answer, city: City) -> Go[Voted | Again | Contact | Confirm | Paper] | Pass:
        chosen = answer.pick(self.options(city), city)
        election = city.election(chosen) if chosen is not None else None
        if election is None:
            return Pass()
        if self.numbers:
            numbers = Numbers(self.numbers, certain=max(self.numbers) <= election.highest)
            return ballot(numbers, election, city)
        return Go(Paper(election.code))
