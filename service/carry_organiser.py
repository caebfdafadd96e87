"""An organiser's commands → store. A part of service/carry_out.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC
from typing import TYPE_CHECKING, Any

from dialogs import commands as c
from dialogs.kit import Command
from service.events import organising
from store import organiser_checks, talk

if TYPE_CHECKING:
    from service.carry_out import Carrier


def _ask(k: Carrier, command: c.AskOrganiser) -> None:
    organiser_checks.hold(
        k.db,
        sealer=k.house.sealer,
        address_id=k.met.id,
        asked=json.dumps(asdict(command), ensure_ascii=False),
        code=k.house.digits(),
        now=k.now,
    )


def _wrong_code(k: Carrier, _command: c.WrongCode) -> None:
    organiser_checks.wrong(k.db, address_id=k.met.id)


def _drop_check(k: Carrier, _command: c.DropOrganiserCheck) -> None:
    organiser_checks.give_up(k.db, sealer=k.house.sealer, address_id=k.met.id, now=k.now)


def _lock(k: Carrier, command: c.LockOrganiser) -> None:
    organiser_checks.give_up(k.db, sealer=k.house.sealer, address_id=k.met.id, now=k.now)
    organiser_checks.lock(k.db, address_id=k.met.id, until=command.until.astimezone(UTC))


def _do(k: Carrier, command: c.AsOrganiser) -> None:
    event = k.city.organising.row(command.number)
    if event is None:
        raise LookupError("an event that is somebody else's")  # a dialogue does only what the city let it ask
    organiser_checks.release(k.db, address_id=k.met.id)
    match command.what:
        case "cancel":
            organising.cancel(k.db, k.house, event=event, reason=command.rest)
        case "attended":
            organising.attend(k.db, k.house, event=event, people=command.people)
        case "message":
            n = organising.tell(k.db, k.house, event=event, text=command.rest)
            _show_staff(k, f"VIESTI {command.number} ({n}): {command.rest}")


def _show_staff(k: Carrier, text: str) -> None:
    """Staff read afterwards, in the organiser's thread, what went out in the city's channel; no answer is promised."""
    talk.hear(
        k.db,
        sealer=k.house.sealer,
        resident_id=k.met.resident_id,
        address_id=k.met.id,
        text=text,
        answer_by=None,
        now=k.now,
    )


CARRY: dict[type[Command], Callable[[Any, Any], None]] = {
    c.AskOrganiser: _ask,
    c.WrongCode: _wrong_code,
    c.DropOrganiserCheck: _drop_check,
    c.LockOrganiser: _lock,
    c.AsOrganiser: _do,
}
