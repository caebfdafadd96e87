"""A ballot: read, refused or cast, and its receipt. It counts at once; nothing is ever guessed (VOTING.md, "Trust")."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogs import contact
from dialogs.city import City, ElectionView
from dialogs.commands import (
    AskAboutVote,
    CastVote,
    Count,
    HoldVote,
    KnowNumber,
    RefuseVote,
    RestoreVote,
    TellEligible,
    TellStaff,
    TellVotersArea,
    WithdrawVote,
)
from dialogs.kit import TN, Answer, Done, Go, Lines, Option, Pass, Say, Stay, Step, T, Text, Verbatim, step
from dialogs.vote.codes import desk_code
from dialogs.vote.said import example, fitting, moment, names, still
from dialogs.words.folding import plain
from dialogs.words.numbers import Numbers, a_number, number_list

if TYPE_CHECKING:
    from dialogs.vote.ballot import Paper

WEEKS = timedelta(days=60)
"""Longer than any vote is open."""
NUDGED_TO = 3
"""Targets: who votes for fewer is told once that there is room for more (VOTING.md, "Ballots")."""


def submit(numbers: Numbers, election: ElectionView, city: City) -> Go[Voted | Again | Contact | Confirm] | Done:
    """What numbers that were sent as a vote lead to."""
    if not city.accepts(election.code):
        return too_late(election, city)
    return ballot(numbers, election, city)


def ballot(numbers: Numbers, election: ElectionView, city: City) -> Go[Voted | Again | Contact | Confirm]:
    """The same in an election that is known to be open."""
    return refused(numbers, election, city) or _cast(_chosen(numbers), election, city)


def _chosen(numbers: Numbers) -> tuple[int, ...]:
    return tuple(sorted(set(numbers.values)))


def refused(numbers: Numbers, election: ElectionView, city: City) -> Go[Again] | None:
    """Asked again where the numbers are no ballot."""
    found = _refusal(numbers, _chosen(numbers), election, city)
    if found is None:
        return None
    why, first = found
    return Go(Again(election.code), (RefuseVote(election.code, why),), first)


def _cast(chosen: tuple[int, ...], election: ElectionView, city: City) -> Go[Voted | Contact | Confirm]:
    """The ballot counts from now on and the receipt says so, once it is known who votes."""
    if not city.may_vote(election.code):
        return Go(Contact(election.code, chosen), (AskAboutVote(),))
    return _known(chosen, election, city)


def _known(chosen: tuple[int, ...], election: ElectionView, city: City) -> Go[Voted | Confirm]:
    if city.must_confirm(election.code):
        return Go(Confirm(election.code), (HoldVote(election.code, chosen),))
    before = city.my_vote(election.code)
    if city.outdated(election.code):
        return Go(Voted(election.code, "older"), (RefuseVote(election.code, "older"),))
    if before is None:
        how, counted = "first", Count("vote")
    else:
        how, counted = "same" if before.choices == chosen else "changed", Count("vote_changed")
    if city.now >= election.closes:
        how = "found"  # it reached the provider in time, and us after closing
    return Go(Voted(election.code, how), (CastVote(election.code, chosen), counted))


def _refusal(numbers: Numbers, chosen: tuple[int, ...], election: ElectionView, city: City) -> tuple[str, Text] | None:
    """Why the numbers are no ballot; says whether an older one stands."""
    stands = still(election, city)
    unknown = next((n for n in chosen if election.target(n) is None), None)
    if unknown is not None and unknown <= 99:
        return "unknown", T("There is no number {number}. {stands}", number=str(unknown), stands=stands)
    if len(chosen) > election.most:
        too_many = TN(
            "You sent {n} number. Choose at most {most}. {stands}",
            "You sent {n} numbers. Choose at most {most}. {stands}",
            len(chosen),
            most=election.most,
            stands=stands,
        )
        return "too_many", too_many
    if unknown is not None or not numbers.certain:
        return "unclear", T("We are not sure which numbers you mean. {stands}", stands=stands)
    return None


def too_late(election: ElectionView, city: City) -> Done:
    """It was sent after closing: both times are said, and what stands."""
    stands = city.my_vote(election.code)
    told = T(
        "The vote ended on {closed}. Your message came on {sent}. We could not count your vote.",
        closed=moment(election.closes, city),
        sent=moment(city.sent, city),
    )
    if stands is not None:
        told = T(
            "The vote ended on {closed}. Your message came on {sent}. Your older vote still counts.",
            closed=moment(election.closes, city),
            sent=moment(city.sent, city),
        )
    return Done(Say(told), (RefuseVote(election.code, "late"), Count("vote_late")))


def over() -> Say:
    """The election that the question was about is there no more."""
    return Say(T("This vote is over. Results: TULOS"))


@step("vote.again", optional=True, lasts=WEEKS)
class Again(Step):
    """The numbers once more, after some that were no ballot."""

    election: str

    def ask(self, city: City) -> Say:
        election = city.election(self.election)
        if election is None:
            return over()
        if election.most == 1:
            return Say(T("Send one number, for example: {example}", example=example(election)))
        return Say(T("Send the numbers again, for example: {example}", example=example(election)))

    def take(self, answer: Answer, city: City) -> Go[Voted | Again | Contact | Confirm] | Done | Pass:
        election = city.election(self.election)
        if election is None:
            return Pass()
        numbers = number_list(answer.words, highest=election.highest)
        return submit(numbers, election, city) if numbers is not None else Pass()


@step("vote.one", optional=True, closed=True, secret=True, lasts=timedelta(days=2))
class One(Step):
    """Is it a vote for this? Asked by name: one number alone may mean anything. `text` goes to people if it was not."""

    election: str
    choices: tuple[int, ...]
    text: str = ""

    def ask(self, city: City) -> Say:
        election = city.election(self.election)
        if election is None:
            return over()
        named = names(election, self.choices)
        yes_no = () if city.narrow else contact.yes_and_no()
        if city.my_vote(self.election) is not None:
            return Say(T("Do you want to change your vote to {names} only? Answer JOO or EI.", names=named), yes_no)
        asked = TN(
            "Do you vote for target {names}? Answer JOO.",
            "Do you vote for targets {names}? Answer JOO.",
            len(self.choices),
            names=named,
        )
        more = T("You can choose {most}, for example: {example}.", most=election.most, example=example(election))
        if self.text or election.most == 1:
            return Say(asked, yes_no)
        if city.narrow and city.first_time:
            greeting = T("Hello, {city}!", city=city.name)
            return Say(T("Events: TAPAHTUMAT"), before=fitting(city, greeting, asked, more))
        return Say(more, yes_no, before=(asked,))

    def take(self, answer: Answer, city: City) -> Go[Voted | Again | Contact | Confirm | contact.Thread] | Done | Pass:
        election = city.election(self.election)
        if election is None:
            return Pass()
        said = answer.yes()
        if said:
            return _cast(self.choices, election, city) if city.accepts(self.election) else too_late(election, city)
        if said is False and self.text:
            return Go(contact.Thread(), (TellStaff(self.text, city.answer_by()),), T("All right. A person reads it."))
        if said is False:
            return Done(Say(T("All right. {stands} Vote: ÄÄNESTYS. Help: OHJE", stands=still(election, city))))
        numbers = number_list(answer.words, highest=election.highest)
        return submit(numbers, election, city) if numbers is not None else Pass()


@step("vote.contact", closed=True, secret=True, lasts=timedelta(days=2))
class Contact(Step):
    """Who votes? The account's own number, proved by Telegram, or a code from a desk; the ballot waits meanwhile."""

    election: str
    choices: tuple[int, ...]

    def ask(self, city: City) -> Say:
        by_code = T("You can also get a code at the library. Then write KOODI and the code.")
        by_message = T(
            "You do not want to send your number? You can vote by text message to {number}.", number=city.number
        )
        asked = T("One thing before your vote counts: send us your telephone number. Press the button below.")
        why = T("So everyone votes once. We show the number to nobody.")
        return Say(
            Lines((asked, why, *((by_message,) if city.number else ()), by_code)),
            wants="contact",
            wants_label=T("Send my number"),
            before=(T("Your vote is not saved yet."),),
        )

    def take(self, answer: Answer, city: City) -> Stay | Go[Voted | Again | Contact] | Done | Pass:
        election = city.election(self.election)
        if election is None:
            return Done(over())
        if answer.number:
            if not city.accepts(self.election):
                return too_late(election, city)
            return Go(
                Voted(self.election, "proved"),
                (KnowNumber(answer.number), CastVote(self.election, self.choices), Count("vote")),
            )
        if answer.other == "contact":
            told = T("That is not your own number. Press the button below, so that Telegram sends your own number.")
            return Stay(first=told)
        code = desk_code(answer.words, bare=True)
        if code is not None and not city.desk_code(self.election, code[0]):
            return Stay(first=_bad_code(), do=(RefuseVote(self.election, "code"),))
        if code is not None:
            return by_code(code[0], self.choices, election, city)
        numbers = number_list(answer.words, highest=election.highest)
        if numbers is None:
            return Pass()
        other = Contact(self.election, _chosen(numbers))
        return refused(numbers, election, city) or Go(other, (AskAboutVote(),))

    def cancel(self, city: City) -> Done:
        return Done(Say(T("All right. You have not voted. Vote: ÄÄNESTYS")))

    def waits(self, city: City) -> Text:
        return T("Your vote waits. You can go on with it: ÄÄNESTYS")


def by_code(code: str, choices: tuple[int, ...], election: ElectionView, city: City) -> Done:
    """A ballot by a one-time code. The telephone may be somebody else's: its receipt is no open question of theirs."""
    if not city.accepts(election.code):
        return too_late(election, city)
    if not city.desk_code(election.code, code):
        return Done(Say(_bad_code()), (RefuseVote(election.code, "code"),))
    said = _receipt("code", names(election, choices), election, city, few=len(choices))
    return Done(Say(said[-1], before=said[:-1]), (CastVote(election.code, choices, code), Count("vote")))


def _bad_code() -> Text:
    return T("This code does not work. Somebody may have used it. Ask for a new code at the library.")


@step("vote.confirm", closed=True, secret=True, lasts=timedelta(days=3))
class Confirm(Step):
    """Many vote for the first time at once, and senders can be forged: the number itself answers with a code."""

    election: str

    def ask(self, city: City) -> Say:
        held = city.held_vote(self.election)
        code = held[1] if held is not None else ""
        return Say(T("Did you vote just now? Answer with this code: {code}. Then your vote counts.", code=code))

    def take(self, answer: Answer, city: City) -> Stay | Go[Voted] | Done | Pass:
        held = city.held_vote(self.election)
        if held is None or not city.accepts(self.election, held=True):
            return Done(over())
        choices, code = held
        number = a_number(answer.words, highest=9999)
        if number is None:
            if answer.yes() is False:
                return Done(Say(T("All right. We did not save the vote.")), (WithdrawVote(self.election, True),))
            return Pass()
        if str(number) != code:
            return Stay(first=T("That is another code."), missed=True)
        return Go(Voted(self.election, "first"), (CastVote(self.election, choices), Count("vote")))


_NOT_ME = frozenset({"en", "en aanestanyt", "en ole aanestanyt", "en oo aanestanyt", "nej", "no", "i did not"})
OTHER_PERSON = frozenset(
    {"toinen", "toinen ihminen", "eri ihminen", "olen eri ihminen", "joo olen", "annan", "other", "another"}
)
"""TOINEN and its kin, folded: somebody else votes with the same telephone."""


@step("vote.voted", optional=True, lasts=WEEKS)
class Voted(Step):
    """The receipt. `how` it came: first, changed, same, older, found, restored, proved (by a shared contact)."""

    election: str
    how: str

    def ask(self, city: City) -> Say:
        election = city.election(self.election)
        vote = city.my_vote(self.election)
        if election is not None and vote is None and self.how == "older":
            return Say(T("You have taken your vote back after that message. Vote: ÄÄNESTYS"))
        if election is None or vote is None:
            return over()
        how = "changed" if self.how == "proved" and vote.previous else self.how  # a ballot by text message gave way
        said = _receipt(how, names(election, vote.choices), election, city, few=len(vote.choices))
        if city.narrow:
            return Say(said[-1], before=said[:-1])
        receipt = T("The code of your receipt is {code}.", code=vote.code)
        asked = (
            *((_AREA,) if election.ask_area and not vote.area else ()),
            *((_ELIGIBLE,) if election.ask_eligible and not vote.eligible else ()),
        )
        return Say(said[-1], (*_OPTIONS, *asked), before=said[:-1], after=(receipt,))

    def take(
        self, answer: Answer, city: City
    ) -> Go[Voted | Again | Confirm | One | Paper | Area | Eligible] | Done | Pass:
        election = city.election(self.election)
        if election is None:
            return Pass()
        if answer.tap == "change":
            from dialogs.vote.ballot import Paper  # the paper leads here too

            vote = city.my_vote(self.election)
            return Go(Paper(self.election, vote.choices if vote is not None else ()), (AskAboutVote(),))
        if answer.tap == "withdraw":
            return withdraw(election, city)
        if answer.tap == "area":
            return Go(Area(self.election), beside=True)
        if answer.tap == "eligible":
            return Go(Eligible(self.election), beside=True)
        said = plain(answer.words)
        vote = city.my_vote(self.election)
        if self.how == "changed" and said in OTHER_PERSON and vote is not None and vote.previous:
            return Go(Voted(self.election, "restored"), (RestoreVote(self.election), Count("vote_restored")))
        if self.how == "first" and said in _NOT_ME and city.narrow:
            return _disputed(election, city)
        numbers = number_list(answer.words, highest=election.highest)
        if numbers is None:
            return Pass()
        if len(set(numbers.values)) == 1 and election.most > 1 and election.target(numbers.values[0]) is not None:
            return Go(One(self.election, (numbers.values[0],)), (AskAboutVote(),))
        if not city.accepts(self.election):
            return too_late(election, city)
        return refused(numbers, election, city) or _known(_chosen(numbers), election, city)

    def cancel(self, city: City) -> Done | None:
        election = city.election(self.election)
        if election is None or city.my_vote(self.election) is None or not city.accepts(self.election):
            return None
        return withdraw(election, city)


_OPTIONS = (
    Option("change", T("Change my vote")),
    Option("withdraw", T("Take my vote back")),
)
_AREA = Option("area", T("Tell where you live"))
_ELIGIBLE = Option("eligible", T("Answer one question"))


@step("vote.area", optional=True, lasts=WEEKS)
class Area(Step):
    """One question after the receipt, where the city asks it: in which part of the city does the voter live?"""

    election: str

    def options(self, city: City) -> tuple[Option, ...]:
        return tuple(Option(area, Verbatim(area), str(n)) for n, area in enumerate(city.areas, 1))

    def ask(self, city: City) -> Say:
        why = T("You need not answer. We show only how many votes came from each part, and only where there are many.")
        return Say(why, self.options(city), before=(T("In which part of the city do you live?"),))

    def take(self, answer: Answer, city: City) -> Done | Pass:
        chosen = answer.pick(self.options(city), city)
        if chosen is None or not city.accepts(self.election):
            return Pass()
        return Done(Say(T("Thank you! Your vote is safe.")), (TellVotersArea(self.election, chosen),))


@step("vote.eligible", optional=True, closed=True, lasts=WEEKS)
class Eligible(Step):
    """The city's own question after the receipt: "Do you live in Mikkeli?". Counted; no vote depends on it."""

    election: str

    def ask(self, city: City) -> Say:
        election = city.election(self.election)
        if election is None or not election.ask_eligible:
            return over()
        why = T("You need not answer. Your vote counts in any case. We only count the answers.")
        return Say(why, contact.yes_and_no(), before=(Verbatim(election.ask_eligible),))

    def take(self, answer: Answer, city: City) -> Done | Pass:
        said = answer.yes()
        if said is None or not city.accepts(self.election):
            return Pass()
        return Done(Say(T("Thank you! Your vote is safe.")), (TellEligible(self.election, said),))


def _receipt(how: str, named: str, election: ElectionView, city: City, *, few: int) -> tuple[Text, ...]:
    """The sentences of a receipt; by text message they fit one part."""
    until = moment(election.closes, city)
    change = (
        T("You can change it until {ends}.", ends=until)
        if city.narrow
        else T("You can change your vote. The vote ends on {ends}.", ends=until)
    )
    match how:
        case "changed":
            new = T("Your new vote: {names}. Your old vote is gone.", names=named)
            return (new, T("Are you another person? Answer TOINEN")) if city.narrow else (new, change)
        case "restored":
            back = T("You have your old vote back: {names}.", names=named)
            other = T("Another person can vote at the library.")
            return (back, other, T("We also help by telephone: SOITA"))[
                : 3 if len(named) < 50 or not city.narrow else 2
            ]
        case "same":
            return (T("Your vote is safe: {names}.", names=named), change)
        case "older":
            return (T("You have sent a newer vote after that message. Your vote is still: {names}.", names=named),)
        case "found":
            sent = T("We received your vote at {at}. Your vote counts: {names}.", at=city.sent.time(), names=named)
            return (sent, T("The vote has ended."))
    first = T("Your vote: {names}.", names=named)
    more = (
        T("You can choose {most}. Send all the numbers in one message.", most=election.most)
        if city.narrow
        else T("You can choose {most}. Press the button to choose more.", most=election.most)
    )
    nudge = (more,) if few < min(NUDGED_TO, election.most) else ()
    if how == "code":
        return fitting(city, first, T("Keep the code if you want to change your vote."), change)
    if not city.narrow:
        return (first, change, *nudge)
    return fitting(city, first, change, *nudge, T("Did you not vote? Answer EN"))


def withdraw(election: ElectionView, city: City) -> Done:
    """POISTA ÄÄNENI: the ballot goes, and is named."""
    vote = city.my_vote(election.code)
    if vote is None:
        return Done(Say(T("You have not voted. Vote: ÄÄNESTYS")))
    if not city.accepts(election.code):
        return too_late(election, city)
    told = fitting(
        city,
        T("We removed your vote: {names}.", names=names(election, vote.choices)),
        T("You can vote again."),
        T("The vote ends on {ends}.", ends=moment(election.closes, city)),
    )
    return Done(Say(told[-1], before=told[:-1]), (WithdrawVote(election.code), Count("vote_withdrawn")))


def _disputed(election: ElectionView, city: City) -> Done:
    """EN: the number's owner has not voted. The ballot goes, and people look into it."""
    if not city.accepts(election.code):
        return too_late(election, city)
    told = T(
        "Thank you for telling us. We removed the vote, and the city finds out what happened. You can vote yourself"
        " until {ends}.",
        ends=moment(election.closes, city),
    )
    # no ballot in it: people need only know that somebody may be voting in other people's names
    report = TellStaff(f"EN: {election.title}")
    return Done(Say(told), (WithdrawVote(election.code, disputed=True), report, Count("vote_disputed")))
