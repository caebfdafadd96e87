"""Addresses that follow from the settings."""

import pytest

from sms.settings import SmsSettings


@pytest.mark.parametrize(
    ("api", "messaging"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com"),
        ("https://api.dublin.ie1.twilio.com/", "https://messaging.dublin.ie1.twilio.com"),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
    ],
)
def test_messaging_services_have_an_address_of_their_own_at_twilio(api: str, messaging: str) -> None:
    assert SmsSettings("AC1", ("t",), api=api).messaging_api == messaging


def test_messages_are_repeated_where_we_did_not_answer() -> None:
    settings = SmsSettings("AC1", ("t",), public_url="https://kanava.example/")
    assert settings.inbound_url == "https://kanava.example/sms#rc=3&rp=ct,5xx"
    assert settings.voice_url == "https://kanava.example/voice"
