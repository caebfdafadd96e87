"""Opening: what an election lacks, all at once, and the step from draft to open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from dialogs.kit import Say, T
from service import notices
from service.elections import fitting
from service.elections.plan import Plan, Rule, read
from service.house import House
from service.notices import Refused
from service.words import LANGUAGES, SHORT, Words
from store import ideas, votes
from store.models.ideas import PUBLIC
from store.models.votes import ElectionState
from store.votes import ElectionRow

MOST = 5
"""Targets of a ballot (VOTING.md, "Ballots")."""
FEW_TARGETS, MOST_OF_FEW = 8, 3
LIST_PARTS, RECEIPT_PARTS = 3, 1


class Counted(Protocol):
    """What a text costs as a text message."""

    @property
    def encoding(self) -> str: ...

    @property
    def units(self) -> int: ...

    @property
    def parts(self) -> int: ...


Count = Callable[[str], Counted]
"""`sms.parts.count`, which this layer can't reach."""


@dataclass(frozen=True)
class _Rough:
    encoding: str
    units: int
    parts: int


def rough(text: str) -> Counted:
    """The count where no channel counts: as if the alphabet of text messages had every sign."""
    return _Rough("GSM-7", len(text), 1 if len(text) <= 160 else -(-len(text) // 153))


@dataclass(frozen=True)
class Look:
    """What keeps an election from opening, and what the city may want to mend. In Finnish."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def look(plan: Plan, house: House, *, count: Count, now: datetime) -> Look:
    """All that is missing or doubtful."""
    faults = [*_times(plan, now), *_targets(plan, count)]
    faults += _budget(plan) if plan.kind == "budget" else []
    if plan.identity == "number" and plan.eligibility is None:
        faults.append("eligibility puuttuu: kerro, kuka saa äänestää.")
    if plan.targets:
        faults += _messages(plan, house, count)
    return Look(tuple(faults), tuple(_warnings(plan)))


def _times(plan: Plan, now: datetime) -> Iterator[str]:
    if plan.closes <= now:
        yield f"closes on jo mennyt: {plan.closes:%-d.%-m.%Y kello %-H.%M}."
    if plan.decides is not None and plan.decides < plan.closes.date():
        yield "decides on ennen äänestyksen loppua."


def _targets(plan: Plan, count: Count) -> Iterator[str]:
    if len(plan.targets) < 2:
        yield "kohteita pitää olla vähintään 2."
    if plan.kind == "budget" and plan.choose > MOST:
        yield f"choose on enintään {MOST}."
    for target in plan.targets:
        for language in LANGUAGES:
            name = getattr(target.short_name, language)
            counted = count(name)
            if counted.encoding != "GSM-7":
                yield f"kohde {target.number}: short_name.{language} ei mahdu tekstiviestin merkkeihin: {name}"
            elif counted.units > SHORT:
                yield f"kohde {target.number}: short_name.{language} on {counted.units} merkkiä, enintään {SHORT}."


def _budget(plan: Plan) -> Iterator[str]:
    if not plan.budget:
        yield "budget puuttuu: paljonko rahaa jaetaan, euroina."
    for target in plan.targets:
        if target.price is None:
            yield f"kohde {target.number}: price puuttuu."
    if plan.rule is None:
        yield "rule puuttuu: miten äänet lasketaan."
    if (plan.rule is Rule.GREEDY_THRESHOLD) != bool(plan.threshold):
        yield "threshold kuuluu sääntöön greedy-threshold: pienin äänimäärä, jolla kohde otetaan mukaan."
    if not plan.section.strip():
        yield "section puuttuu: pykälä, jossa säännöstä päätettiin."
    if plan.decider is None:
        yield "decider puuttuu: kuka päättää."
    if plan.decides is None:
        yield "decides puuttuu: milloin päätetään."


def _messages(plan: Plan, house: House, count: Count) -> Iterator[str]:
    for language in LANGUAGES:
        parts = count(fitting.ballot_paper(plan, house.wording, language)).parts
        if parts > LIST_PARTS:
            yield f"kohteiden lista ({language}) on {parts} tekstiviestin osaa, enintään {LIST_PARTS}. Lyhennä nimiä."
        longest = max(fitting.receipts(plan, house.wording, language), key=lambda text: count(text).units)
        counted = count(longest)
        if counted.parts > RECEIPT_PARTS:
            yield (
                f"vastaus äänestäjälle ({language}) on {counted.units} merkkiä, enintään 160."
                f" Lyhennä pisimpiä nimiä: {longest}"
            )


def _warnings(plan: Plan) -> Iterator[str]:
    for language in LANGUAGES[1:]:
        lacking = Counter(
            name for name, words in _all_words(plan) if words is not None and not getattr(words, language)
        )
        if lacking:
            told = (f"{name} ({n} kohdetta)" if name.startswith("targets") else name for name, n in lacking.items())
            yield f"{language} puuttuu, sanomme suomeksi: {', '.join(told)}."
    for target in plan.targets:
        if target.picture and target.picture_text is None:
            yield f"kohde {target.number}: picture_text puuttuu. Kerro kuva sanoin sille, joka ei näe sitä."
        if plan.budget and target.price is not None and target.price > plan.budget:
            yield f"kohde {target.number} maksaa enemmän kuin koko budjetti."
    if plan.budget and plan.targets and sum(target.price or 0 for target in plan.targets) <= plan.budget:
        yield "rahat riittävät kaikkiin kohteisiin: kaikki, jotka saavat ääniä, toteutuvat."
    if plan.kind == "budget" and len(plan.targets) <= FEW_TARGETS and plan.choose > MOST_OF_FEW:
        yield f"kohteita on vähän: suosittelemme, että choose on {MOST_OF_FEW}."
    if plan.kind == "budget" and plan.identity == "open":
        yield "identity on open: rahan jakamiseen suosittelemme number."


def _all_words(plan: Plan) -> Iterator[tuple[str, Words | None]]:
    yield from (("title", plan.title), ("decider", plan.decider), ("eligibility", plan.eligibility))
    yield "ask_eligible", plan.ask_eligible
    for target in plan.targets:
        yield from (("targets.title", target.title), ("targets.short_name", target.short_name))
        yield "targets.text", target.text


# -- the step


def open_now(db: Connection, house: House, *, row: ElectionRow, count: Count) -> Look:
    """A draft opens, and those whose ideas can be voted on are told. Raises Refused with all that is missing."""
    if row.state is not ElectionState.DRAFT:
        raise Refused(f"Äänestys {row.code} ei ole luonnos.")
    plan, now = read(row.plan), house.now()
    found = look(plan, house, count=count, now=now)
    if found.faults:
        raise Refused("\n".join([f"Äänestystä {row.code} ei voi avata:", *(f"- {fault}" for fault in found.faults)]))
    votes.open_election(db, sealer=house.sealer, election_id=row.id, now=now)
    for target in plan.targets:
        idea = ideas.by_code(db, sealer=house.sealer, code=target.idea) if target.idea else None
        if idea is not None and idea.address_id is not None and idea.state in PUBLIC:
            told = T(
                "Your idea {code} can now be voted on. It is number {number}. Vote: ÄÄNESTYS",
                code=target.idea,
                number=str(target.number),
            )
            notices.notify(db, house, address_id=idea.address_id, say=Say(told))
    return found
