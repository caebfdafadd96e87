"""A test of a broadcast to the telephone of whoever writes it: every language, as it will be seen, at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from service.broadcasts import words as wording
from service.broadcasts.making import found, note
from service.broadcasts.preview import SAMPLE_NAME, audience_of, moment_of, words_of
from service.house import House
from service.notices import Refused, body
from store import bell, outbox, people, staff
from store.models.outbox import Purpose

LASTS = timedelta(hours=1)
CHANNEL = "sms"


def test_send(db: Connection, house: House, *, number: int, by: str) -> int:
    """Put it; how many messages. At night too: the one who asked is awake. Raises Refused."""
    row = found(db, number)
    member = staff.by_name(db, name=by)
    phone = staff.phone(db, sealer=house.sealer, staff_id=member.id) if member is not None else ""
    if not phone:
        raise Refused("Sinulla ei ole puhelinnumeroa. Anna se ensin omissa tiedoissasi: meijan staff phone.")
    words, now = words_of(row), house.now()
    about = wording.subject(db, audience_of(row), moment_of(row))
    if faults := wording.faults(words, about, house):
        raise Refused("\n".join(faults))
    met = people.meet(db, sealer=house.sealer, channel=CHANNEL, value=phone, now=now)
    n = 0
    for language, _text in wording.written(words):
        values = {**about.values(house, language), **({"nimi": SAMPLE_NAME} if about.has_names else {})}
        outbound = wording.said(house, words, channel=CHANNEL, language=language, values=values)
        outbox.put(
            db,
            sealer=house.sealer,
            channel=CHANNEL,
            address_id=met.id,
            purpose=Purpose.SERVICE,
            body=body.dump_json(outbound).decode(),
            now=now,
            due_at=now,
            expires_at=now + LASTS,
            parts=house.parts(outbound.text),
        )
        n += 1
    bell.ring(db, channel=CHANNEL)
    note(db, house, row, by, "tested")
    return n
