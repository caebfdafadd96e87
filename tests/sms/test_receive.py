"""Twilio's webhooks over a real ASGI client: what is taken, what is refused, what is answered."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from service.channel import Busy, Fate, Inbound, Kind, Report, Taken
from sms import receive
from sms.settings import SmsSettings
from tests.sms.data import shared

PUBLIC = "https://osallistu.example.fi"
SETTINGS = SmsSettings(
    account_sid="AC00000000000000000000000000000001",
    auth_tokens=("12345", "old"),
    number="+358457000000",
    public_url=PUBLIC,
)
MESSAGE = {
    "ToCountry": "FI",
    "FromCity": "",
    "MessageSid": "SM" + "a1" * 16,
    "AccountSid": SETTINGS.account_sid,
    "From": "+358401234567",
    "To": "+358457000000",
    "Body": "Penkkejä rantaan ",
    "NumMedia": "0",
    "FutureParam": "x",
}
CALL = {"CallSid": "CA" + "b2" * 16, "AccountSid": SETTINGS.account_sid, "From": "+358401234567"}
STATUS = {"MessageSid": "SM" + "c3" * 16, "AccountSid": SETTINGS.account_sid, "MessageStatus": "delivered"}
LONG = "Rannalle tarvitaan lisää penkkejä, koska matka on pitkä. " * 4


@dataclass
class City:
    """What the service would be: keeps what it is given, may be away or broken."""

    taken: list[Inbound] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    trouble: Exception | None = None

    async def take(self, found: Inbound) -> Taken:
        if self.trouble:
            raise self.trouble
        self.taken.append(found)
        return Taken()

    async def report(self, found: Report) -> None:
        if self.trouble:
            raise self.trouble
        self.reports.append(found)

    @asynccontextmanager
    async def client(self, settings: SmsSettings = SETTINGS) -> AsyncIterator[httpx.AsyncClient]:
        app = FastAPI()
        app.include_router(receive.router(settings, self.take, self.report))
        transport = httpx.ASGITransport(app)  # an exception of ours would come out here
        async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as client:
            yield client

    async def post(
        self,
        form: dict[str, str] | list[tuple[str, str]],
        path: str = "/sms",
        *,
        token: str = "12345",
        headers: dict[str, str] | None = None,
        settings: SmsSettings = SETTINGS,
    ) -> httpx.Response:
        """A signed request, as Twilio makes it."""
        items = list(form.items()) if isinstance(form, dict) else form
        body = urlencode(items).encode()
        sent = {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            **sign(path, items, token),
        }
        async with self.client(settings) as client:
            return await client.post(path, content=body, headers=sent | (headers or {}))


def sign(path: str, items: list[tuple[str, str]], token: str = "12345") -> dict[str, str]:
    signature = RequestValidator(token).compute_signature(PUBLIC + path, dict(items))
    return {"x-twilio-signature": signature}


@pytest.fixture
def city() -> City:
    receive.dropped.clear()
    return City()


async def test_a_message_is_taken_and_answered_with_nothing(city: City) -> None:
    answer = await city.post(MESSAGE)
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert answer.headers["content-type"].startswith("text/xml")
    (found,) = city.taken
    assert (found.channel, found.external_id, found.address) == (
        "sms",
        MESSAGE["MessageSid"],
        "+358401234567",
    )
    assert (found.kind, found.text, found.other, found.late, found.opt_out) == (
        *(Kind.MESSAGE, "Penkkejä rantaan ", "", False, ""),
    )
    assert found.at.utcoffset() is not None


async def test_both_tokens_of_a_rotation(city: City) -> None:
    assert (await city.post(MESSAGE, token="old")).status_code == 200
    assert (await city.post(MESSAGE, token="stolen")).status_code == 403
    assert len(city.taken) == 1


async def test_a_replay_comes_with_the_same_id(city: City) -> None:
    await city.post(MESSAGE)
    await city.post(MESSAGE)
    assert len({found.external_id for found in city.taken}) == 1


async def test_a_request_cut_in_other_places_is_no_new_message(city: City) -> None:
    """The same signed string, other names: it validates, so the sid's shape has to give it away."""
    whole = {"AccountSid": SETTINGS.account_sid, "From": "+358401234567", "MessageSid": MESSAGE["MessageSid"]}
    headers = sign("/sms", [*whole.items(), ("NumMedia", "0")])
    for cut in (
        {**whole, "MessageSid": MESSAGE["MessageSid"] + "NumMedia0"},
        {**whole, "MessageSid": MESSAGE["MessageSid"][:-2], "a1NumMedia0": ""},
    ):
        async with city.client() as client:
            answer = await client.post("/sms", data=cut, headers=headers)
        assert answer.status_code == 400
    assert not city.taken


@pytest.mark.parametrize("path", ["/sms", "/sms/status", "/voice"])
async def test_forged(city: City, path: str) -> None:
    form = {**MESSAGE, **CALL, **STATUS}
    items = list(form.items())
    good = sign(path, items)
    async with city.client() as client:
        for headers in (
            {},
            {"x-twilio-signature": ""},
            {"x-twilio-signature": "A" * 28},
            sign("/other", items),
        ):
            assert (await client.post(path, data=form, headers=headers)).status_code == 403
        for name in form:
            touched = {**form, name: form[name] + "1"}
            assert (await client.post(path, data=touched, headers=good)).status_code == 403
        assert (await client.post(path + "?x=1", data=form, headers=good)).status_code == 403
        assert (await client.get(path, headers=good)).status_code == 405
    assert not city.taken
    assert not city.reports


async def test_another_account_is_refused_though_its_signature_is_right(city: City) -> None:
    assert (await city.post({**MESSAGE, "AccountSid": "AC" + "9" * 32})).status_code == 403
    without = {name: value for name, value in MESSAGE.items() if name != "AccountSid"}
    assert (await city.post(without)).status_code == 403


async def test_no_token_no_entry(city: City) -> None:
    for tokens in ((), ("",)):
        settings = SmsSettings(SETTINGS.account_sid, tokens, public_url=PUBLIC)
        assert (await city.post(MESSAGE, token="", settings=settings)).status_code == 403


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
async def test_anything_but_a_form_is_refused_before_it_is_read(city: City, kind: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--\r\n'
    async with city.client() as client:
        headers = {"content-type": kind, "x-twilio-signature": "x"}
        assert (await client.post("/sms", content=body, headers=headers)).status_code == 415


async def test_too_large_with_and_without_a_length(city: City) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b"x" * 1024

    assert (await city.post({**MESSAGE, "Body": "x" * receive.LARGEST})).status_code == 413
    async with city.client() as client:
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "x"}
        assert (await client.post("/sms", content=chunks(), headers=headers)).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"&&&",
        b"=",
        b"%",
        b"%zz=%",
        b"Body=%E4%F6",
        b"Body=\xe4\xf6\xff",
        b"\x00",
        b";;;",
        b"a=1&" * 1500,
    ],
)
async def test_nonsense_is_refused_and_never_raises(city: City, body: bytes) -> None:
    async with city.client() as client:
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "x"}
        for path in ("/sms", "/sms/status?ref=%ff", "/voice"):
            assert (await client.post(path, content=body, headers=headers)).status_code in (400, 403)


async def test_signed_but_empty(city: City) -> None:
    account = {"AccountSid": SETTINGS.account_sid}
    assert (await city.post(account)).status_code == 400
    assert (await city.post(account, "/voice")).status_code == 400
    assert (await city.post(account, "/sms/status")).status_code == 200
    assert not city.taken
    assert not city.reports


async def test_repeated_keys_validate_as_they_came(city: City) -> None:
    items = [*MESSAGE.items(), ("Tag", "b"), ("Tag", "a")]
    joined = PUBLIC + "/sms" + "".join(n + v for n, v in sorted(items))
    headers = {"x-twilio-signature": RequestValidator("12345").compute_signature(joined, {})}
    assert (await city.post(items, headers=headers)).status_code == 200


async def test_when_the_database_is_away_twilio_is_asked_to_repeat(city: City) -> None:
    for trouble in (Busy(), RuntimeError("+358401234567")):
        city.trouble = trouble
        for path, form in (("/sms", MESSAGE), ("/sms/status?ref=7", STATUS)):
            answer = await city.post(form, path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == receive.RETRY_AFTER
            assert answer.text == ""
        answer = await city.post(CALL, "/voice")
        assert answer.text == "<Response><Reject/></Response>"  # or the caller would pay for an error message


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("+358401234567", Kind.MESSAGE),
        ("+358457000001", Kind.MESSAGE),
        ("+358600123456", Kind.FOREIGN),  # premium: valid, but an answer would be billed
        ("+358700123456", Kind.FOREIGN),
        ("+35815194100", Kind.FOREIGN),  # the city's own switchboard
        ("+3725123456", Kind.FOREIGN),
        ("+380501234567", Kind.FOREIGN),
        ("+99999999", Kind.FOREIGN),
        ("16400", None),
        ("POSTI", None),
        ("whatsapp:+358401234567", None),
        ("", None),
        (SETTINGS.number, None),
    ],
)
async def test_who_may_be_answered(city: City, sender: str, kind: Kind | None) -> None:
    answer = await city.post({**MESSAGE, "From": sender})
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert [found.kind for found in city.taken] == ([kind] if kind else [])
    assert receive.dropped["machine"] == (0 if kind else 1)


async def test_other_regions_are_a_setting(city: City) -> None:
    nordic = SmsSettings(SETTINGS.account_sid, ("12345",), public_url=PUBLIC, regions=frozenset({"FI", "EE"}))
    await city.post({**MESSAGE, "From": "+3725123456"}, settings=nordic)
    assert city.taken[0].kind is Kind.MESSAGE


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", ""),
        ("  moi \r\n", "  moi \r\n"),
        ("a\0b", "ab"),
        ("x" * 10_500, "x" * 10_000),
        (base64.b64encode(LONG.encode()).decode(), LONG),
        (base64.encodebytes(LONG.encode()).decode(), LONG),
        (base64.b64encode(b"lyhyt teksti").decode(), base64.b64encode(b"lyhyt teksti").decode()),
        (base64.b64encode(bytes(range(256))).decode(), base64.b64encode(bytes(range(256))).decode()),
        ("A" * 216, "A" * 216),
        ("abcd" * 60, "abcd" * 60),
        (LONG, LONG),
    ],
)
async def test_text(city: City, body: str, text: str) -> None:
    await city.post({**MESSAGE, "Body": body})
    assert city.taken[0].text == text


async def test_a_picture_and_a_stop_word_are_told(city: City) -> None:
    await city.post({**MESSAGE, "NumMedia": "2", "MediaUrl0": "https://x", "Body": ""})
    await city.post({**MESSAGE, "Body": "STOP", "OptOutType": "STOP"})
    await city.post({**MESSAGE, "OptOutType": "OTHER", "NumMedia": "²"})
    assert [found.other for found in city.taken] == ["mms", "", ""]
    assert [found.opt_out for found in city.taken] == ["", "STOP", ""]


async def test_a_call_is_refused_at_no_cost_and_noted(city: City) -> None:
    for sender in ("+358401234567", "+35815194100", "+266696687", "Anonymous"):
        answer = await city.post({**CALL, "From": sender}, "/voice")
        assert (answer.status_code, answer.text) == (200, "<Response><Reject/></Response>")
        assert answer.headers["content-type"].startswith("text/xml")
    kinds = [(found.kind, found.other) for found in city.taken]
    assert kinds == [(Kind.CALL, ""), (Kind.FOREIGN, "call"), (Kind.FOREIGN, "call")]
    assert city.taken[0].external_id == CALL["CallSid"]


@pytest.mark.parametrize(
    ("word", "code", "fate", "permanent", "blocked"),
    [
        ("queued", "", Fate.SENT, False, False),
        ("sent", "", Fate.SENT, False, False),
        ("delivered", "", Fate.DELIVERED, False, False),
        ("delivered", "30008", Fate.DELIVERED, False, False),
        ("undelivered", "30003", Fate.FAILED, False, False),
        ("undelivered", "30005", Fate.FAILED, True, False),
        ("undelivered", "39999", Fate.FAILED, False, False),
        ("failed", "21610", Fate.FAILED, True, True),
        ("failed", "", Fate.FAILED, False, False),
        ("canceled", "", Fate.FAILED, False, False),
        ("received", "", None, False, False),
        ("", "", None, False, False),
    ],
)
async def test_status(city: City, word: str, code: str, fate: Fate | None, permanent: bool, blocked: bool) -> None:
    form = {**STATUS, "MessageStatus": word, "ErrorCode": code}
    assert (await city.post(form, "/sms/status?ref=d-42%2F7")).status_code == 200
    expected = Report(
        channel="sms",
        ref="d-42/7",
        provider_id=STATUS["MessageSid"],
        fate=fate or Fate.SENT,
        code=code if fate is Fate.FAILED else "",
        permanent=permanent,
        blocked=blocked,
    )
    assert city.reports == ([expected] if fate else [])


async def test_status_without_ref(city: City) -> None:
    await city.post(STATUS, "/sms/status")
    assert (city.reports[0].ref, city.reports[0].provider_id) == ("", STATUS["MessageSid"])


async def test_the_vectors_come_through_the_door(city: City) -> None:
    """Recorded requests, at a public address whose proxy adds a path of its own."""
    settings = SmsSettings(SETTINGS.account_sid, ("12345",), public_url=PUBLIC + "/twilio")
    told = 0
    for vector in shared("twilio_signature_vectors.json"):
        if not vector["url"].startswith(PUBLIC + "/twilio/sms"):
            continue
        told += 1
        headers = {"x-twilio-signature": vector["signature"]}
        items = [(name, value) for name, value in vector["params"]]
        assert (await city.post(items, headers=headers, settings=settings)).status_code == 200
    assert told == 11
    assert len(city.taken) == 9  # a name and a short code wrote two of them
