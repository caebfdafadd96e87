"""Who is not Telegram or Twilio gets 403 and leaves no trace; a genuine request said again changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from store.models import Address
from store.sql import table
from tests.sockets.city import SECRET, VEIKKO, City
from tests.sockets.forged import message, post_form, post_update, sign, update

Fields = dict[str, str]
Forger = Callable[[City, str, Fields], str]

FORGERIES: dict[str, Forger] = {
    "no signature": lambda city, path, fields: "",
    "not base64": lambda city, path, fields: "ÿ%&/".encode("latin-1").decode("latin-1"),
    "another token": lambda city, path, fields: sign(city, path, fields, token="b" * 32),
    "another path": lambda city, path, fields: sign(city, path + "x", fields),
    "another host": lambda city, path, fields: sign(city, path, fields, url="https://example.org"),
    "another sender": lambda city, path, fields: sign(city, path, {**fields, "From": "+358401111111"}),
    "a field more": lambda city, path, fields: sign(city, path, {k: v for k, v in fields.items() if k != "To"}),
    "a field less": lambda city, path, fields: sign(city, path, {**fields, "Extra": "1"}),
}


def untouched(city: City) -> bool:
    """Nothing came in, nobody is known, nothing leaves."""
    return (city.received, city.count(table(Address)), city.outbox()) == (0, 0, [])


async def test_forged_signatures(city: City) -> None:
    """On each of the three addresses that Twilio knows."""
    for path in ("/sms", "/sms/status", "/voice"):
        fields = message(city, VEIKKO, "IDEA penkki", CallSid=city.sms.sid("CA"), MessageStatus="delivered")
        for name, forge in FORGERIES.items():
            assert await post_form(city, path, fields, forge(city, path, fields)) == 403, (path, name)
    assert untouched(city)


async def test_signed_for_another_account(city: City) -> None:
    """The signature is right, the account is not ours."""
    fields = message(city, VEIKKO, "IDEA penkki") | {"AccountSid": "AC" + "f" * 32}
    assert await post_form(city, "/sms", fields) == 403
    assert untouched(city)


async def test_forged_secrets(city: City) -> None:
    for secret in (None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "ääkkösiä", "x" * 5000):
        assert await post_update(city, update("/idea Penkki"), secret) == 403, secret
    assert untouched(city)


async def test_a_genuine_request_said_again(city: City) -> None:
    """A signature has no time in it, so the same request is genuine for ever; it is done once."""
    city.telegram.person(7001, "Aino", started=True)
    sms, chat = message(city, VEIKKO, "IDEA penkki rantaan"), update("/idea Penkki rantaan")
    for _ in range(3):
        assert await post_form(city, "/sms", sms) == 200
        assert await post_update(city, chat) == 200
    await city.rest()
    assert (len(city.heard(VEIKKO)), len(city.read(city.aino)), city.received) == (1, 1, 2)


async def test_a_replay_does_not_undo_what_came_after(city: City) -> None:
    """ALOITA, then LOPETA: who recorded the first can't bring messages back with it."""
    start, stop = message(city, VEIKKO, "ALOITA"), message(city, VEIKKO, "LOPETA")
    for fields in (start, stop, start):
        assert await post_form(city, "/sms", fields) == 200
    await city.rest()
    assert "reach sms stopped" in city.facts()
    assert len(city.heard(VEIKKO)) == 2


async def test_a_replayed_report_does_not_go_back(city: City) -> None:
    """ "sent" after "delivered", and "failed" after it: the state only moves forward."""
    city.sms.text(VEIKKO, "OHJE")
    await city.rest()
    (sms,) = [sms for sms in city.sms.phone(VEIKKO).messages if sms.direction != "inbound"]
    path = sms.callback.partition("#")[0].removeprefix(city.url)
    for status in ("queued", "sent", "failed", "undelivered"):
        fields = {"MessageSid": sms.sid, "AccountSid": city.sms.account_sid, "MessageStatus": status}
        assert await post_form(city, path, fields | ({"ErrorCode": "30005"} if status[-2:] == "ed" else {})) == 200
    assert city.outbox() == [("sms", "delivered")]
    assert not any(fact.startswith("reach") for fact in city.facts())
