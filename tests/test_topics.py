"""What was agreed is proved by its words: their version changes when they do. Who is in distress is read first."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from dialogs import topics
from dialogs.kit import Text
from dialogs.talk import Talk
from meijan.texts.book import original
from service.carry_consent import version
from service.wording import LANGUAGES, ONE_PART, gate
from store.database import Database
from store.models.consents import ConsentAsked, ConsentChange
from store.models.report import Measure
from store.models.talk import Thread
from store.sql import table
from tests.fake_city import FakeCity
from tests.signups.crowd import MORNING, Crowd

ASKING: tuple[Text, ...] = (*topics.LINES.values(), topics.CHOOSE, topics.CHOOSE_BY_NUMBER, *topics.LABELS.values())
VERSIONS = {"1": "551a53bccbd59e5a"}
"""Version → a mark of all the words that asked then. A new version is a new line; old lines stay as a proof."""


def test_other_words_are_another_version() -> None:
    words = "\n".join(original().text(text, language) for text in ASKING for language in LANGUAGES)
    mark = hashlib.sha256(words.encode()).hexdigest()[:16]
    assert VERSIONS.get(topics.WORDING) == mark, f"raise topics.WORDING and add its line: {mark}"


def test_a_citys_own_words_are_told_apart() -> None:
    assert version("Kerrommeko?") != version("Kerrommeko sinulle?")
    assert version("Kerrommeko?").startswith(f"{topics.WORDING} ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", topics.LINES)
def test_the_line_leaves_room_for_the_message(topic: str, language: str) -> None:
    """A third of a text message at most: the receipt of a place has 52 signs left."""
    assert len(gate(original().text(topics.LINES[topic], language))) <= min(52, ONE_PART // 3)


def test_a_numbers_next_owner_was_asked_nothing(database: Database) -> None:
    """ "Joo" from them agrees to nothing; the former owner's answer stays with the former owner."""
    crowd = Crowd(database)
    for text in ("TULOS", "väärä numero", "joo", "aloita"):
        crowd.say(SMS, text)
    with database.read() as db:
        assert db.execute(select(table(ConsentChange))).all() == []
        assert len(db.execute(select(table(ConsentAsked))).all()) == 1


SMS, TELEGRAM = 2, 1  # people of the crowd


def test_each_answer_is_kept_with_its_channel_time_and_words(database: Database) -> None:
    crowd = Crowd(database)
    crowd.say(SMS, "IDEA Penkkejä rantaraitille")
    crowd.say(SMS, "satamassa")
    crowd.say(SMS, "KERRO")
    crowd.say(TELEGRAM, "aiheet")
    crowd.say(TELEGRAM, "ei mistään")
    with database.read() as db:
        kept = db.execute(select(table(ConsentChange))).all()
        measured = {row.what: row.channel for row in db.execute(select(table(Measure)))}
    line = version(original().text(topics.LINES["news"], "fi"))
    assert {(row.topic, row.granted, row.channel) for row in kept} == {
        ("news", True, "sms"),
        *((topic, False, "telegram") for topic in topics.LABELS),
    }
    assert [row.wording for row in kept if row.granted] == [line]
    assert {row.wording for row in kept if not row.granted} != {line}
    assert {(row.at, row.by) for row in kept} == {(MORNING, "")}
    assert (measured["consent_given"], measured["consent_declined"]) == ("sms", "telegram")


def test_of_the_question_only_the_day_is_kept(database: Database) -> None:
    """It follows a ballot, and must not tell when that was cast."""
    crowd = Crowd(database)
    crowd.say(SMS, "TULOS")
    with database.read() as db:
        at = db.execute(select(table(ConsentAsked).c.at)).scalar_one().astimezone(MORNING.tzinfo)
    assert (at.date(), at.hour, at.minute) == (MORNING.date(), 0, 0)


def test_who_is_in_distress_is_read_first(database: Database) -> None:
    """And the next message of theirs takes nothing of that away."""
    crowd, distress = Crowd(database), select(table(Thread).c.distress)
    crowd.say(SMS, "IHMINEN")
    crowd.say(SMS, "missä kirjasto on")
    with database.read() as db:
        assert db.execute(distress).scalar_one() is False
    for text in ("en jaksa enää elää", "kiitos avusta, missä kirjasto on"):
        crowd.say(SMS, text)
        with database.read() as db:
            assert db.execute(distress).scalar_one() is True


@pytest.mark.parametrize(("text", "quiet"), [("en jaksa enää elää", True), ("lopeta", True), ("TULOS", False)])
def test_nobody_is_asked_at_the_wrong_moment(text: str, quiet: bool) -> None:
    assert FakeCity().say(Talk(owed="news"), text).quiet is quiet
