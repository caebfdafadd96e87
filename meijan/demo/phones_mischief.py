"""What may go wrong on the way, switched on by hand: faults of the two networks, and whose word STOP is."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from meijan.demo.faults import Fault, Faults, Mishap
from meijan.demo.telegram_chats import Json
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_network import TwilioNetwork
from meijan.demo.twilio_optout import DEFAULT, FREED

Trouble = Literal["limit", "down", "timeout", "double", "late", "slow"]

REFUSALS: dict[Trouble, dict[Fault, float]] = {
    "down": {Fault.SERVER_ERROR: 1.0},
    "limit": {Fault.TOO_MANY: 0.5},
    "timeout": {Fault.TAKEN_SILENT: 0.5},
}
MISHAPS: dict[Trouble, dict[Mishap, float]] = {"double": {Mishap.DOUBLE: 0.5}, "late": {Mishap.LATE: 0.5}}
SLOW = 2.0  # seconds


class Mischief(BaseModel):
    """All troubles that are on; the others are off."""

    telegram: list[Trouble] = []
    sms: list[Trouble] = []
    opt_out: Literal["freed", "default"] = "freed"


def add_acts(acts: APIRouter, telegram: TelegramNetwork, twilio: TwilioNetwork) -> None:
    """POST /mischief."""

    @acts.post("/mischief")
    async def mischief(wanted: Mischief) -> Json:
        _set(telegram.faults, wanted.telegram)
        _set(twilio.faults, wanted.sms)
        twilio.opt_out = DEFAULT if wanted.opt_out == "default" else FREED
        return state(telegram, twilio)


def state(telegram: TelegramNetwork, twilio: TwilioNetwork) -> Json:
    """As `Mischief`."""
    return {
        "telegram": _on(telegram.faults),
        "sms": _on(twilio.faults),
        "opt_out": "default" if twilio.opt_out is DEFAULT else "freed",
    }


def _set(faults: Faults, wanted: list[Trouble]) -> None:
    faults.clear()
    for trouble in REFUSALS:  # in this order: a network that is down does nothing else
        if trouble in wanted:
            faults.share = faults.share | REFUSALS[trouble]
    for trouble in MISHAPS:
        if trouble in wanted:
            faults.incoming = faults.incoming | MISHAPS[trouble]
    faults.latency = SLOW if "slow" in wanted else 0.0


def _on(faults: Faults) -> list[Trouble]:
    refusals: list[Trouble] = [name for name, share in REFUSALS.items() if share.keys() & faults.share.keys()]
    mishaps: list[Trouble] = [name for name, share in MISHAPS.items() if share.keys() & faults.incoming.keys()]
    slow: list[Trouble] = ["slow"] if faults.latency else []
    return [*refusals, *mishaps, *slow]
