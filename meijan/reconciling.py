"""`meijan reconcile`: one look through the provider's list, from the command line."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from meijan.app import build
from meijan.settings import Settings
from service.channel import Busy, SendError
from service.notices import Refused
from service.reconcile import Reconciler


def reconcile(settings: Settings, *, hours: float = 0) -> list[str]:
    """Take in what was missed; replies leave through the running service. Raises Refused."""
    if not settings.sms:
        raise Refused("Tekstiviestit eivät ole käytössä: MEIJAN_TWILIO_* puuttuu.")
    found, new = asyncio.run(_once(settings, hours))
    return [f"Luettelossa {found} viestiä, uusia {new}."]


async def _once(settings: Settings, hours: float) -> tuple[int, int]:
    service = build(settings)
    assert service.sms is not None
    try:
        await service.sms.open()
        since = service.house.now() - timedelta(hours=hours) if hours else None
        return await Reconciler(service.sms, service.senders["sms"], service.take).once(since)
    except SendError as error:
        raise Refused(f"Twilio ei vastaa oikein ({error.code}).") from error
    except Busy as error:
        raise Refused("Tietokantaan ei voi kirjoittaa juuri nyt.") from error
    finally:
        await service.sms.close()
        await asyncio.to_thread(service.writer.close)
        service.database.close()
