"""What a broadcast would be, before anybody dares to send it: to how many, in which words, at what price, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from service.broadcasts import price, words
from service.broadcasts.audience import Audience, Counted, select, shown
from service.broadcasts.moment import Moment, Planned, evening, plan
from service.broadcasts.names import WHY
from service.broadcasts.words import Subject, said, subject
from service.house import House
from service.notices import Refused
from service.words import Words
from store.broadcasts import BroadcastRow

SAMPLE_NAME = "Aino"


@dataclass(frozen=True)
class Seen:
    """The message as it is seen on a channel in a language, by `people` (in tens where the audience is secret).

    `in_finnish`: the language has no words of its own. `parts` of one message, 0 where it costs nothing.
    """

    channel: str
    language: str
    text: str
    parts: int
    people: int
    in_finnish: bool


@dataclass(frozen=True)
class Preview:
    """`faults` keep it from being sent, `warnings` don't; both in Finnish.

    `parts` and `euros` of all messages, with long names. `second`: another person must approve. `hours`: how long
    the messages take at the channels' rates, quiet hours aside.
    """

    counted: Counted
    seen: tuple[Seen, ...]
    parts: int
    euros: float
    second: bool
    planned: Planned
    hours: float
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def preview(db: Connection, house: House, *, audience: Audience, words_: Words, moment: Moment) -> Preview:
    """Look at one that may not be saved yet. Raises Refused: its audience can't be made."""
    exact = select(db, house, audience).exact(db)
    counted = shown(exact, secret=audience.secret)
    groups = {(channel, language): n for (channel, language, reason), n in exact.items() if not reason}
    about, planned = subject(db, audience, moment), plan(db, moment, now=house.now())
    parts, euros = price.total(house, words_, about, groups)
    people = sum(groups.values())
    hours = _hours(house, words_, about, groups)
    second = people > house.broadcasts.people or euros > house.broadcasts.euros
    if audience.secret:  # a sum of money must not tell what the count does not: as if all had a telephone
        each = max(
            price.parts_of(house, words_, about, channel="sms", language=one) for one, _ in words.written(words_)
        )
        parts = counted.people * each
        euros = round(parts * house.broadcasts.price, 2)
    return Preview(
        counted=counted,
        seen=tuple(_seen(house, words_, about, {} if audience.secret else groups)),
        parts=parts,
        euros=euros,
        second=second,
        planned=planned,
        hours=hours,
        faults=tuple(faults(house, words_, about, planned, people, moment)),
        warnings=(*words.warnings(words_, house), *_late(house, planned, hours)),
    )


def of(db: Connection, house: House, row: BroadcastRow) -> Preview:
    """Look at one that is saved."""
    return preview(db, house, audience=audience_of(row), words_=words_of(row), moment=moment_of(row))


def audience_of(row: BroadcastRow) -> Audience:
    """Its audience."""
    return Audience.model_validate_json(row.audience)


def words_of(row: BroadcastRow) -> Words:
    """Its words."""
    return Words.model_validate_json(row.words)


def moment_of(row: BroadcastRow) -> Moment:
    """Its moment."""
    return Moment.model_validate_json(row.moment)


def faults(house: House, words_: Words, about: Subject, planned: Planned, people: int, moment: Moment) -> list[str]:
    """What keeps it from being sent."""
    found = words.faults(words_, about, house)
    found += [] if people else ["Kukaan ei saisi viestiä. Muuta joukkoa."]
    if planned.why:
        found.append(f"Aika ei käy: {WHY[planned.why]}.")
    elif moment.kind != "now" and planned.due_at is not None and planned.due_at <= house.now():
        found.append("Aika on jo mennyt. Valitse uusi aika tai lähetä heti.")
    return found


def checked(db: Connection, house: House, row: BroadcastRow) -> Preview:
    """The preview of one without faults. Raises Refused with all of them."""
    found = of(db, house, row)
    if found.faults:
        raise Refused("\n".join(found.faults))
    return found


def _seen(house: House, words_: Words, about: Subject, groups: dict[tuple[str, str], int]) -> list[Seen]:
    """One for each channel and language that somebody has; of a secret audience what is written, for nobody in
    particular."""
    keys = sorted(groups) or [
        (channel, language) for channel in ("sms", "telegram") for language, _text in words.written(words_)
    ]
    found = []
    for channel, language in keys:
        values = {**about.values(house, language), **({"nimi": SAMPLE_NAME} if about.has_names else {})}
        outbound = said(house, words_, channel=channel, language=language, values=values)
        parts = price.parts_of(house, words_, about, channel=channel, language=language)
        people = groups.get((channel, language), 0)
        found.append(Seen(channel, language, outbound.text, parts, people, not getattr(words_, language)))
    return found


def _hours(house: House, words_: Words, about: Subject, groups: dict[tuple[str, str], int]) -> float:
    load: dict[str, int] = {}
    for (channel, language), n in groups.items():
        parts = price.parts_of(house, words_, about, channel=channel, language=language)
        load[channel] = load.get(channel, 0) + n * max(1, parts)
    rates = house.broadcasts.rates
    return max((n / rates[channel] / 3600 for channel, n in load.items() if rates.get(channel)), default=0.0)


def _late(house: House, planned: Planned, hours: float) -> list[str]:
    """Whether all of it can leave before it says nothing true any more: half of a day is quiet."""
    if planned.due_at is None or planned.expires_at is None:
        return []
    begins: datetime = max(planned.due_at, house.now())
    today = max(0.0, (min(evening(begins), planned.expires_at) - begins).total_seconds() / 3600)
    whole = (planned.expires_at - begins).total_seconds() / 3600
    if hours <= today or hours <= whole / 2:
        return []
    return [f"Viestien lähettäminen kestää noin {hours:.0f} tuntia. Kaikki eivät ehdi lähteä ajoissa."]
