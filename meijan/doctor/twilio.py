"""The account at Twilio: its token, our number or Messaging Service, who answers STOP."""

from __future__ import annotations

import re
from dataclasses import replace

from meijan.app import sms_settings
from meijan.doctor.finding import Finding, error, ok, remember, warning
from meijan.serving import off
from meijan.settings import Settings
from meijan.trouble import refused, trouble
from service.channel import SendError
from sms.account import MessagingService, Number, SmsAccount
from sms.settings import RETRY, SmsSettings

ABOUT = "Tekstiviestit"
SET = "Aja: meijan set-webhooks"


async def look(settings: Settings, *, patience: float) -> list[Finding]:
    """Everything about SMS, or one line where it is off or out of reach."""
    if not settings.sms:
        return [warning(ABOUT, f"pois päältä: {off(settings)['sms']}.")]
    chosen = replace(sms_settings(settings), timeout=patience, connect=patience)
    found = _sender(chosen)
    account = SmsAccount(chosen)
    try:
        found += await _account(account)
        if chosen.messaging_service_sid:
            found += _service(await account.service(), chosen)
        if chosen.number:
            found += _number(await account.number(), chosen)
    except SendError as problem:
        found.append(error(ABOUT, _why(problem, chosen)))
    finally:
        await account.close()
    return [*found, *_opt_out(settings.twilio_opt_out, chosen), _authorised(chosen)]


def _why(problem: SendError, chosen: SmsSettings) -> str:
    if refused(problem):
        return "MEIJAN_TWILIO_ACCOUNT_SID tai MEIJAN_TWILIO_AUTH_TOKEN ei kelpaa. Tarkista ne Twilion konsolista."
    if problem.code in ("404", "20404"):
        sid = "MEIJAN_TWILIO_MESSAGING_SERVICE_SID" if chosen.messaging_service_sid else "MEIJAN_TWILIO_ACCOUNT_SID"
        return f"{sid}: sellaista ei tilillä ole."
    return f"Twilio: {trouble(problem)}."


def _sender(chosen: SmsSettings) -> list[Finding]:
    """Can the sender be answered at all?"""
    if not chosen.number or re.fullmatch(r"\+358\d{5,10}", chosen.number):
        return []
    if re.fullmatch(r"\+[1-9]\d{6,14}", chosen.number):
        return [warning(ABOUT, f"{chosen.number} ei ole suomalainen numero: vastaaminen maksaa asukkaalle enemmän.")]
    return [
        error(
            ABOUT,
            "MEIJAN_TWILIO_NUMBER ei ole numero muotoa +358… Nimi lähettäjänä ei voi ottaa vastaan LOPETA-viestiä.",
        )
    ]


async def _account(account: SmsAccount) -> list[Finding]:
    state = await account.account()
    if state.status != "active":
        return [error(ABOUT, f"Twilion tili ei ole käytössä ({state.status}). Katso syy Twilion konsolista.")]
    if state.trial:
        return [warning(ABOUT, "Twilion tili on kokeilutili: viestejä menee vain vahvistettuihin numeroihin.")]
    return [ok(ABOUT, "Twilion tili käytössä.")]


def _service(service: MessagingService, chosen: SmsSettings) -> list[Finding]:
    found = []
    if chosen.number and chosen.number not in service.numbers:
        found.append(
            error(ABOUT, f"{chosen.number} ei ole Messaging Servicen lähettäjissä. Lisää se Twilion konsolissa.")
        )
    elif not service.numbers:
        found.append(error(ABOUT, "Messaging Servicessä ei ole numeroa. Lisää se Twilion konsolissa."))
    if chosen.public_url and not service.on_number:
        found.append(_goes("Messaging Service", service.inbound_url, service.inbound_method, chosen.inbound_url))
    elif chosen.public_url and not chosen.number:
        found.append(error(ABOUT, f"Messaging Service jättää viestit numeron osoitteeseen. {SET}"))
    return found


def _number(number: Number | None, chosen: SmsSettings) -> list[Finding]:
    """The number; with a Messaging Service that takes the messages only its calls count."""
    if number is None:
        return [error(ABOUT, f"{chosen.number} ei ole tällä tilillä. Tarkista MEIJAN_TWILIO_NUMBER.")]
    if not number.sms:
        return [error(ABOUT, f"{chosen.number} ei ota vastaan tekstiviestejä. Hanki numero, joka ottaa.")]
    found = [ok(ABOUT, f"numero {chosen.number}.")]
    if not chosen.public_url:
        return found
    if number.applications:
        return [*found, error(ABOUT, f"numerolla on TwiML-sovellus, joka ohittaa osoitteet. {SET}")]
    if not chosen.messaging_service_sid:
        found.append(_goes("viestit", number.sms_url, number.sms_method, chosen.inbound_url))
    voice = number.voice_url.partition("#")[0]
    return [*found, _goes("puhelut", voice, number.voice_method, chosen.voice_url)]


def _goes(what: str, url: str, method: str, ours: str) -> Finding:
    if url == ours and method.upper() == "POST":
        return ok(ABOUT, f"{what} → {ours}")
    if url.partition("#")[0] == ours.partition("#")[0] and method.upper() == "POST":
        return error(ABOUT, f"{what}: osoitteesta puuttuu {RETRY}, joten viesti katoaa, jos palvelu ei vastaa. {SET}")
    return error(ABOUT, f"{what}: osoite on {url or 'tyhjä'} ({method or '-'}). {SET}")


def _opt_out(mode: str, chosen: SmsSettings) -> list[Finding]:
    """Who answers STOP. Twilio's API does not show Advanced Opt-Out, so a person has to look."""
    if mode == "default":
        return [ok(ABOUT, "STOP ja muut englanninkieliset sanat: Twilio vastaa itse, englanniksi (default).")]
    if not chosen.messaging_service_sid:
        return [
            warning(
                ABOUT,
                "MEIJAN_TWILIO_OPT_OUT=freed, mutta Messaging Service puuttuu: Advanced Opt-Out toimii vain sen kanssa."
                " Tee se (MEIJAN_TWILIO_MESSAGING_SERVICE_SID) tai aseta MEIJAN_TWILIO_OPT_OUT=default.",
            )
        ]
    where = "Twilion konsolista: Messaging > Services > Opt-Out Management"
    return [remember(ABOUT, f"Advanced Opt-Out ei näy rajapinnasta (freed). Tarkista, että se on päällä, {where}.")]


def _authorised(chosen: SmsSettings) -> Finding:
    sender = chosen.number or "Messaging Servicen numerot"
    return remember(
        ABOUT,
        f"{sender} pitää hyväksyttää ennalta Twilion kautta (Traficomin määräys 28 L/2025 M); muuten viesti estyy.",
    )
