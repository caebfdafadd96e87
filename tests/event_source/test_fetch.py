"""A source that is slow, busy, broken or wicked: a sentence in Finnish, and no other host is ever asked."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from io import BytesIO
from typing import Any

import httpx
import pytest

from meijan.event_fetch import Limits, Source, _again, _Later, _retry_after
from meijan.event_items import Items, of_address
from service.events.source.found import Found, Reading
from service.notices import Refused
from tests.event_source.conftest import Answer, Local, bomb, event
from tests.event_source.test_ics import calendar

HTTP = Limits(http=True)


def body(local: Local, path: str = "/v1/event/", limits: Limits = HTTP) -> bytes:
    into = BytesIO()
    with Source(local.url + path, limits) as asked:
        asked.get(asked.url, into)
    return into.getvalue()


def read(local: Local, reading: Reading, limits: Limits = HTTP, path: str = "/v1/event/") -> list[Any]:
    with Source(local.url + path, limits) as asked:
        items: Items = of_address(asked, reading, since=None)
        return list(items)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/v1/event/", "Salaamaton http vaatii valinnan --allow-http"),
        ("ftp://example.org/", "Osoite alkaa https://"),
        ("https://", "Osoite alkaa https://"),
        ("https://x:portti/", "Osoite ei kelpaa"),
    ],
)
def test_addresses_that_are_none(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        Source(url, Limits())


def test_a_busy_source_is_asked_again(source: Local) -> None:
    source.answers["/v1/event/"] = [Answer(status=429, headers={"Retry-After": "1"}), Answer(status=503), Answer(b"[]")]
    assert body(source) == b"[]"
    assert len(source.asked) == 3


def test_a_source_that_stays_busy(source: Local) -> None:
    source.answers["/v1/event/"] = Answer(status=503)
    with pytest.raises(Refused, match="Lähde ei vastaa: se vastasi 503"):
        body(source)
    assert len(source.asked) == 3


def test_how_long_a_busy_source_asks_to_wait() -> None:
    assert _retry_after("7") == 7
    assert _retry_after("86400") == 60
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert _retry_after("pian") is None
    assert _again(_Later("x", 3.0)) == 3.0
    assert _again(_Later("x")) is True
    assert _again(httpx.ConnectError("x")) is True
    assert _again(Refused("x")) is False


def test_nobody_there(source: Local) -> None:
    with pytest.raises(Refused, match="Lähteeseen ei saa yhteyttä"), Source("http://127.0.0.1:9/", HTTP) as asked:
        asked.get(asked.url, BytesIO())


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_refusals_of_the_source(source: Local, status: int) -> None:
    source.answers["/v1/event/"] = Answer(status=status)
    with pytest.raises(Refused, match=f"Lähde vastasi {status}"):
        body(source)
    assert len(source.asked) == 1


def test_redirects_within_the_host(source: Local) -> None:
    source.answers["/v1/event/"] = Answer(status=301, headers={"Location": "/v2/event/"})
    source.answers["/v2/event/"] = Answer(b"[]")
    assert body(source) == b"[]"


@pytest.mark.parametrize(
    "where",
    ["http://169.254.169.254/latest/", "http://localhost:1/", "https://example.org/", "file:///etc/passwd", "//evil/",
     "http://127.0.0.1:1/", "http://user:x@127.0.0.1/"],
)  # fmt: skip
def test_no_other_host_is_asked(source: Local, reading: Reading, where: str) -> None:
    source.answers["/v1/event/"] = Answer(status=302, headers={"Location": where})
    with pytest.raises(Refused, match="ohjaa toiselle palvelimelle"):
        body(source)
    source.page("/v1/event/", [event()], where)
    with pytest.raises(Refused, match="seuraava sivu on toisella palvelimella"):
        read(source, reading)
    source.page("/v1/event/", [event(location={"@id": where})])
    (found,) = read(source, reading)
    assert isinstance(found, Found)
    assert found.notes == ("paikka: tietoja ei saatu",)


def test_a_circle_of_redirects_and_of_pages(source: Local, reading: Reading) -> None:
    source.answers["/v1/event/"] = Answer(status=302, headers={"Location": "/v1/event/"})
    with pytest.raises(Refused, match="ohjaa kehää"):
        body(source)
    source.page("/v1/event/", [event()], f"{source.url}/v1/event/?page=2")
    source.page("/v1/event/?page=2", [event()], f"{source.url}/v1/event/?page=2")
    with pytest.raises(Refused, match="kiertävät kehää"):
        read(source, reading)


def test_pages_without_end(source: Local, reading: Reading) -> None:
    for page in range(5):
        source.page(f"/v1/event/?page={page}", [event(page)], f"{source.url}/v1/event/?page={page + 1}")
    source.page("/v1/event/", [event(9)], f"{source.url}/v1/event/?page=0")
    with pytest.raises(Refused, match="Sivuja on yli 3"):
        read(source, reading, Limits(http=True, pages=3))


def test_behind_a_proxy_the_next_page_has_another_scheme(source: Local) -> None:
    with Source(source.url, HTTP) as asked:
        assert str(asked.beside(source.url.replace("http", "https") + "/v1/")) == source.url + "/v1/"


def test_a_huge_answer_is_ended(source: Local) -> None:
    source.answers["/v1/event/"] = Answer(b" " * 200_000)
    with pytest.raises(Refused, match=r"Vastaus on liian suuri, yli 0\.1 megatavua"):
        body(source, limits=Limits(http=True, answer=100_000))


def test_a_bomb_is_noticed_while_it_is_small(source: Local) -> None:
    source.answers["/v1/event/"] = bomb(50_000_000)
    tracemalloc.start()
    with pytest.raises(Refused, match="liian suuri"):
        body(source, limits=Limits(http=True, answer=1_000_000))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8_000_000


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(b"x", headers={"Content-Encoding": "gzip, gzip"}), "pakattu tavalla"),
        (Answer(b"x", headers={"Content-Encoding": "br"}), "pakattu tavalla"),
        (Answer(b"xxxxxxxxxxxx", headers={"Content-Encoding": "gzip"}), "pakkaus ei ole ehjä"),
        (Answer(gzip.compress(b"[]" * 100)[:-12], headers={"Content-Encoding": "gzip"}), "vastaus katkesi kesken"),
    ],
)
def test_packed_wrongly(source: Local, answer: Answer, why: str) -> None:
    source.answers["/v1/event/"] = answer
    with pytest.raises(Refused, match=why):
        body(source)


def test_packed_rightly(source: Local) -> None:
    packed = gzip.compress(json.dumps([event()]).encode())
    source.answers["/v1/event/"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    assert json.loads(body(source))[0]["id"] == "mikkeli:1"


def test_an_answer_that_takes_too_long(source: Local) -> None:
    source.answers["/v1/event/"] = Answer(b"[]")
    with pytest.raises(Refused, match="liian hitaasti"):
        body(source, limits=Limits(http=True, seconds=-1))


def test_places_that_do_not_answer_are_not_asked_for_ever(source: Local, reading: Reading) -> None:
    items = [event(n, location={"@id": f"{source.url}/v1/place/{n}/"}) for n in range(30)]
    source.page("/v1/event/", items)
    assert len(read(source, reading)) == 30
    assert sum(path.startswith("/v1/place/") for path in source.asked) == 10


def test_a_calendar_at_an_address(source: Local, reading: Reading) -> None:
    source.answers["/kalenteri.ics"] = Answer(calendar("UID:a\nSUMMARY:K\nDTSTART:20261126T110000Z"))
    (found,) = read(source, reading, path="/kalenteri.ics")
    assert isinstance(found, Found)
    assert source.asked == ["/kalenteri.ics"]
