"""`meijan serve`: the service over uvicorn."""

from __future__ import annotations

import uvicorn

from meijan import logs
from meijan.app import create
from meijan.settings import BadSettings, Settings
from meijan.wiring import key_ring


def check(settings: Settings) -> None:
    """What production refuses. Raises BadSettings."""
    if key_ring(settings).default:
        raise BadSettings("MEIJAN_KEYS puuttuu. Tee avaimet: meijan keys new")
    if settings.telegram and settings.public_url and not settings.telegram_secret.get_secret_value():
        raise BadSettings("MEIJAN_TELEGRAM_SECRET puuttuu. Ilman sitä kuka tahansa voi esiintyä Telegramina.")
    if settings.public_url and not settings.public_url.startswith("https://"):
        raise BadSettings("MEIJAN_PUBLIC_URL: osoitteen pitää alkaa https://")


def serve(settings: Settings) -> None:
    """Run until stopped. Raises BadSettings."""
    check(settings)
    logs.set_up(settings.log_level)
    run(settings)


def run(settings: Settings) -> None:
    """The application on its port; a request in progress is finished before the end."""
    uvicorn.run(
        create(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
