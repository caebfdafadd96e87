"""The bot at Telegram: its token, where its updates go, its menu."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from telegram import WebhookInfo

from bot.account import ALLOWED_UPDATES, Account
from meijan.app import telegram_settings
from meijan.commands import commands
from meijan.doctor.finding import Finding, error, ok, remember, warning
from meijan.settings import Settings
from meijan.trouble import refused, trouble
from meijan.wiring import wording
from service.channel import SendError

LATELY = timedelta(hours=1)
MANY = 100
ABOUT = "Telegram"
SET = "Aja: meijan set-webhooks"


async def look(settings: Settings, *, patience: float) -> list[Finding]:
    """Everything about the bot, or one line where it is off or out of reach."""
    if not settings.telegram:
        return [warning(ABOUT, "pois päältä. Tunnuksen saa BotFatherilta: MEIJAN_TELEGRAM_TOKEN")]
    try:
        chosen = replace(telegram_settings(settings), connect_timeout=patience, read_timeout=patience)
    except ValueError as problem:
        return [error(ABOUT, f"MEIJAN_TELEGRAM_*: {problem}")]
    account = Account(chosen)
    try:
        await account.open()
    except SendError as problem:
        await account.close()
        what = (
            "MEIJAN_TELEGRAM_TOKEN ei kelpaa. Tarkista se BotFatherilta."
            if refused(problem)
            else f"{trouble(problem)}."
        )
        return [error(ABOUT, what)]
    try:
        found = [ok(ABOUT, f"botti @{account.username}.")]
        if settings.public_url and not chosen.secret:
            found.append(error(ABOUT, "MEIJAN_TELEGRAM_SECRET puuttuu: kuka tahansa voisi esiintyä Telegramina."))
        found += _ways(await account.webhook_info(), chosen.webhook)
        return [*found, await _menu(account, settings)]
    except SendError as problem:
        return [*found, error(ABOUT, f"{trouble(problem)}.")]
    finally:
        await account.close()


def _ways(info: WebhookInfo, ours: str) -> list[Finding]:
    """By webhook or by polling, as the settings want it."""
    if not ours:
        if info.url:
            return [
                warning(
                    ABOUT,
                    "viestit haetaan kyselyllä, mutta botille on asetettu webhook. meijan serve poistaa sen;"
                    " jos toinen palvelu käyttää samaa bottia, tee oma botti.",
                )
            ]
        return [
            ok(ABOUT, "viestit haetaan kyselyllä (ei MEIJAN_PUBLIC_URL), webhookia ei ole eikä saa olla."),
            *_waiting(info),
        ]
    if not info.url:
        return [error(ABOUT, f"webhookia ei ole asetettu. {SET}")]
    if info.url != ours:
        return [error(ABOUT, f"webhook on muualla: {info.url}. {SET}")]
    if set(info.allowed_updates or ()) != set(ALLOWED_UPDATES):
        return [error(ABOUT, f"webhook ei tuo kaikkia viestejä (allowed_updates). {SET}"), *_waiting(info)]
    return [
        ok(ABOUT, f"webhook {info.url}"),
        remember(ABOUT, f"jos vaihdoit MEIJAN_TELEGRAM_SECRET, {SET[0].lower()}{SET[1:]}"),
        *_waiting(info),
    ]


def _waiting(info: WebhookInfo) -> list[Finding]:
    waits = f"odottaa {info.pending_update_count} viestiä"
    if info.last_error_date is not None and datetime.now(UTC) - info.last_error_date < LATELY:
        what = (
            f"viimeisen tunnin aikana virhe: {info.last_error_message}; {waits}. Tarkista, että palvelu on käynnissä."
        )
        return [warning(ABOUT, what)]
    if info.pending_update_count > MANY:
        return [warning(ABOUT, f"{waits}. Tarkista, että palvelu on käynnissä.")]
    return [ok(ABOUT, f"{waits}, ei tuoreita virheitä.")]


async def _menu(account: Account, settings: Settings) -> Finding:
    """The commands in each language as we have them."""
    wanted = commands(wording(settings))
    for language, pairs in wanted.items():
        if await account.commands(language) != pairs:
            return warning(ABOUT, f"komentovalikko ei ole ajan tasalla ({language or 'muut kielet'}). {SET}")
    return ok(ABOUT, f"komentovalikko {', '.join(name for name in wanted if name)}.")
