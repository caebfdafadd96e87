"""Every call that the service made, held against the vendors' own descriptions: also those that a fault refused."""

from __future__ import annotations

from meijan.demo.local_network import Call
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from tests import conformance


def check(telegram: TelegramNetwork, sms: TwilioNetwork) -> int:
    """How many calls were checked. Raises AssertionError."""
    for call in telegram.journal:
        check_telegram(call)
    for call in sms.journal:
        check_twilio(call)
    return len(telegram.journal) + len(sms.journal)


def check_telegram(call: Call) -> None:
    if call.name == "download":
        return
    conformance.check_telegram_call(call.name, call.params)
    if call.status != 200:
        return
    conformance.check_telegram_result(call.name, call.answer)
    if call.name == "getUpdates":
        for update in call.answer:
            conformance.check_update(update)


def check_twilio(call: Call) -> None:
    if call.name == "number":
        return
    conformance.check_twilio_request(call.name, call.params, call.path)
    if 200 <= call.status < 300:
        conformance.check_twilio_response(call.name, call.status, call.answer)
