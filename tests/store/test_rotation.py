"""Keys are changed under a database that has people in it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import LargeBinary, select, update

from meijan.texts.book import original
from service.channel import Inbound, Kind
from service.house import House
from service.turn import turn
from store import ideas, leases, people, rotation
from store.database import Database
from store.models import Idea, metadata
from store.rotation import Unfit, Why
from store.sealed import ELSE, KEYED, SEALED, Misfit, misfit
from store.sealing import KeyRing, Sealer
from store.sql import table

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AINO, VEIKKO = "+358401234567", "+358407654321"
OLD = KeyRing.new()
NEW = OLD.reindexed()


def house(ring: KeyRing, now: datetime = NOW) -> House:
    return House(sealer=Sealer(ring), wording=original(), now=lambda: now)


def say(database: Database, ring: KeyRing, text: str, *, sid: str, sender: str = AINO, **more: object) -> bool:
    """A message has its turn; whether it was known already."""
    inbound = Inbound(channel="sms", external_id=sid, address=sender, kind=Kind.MESSAGE, at=NOW, text=text)
    with database.write() as db:
        return turn(db, inbound, house(ring)).repeated


def find(database: Database, ring: KeyRing, number: str = AINO) -> int | None:
    with database.read() as db:
        return people.find(db, sealer=Sealer(ring), channel="sms", value=number)


def crowd(database: Database, ring: KeyRing, n: int) -> None:
    with database.write() as db:
        for i in range(n):
            people.meet(db, sealer=Sealer(ring), channel="sms", value=f"+35850{i:07}", now=NOW)


def test_every_column_of_bytes_is_known_here() -> None:
    columns = {
        f"{one.name}.{column.name}"
        for one in metadata.tables.values()
        for column in one.columns
        if isinstance(column.type, LargeBinary)
    }
    assert columns == {column.where for column in SEALED} | set(KEYED) | set(ELSE)


def test_after_a_reindex_the_same_number_is_the_same_resident(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    monkeypatch.setattr(rotation, "_page", rotation._page.limit(2))
    say(database, OLD, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")
    say(database, OLD, "Hei", sid="SM2", sender=VEIKKO)
    crowd(database, OLD, 5)
    aino, veikko = find(database, OLD), find(database, OLD, VEIKKO)
    told: list[int] = []
    assert rotation.reindex(database, old=OLD, new=NEW, now=NOW, told=told.append) == 7
    assert told == [2, 4, 6, 7]
    assert (find(database, NEW), find(database, NEW, VEIKKO)) == (aino, veikko)
    assert find(database, OLD) is None
    with database.read() as db:
        assert misfit(db, Sealer(NEW)) is None
        assert misfit(db, Sealer(OLD)) is Misfit.INDEX


def test_a_repeat_from_before_the_reindex_is_still_a_repeat(database: Database) -> None:
    """Telegram's poller and Twilio's list bring messages again that were taken before the service was stopped."""
    say(database, OLD, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")
    rotation.reindex(database, old=OLD, new=NEW, now=NOW)
    assert say(database, NEW, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")
    assert not say(database, NEW, "IDEA Lamppuja latuun Kalevankankaalle", sid="SM2")
    assert say(database, NEW, "IDEA Lamppuja latuun Kalevankankaalle", sid="SM2")


def test_without_the_key_before_a_repeat_would_count_twice(database: Database) -> None:
    """That this can fail: it is what `was` is for."""
    say(database, OLD, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")
    rotation.reindex(database, old=OLD, new=NEW, now=NOW)
    forgetful = KeyRing(NEW.seals, NEW.index)
    assert not say(database, forgetful, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")


def test_an_edit_finds_its_idea_while_telegram_allows_one(database: Database) -> None:
    def told(kind: Kind, text: str, ring: KeyRing, number: int, ref: str) -> None:
        inbound = Inbound(
            channel="telegram", external_id=f"{number}", address="7001", kind=kind, at=NOW, text=text, ref=ref
        )
        with database.write() as db:
            turn(db, inbound, house(ring))

    def texts() -> set[str]:
        with database.read() as db:
            rows = db.execute(select(table(Idea).c.code)).scalars().all()
            return {row.text for code in rows if (row := ideas.by_code(db, sealer=Sealer(NEW), code=code))}

    told(Kind.MESSAGE, "idea: Penkkejä rantaan Kirkkopuistoon", OLD, 1, "7001:1")
    rotation.reindex(database, old=OLD, new=NEW, now=NOW + timedelta(hours=1))
    told(Kind.EDIT, "Penkkejä ja pöytiä Kirkkopuistoon", NEW, 2, "7001:1")
    assert "Penkkejä ja pöytiä Kirkkopuistoon" in texts()


def test_hashes_that_are_of_no_use_any_more_are_emptied(database: Database) -> None:
    say(database, OLD, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")
    with database.write() as db:
        db.execute(update(table(Idea)).values(origin=b"0123456789abcdef"))
    rotation.reindex(database, old=OLD, new=NEW, now=NOW + timedelta(days=3))
    with database.read() as db:
        assert db.execute(select(table(Idea).c.origin)).scalars().all() == [None]


def test_nobody_reindexes_under_a_running_service(database: Database) -> None:
    say(database, OLD, "Hei", sid="SM1")
    with database.write() as db:
        leases.hold(db, name="send:sms", holder="other")
    with pytest.raises(Unfit) as caught:
        rotation.reindex(database, old=OLD, new=NEW, now=NOW)
    assert caught.value.why is Why.RUNNING
    assert find(database, OLD) is not None
    with database.write() as db:
        leases.let_go(db, name="send:sms", holder="other")
    rotation.reindex(database, old=OLD, new=NEW, now=NOW)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (OLD, KeyRing.new(), Why.NOT_GROWN),
        (OLD, OLD, Why.NOT_GROWN),
        ((other := KeyRing.new()), other.reindexed(), Why.OTHERS),
        (OLD, KeyRing(KeyRing.new().seals, NEW.index, was=OLD.index), Why.OTHERS),
    ],
)
def test_rings_that_do_not_belong_together_change_nothing(
    database: Database, old: KeyRing, new: KeyRing, why: Why
) -> None:
    say(database, OLD, "Hei", sid="SM1")
    with pytest.raises(Unfit) as caught:
        rotation.reindex(database, old=old, new=new, now=NOW)
    assert caught.value.why is why
    assert find(database, OLD) is not None


def test_a_second_reindex_says_that_it_is_done(database: Database) -> None:
    say(database, OLD, "Hei", sid="SM1")
    rotation.reindex(database, old=OLD, new=NEW, now=NOW)
    with pytest.raises(Unfit) as caught:
        rotation.reindex(database, old=OLD, new=NEW, now=NOW)
    assert caught.value.why is Why.DONE


CHILD = """
import sys
from datetime import UTC, datetime
from store import rotation
from store.database import Database
from store.sealing import KeyRing

rotation._page = rotation._page.limit(3)

def told(done):
    print(done, flush=True)
    sys.stdin.readline()  # until the test has killed us

url, old, new = sys.argv[1:]
rotation.reindex(
    Database(url, pool=1), old=KeyRing.parse(old), new=KeyRing.parse(new), now=datetime.now(UTC), told=told
)
"""


@pytest.mark.crash
def test_a_reindex_that_is_killed_has_changed_nothing(database: Database, database_url: str) -> None:
    crowd(database, OLD, 10)
    say(database, OLD, "Hei", sid="SM1")
    aino = find(database, OLD)
    command = [sys.executable, "-c", CHILD, database_url, OLD.text(), NEW.text()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "3\n"
        child.kill()
        child.wait()
    assert find(database, OLD) == aino
    assert find(database, NEW) is None
    assert rotation.reindex(database, old=OLD, new=NEW, now=NOW) == 11
    assert find(database, NEW) == aino


def test_old_values_are_sealed_again_and_the_old_key_may_go(database: Database) -> None:
    say(database, OLD, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")
    say(database, OLD, "SOITA", sid="SM2", sender=VEIKKO)
    grown = OLD.grown()
    say(database, grown, "Hei", sid="SM3")
    with database.read() as db:
        assert rotation.in_use(db) == {1, 2}
    assert rotation.reseal(database, Sealer(grown)) > 5
    assert rotation.reseal(database, Sealer(grown)) == 0
    alone = KeyRing({2: grown.seals[2]}, grown.index)
    with database.read() as db:
        assert rotation.in_use(db) == {2}
        assert misfit(db, Sealer(alone)) is None
        assert misfit(db, Sealer(OLD)) is Misfit.NO_KEY
    assert say(database, alone, "IDEA Penkkejä rantaan Kirkkopuistoon", sid="SM1")


def test_a_reseal_goes_on_where_it_was_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    crowd(database, OLD, 9)
    grown = Sealer(OLD.grown())

    class Ended(Exception):
        pass

    def end(done: int) -> None:
        if done == 4:
            raise Ended

    with pytest.raises(Ended):
        rotation.reseal(database, grown, told=end)
    assert rotation.reseal(database, grown) == 5


def test_whose_keys_they_are(database: Database) -> None:
    with database.read() as db:
        assert misfit(db, Sealer(OLD)) is None  # nothing is sealed yet
    say(database, KeyRing.demo(), "Hei", sid="SM1")
    with database.read() as db:
        assert misfit(db, Sealer(OLD)) is Misfit.DEMO
        assert misfit(db, Sealer(KeyRing.demo())) is None


def test_another_ring_of_the_same_names_is_told_apart(database: Database) -> None:
    say(database, OLD, "Hei", sid="SM1")
    with database.read() as db:
        assert misfit(db, Sealer(KeyRing.new())) is Misfit.WRONG_KEY
