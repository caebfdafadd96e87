"""The checkers themselves: they pass what is right and find what is wrong."""

from __future__ import annotations

import pytest

from tests.conformance import (
    check_telegram_call,
    check_telegram_result,
    check_twilio_request,
    check_twilio_response,
    check_update,
    shared,
)


def test_the_sample_updates_are_judged_as_they_are_marked() -> None:
    samples = shared("telegram_update_samples.json")
    assert len(samples) == 24
    for sample in samples:
        try:
            check_update(sample["update"])
            passes = True
        except AssertionError:
            passes = False
        assert passes == sample["spec_ok"], sample["note"]


@pytest.mark.parametrize(
    ("method", "params", "wrong"),
    [
        ("sendTelepathy", {}, "no method"),
        ("sendMessage", {"chat_id": "1"}, "text: missing"),
        ("sendMessage", {"chat_id": "1", "text": "Hei", "colour": "red"}, "colour: unknown"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "Hei", "reply_markup": '{"inline_keyboard":[[{}]]}'},
            "text",
        ),
        ("sendLocation", {"chat_id": "1", "latitude": "north", "longitude": "27.2"}, "latitude"),
        ("getUpdates", {"allowed_updates": '["message", 3]'}, "allowed_updates"),
    ],
)
def test_wrong_calls_are_found(method: str, params: dict[str, str], wrong: str) -> None:
    with pytest.raises(AssertionError, match=wrong):
        check_telegram_call(method, params)


def test_right_calls_pass() -> None:
    check_telegram_call("getMe", {})
    markup = '{"inline_keyboard":[[{"text":"Anna","callback_data":"a"}]]}'
    check_telegram_call("sendMessage", {"chat_id": "1", "text": "Hei", "reply_markup": markup})
    check_telegram_call("sendPhoto", {"chat_id": 1, "photo": "attach://a0", "a0": b"bytes"})
    check_telegram_result("getUpdates", [])
    check_telegram_result("setwebhook", True)


def test_a_member_who_is_kicked_has_a_date() -> None:
    member = {"user": {"id": 1, "is_bot": True, "first_name": "B"}, "status": "member"}
    change = {
        "chat": {"id": 7, "type": "private"},
        "from": member["user"],
        "date": 1,
        "old_chat_member": member,
    }
    check_update({"update_id": 1, "my_chat_member": {**change, "new_chat_member": {**member, "status": "left"}}})
    kicked = {**member, "status": "kicked"}  # without until_date
    with pytest.raises(AssertionError):
        check_update({"update_id": 1, "my_chat_member": {**change, "new_chat_member": kicked}})


def test_twilio_requests() -> None:
    check_twilio_request("create", {"To": "+358401234567", "From": "+358457000000", "Body": "Hei"})
    check_twilio_request("update", {"Body": ""})
    check_twilio_request("list", {"To": "+358401234567", "DateSent>": "2026-11-24", "PageSize": "50"})
    for operation, params in [
        ("create", {"Body": "Hei"}),
        ("create", {"To": "+358401234567", "Colour": "red"}),
        ("create", {"To": "+358401234567", "ValidityPeriod": "soon"}),
        ("create", {"To": "+358401234567", "MessagingServiceSid": "MG1"}),
        ("list", {"DateCreated": "2026-11-24"}),
        ("list", {"PageSize": "5000"}),
    ]:
        with pytest.raises(AssertionError):
            check_twilio_request(operation, params)


def test_twilio_responses() -> None:
    described = shared("twilio_messages_only.json")["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]
    examples = described["post"]["responses"]["201"]["content"]["application/json"]["examples"]
    for name in ("create", "createWithMessagingService"):
        check_twilio_response("create", 201, examples[name]["value"])
    example = examples["create"]["value"]
    for wrong in ({"status": "flying"}, {"sid": "SM1"}, {"date_created": "yesterday"}, {"colour": "red"}):
        with pytest.raises(AssertionError):
            check_twilio_response("create", 201, {**example, **wrong})
    check_twilio_response("delete", 204, None)
