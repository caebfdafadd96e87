"""Commands about events → store, in the transaction of the turn.

What is counted for the report is what happened: another may have been faster than the dialogue believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dialogs import commands as c
from dialogs.kit import Command
from service.events import signing
from service.events.signing import Became
from store import signups
from store.signups import SignupRow

if TYPE_CHECKING:
    from service.carry_out import Carrier


def _event_id(k: Carrier, number: int) -> int:
    found = k.city.seen.event(number)
    if found is None:
        raise LookupError(number)  # a dialogue names only what the city has shown it
    return found.id


def _sign_up(k: Carrier, command: c.SignUp) -> None:
    row = k.city.seen.event(command.number)
    before = k.city.seen.own(row) if row is not None else None
    became = signing.sign_up(
        k.db,
        k.house,
        event_id=_event_id(k, command.number),
        whose=signing.Whose(k.met.resident_id, k.met.id, channel=k.met.channel),
        party=command.party,
        needs=command.needs,
    )
    new = before is None or before.total == 0
    if became is Became.REFUSED:
        k.count("signup_refused")
    elif new:
        k.count("signup")
    else:
        k.count("signup_changed")


def _cancel_signup(k: Carrier, command: c.CancelSignup) -> None:
    event_id = _event_id(k, command.number)
    became = signing.cancel_signup(k.db, k.house, event_id=event_id, resident_id=k.met.resident_id)
    if became is not Became.REFUSED:
        k.count("signup_cancelled")


def _answer_offer(k: Carrier, command: c.AnswerOffer) -> None:
    became = signing.answer_offer(
        k.db,
        k.house,
        event_id=_event_id(k, command.number),
        resident_id=k.met.resident_id,
        yes=command.yes,
        party=command.party,
    )
    if became in (Became.REFUSED, Became.GONE):
        return
    if command.yes:
        k.count("offer_accepted")
    else:
        k.count("offer_declined")


def _own_signup(k: Carrier, number: int) -> SignupRow | None:
    return signups.of(k.db, event_id=_event_id(k, number), resident_id=k.met.resident_id)


def _mend_signup(k: Carrier, command: c.MendSignup) -> None:
    found = _own_signup(k, command.number)
    if found is not None:
        signups.mend(
            k.db,
            sealer=k.house.sealer,
            signup_id=found.id,
            now=k.now,
            name=command.name,
            needs=command.needs,
            shows_number=command.shows_number,
        )


def _feedback(k: Carrier, command: c.GiveFeedback) -> None:
    found = _own_signup(k, command.number)
    if found is not None:
        signups.rate(
            k.db, sealer=k.house.sealer, signup_id=found.id, stars=command.stars, words=command.words, now=k.now
        )


CARRY: Mapping[type[Command], Callable[[Carrier, Any], None]] = {
    c.SignUp: _sign_up,
    c.CancelSignup: _cancel_signup,
    c.AnswerOffer: _answer_offer,
    c.MendSignup: _mend_signup,
    c.GiveFeedback: _feedback,
}
