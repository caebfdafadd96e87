"""`meijan outbox`: what waits to leave, what is unknown, whom no message reached; the decisions about them."""

from __future__ import annotations

from datetime import datetime, timedelta

from meijan.desk import Desk
from service import deliveries
from service.calendar import HELSINKI
from service.channel import Outbound
from service.notices import body
from service.threads import calling
from store import calls, leases, outbox, people, reminders, waiting
from store.models.outbox import OutboxState

STATES = {
    OutboxState.QUEUED: "jonossa",
    OutboxState.CLAIMED: "varattu",
    OutboxState.SENDING: "lähdössä",
    OutboxState.SENT: "lähetetty",
    OutboxState.DELIVERED: "perillä",
    OutboxState.FAILED: "ei mennyt perille",
    OutboxState.UNKNOWN: "epävarma",
    OutboxState.SUPPRESSED: "ei lähetetä",
    OutboxState.CANCELLED: "peruttu",
    OutboxState.EXPIRED: "vanhentunut",
}
PUNCTUAL = timedelta(minutes=1)  # a reminder that waits no longer is on its way
REACH = {
    "open": "tavoitettavissa",
    "stopped": "sanoi LOPETA",
    "provider_stopped": "operaattori estää",
    "blocked": "esti meidät",
    "bad": "väärä numero",
}


def overview(desk: Desk, *, rates: dict[str, float], price: float) -> list[str]:
    """States with their ages, leases, rates, money spent today, and who can't be reached."""
    now = desk.house.now()
    midnight = now.astimezone(HELSINKI).replace(hour=0, minute=0, second=0, microsecond=0)
    with desk.database.read() as db:
        open_rows = waiting.waiting(db)
        today = waiting.ended(db, since=midnight)
        held = leases.all_leases(db)
        reach = people.count_by_reach(db)
        listed = calls.listed_at_most(db, most=1_000)
        late, since = reminders.overdue(db, before=now - PUNCTUAL)
    lines = [
        f"{channel}: {STATES[OutboxState(state)]} {n}, vanhin {max(timedelta(), now - since).total_seconds():.0f} s"
        for channel, state, n, since in open_rows
    ] or ["Mikään viesti ei odota."]
    lines += [f"{row.channel}: tänään {STATES[OutboxState(row.state)]} {row.rows}" for row in today]
    parts = sum(row.parts for row in today if row.channel == "sms")
    for lease in held:
        on = lease.holder and lease.until > datetime.now(lease.until.tzinfo)
        lines.append(f"{lease.name}: {lease.holder if on else 'kukaan ei lähetä'} (vuoro {lease.epoch})")
    lines += [f"{channel}: enintään {rate:g} sekunnissa" for channel, rate in rates.items()]
    lines.append(f"Tänään {parts} tekstiviestin osaa, noin {parts * price:.2f} €".replace(".", ","))
    lines += [f"{REACH.get(name, name)}: {n}" for name, n in sorted(reach.items())]
    if since is not None:
        lines.append(f"Tapahtumien muistutuksia myöhässä {late}, vanhin {(now - since).total_seconds() // 60:.0f} min")
    if listed:
        lines.append(f"Soittolistalla {listed}: meijan outbox call-list")
    return lines


def unknown(desk: Desk) -> list[str]:
    """Messages of unknown fate: the provider may or may not have them."""
    lines: list[str] = []
    with desk.database.read() as db:
        for channel in ("sms", "telegram"):
            for due, since in outbox.unknown(db, channel=channel):
                lines.append(f"{due.id} {channel} {_time(since)}: {_text(desk, due)}")
    return lines or ["Mikään ei ole epävarma."]


def decide(desk: Desk, row_id: int, *, arrived: bool) -> list[str]:
    """A staff member decides about a message of unknown fate: it arrived, or it is sent once more."""
    with desk.database.write() as db:
        deliveries.decide(db, desk.house, row_id=row_id, arrived=arrived, by=desk.by)
    return ["Merkitty lähetetyksi." if arrived else "Lähetetään uudestaan."]


def call_list(desk: Desk) -> list[str]:
    """Whom a message did not reach, with the message and the number: each is a look that is noted."""
    lines = []
    with desk.database.write() as db:
        for row in calls.listed(db, sealer=desk.house.sealer):
            number = calling.look_listed(db, desk.house, row_id=row.id, by=desk.by) or "ei numeroa"
            text = " ".join(calling.person(row).text.split())[:80] or "(äänestyksen viesti)"
            lines.append(f"{row.id} {_time(row.at)} ({REACH.get(row.why, row.why)}) {number}: {text}")
    return lines or ["Soittolista on tyhjä."]


def close(desk: Desk, row_id: int, outcome: str) -> list[str]:
    """Somebody has seen to a row of the call list."""
    with desk.database.write() as db:
        calling.listed_done(db, desk.house, row_id=row_id, outcome=outcome, by=desk.by)
    return ["Kirjattu."]


def _text(desk: Desk, due: outbox.Due) -> str:
    outbound: Outbound = body.validate_json(due.body(desk.house.sealer))
    return " ".join(outbound.text.split())[:80]


def _time(at: datetime) -> str:
    return f"{at.astimezone(HELSINKI):%-d.%-m. %H.%M}"
