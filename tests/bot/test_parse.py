"""What each update means: the 24 samples, and what they leave out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.parse import Me, read
from service.channel import Contact, Inbound, Kind, Media, MediaKind, Place
from tests.bot.conftest import shared

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
AT = datetime.fromtimestamp(1795485000, UTC)
ME = Me(666, "kuntabot")
AINO = {"id": 7001, "is_bot": False, "first_name": "Aino", "language_code": "fi"}
CHAT = {"id": 7001, "type": "private", "first_name": "Aino"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Kylä"}


def said(number: int, **fields: Any) -> Inbound:
    blank: dict[str, Any] = {"channel": "telegram", "external_id": str(number), "address": "7001", "at": AT}
    return Inbound(**{**blank, "language": "fi", "ref": f"7001:{number - 899000}", **fields})


EXPECTED: dict[int, Inbound | None] = {
    900001: said(900001, text="Lisää penkkejä Åparken 👍"),
    900002: said(900002, text="/start", start="tapahtuma_12"),
    900003: said(900003, text="/start"),
    900004: said(900004, text="/apua"),
    900005: said(900005, contact=Contact("+358401234567", own=True)),
    900006: said(900006, contact=Contact("+358409999999", own=False)),
    900007: said(900007, contact=Contact("+358409999999", own=False)),
    900008: said(900008, contact=Contact("+358401234567", own=False)),
    900009: said(900009, kind=Kind.EDIT, text="korjattu", ref="7001:1", at=datetime.fromtimestamp(1795485060, UTC)),
    900010: said(900010, kind=Kind.TAP, tap="v:12:k", ref="7001:50", at=NOW),
    900011: said(900011, kind=Kind.TAP, tap="v:12:k", ref="7001:50", at=NOW),
    900012: said(900012, kind=Kind.TAP, tap="v:12:k", ref="", at=NOW),
    900013: said(900013, kind=Kind.BLOCKED, ref=""),
    900014: said(900014, kind=Kind.UNBLOCKED, ref="", at=datetime.fromtimestamp(1795485100, UTC)),
    900015: said(900015, other="sticker"),
    900016: said(900016, media=(Media(MediaKind.VOICE, "Aw"),)),
    900017: said(900017, text="Tämä kuoppa", media=(Media(MediaKind.PHOTO, "Ag"),)),
    900018: said(900018, place=Place(60.1699, 24.9384)),
    900019: said(900019, kind=Kind.GROUP, text="/idea", address="-1001234567890", ref="-1001234567890:5"),
    900020: None,
    900021: said(900021, text="moi", address="4503599627370495", ref="4503599627370495:7"),
    900022: said(900022, text="ä" * 4096),
    900023: None,  # a kind of update that the library does not know
    900024: None,
}


def test_every_sample_means_what_it_should() -> None:
    samples = [sample["update"] for sample in shared("telegram_update_samples.json")]
    assert {update["update_id"] for update in samples} == EXPECTED.keys()
    for update in samples:
        assert read(update, ME, now=NOW).inbound == EXPECTED[update["update_id"]], update["update_id"]


def message(chat: dict[str, Any] = CHAT, **fields: Any) -> Inbound | None:
    body = {"message_id": 5, "date": 1795485000, "from": AINO, "chat": chat, **fields}
    return read({"update_id": 1, "message": body}, ME, now=NOW).inbound


def test_a_reply_names_our_message_and_only_ours() -> None:
    ours = {"message_id": 3, "date": 1, "chat": CHAT, "from": {"id": 666, "is_bot": True, "first_name": "K"}}
    found = message(text="joo", reply_to_message=ours)
    assert found is not None
    assert found.reply_to == "7001:3"
    found = message(text="joo", reply_to_message={**ours, "from": AINO})
    assert found is not None
    assert found.reply_to == ""


def test_our_own_words_sent_back_are_not_the_persons() -> None:
    origin = {"type": "user", "date": 1, "sender_user": {"id": 666, "is_bot": True, "first_name": "K"}}
    found = message(text="Vastaa LOPETA", forward_origin=origin)
    assert found is not None
    assert (found.text, found.other) == ("", "forward")
    found = message(text="ei lisää autoja", forward_origin={**origin, "sender_user": AINO})
    assert found is not None
    assert (found.text, found.other) == ("ei lisää autoja", "")


def test_the_largest_size_that_we_may_fetch() -> None:
    def size(ref: str, width: int, file_size: int) -> dict[str, Any]:
        return {
            "file_id": ref,
            "file_unique_id": ref,
            "width": width,
            "height": width,
            "file_size": file_size,
        }

    found = message(photo=[size("s", 90, 1000), size("m", 800, 5 * 1024 * 1024), size("l", 9000, 6_000_000)])
    assert found is not None
    assert found.media == (Media(MediaKind.PHOTO, "m"),)
    found = message(photo=[size("l", 9000, 6_000_000)], caption="Kuoppa")
    assert found is not None
    assert (found.text, found.media, found.other) == ("Kuoppa", (), "photo")


@pytest.mark.parametrize(
    ("shared_number", "number"),
    [("358401234567", "+358401234567"), ("0401234567", "+358401234567"), ("+46701234567", "+46701234567")],
)
def test_numbers_become_e164(shared_number: str, number: str) -> None:
    found = message(contact={"phone_number": shared_number, "first_name": "A", "user_id": 7001})
    assert found is not None
    assert found.contact == Contact(number, own=True)


def test_a_number_that_is_none_is_named_and_not_kept() -> None:
    found = message(contact={"phone_number": "112", "first_name": "A", "user_id": 7001})
    assert found is not None
    assert (found.contact, found.other) == (None, "contact")


def test_an_own_contact_proves_nothing_through_a_bot_or_an_edit() -> None:
    card = {"phone_number": "358401234567", "first_name": "A", "user_id": 7001}
    found = message(contact=card, via_bot={"id": 9, "is_bot": True, "first_name": "B"})
    assert found is not None
    assert found.contact == Contact("+358401234567", own=False)
    body = {"message_id": 5, "date": 1, "edit_date": 2, "from": AINO, "chat": CHAT, "contact": card}
    found = read({"update_id": 1, "edited_message": body}, ME, now=NOW).inbound
    assert found is not None
    assert found.contact == Contact("+358401234567", own=False)


def test_commands_keep_their_arguments_and_lose_our_name() -> None:
    for typed in ("/idea@kuntabot penkki", "/idea penkki"):
        found = message(text=typed)
        assert found is not None
        assert found.text == "/idea penkki"
    found = message(text="/start mitä tämä on")
    assert found is not None
    assert (found.text, found.start) == ("/start mitä tämä on", "")


@pytest.mark.parametrize(
    ("fields", "ours"),
    [
        ({"text": "Moi kaikki"}, False),
        ({"text": "/idea@toinenbot"}, False),
        ({"text": "/idea@KuntaBot"}, True),
        ({"text": "hei @kuntabot, kuule"}, True),
        ({"text": "hei @kuntabotti"}, False),
        ({"text": "joo", "reply_to_message": {"message_id": 3, "date": 1, "chat": GROUP, "from": {
            "id": 666, "is_bot": True, "first_name": "K"}}}, True),
        ({"new_chat_title": "Uusi"}, False),
        ({"text": "/idea", "from": {"id": 8, "is_bot": True, "first_name": "B"}}, False),
    ],
)  # fmt: skip
def test_in_a_group_only_what_is_said_to_us(fields: dict[str, Any], ours: bool) -> None:
    found = message(GROUP, **fields)
    assert (found is not None) == ours
    assert found is None or (found.kind, found.address) == (Kind.GROUP, "-1001234567890")


def test_being_added_to_a_group_is_being_spoken_to() -> None:
    bot = {"id": 666, "is_bot": True, "first_name": "K"}

    def change(before: str, after: str) -> Inbound | None:
        left = {"user": bot, "status": before}
        body = {"chat": GROUP, "from": AINO, "date": 1795485000, "old_chat_member": left}
        data = {"update_id": 1, "my_chat_member": {**body, "new_chat_member": {"user": bot, "status": after}}}
        return read(data, ME, now=NOW).inbound

    added = change("left", "member")
    assert added is not None
    assert (added.kind, added.address) == (Kind.GROUP, "-1001234567890")
    assert change("member", "left") is None


def test_service_messages_and_other_bots_are_nobody_talking() -> None:
    assert message(pinned_message={"message_id": 1, "date": 1, "chat": CHAT}) is None
    assert message(text="hei", **{"from": {"id": 7001, "is_bot": True, "first_name": "B"}}) is None
    assert read({"update_id": 1, "poll": {}}, ME, now=NOW).inbound is not None  # malformed: kept
    assert read({"update_id": 1, "message_reaction_count": None}, ME, now=NOW).inbound is None


def test_what_the_library_does_not_know_is_named() -> None:
    found = message(rich_message={"blocks": []})
    assert found is not None
    assert found.other == "rich_message"


def test_text_is_fit_to_be_stored() -> None:
    found = message(text="a\0b\ud800" + "x" * 20_000)
    assert found is not None
    assert found.text == "ab" + "x" * 9_998


def test_what_cannot_be_parsed_is_kept_with_its_sender() -> None:
    found = read({"update_id": 5, "message": {"from": {"id": 7001}, "text": "hei"}}, ME, now=NOW)
    assert found.inbound is not None
    assert (found.inbound.kind, found.inbound.external_id) == (Kind.UNREADABLE, "5")
    assert found.inbound.address == "7001"
    assert '"hei"' in found.inbound.text
