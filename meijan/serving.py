"""`meijan serve`: the service over uvicorn, and what it refuses to start with."""

from __future__ import annotations

import gc

import structlog
import uvicorn

from meijan import logs
from meijan.app import create
from meijan.settings import BadSettings, Settings
from meijan.wiring import key_ring
from store import schema
from store.database import Database
from store.sealed import Misfit, misfit
from store.sealing import KeyRing, Sealer

log = structlog.get_logger()

MISFITS = {
    Misfit.NO_KEY: "renkaasta puuttuu avain, jolla tietokannan arvoja on suljettu",
    Misfit.DEMO: "tietokannassa on arvoja, jotka on suljettu esittelyn avaimilla; tee palvelulle oma tietokanta",
    Misfit.WRONG_KEY: "avaimet ovat toisen tietokannan",
    Misfit.INDEX: "hakemistoavain ei ole tämän tietokannan (jos ajoit meijan keys reindex, ota uusi rengas käyttöön)",
}


def check(settings: Settings) -> None:
    """What production refuses. Raises BadSettings."""
    if key_ring(settings).default:
        raise BadSettings("MEIJAN_KEYS puuttuu. Tee avaimet: meijan keys new")
    if settings.telegram and settings.public_url and not settings.telegram_secret.get_secret_value():
        raise BadSettings("MEIJAN_TELEGRAM_SECRET puuttuu. Ilman sitä kuka tahansa voi esiintyä Telegramina.")
    if settings.public_url and not settings.public_url.startswith("https://"):
        raise BadSettings("MEIJAN_PUBLIC_URL: osoitteen pitää alkaa https://")


def check_keys(database: Database, ring: KeyRing) -> None:
    """The ring must be that of the database: another index key would make a stranger of everybody.

    Raises BadSettings.
    """
    with database.read() as db:
        found = misfit(db, Sealer(ring))
    if found is not None:
        raise BadSettings(f"MEIJAN_KEYS: {MISFITS[found]}.")


def off(settings: Settings) -> dict[str, str]:
    """Channels that will not work, and what they lack, in Finnish."""
    lacking: dict[str, str] = {}
    if not settings.telegram:
        lacking["telegram"] = "MEIJAN_TELEGRAM_TOKEN puuttuu"
    if not settings.sms:
        given = {
            "MEIJAN_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
            "MEIJAN_TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
            "MEIJAN_TWILIO_NUMBER": settings.twilio_number or settings.twilio_messaging_service_sid,
        }
        lacking["sms"] = f"{', '.join(name for name, value in given.items() if not value)} puuttuu"
    elif not settings.public_url:
        lacking["sms"] = "MEIJAN_PUBLIC_URL puuttuu: viestejä lähtee, mutta mitään ei voi vastaanottaa"
    return lacking


def serve(settings: Settings) -> None:
    """Run until stopped. Raises BadSettings."""
    check(settings)
    logs.set_up(settings.log_level)
    database = Database(settings.database_url, pool=1)
    try:
        schema.upgrade(database)
        check_keys(database, key_ring(settings))
    finally:
        database.close()
    for channel, why in off(settings).items():
        log.warning("channel_off", channel=channel, why=why)
    run(settings)


def run(settings: Settings) -> None:
    """The application on its port; a request in progress is finished before the end."""
    app = create(settings)
    # what has been loaded stays: looking through it for garbage again and again stops everybody for 0.1 s
    gc.freeze()
    gc.enable()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
