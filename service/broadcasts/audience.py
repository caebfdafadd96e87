"""To whom: what staff choose, and the one query that counts, says who is skipped and why, and freezes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Connection

from service.elections.plan import read as read_plan
from service.house import House
from service.notices import Refused
from store import audience as rows
from store import events, turnout, votes
from store.audience import Wanted
from store.models.consents import Topic
from store.votes import LIVE

FEWEST = 20
"""People of a group by whether they have voted, and of those on the other side (VOTING.md, "Secrecy")."""
TENS = 10


class Audience(BaseModel):
    """Whom a broadcast is for. What is empty does not narrow; criteria narrow each other.

    `areas`: who has given an idea about one of them or signed up to an event there. `event`: its number; `signups`
    which of those who signed up. `authors`: who has given an idea. `election` with `voted`: whether they have voted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    topic: Topic
    areas: tuple[str, ...] = ()
    languages: tuple[Literal["fi", "sv", "en"], ...] = ()
    channels: tuple[str, ...] = ()
    event: int | None = Field(default=None, ge=1)
    signups: Literal["all", "coming", "line"] = "all"
    authors: bool = False
    election: str = ""
    voted: bool | None = None

    @model_validator(mode="after")
    def _fits(self) -> Audience:
        if bool(self.election) != (self.voted is not None):
            raise ValueError("valitse äänestys ja se, onko ihminen äänestänyt")
        narrowed = self.areas or self.languages or self.channels or self.event or self.authors
        if self.election and (narrowed or self.topic is not Topic.VOTES):
            # two counts that differ by one person would tell how that person did
            raise ValueError("äänestäneitä ei voi rajata muuten, ja aihe on äänestykset")
        return self

    @property
    def secret(self) -> bool:
        """Whether it tells who has voted: then staff see counts in tens, and nobody's row."""
        return bool(self.election)


@dataclass(frozen=True)
class Counted:
    """How many people it reaches, by channel and language; how many addresses are skipped, by reason.

    `skipped` without "other_address" are people who get nothing. `rounded`: down to tens, and in no groups.
    """

    people: int
    groups: Mapping[tuple[str, str], int]
    skipped: Mapping[str, int]
    rounded: bool = False

    def by_channel(self) -> dict[str, int]:
        """People by channel."""
        return _summed(self.groups, 0)

    def by_language(self) -> dict[str, int]:
        """People by language."""
        return _summed(self.groups, 1)


def _summed(groups: Mapping[tuple[str, str], int], place: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, n in groups.items():
        found[key[place]] += n
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Selection:
    """An audience as the store asks for it, at one moment."""

    wanted: Wanted
    secret: bool

    def exact(self, db: Connection) -> dict[tuple[str, str, str], int]:
        """People by channel, language and reason, "" for recipients: for the price and the limits, not to be shown."""
        return rows.count(db, wanted=self.wanted)

    def counted(self, db: Connection) -> Counted:
        """What staff see."""
        return shown(self.exact(db), secret=self.secret)

    def freeze(self, db: Connection, *, broadcast_id: int) -> None:
        """Write the recipients down, by the same query as the count."""
        rows.freeze(db, wanted=self.wanted, broadcast_id=broadcast_id)


def shown(exact: Mapping[tuple[str, str, str], int], *, secret: bool) -> Counted:
    """Counts as staff may see them."""
    groups = {(c, language): n for (c, language, reason), n in exact.items() if not reason}
    people = sum(groups.values())
    if secret:
        return Counted(people // TENS * TENS, {}, {}, rounded=True)
    skipped: Counter[str] = Counter()
    for (_channel, _language, reason), n in exact.items():
        if reason:
            skipped[reason] += n
    return Counted(people, groups, dict(skipped.most_common()))


def select(
    db: Connection, house: House, audience: Audience, *, residents: Collection[int] | None = None, small: bool = False
) -> Selection:
    """The audience as it is now. Raises Refused: no such event or election, or a group by turnout that is too small.

    `residents`: turnout is looked up for these alone. `small`: a few of a group that was large enough when frozen.
    """
    wanted = Wanted(
        audience.topic.value,
        channels=audience.channels,
        languages=audience.languages,
        areas=audience.areas,
        event_id=_event(db, audience.event),
        signups=audience.signups,
        authors=audience.authors,
    )
    if not audience.secret:
        return Selection(wanted, False)
    election = votes.by_code(db, code=audience.election)
    if election is None or election.state not in LIVE:
        raise Refused(f"Äänestys {audience.election} ei ole auki. Lähetyksen voi rajata vain, kun äänestys on auki.")
    voted = turnout.voters(
        db,
        sealer=house.sealer,
        election_id=election.id,
        identity=read_plan(election.plan).identity,
        residents=residents,
    )
    has = replace(wanted, consented=True, residents=voted)
    has_not = replace(wanted, consented=True, but=voted)
    if not small and min(_reached(db, has), _reached(db, has_not)) < FEWEST:
        raise Refused(
            f"Joukko on liian pieni. Äänestäneitä ja muita pitää olla kumpiakin vähintään {FEWEST},"
            " jotta kenestäkään ei voi päätellä, onko hän äänestänyt."
        )
    return Selection(has if audience.voted else has_not, True)


def _reached(db: Connection, wanted: Wanted) -> int:
    return sum(n for (_channel, _language, reason), n in rows.count(db, wanted=wanted).items() if not reason)


def _event(db: Connection, number: int | None) -> int | None:
    if number is None:
        return None
    found = events.by_number(db, number=number)
    if found is None:
        raise Refused(f"Tapahtumaa {number} ei ole.")
    return found.id


def still(
    db: Connection, house: House, audience: Audience, *, addresses: Collection[int], residents: Collection[int]
) -> dict[int, str]:
    """Frozen addresses that must not be written to any more, and why. Raises Refused as `select`."""
    wanted = select(db, house, audience, residents=residents, small=True).wanted
    verdicts = rows.still(db, wanted=wanted, addresses=addresses)
    return {address: why for address in addresses if (why := verdicts.get(address, "left"))}
