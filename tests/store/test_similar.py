"""Published ideas are found again in other words, on both databases alike; what is not public is not there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from bench.similar import NOW, others, pairs, publish
from meijan import desk as desks
from meijan.desk import Desk
from meijan.texts.book import original
from service import voikko
from service.house import House
from service.ideas import moving
from service.terms import Terms
from store import ideas, people, similar
from store.database import Database
from store.models.ideas import Idea, IdeaChange, IdeaIndex, IdeaState, IdeaSupport, IdeaTerm
from store.sealing import KeyRing, Sealer
from store.sql import table

SEALER = Sealer(KeyRing.demo())
WORDS = original()
BASE = {"penkkejä": "penkki", "penkit": "penkki", "rantaan": "ranta", "rannalle": "ranta", "keinuja": "keinu"}


def some_lemmas(word: str) -> Iterable[str]:
    """A lemmatiser of five words."""
    return [BASE[word.lower()]] if word.lower() in BASE else []


def house(terms: Terms | None = None) -> House:
    return House(sealer=SEALER, wording=WORDS, terms=terms or Terms(), now=lambda: NOW)


def give(db: Connection, code: str, text: str) -> int:
    """A received idea; returns its resident."""
    met = people.meet(db, sealer=SEALER, channel="sms", value=f"+35840{int(code, 36):07}", now=NOW)
    ideas.keep(
        db,
        sealer=SEALER,
        code=code,
        resident_id=met.resident_id,
        address_id=met.id,
        channel="sms",
        language="fi",
        text=text,
        sure=True,
        source="",
        origin=None,
        now=NOW,
    )
    ideas.give(db, code=code, resident_id=met.resident_id, read_by=NOW.date(), now=NOW)
    return met.resident_id


def accept(db: Connection, code: str, text: str, terms: Terms | None = None) -> None:
    give(db, code, text)
    moving.move(db, house(terms), code=code, state=IdeaState.ASSESSED, by="test", public_text=text)


def codes(db: Connection, text: str, terms: Terms | None = None, **more: int) -> list[str]:
    return [one.code for one in similar.find(db, keys=(terms or Terms()).keys(text), **more)]


def newest(db: Connection) -> list[str]:
    """The codes of the three newest published ideas: their ids alone tell, two may be of one moment."""
    idea = table(Idea)
    public = select(idea.c.code).where(idea.c.published_at.is_not(None))
    return list(db.execute(public.order_by(idea.c.id.desc()).limit(3)).scalars())


def rows(db: Connection) -> tuple[int, int]:
    """Of the index and of its terms."""
    index, terms = (db.execute(select(func.count()).select_from(table(t))).scalar_one() for t in (IdeaIndex, IdeaTerm))
    return index, terms


# -- what is there


def test_only_what_is_published_is_found(database: Database) -> None:
    with database.write() as db:
        give(db, "K2A2", "Penkkejä rantaan. T. Aino Virtanen")
        assert codes(db, "penkki rantaan") == []
        moving.move(db, house(), code="K2A2", state=IdeaState.ASSESSED, by="test", public_text="Penkkejä rantaan")
        assert codes(db, "penkki rantaan") == ["K2A2"]
        assert codes(db, "Aino Virtanen") == []


@pytest.mark.parametrize("state", [IdeaState.REJECTED, IdeaState.RECEIVED])
def test_nothing_is_left_of_what_is_not_public_any_more(database: Database, state: IdeaState) -> None:
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan", Terms(some_lemmas))
        accept(db, "K3A3", "Keinuja puistoon", Terms(some_lemmas))
        before = rows(db)
        moving.move(db, house(), code="K2A2", state=state, by="test", reason="Siellä on jo penkkejä.")
        assert codes(db, "penkkejä rantaan") == []
        assert codes(db, "keinuja puistoon") == ["K3A3"]
        assert before == (2, 7)
        assert rows(db) == (1, 3)


def test_a_new_public_text_takes_the_place_of_the_old(database: Database) -> None:
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan")
        moving.move(db, house(), code="K2A2", state=IdeaState.CANDIDATE, by="test", public_text="Keinuja puistoon")
        assert codes(db, "penkkejä rantaan") == []
        assert codes(db, "keinuja puistoon") == ["K2A2"]


def test_an_idea_can_not_be_erased_and_leave_its_words(database: Database) -> None:
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan")
        db.execute(table(IdeaChange).delete())  # what else belongs to it
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(table(Idea).delete())
        similar.remove(db, idea_id=db.execute(select(table(Idea).c.id)).scalar_one())
        db.execute(table(Idea).delete())
        assert rows(db) == (0, 0)


@pytest.mark.parametrize("erased", [False, True])
def test_erased_words_are_not_in_the_file(sqlite_url: str, erased: bool) -> None:
    """Freed pages are overwritten (PRAGMA secure_delete). Not erased, the words are there: the test can fail."""
    database = Database(sqlite_url, pool=1)
    with database.write() as db:
        accept(db, "K2A2", "Qwertyuiop zxcvbnm", Terms(lambda word: [word.lower()]))
        row_id = db.execute(select(table(Idea).c.id)).scalar_one()
        db.execute(table(Idea).update().values(public_text=""))
        if erased:
            similar.remove(db, idea_id=row_id)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    data = Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()
    assert [word in data for word in (b"qwert*", b"qwertyuiop", b"zxcvbnm")] == 3 * [not erased]


# -- what is found


def test_two_shared_words_or_all_that_a_text_has(database: Database) -> None:
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan sataman viereen")
        accept(db, "K3A3", "Keinuja rantaan")
        accept(db, "K4A4", "Liikennepuisto")
        assert codes(db, "penkki sataman lähelle", shared=2) == ["K2A2"]
        assert codes(db, "sauna rantaan", shared=2) == []
        assert set(codes(db, "sauna rantaan")) == {"K2A2", "K3A3"}
        assert codes(db, "lapsille liikennepuisto pyöräilyyn", shared=2) == ["K4A4"]


def test_the_rarer_word_counts_more(database: Database) -> None:
    with database.write() as db:
        for n in range(5):
            accept(db, f"K{n + 2}A2", "Keinuja rantaan")
        accept(db, "K8A2", "Avanto rantaan")
        accept(db, "K9A2", "Keinuja torille")
        assert codes(db, "avanto ja keinuja rantaan", limit=1) == ["K8A2"]


def test_at_most_three_and_not_itself(database: Database) -> None:
    with database.write() as db:
        for n in range(5):
            accept(db, f"K{n + 2}A2", "Keinuja rantaan")
        idea = table(Idea)
        own = db.execute(select(idea.c.id).where(idea.c.code == "K6A2")).scalar_one()
        found = codes(db, "keinuja rantaan", but=own)
        assert len(found) == 3
        assert "K6A2" not in found


@pytest.mark.parametrize(
    "text", ["", "  ", "👍", "1 2 3", "Haluaisin lisää.", "' OR 1=1 --", '"*', "\x00", "ei " * 5000]
)
def test_a_text_that_tells_nothing_finds_nothing(database: Database, text: str) -> None:
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan")
        accept(db, "K3A3", "👍 2026")
        assert codes(db, text) == []


def test_a_term_of_very_many_ideas_leads_to_the_newest(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all that a text says is common, and counting stops long before the number of ideas."""
    monkeypatch.setattr(similar, "MOST", 5)
    monkeypatch.setattr(similar, "_postings", similar._postings.limit(5))
    similar._counts.cache_clear()
    with database.write() as db:
        for n in range(9):
            accept(db, f"K{'23456789A'[n]}A2", "Keinuja rantaan")
        assert codes(db, "keinuja rantaan") == newest(db)
    similar._counts.cache_clear()


# -- with base forms and without


def test_ideas_of_both_kinds_are_found_alike(database: Database) -> None:
    """Published where there was a lemmatiser and where there was none; a search without one finds both."""
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan", Terms(some_lemmas))
        accept(db, "K3A3", "Penkkejä rantaan")
        assert similar.without_lemmas(db) == 1
        for terms in (Terms(), Terms(some_lemmas)):
            assert set(codes(db, "penkkejä rantaan", terms)) == {"K2A2", "K3A3"}


def test_base_forms_find_what_beginnings_do_not(database: Database) -> None:
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan", Terms(some_lemmas))
        assert similar.without_lemmas(db) == 0
        assert codes(db, "rannalle") == []
        assert codes(db, "rannalle", Terms(some_lemmas)) == ["K2A2"]
        assert codes(db, "rantaravintola", Terms(some_lemmas)) == ["K2A2"]  # not known: by its beginning


# -- for staff


def test_staff_see_similar_ideas_beside(database: Database) -> None:
    """In the list of what waits by their codes, beside the idea by their public texts; also with one word in common."""
    desk = Desk(database, house())
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaraitille. Kaksi riittää.")
        accept(db, "K3A3", "Keinuja torille")
        give(db, "K4A4", "Penkki Aino Virtasen kotipihalle, rantaraitti lähellä")
        give(db, "K5A5", "Keinu")
    assert {line.partition("] ")[2] for line in desk.inbox()} == {
        "Penkki Aino Virtasen kotipihalle, rantaraitti lähellä (samanlaisia: K2A2)",
        "Keinu (samanlaisia: K3A3)",
    }
    assert "Samanlainen: K2A2 [arvioitavana] Penkkejä rantaraitille. Kaksi riittää." in desk.idea_show("K4A4")
    assert not [line for line in desk.idea_show("K2A2") if line.startswith("Samanlainen")]


def test_indexed_anew_in_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every public text once, with what there is now; what is not public stays out."""
    monkeypatch.setattr(desks, "BATCH", 2)
    with database.write() as db:
        for n in range(5):
            accept(db, f"K{n + 2}A2", "Penkkejä rantaan")
        give(db, "K8A2", "Penkkejä rantaan")
        db.execute(table(IdeaTerm).delete())
        assert codes(db, "penkkejä rantaan") == []
    assert Desk(database, house(Terms(some_lemmas))).idea_reindex()[0].startswith("Hakemistossa on nyt 5 ")
    with database.read() as db:
        assert similar.without_lemmas(db) == 0
        assert codes(db, "rannalle penkit", Terms(some_lemmas)) == newest(db)


# -- paraphrases

AMONG = 1000


@pytest.mark.parametrize(("method", "at_least"), [("beginnings", 30), ("Voikko", 34)])
def test_paraphrases_are_found(database: Database, method: str, at_least: int) -> None:
    """Among the first three of 1,000 ideas; docs/similar.md has the figures for 50,000."""
    lemmas = voikko.lemmas() if method == "Voikko" else None
    if method == "Voikko" and lemmas is None:
        pytest.skip("libvoikko or voikko-fi is not installed")
    terms, wanted = Terms(lemmas), pairs()
    assert len(wanted) == 40
    published = [pair.published for pair in wanted]
    with database.write() as db:
        ids = publish(db, [*published, *islice(others(published), AMONG - len(wanted))], terms)
        found = [[one.idea_id for one in similar.find(db, keys=terms.keys(pair.written))] for pair in wanted]
    hits = sum(right in three for right, three in zip(ids, found, strict=False))
    assert hits >= at_least


# -- support


def test_a_person_supports_an_idea_once(database: Database) -> None:
    """By the key of the table; saying it again changes nothing."""
    with database.write() as db:
        accept(db, "K2A2", "Penkkejä rantaan")
        met = people.meet(db, sealer=SEALER, channel="sms", value="+358401234567", now=NOW)
        once = [ideas.support(db, code="K2A2", resident_id=met.resident_id, now=NOW) for _ in range(2)]
        assert once == [True, False]
        idea_id = db.execute(select(table(Idea).c.id)).scalar_one()
        assert ideas.supports(db, idea_id=idea_id, resident_id=met.resident_id) == (1, True)
        again = {"idea_id": idea_id, "resident_id": met.resident_id, "at": NOW}
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(table(IdeaSupport).insert(), again)
