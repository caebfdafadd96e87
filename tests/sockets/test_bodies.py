"""Whatever is posted: 4xx or a kind answer, never 5xx, and the service goes on."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any
from urllib.parse import quote_from_bytes

import aiohttp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sockets import said
from tests.sockets.city import SECRET, VEIKKO, City
from tests.sockets.forged import FORM, SECRET_HEADER, message, post_form, post_update, sign, update

PATHS = ("/telegram", "/sms", "/sms/status", "/voice")
FEW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KIND = {200, 400, 403, 413, 415}
NASTY = {
    "emoji": "Penkki 🪑👩‍👩‍👧‍👦🏳️‍🌈 rantaan",
    "rtl": "‏مقعد على الشاطئ‎ \u202epenkki\u202c",
    "nul": "pen\0kki rantaan\0",
    "controls": "penkki\x01\x02\x1b[31m\x7f\u2028\u200b rantaan",
    "combining": "pe" + "n̈" * 300 + "kki",
    "markup": "<b>penkki</b> & <a href='tg://user?id=1'>x</a> {code} {0} %s ${x}",
    "10000": "penkki rantaan, kiitos " * 434 + "loppu",
}


async def goes_on(city: City) -> None:
    """Both channels still answer somebody new."""
    new, chat = f"+35840{city.received + 5000000}", city.telegram.person(9000 + city.received, "Uusi")
    city.sms.text(new, "OHJE")
    city.telegram.write(chat, "/ohje")
    await city.told(new, said.HELP)
    await city.told(chat, said.HELP)


# -- texts


async def test_a_strange_text_is_an_idea_all_the_same(city: City) -> None:
    """Kept as it was written but for what no database takes, and answered on both channels."""
    for n, (name, text) in enumerate(NASTY.items()):
        chat, number = city.telegram.person(7100 + n, "Aino", started=True), f"+35840123456{n}"
        before = _texts(city)
        assert await post_update(city, update(f"/idea {text}", chat=chat.id)) == 200, name
        assert await post_form(city, "/sms", message(city, number, f"IDEA {text}")) == 200, name
        await city.rest()
        assert len(city.read(chat)) == len(city.heard(number)) == 1, name
        new = _texts(city) - before
        assert {one[:40] for one in new} == {" ".join(text.replace("\0", "").split())[:40]}, name

        if name == "10000":
            assert all(len(one) > 9_900 for one in new)
            await city.tap(chat, "Keskusta")
            await city.tap(chat, "Oma ideani")
            await city.told(chat, said.CHECK)  # shown cut: Telegram takes 4,096 characters
    await goes_on(city)


def _texts(city: City) -> set[str]:
    return {fact.partition("text: ")[2] for fact in city.facts() if " text: " in fact}


@FEW
@given(text=st.text(max_size=300) | st.text(st.characters(codec="latin-1"), max_size=700))
async def test_any_text(city: City, text: str) -> None:
    """From somebody new each time: as a first message."""
    new = city.received
    assert await post_form(city, "/sms", message(city, f"+35840{new + 1000000}", text)) == 200
    assert await post_update(city, update(text, chat=new + 8000)) == 200


# -- bodies


async def test_wrong_bodies(city: City) -> None:
    """Genuine by secret, wrong in every other way."""
    secret = {SECRET_HEADER: SECRET}
    kinds = (FORM, "application/json", "multipart/form-data", "multipart/form-data; boundary=x", "")
    bodies = (b"", b"\xff\xfe\x00", b"=&=&%zz&%", b"null", b'"', b"[" * 50_000, b"\0" * 100, b"%00=%ff&a=b")
    for path in PATHS:
        form = aiohttp.FormData({"MessageSid": "SM" + "0" * 32})
        form.add_field("file", b"\x89PNG", filename="x.png", content_type="image/png")
        assert await city.post(path, data=form, headers=secret) in {400, 403, 415}
        for kind in kinds:
            headers = {**secret, "Content-Type": kind, "X-Twilio-Signature": "x"}
            statuses = await asyncio.gather(*(city.post(path, data=body, headers=headers) for body in bodies))
            assert set(statuses) <= KIND - {413}, (path, kind, statuses)
        assert await city.post(path, data=b"x" * 2_000_000, headers={**secret, "Content-Type": FORM}) == 413
    assert city.received == 0
    await goes_on(city)


async def test_a_body_that_does_not_say_its_size(city: City) -> None:
    """In pieces, without a Content-Length, and without an end in sight."""

    async def pieces() -> Any:
        for _ in range(40):
            yield b"y" * 65_536

    for path in PATHS:
        assert await city.post(path, data=pieces(), headers={SECRET_HEADER: SECRET, "Content-Type": FORM}) == 413
    await goes_on(city)


async def test_other_methods_and_paths(city: City) -> None:
    for path in PATHS:
        for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"):
            async with city.web.request(method, city.url + path) as answer:
                assert answer.status == 405
    for path in ("/", "/sms/", "/sms/status/x", "/%00", "/telegram/" + "x" * 5000, "/docs", "/openapi.json"):
        assert await city.post(path, data=b"x") in {400, 404, 307, 405}


@FEW
@given(body=st.binary(max_size=400), path=st.sampled_from(PATHS), kind=st.sampled_from([FORM, "application/json", "x"]))
async def test_any_bytes(city: City, body: bytes, path: str, kind: str) -> None:
    assert await city.post(path, data=body, headers={SECRET_HEADER: SECRET, "Content-Type": kind}) in KIND


@FEW
@given(body=st.binary(max_size=60), sender=st.one_of(st.just(VEIKKO), st.text(max_size=20)))
async def test_any_signed_form(city: City, body: bytes, sender: str) -> None:
    """Signed as Twilio would sign what we decode, UTF-8 or not."""
    fields = message(city, sender, body.decode("utf-8", "replace"))
    raw = "&".join(f"{k}={quote_from_bytes(body if k == 'Body' else v.encode())}" for k, v in fields.items())
    headers = {"Content-Type": FORM, "X-Twilio-Signature": sign(city, "/sms", fields)}
    assert await city.post("/sms", data=raw.encode(), headers=headers) in {200, 403, 400}


# -- updates

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
WHOLE = update("/idea Penkki", chat=7001, number=1)
PLACES = [("message",), ("update_id",)] + [("message", key) for key in WHOLE["message"]]
PLACES += [("message", "from", key) for key in WHOLE["message"]["from"]]
PLACES += [("message", "chat", key) for key in WHOLE["message"]["chat"]]
MORE = ("photo", "voice", "location", "contact", "entities", "reply_to_message", "forward_origin", "caption", "x")


@FEW
@given(value=ANY, place=st.sampled_from([*PLACES, *[("message", key) for key in MORE]]))
async def test_an_update_with_anything_somewhere(city: City, value: Any, place: tuple[str, ...]) -> None:
    """Telegram repeats what is not answered 2xx for a day: an update that nobody can read is taken all the same."""
    body = copy.deepcopy(WHOLE)
    body["update_id"] = city.received + 1000
    inside = body
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    assert await post_update(city, json.dumps(body).encode()) == 200


@FEW
@given(value=ANY)
async def test_any_json(city: City, value: Any) -> None:
    assert await post_update(city, json.dumps(value).encode()) == 200


async def test_deep_json(city: City) -> None:
    """Deeper than a parser goes is 400; what it still reads must also be kept or passed over."""
    for depth in (*range(100, 1000, 100), *range(900, 1000, 4), 2_000, 100_000):
        deep = b"[" * depth + b"]" * depth
        for body in (
            deep,
            b'{"update_id": %d, "message": %s}' % (depth, deep),
            b'{"update_id": %d, "x": %s}' % (depth, deep),
        ):
            assert await post_update(city, body) in {200, 400}, depth
    await goes_on(city)


async def test_a_form_for_every_field_repeated(city: City) -> None:
    """Thousands of fields, and the same one many times."""
    fields = message(city, VEIKKO, "IDEA penkki") | {f"X{n}": "" for n in range(2_000)}
    assert await post_form(city, "/sms", fields) in {200, 400}
    raw = b"&".join(b"Body=a" for _ in range(3_000))
    assert await city.post("/sms", data=raw, headers={"Content-Type": FORM, "X-Twilio-Signature": "x"}) in {400, 403}
    await goes_on(city)
