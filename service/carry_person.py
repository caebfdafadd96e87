"""Commands about one's own data and channels → store, in the transaction of the turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dialogs import commands as c
from dialogs.kit import Command
from service.people import linking, silence
from store import linking as rows
from store.models.rights import PersonWork

if TYPE_CHECKING:
    from service.carry_out import Carrier


def _erase(k: Carrier, _command: c.EraseMe) -> None:
    rows.ask(k.db, kind=PersonWork.ERASE, address_id=k.met.id, now=k.now)


def _link(k: Carrier, command: c.AnswerLink) -> None:
    linking.answer(k.db, k.house, met=k.met, code=command.code)


def _unlink(k: Carrier, _command: c.UnlinkMe) -> None:
    linking.unlink(k.db, k.house, met=k.met)


def _before(k: Carrier, command: c.WroteBefore) -> None:
    silence.answered(k.db, k.house, met=k.met, wrote_before=command.yes)


CARRY: Mapping[type[Command], Callable[[Carrier, Any], None]] = {
    c.EraseMe: _erase,
    c.AnswerLink: _link,
    c.UnlinkMe: _unlink,
    c.WroteBefore: _before,
}
