"""`meijan set-webhooks` over real sockets: what is then set at the providers, and what a person reads."""

from __future__ import annotations

import asyncio

from bot.account import ALLOWED_UPDATES
from meijan.demo.faults import Fault, Faults
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from tests.operating.conftest import PUBLIC, Command, Ran, environment

SMS = f"{PUBLIC}/sms#rc=3&rp=ct,5xx"


async def run(meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork, **changed: str) -> Ran:
    settings = environment(telegram, twilio, "sqlite:///unused.db") | changed
    return await asyncio.to_thread(meijan, "set-webhooks", **settings)


async def test_telegram_gets_webhook_secret_kinds_and_commands(
    meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork
) -> None:
    done = await run(meijan, telegram, twilio)
    assert (done.code, done.err) == (0, "")
    webhook = telegram.updates.webhook
    assert webhook is not None
    assert (webhook.url, webhook.secret) == (f"{PUBLIC}/telegram", "hush")
    assert set(telegram.updates.allowed) == set(ALLOWED_UPDATES)
    menus = {language: menu for (_, language), menu in telegram.methods.settings.commands.items()}
    assert set(menus) == {"", "fi", "sv", "en"}
    assert [c["command"] for c in menus["sv"]] == ["idea", "aanesta", "tapahtumat", "omat", "ohje", "kieli"]
    assert menus[""] == menus["fi"] != menus["en"]
    assert f"@meijan_demo_bot lähettää viestit osoitteeseen {PUBLIC}/telegram" in done.out
    assert "hush" not in done.out
    assert telegram.token not in done.out


async def test_a_messaging_service_takes_messages_and_the_number_calls(
    meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork
) -> None:
    twilio.messaging_url = "https://demo.twilio.com/welcome/sms/reply"
    done = await run(meijan, telegram, twilio)
    assert (twilio.incoming_url, twilio.service.inbound_method) == (SMS, "POST")
    assert twilio.voice_url == f"{PUBLIC}/voice"
    assert twilio.messaging_url == "https://demo.twilio.com/welcome/sms/reply"  # the service decides, not the number
    assert f"Messaging Service lähettää viestit osoitteeseen {SMS}" in done.out


async def test_a_number_alone_takes_both(meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork) -> None:
    done = await run(meijan, telegram, twilio, TWILIO_MESSAGING_SERVICE_SID="")
    assert (twilio.messaging_url, twilio.voice_url) == (SMS, f"{PUBLIC}/voice")
    assert twilio.service.on_number  # untouched
    assert f"{twilio.number} lähettää viestit osoitteeseen {SMS}" in done.out
    assert f"ohjaa puhelut osoitteeseen {PUBLIC}/voice" in done.out


async def test_a_second_time_changes_nothing_at_twilio(
    meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork
) -> None:
    for service in (twilio.service_sid, ""):
        await run(meijan, telegram, twilio, TWILIO_MESSAGING_SERVICE_SID=service)
        twilio.journal.clear()
        done = await run(meijan, telegram, twilio, TWILIO_MESSAGING_SERVICE_SID=service)
        assert done.code == 0
        assert {call.method for call in twilio.journal} == {"GET"}
        assert "oli jo kunnossa" in done.out


async def test_the_channel_that_is_set_up_is_enough(
    meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork
) -> None:
    done = await run(meijan, telegram, twilio, TWILIO_ACCOUNT_SID="")
    assert (done.code, "Tekstiviestit: pois päältä" in done.out) == (0, True)
    done = await run(meijan, telegram, twilio, TELEGRAM_TOKEN="")
    assert (done.code, "Telegram: pois päältä" in done.out) == (0, True)


async def test_without_an_address_it_refuses(meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork) -> None:
    for address, says in (("", "MEIJAN_PUBLIC_URL puuttuu"), ("http://kanava.example", "https://")):
        done = await run(meijan, telegram, twilio, PUBLIC_URL=address)
        assert (done.code, done.out) == (1, "")
        assert says in done.err
    assert telegram.updates.webhook is None
    assert not telegram.journal
    assert not twilio.journal


async def test_one_provider_in_trouble_does_not_keep_the_other(
    meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork
) -> None:
    telegram.faults = Faults(share={Fault.SERVER_ERROR: 1.0}, only=frozenset({"setWebhook"}))
    done = await run(meijan, telegram, twilio)
    assert (done.code, "Telegram: palvelussa on häiriö" in done.out) == (1, True)
    assert twilio.incoming_url == SMS
    telegram.faults.clear()
    done = await run(meijan, telegram, twilio, TWILIO_AUTH_TOKEN="wrong")
    assert (done.code, "Tekstiviestit: tunnus ei kelpaa." in done.out) == (1, True)
    assert telegram.updates.webhook is not None


async def test_a_number_of_somebody_else(meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork) -> None:
    done = await run(meijan, telegram, twilio, TWILIO_NUMBER="+358457999999", TWILIO_MESSAGING_SERVICE_SID="")
    assert (done.code, "+358457999999 ei ole tällä tilillä" in done.out) == (1, True)


async def test_a_webhook_without_a_secret_is_not_set(
    meijan: Command, telegram: TelegramNetwork, twilio: TwilioNetwork
) -> None:
    done = await run(meijan, telegram, twilio, TELEGRAM_SECRET="")
    assert (done.code, "MEIJAN_TELEGRAM_SECRET puuttuu" in done.out) == (1, True)
    assert telegram.updates.webhook is None
