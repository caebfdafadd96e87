"""`meijan set-webhooks`: tell the providers once where messages go. A deploy step; may be repeated at any time."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.account import Account
from meijan.app import sms_settings, telegram_settings
from meijan.commands import commands
from meijan.settings import Settings
from meijan.trouble import trouble
from meijan.wiring import wording
from service.channel import SendError
from sms.account import SmsAccount
from sms.settings import SmsSettings


@dataclass
class Done:
    """What was done, a line each, and whether something was not."""

    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def fail(self, line: str) -> None:
        self.lines.append(line)
        self.failed = True


async def set_all(settings: Settings) -> Done:
    """Both channels; where one fails the other is set all the same. Raises nothing."""
    done = Done()
    if settings.telegram:
        await _telegram(settings, done)
    else:
        done.lines.append("Telegram: pois päältä (MEIJAN_TELEGRAM_TOKEN puuttuu).")
    if settings.sms:
        await _twilio(sms_settings(settings), done)
    else:
        done.lines.append("Tekstiviestit: pois päältä (MEIJAN_TWILIO_* puuttuu).")
    return done


async def _telegram(settings: Settings, done: Done) -> None:
    try:
        chosen = telegram_settings(settings)
    except ValueError as error:
        return done.fail(f"Telegram: MEIJAN_TELEGRAM_*: {error}")
    if not chosen.secret:
        return done.fail("Telegram: MEIJAN_TELEGRAM_SECRET puuttuu. Tee se: openssl rand -hex 32")
    account = Account(chosen)
    try:
        await account.open()
        # always, also where the address is right: nobody can read which secret Telegram has
        await account.set_webhook()
        menu = commands(wording(settings))
        await account.set_commands(menu)
        done.lines.append(f"Telegram: @{account.username} lähettää viestit osoitteeseen {chosen.webhook}")
        done.lines.append(f"Telegram: komentovalikko asetettu ({', '.join(name for name in menu if name)}).")
    except SendError as error:
        done.fail(f"Telegram: {trouble(error)}.")
    finally:
        await account.close()
    return None


async def _twilio(chosen: SmsSettings, done: Done) -> None:
    account = SmsAccount(chosen)
    try:
        if chosen.messaging_service_sid:
            await _service(account, chosen, done)
        if chosen.number:
            await _number(account, chosen, done)
    except SendError as error:
        done.fail(f"Tekstiviestit: {trouble(error)}.")
    finally:
        await account.close()


async def _service(account: SmsAccount, chosen: SmsSettings, done: Done) -> None:
    """Messages of a Messaging Service go to the service's own address."""
    now = await account.service()
    if (now.inbound_url, now.inbound_method.upper(), now.on_number) == (chosen.inbound_url, "POST", False):
        done.lines.append(f"Tekstiviestit: Messaging Service oli jo kunnossa: {chosen.inbound_url}")
        return
    await account.set_service(chosen.inbound_url)
    done.lines.append(f"Tekstiviestit: Messaging Service lähettää viestit osoitteeseen {chosen.inbound_url}")


async def _number(account: SmsAccount, chosen: SmsSettings, done: Done) -> None:
    """Calls always go by the number; messages too where there is no service."""
    now = await account.number()
    if now is None:
        return done.fail(f"Tekstiviestit: {chosen.number} ei ole tällä tilillä. Tarkista MEIJAN_TWILIO_NUMBER.")
    inbound = "" if chosen.messaging_service_sid else chosen.inbound_url
    messages = not inbound or (now.sms_url, now.sms_method.upper()) == (inbound, "POST")
    calls = (now.voice_url, now.voice_method.upper()) == (chosen.voice_url, "POST")
    if messages and calls and not now.applications:
        done.lines.append(f"Tekstiviestit: {chosen.number} oli jo kunnossa.")
        return None
    await account.set_number(now.sid, inbound_url=inbound, voice_url=chosen.voice_url)
    if inbound:
        done.lines.append(f"Tekstiviestit: {chosen.number} lähettää viestit osoitteeseen {inbound}")
    done.lines.append(f"Puhelut: {chosen.number} ohjaa puhelut osoitteeseen {chosen.voice_url}")
    return None
