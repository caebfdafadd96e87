"""What residents wrote that tells a ballot is blanked at the count; what else they wrote stays as it is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from service.elections import forgetting
from service.elections.forgetting import BLANKED, Ballots, blank, left, receipt
from service.elections.plan import Plan
from service.house import House
from store import missed, people, talk
from store.database import Database
from store.models.people import Conversation
from store.sql import table

TELLS = (
    "3 7 12",
    "äänestä 3 7",
    "ÄÄNESTÄN 3,7 ja 12",
    "3. 7. 12. t. Aino",
    "kolme ja seitsemän",
    "KOODI K7F2-M3P4 3 7",
    "minun ääneni on 3 Kukkivat puut puistoihin",
)
TELLS_NOTHING = (
    "Penkkejä rantaraitille, 3 kappaletta",
    "ILMO 4",
    "Soittakaa minulle 040 1234567",
    "15 16",  # no such targets
    "Kukkivat puut puistoihin on hyvä idea",
    "kiitos",
)


@pytest.mark.parametrize("said", TELLS)
def test_a_ballot_is_known(plan: Plan, said: str) -> None:
    assert Ballots(plan).told(said)


@pytest.mark.parametrize("said", TELLS_NOTHING)
def test_other_words_are_none(plan: Plan, said: str) -> None:
    assert not Ballots(plan).told(said)


def texts(db: Connection, town: House) -> dict[str, list[str]]:
    """Opened texts by table."""
    found: dict[str, list[str]] = {}
    for place in forgetting.PLACES:
        bound_to = place.table.c[place.bound]
        rows = db.execute(select(bound_to, place.sealed).where(place.sealed.is_not(None)).order_by(bound_to))
        opened = [town.sealer.open(sealed, place.where, bound) for bound, sealed in rows]
        if opened:
            found[place.table.name] = opened
    return found


def test_every_place_is_blanked(database: Database, town: House, plan: Plan) -> None:
    """Messages, unread and missed texts, threads, open questions; what was written before the vote stays."""
    now = town.now()
    with database.write() as db:
        met = people.meet(db, sealer=town.sealer, channel="sms", value="+358401111111", now=now)
        before = people.meet(db, sealer=town.sealer, channel="sms", value="+358402222222", now=now)
        for n, said in enumerate(("3 7 12", "Hei")):
            talk.receive(
                db,
                sealer=town.sealer,
                channel="sms",
                external_id=f"SM{n}",
                address_id=met.id,
                kind="message",
                text=said,
                at=now,
                now=now,
            )
            talk.keep_unread(db, sealer=town.sealer, address_id=met.id, text=said, why="missed", now=now)
            missed.keep(db, sealer=town.sealer, text=said, guess="", now=now)
            talk.hear(
                db,
                sealer=town.sealer,
                resident_id=met.resident_id,
                address_id=met.id,
                text=said,
                answer_by=None,
                now=now,
            )
        talk.keep_unread(
            db,
            sealer=town.sealer,
            address_id=before.id,
            text="1 2",
            why="missed",
            now=now - timedelta(days=30),
        )
        questions = [
            {"step": {"step": name, **fields}, "trail": [{"step": "menu"}, {"step": name, **fields}]}
            for name, fields in (
                ("vote.list", {"election": plan.code, "chosen": [3, 7]}),
                ("vote.list", {"election": "another", "chosen": [1]}),
                ("idea.what", {}),
            )
        ]
        people.keep_talk(
            db, sealer=town.sealer, address_id=met.id, frozen={"asked": 3, "questions": questions}, now=now
        )
        since = now - timedelta(days=1)
        names = ["received", "unread", "missed", "thread_message", "conversation"]
        assert left(db, sealer=town.sealer, plan=plan, since=since) == names
        assert blank(db, sealer=town.sealer, plan=plan, since=since) == len(names)
        assert left(db, sealer=town.sealer, plan=plan, since=since) == []
        found = texts(db, town)
    saved = json.loads(found.pop("conversation")[0])
    assert found.pop("unread") == [BLANKED, "Hei", "1 2"]
    assert found == {name: [BLANKED, "Hei"] for name in names[:1] + names[2:4]}
    assert [q["step"].get("election", q["step"]["step"]) for q in saved["questions"]] == ["another", "idea.what"]
    assert table(Conversation).name == names[-1]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Äänesi: 3 Kukkivat puut puistoihin. Voit vaihtaa", True),
        ("Uusi äänesi: 3 Kukkivat puut puistoihin, 7 Hiihtoreitti Ristiinaan.", True),
        ('{"text": "\\u00c4\\u00e4nesi: 3 Kukkivat puut puistoihin"}', True),
        ("Din röst: 3 Blommande träd i parker", True),
        ("Your vote is still: 3 Flowering trees in parks.", True),
        ("13 Kukkivat puut puistoihin, 7 Hiihtoreitti Ristiinaan", False),  # not this target
        ("1 Katukeinu keskustaan\n2 Ongintalaiturit Kaihu\n", False),
        ("Eniten ääniä saivat:\n3 Kukkivat puut puistoihin: 349", False),
    ],
)
def test_a_receipt_is_known_in_bytes(plan: Plan, text: str, tells: bool) -> None:
    """In each language, and as JSON may write it; lists and results are none."""
    assert (receipt(plan).search(text.encode()) is not None) is tells
