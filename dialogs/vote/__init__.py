"""Voting inside a message: from a poster in one, from the list in two. See VOTING.md and JOURNEYS.md of the project."""

from __future__ import annotations

from dialogs import contact
from dialogs.city import City
from dialogs.commands import AskAboutVote
from dialogs.kit import Done, Go, Say, Step, T
from dialogs.vote.ballot import Card, Paper, Which
from dialogs.vote.cast import OTHER_PERSON, Again, Area, Confirm, Contact, One, Voted, by_code, submit, too_late
from dialogs.vote.codes import desk_code
from dialogs.vote.own import mine, more, results, take_back
from dialogs.words.numbers import Numbers, number_list

__all__ = [
    "OTHER_PERSON", "Again", "Area", "Card", "Confirm", "Contact", "One", "Paper", "Voted", "Which",
    "begin", "by_words", "in_free_words", "mine", "more", "numbers_alone", "results", "take_back", "with_code",
]  # fmt: skip

Cast = Go[Voted | Again | Contact | Confirm | One | Which] | Done
"""What numbers may lead to."""


def begin(city: City) -> Go[Paper | Which] | Done:
    """ÄÄNESTYS: the list of targets; where several elections are open, which one."""
    elections = city.elections()
    if len(elections) == 1:
        return Go(Paper(elections[0].code))
    if elections:
        return Go(Which())
    past = city.past_elections()
    if past and past[0].state == "closed":
        return Done(Say(T("The vote has ended. Thank you to everybody who voted! Results: TULOS")))
    return Done(Say(T("There is no vote now. You can give an idea to the city: write IDEA and your idea.")))


def in_free_words(city: City) -> Go[Paper | Which] | Done:
    """ "Vaimo haluaa myös äänestää": who has voted with this telephone hears how another person votes."""
    voted = [election for election in city.elections() if city.my_vote(election.code) is not None]
    if not voted or len(voted) < len(city.elections()):
        return begin(city)
    other = T("Your vote is safe. Another person can vote with their own telephone or at the library.")
    return Done(Say(T("Change your vote: ÄÄNESTYS"), before=(other,)))


def by_words(
    numbers: Numbers | None, text: str, city: City
) -> Go[Voted | Again | Contact | Confirm | Paper | Which] | Done:
    """ÄÄNESTÄ 3 7 12: a ballot at once; ÄÄNESTÄ alone shows the list."""
    if numbers is None:
        return begin(city)
    elections = city.elections()
    if len(elections) == 1:
        election = elections[0]
        again = number_list(text, highest=election.highest)
        return submit(again if again is not None else numbers, election, city)
    if elections:
        return Go(Which(numbers.values), (AskAboutVote(),))
    return _none_open(city)


def _none_open(city: City) -> Go[Paper | Which] | Done:
    past = city.past_elections()
    return too_late(past[0], city) if past else begin(city)


def numbers_alone(text: str, city: City, newest: Step | None) -> Cast | None:
    """`3 7 12` as anybody's message while an election is open: a vote. One number is asked by name.

    None where the message is no vote: then the open question has it. In a thread with people it is asked first, and
    goes to them where it was none.
    """
    if number_list(text) is None:  # most messages: nothing is read from the store for them
        return None
    elections = city.elections()
    numbers = number_list(text, highest=max((e.highest for e in elections), default=99))
    if numbers is None:
        return None
    several = len(set(numbers.values)) > 1
    if not elections:
        return _late_ballot(numbers, city) if several else None
    in_thread = isinstance(newest, contact.Thread)
    alone = newest is None
    if not several and not alone:
        return None
    chosen = tuple(sorted(set(numbers.values)))
    if len(elections) > 1:
        return Go(Which(chosen), (AskAboutVote(),)) if several else None
    election = elections[0]
    known = all(election.target(number) is not None for number in chosen)
    if in_thread or (not several and known):
        fits = known and len(chosen) <= election.most and numbers.certain
        return Go(One(election.code, chosen, text if in_thread else ""), (AskAboutVote(),)) if fits else None
    if not several and chosen[0] <= 99:
        return None
    return submit(numbers, election, city)


def _late_ballot(numbers: Numbers, city: City) -> Done | None:
    """Numbers after the closing: a ballot only where they fit the paper of the last election."""
    past = city.past_elections()
    if not past or past[0].state != "closed":
        return None
    election = past[0]
    fits = numbers.certain and all(election.target(number) is not None for number in numbers.values)
    return too_late(election, city) if fits else None


def with_code(text: str, city: City) -> Go[Paper | Which] | Done | None:
    """`KOODI K7F2 M3P4 3 7 12`: a ballot by a one-time code from a desk. None: not that form."""
    found = desk_code(text)
    if found is None:
        return None
    code, rest = found
    elections = city.elections()
    if not elections:
        return _none_open(city)
    election = next((e for e in elections if city.desk_code(e.code, code)), elections[0])
    numbers = number_list(rest, highest=election.highest) if rest else None
    if numbers is None:
        return Done(Say(T("Write the code and the numbers in one message, for example: KOODI {code} 3 7", code=code)))
    chosen = tuple(sorted(set(numbers.values)))
    fits = numbers.certain and all(election.target(n) is not None for n in chosen) and len(chosen) <= election.most
    if not fits:
        told = T("Choose at most {most} numbers that are on the list. Targets: ÄÄNESTYS", most=election.most)
        return Done(Say(told), (AskAboutVote(),))
    return by_code(code, chosen, election, city)
