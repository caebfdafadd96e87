"""Twilio's signatures: genuine ones pass, anything touched does not, and nothing raises."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile

from sms import signature
from tests.sms.data import shared


def vectors() -> list[dict[str, Any]]:
    found = shared("twilio_signature_vectors.json")
    assert len(found) == 20
    return list(found)


def signed(vector: dict[str, Any]) -> FormData | str:
    if "body" in vector:
        return str(vector["body"])
    return FormData([(name, value) for name, value in vector["params"]])


def test_genuine() -> None:
    for vector in vectors():
        assert vector["valid"]
        assert signature.valid([vector["token"]], vector["url"], signed(vector), vector["signature"])


def test_two_tokens_during_a_rotation_and_none_or_an_empty_one_never() -> None:
    for vector in vectors():
        form, given = signed(vector), vector["signature"]
        assert signature.valid(["new", vector["token"]], vector["url"], form, given)
        assert signature.valid([vector["token"], "old"], vector["url"], form, given)
        assert not signature.valid(["new", "old"], vector["url"], form, given)
        assert not signature.valid([], vector["url"], form, given)
    by_nobody = base64.b64encode(hmac.new(b"", b"https://a.fi/sms", hashlib.sha1).digest()).decode()
    assert not signature.valid([""], "https://a.fi/sms", FormData([]), by_nobody)


def test_tampered() -> None:
    for vector in vectors():
        token, url, form, given = vector["token"], vector["url"], signed(vector), vector["signature"]
        assert not signature.valid([token], url + "x", form, given)
        assert not signature.valid([token], url.replace("https", "ftp").replace("http:", "ftp:"), form, given)
        for wrong in ("", None, given[:-1], given.lower(), "A" + given[1:], given + " ", "ä"):
            assert not signature.valid([token], url, form, wrong)
        if isinstance(form, str):
            assert not signature.valid([token], url, form + " ", given)
            assert not signature.valid([token], url.replace("bodySHA256", "bodySHA"), form, given)
            continue
        items: list[tuple[str, str | UploadFile]] = [(n, str(v)) for n, v in form.multi_items()]
        for place, (name, value) in enumerate(items):
            for other in ([], [(name, f"{value}x")], [(name + "x", value)], [(name, value), (name, "other")]):
                touched = FormData(items[:place] + other + items[place + 1 :])
                assert not signature.valid([token], url, touched, given), (name, other)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://a.fi:port/sms", FormData([("Body", "x")])),
        ("https://[::1/sms", FormData([("Body", "x")])),
        ("https://a.fi/sms", FormData([("Body", "\ud83d")])),
        ("https://a.fi/sms", FormData([("file", UploadFile(file=None))])),  # type: ignore[arg-type]
        ("https://a.fi/sms", "{}"),
        ("https://a.fi/sms", "\ud83d"),
        ("https://a.fi/sms?bodySHA256=", "\ud83d"),
        ("", FormData([])),
    ],
)
def test_never_raises(url: str, form: FormData | str) -> None:
    assert not signature.valid(["12345"], url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_url_keeps_the_raw_path_and_query() -> None:
    assert signature.url("https://a.fi", "/sms") == "https://a.fi/sms"
    assert signature.url("https://a.fi/", "/sms/status", "ref=a%2Bb&x") == "https://a.fi/sms/status?ref=a%2Bb&x"
    assert signature.url("https://a.fi/kanava", "/s%C3%A4", "") == "https://a.fi/kanava/s%C3%A4"
