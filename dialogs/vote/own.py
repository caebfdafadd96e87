"""What a person asks about votes: their own ballot, taking it back, one target, and the results."""

from __future__ import annotations

from dialogs.city import City, ElectionView
from dialogs.commands import AskAboutVote, WantsResults
from dialogs.kit import TN, Done, Go, Lines, Say, T, Text, Verbatim
from dialogs.vote.ballot import Card, Paper, Which
from dialogs.vote.cast import over, withdraw
from dialogs.vote.said import moment, money, names

MOST_SHOWN = 5
"""Targets of a result in a text message."""


def mine(city: City) -> Done:
    """ÄÄNENI: the ballot with the code of its receipt, in each election that is not counted."""
    said: list[Text] = []
    for election in (*city.elections(), *_uncounted(city)):
        vote = city.my_vote(election.code)
        if vote is None:
            continue
        named = names(election, vote.choices)
        said.append(T("Your vote: {names}. The code of your receipt is {code}.", names=named, code=vote.code))
        if city.accepts(election.code):
            said.append(T("Remove your vote: POISTA ÄÄNENI"))
    if said:
        return Done(Say(said[-1], before=tuple(said[:-1])), (AskAboutVote(),))
    if any(e.state in ("counted", "decided", "published") for e in city.past_elections()) and not city.elections():
        return Done(Say(T("The votes are counted. Nobody can see any more who voted for what. Results: TULOS")))
    if city.elections():
        return Done(Say(T("You have not voted. Vote: ÄÄNESTYS")))
    return Done(Say(T("There is no vote now. You can give an idea to the city: write IDEA and your idea.")))


def _uncounted(city: City) -> tuple[ElectionView, ...]:
    live = {election.code for election in city.elections()}
    return tuple(e for e in city.past_elections() if e.state == "closed" and e.code not in live)


def take_back(city: City) -> Done:
    """POISTA ÄÄNENI: from the election that the person has voted in."""
    voted = [e for e in (*city.elections(), *_uncounted(city)) if city.my_vote(e.code) is not None]
    return withdraw(voted[0], city) if voted else Done(Say(T("You have not voted. Vote: ÄÄNESTYS")))


def more(number: int | None, city: City) -> Go[Card | Paper | Which] | Done:
    """LISÄÄ 3: about one target; LISÄÄ alone shows the list."""
    elections = city.elections()
    if not elections:
        return Done(over())
    if number is None:
        return Go(Paper(elections[0].code)) if len(elections) == 1 else Go(Which())
    found = [election for election in elections if election.target(number) is not None]
    if not found:
        return Done(Say(T("There is no number {number}. Targets: ÄÄNESTYS", number=str(number))))
    return Go(Card(found[0].code, number))


def results(city: City) -> Done:
    """TULOS: before the count thanks and when, then the count, then the decision, each said as what it is."""
    past = city.past_elections()
    if not past:
        if city.elections():
            open_now = city.elections()[0]
            told = T("The vote goes on until {ends}. The result comes after that.", ends=moment(open_now.closes, city))
            return Done(Say(told), (WantsResults(),))
        return Done(Say(T("There are no results yet.")), (WantsResults(),))
    election = past[0]
    picture = f"result:{election.code}" if election.votes else ""
    return Done(Say(_result(election, city), picture=picture), (WantsResults(),))


def _result(election: ElectionView, city: City) -> Text | Lines:
    if election.decided_on is not None:
        return _decided(election, city)
    if not election.votes:
        if election.decides is not None:
            return T(
                "Thank you to everybody who voted! We count the votes. The decision comes on {day}.",
                day=election.decides,
            )
        return T("Thank you to everybody who voted! We count the votes. Ask for the result in a few days: TULOS")
    said: list[Text | Verbatim] = [
        TN("{n} person voted. Most votes:", "{n} people voted. Most votes:", election.ballots or 0),
        *_best(election, city),
    ]
    if election.decides is not None and election.decider:
        said.append(T("{decider} decides on {day}.", decider=election.decider, day=election.decides))
    elif election.kind == "budget":
        said.append(T("This is the count. The decision comes later."))
    return Lines(tuple(said))


def _best(election: ElectionView, city: City) -> tuple[Verbatim, ...]:
    ordered = sorted(election.votes.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ordered[:MOST_SHOWN] if city.narrow else ordered
    return tuple(Verbatim(f"{names(election, (number,))}: {votes}") for number, votes in shown)


def _decided(election: ElectionView, city: City) -> Lines:
    """The decision first, then what the count was, where the two differ."""
    said: list[Text | Verbatim] = [
        T("{decider} has decided. These are carried out:", decider=election.decider or city.name),
        *(Verbatim(_with_price(election, number, city)) for number in election.chosen),
    ]
    if set(election.chosen) != set(election.winners):
        by_votes = names(election, election.winners)
        said.append(T("By the votes it would have been: {names}.", names=by_votes))
    return Lines(tuple(said))


def _with_price(election: ElectionView, number: int, city: City) -> str:
    target = election.target(number)
    named = names(election, (number,))
    if target is None or target.price is None or city.narrow:
        return named
    return f"{named}, {city.in_words(T('{price}', price=money(target.price)))}"
