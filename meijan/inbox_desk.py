"""`meijan inbox`: messages, calls and unread texts, in lines of Finnish. What is done is the console's own work."""

from __future__ import annotations

from meijan.desk import Desk
from service.calendar import HELSINKI, not_quiet
from service.threads import answering, calling, handling, unreading
from store import thread_messages


def show(desk: Desk, thread_id: int) -> list[str]:
    """A thread with its notes."""
    sealer = desk.house.sealer
    with desk.database.read() as db:
        row = handling.found(db, thread_id)
        said = thread_messages.messages(db, sealer=sealer, thread_id=thread_id, limit=1_000)
        notes = thread_messages.notes(db, sealer=sealer, thread_id=thread_id)
    lines = [f"{one.at.astimezone(HELSINKI):%-d.%-m. %H.%M} {one.by or 'asukas'}: {one.text}" for one in said]
    lines += [f"Muistiinpano {one.at.astimezone(HELSINKI):%-d.%-m. %H.%M} {one.by}: {one.text}" for one in notes]
    return lines + ([f"Vastaaja: {row.assigned}"] if row.assigned else [])


def answer(desk: Desk, thread_id: int, text: str, name: str) -> list[str]:
    """Write to the resident of a thread."""
    with desk.database.write() as db:
        plan = answering.answer(db, desk.house, thread_id=thread_id, by=name, text=text).plan
    if not plan.goes:
        return ["Vastaus on tallessa, mutta se ei lähde: asukas on estänyt viestit. Hän on soittolistalla."]
    now = desk.house.now()
    return ["Vastaus lähtee." if plan.lately or not_quiet(now) == now else "Vastaus lähtee aamulla kello 8."]


def take(desk: Desk, thread_id: int, name: str) -> list[str]:
    """The thread is somebody's."""
    with desk.database.write() as db:
        handling.take(db, desk.house, thread_id=thread_id, name=name)
    return [f"Ketjuun vastaa {name}."]


def note(desk: Desk, thread_id: int, text: str, name: str) -> list[str]:
    """What staff tell each other."""
    with desk.database.write() as db:
        handling.note(db, desk.house, thread_id=thread_id, text=text, by=name or desk.by)
    return ["Muistiinpano on tallessa. Asukas ei näe sitä."]


def close(desk: Desk, thread_id: int) -> list[str]:
    """Nothing more is expected in a thread."""
    with desk.database.write() as db:
        handling.close(db, desk.house, thread_id=thread_id, by=desk.by)
    return ["Ketju on suljettu."]


def reopen(desk: Desk, thread_id: int) -> list[str]:
    """It goes on."""
    with desk.database.write() as db:
        handling.reopen(db, desk.house, thread_id=thread_id, by=desk.by)
    return ["Ketju on taas auki."]


def calm(desk: Desk, thread_id: int) -> list[str]:
    """Somebody has seen to the person in distress."""
    with desk.database.write() as db:
        handling.calm(db, desk.house, thread_id=thread_id, by=desk.by)
    return ["Hätä on merkitty hoidetuksi."]


def number(desk: Desk, call_id: int) -> list[str]:
    """The number of a promised call; the look is noted."""
    with desk.database.write() as db:
        return [calling.look(db, desk.house, call_id=call_id, by=desk.by) or "Numeroa ei ole."]


def called(desk: Desk, call_id: int, outcome: str) -> list[str]:
    """A promised call was made; what came of it."""
    with desk.database.write() as db:
        calling.done(db, desk.house, call_id=call_id, outcome=outcome, by=desk.by)
    return ["Soitto on kirjattu."]


def again(desk: Desk, call_id: int, *, tell: bool) -> list[str]:
    """Nobody answered."""
    with desk.database.write() as db:
        row = calling.again(db, desk.house, call_id=call_id, by=desk.by, tell=tell)
    return [f"Soita uudestaan {row.day:%-d.%-m.} kello {row.since:%-H.%M}-{row.until:%-H.%M}."]


def seen(desk: Desk, unread_id: int) -> list[str]:
    """An unread text has been looked at."""
    with desk.database.write() as db:
        unreading.seen(db, desk.house, unread_id=unread_id, by=desk.by)
    return ["Merkitty luetuksi."]


def as_idea(desk: Desk, unread_id: int) -> list[str]:
    """It is an idea."""
    with desk.database.write() as db:
        return [f"Siitä tuli idea {unreading.to_idea(db, desk.house, unread_id=unread_id, by=desk.by)}."]


def as_message(desk: Desk, unread_id: int) -> list[str]:
    """It is a message to people."""
    with desk.database.write() as db:
        return [f"Siitä tuli viesti {unreading.to_thread(db, desk.house, unread_id=unread_id, by=desk.by)}."]
