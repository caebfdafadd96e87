"""Passkeys (WebAuthn, by the library webauthn): a device signs a challenge of ours with a key that never leaves it.

The device knows whom the key is for, so nobody types a name, and it asks for a finger, a face or its code, so a device
that is lost opens nothing. A challenge belongs to one browser by a cookie, works once, for five minutes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import Connection
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from service.house import House
from service.notices import Refused
from service.staffing import sessions
from service.staffing.sessions import Staffer, hashed
from store import audit, sign_in, staff
from store.sign_in import PasskeyRow

LASTS = timedelta(minutes=5)
MOST = 10
"""Passkeys of one person: more than that nobody tells apart."""
LONGEST_NAME = 60
UNREADABLE = (WebAuthnException, ValueError, LookupError)
"""What the library says of an answer that no device gave: it does not turn all of them into its own (60,000 tried)."""


class Why(StrEnum):
    """Why a passkey did not open the door."""

    STALE = "stale"  # the challenge is not of this browser, was used, or is too old
    UNKNOWN = "unknown"  # no such passkey here, or its owner is shut out
    FALSE = "false"  # signed by another key, on another site, for somebody else, or without asking the person
    COPY = "copy"  # its count fell: somewhere there is a second one


@dataclass(frozen=True)
class Site:
    """Where the passkeys are good: the name of the host, the whole origin, and what people call it."""

    origin: str
    name: str

    @property
    def host(self) -> str:
        """The relying party's id."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class Begun:
    """What the browser needs: JSON for its script, and the value of its short-lived cookie."""

    options: str
    cookie: str


def begin_sign_in(db: Connection, house: House, *, site: Site) -> Begun:
    """A challenge for whoever comes."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _begin(db, house, "passkey", options, options.challenge)


def begin_adding(db: Connection, house: House, *, site: Site, staffer: Staffer) -> Begun:
    """A challenge for a new passkey; a device that has one of theirs offers itself no second time. Raises Refused."""
    known = sign_in.passkeys(db, staff_id=staffer.id)
    if len(known) >= MOST:
        raise Refused(f"Sinulla on jo {MOST} pääsyavainta. Poista ensin yksi niistä.")
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=handle(staffer.id),
        user_name=staffer.name,
        user_display_name=staffer.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in known],
    )
    return _begin(db, house, "register", options, options.challenge, staff_id=str(staffer.id))


def _begin(db: Connection, house: House, kind: str, options: Any, challenge: bytes, **data: str) -> Begun:
    cookie = secrets.token_urlsafe(32)
    kept = {"challenge": bytes_to_base64url(challenge), **data}
    sign_in.begin_step(db, hash=hashed(cookie), kind=kind, data=kept, expires_at=house.now() + LASTS)
    return Begun(webauthn.options_to_json(options), cookie)


def handle(staff_id: int) -> bytes:
    """What a device keeps of whom the key is for: our own number, nothing of the person's."""
    return staff_id.to_bytes(8, "big")


def add(db: Connection, house: House, *, site: Site, staffer: Staffer, cookie: str, credential: str, name: str) -> None:
    """Keep a new passkey. Raises Refused."""
    step = sign_in.take_step(db, hash=hashed(cookie), kind="register", now=house.now())
    if step is None or step["staff_id"] != str(staffer.id):
        raise Refused("Pääsyavaimen lisääminen kesti liian kauan. Pääsyavainta ei lisätty. Yritä uudelleen.")
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(step["challenge"]),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise Refused("Laitteen vastaus ei kelvannut. Pääsyavainta ei lisätty. Yritä uudelleen.") from error
    if sign_in.passkey(db, credential=made.credential_id) is not None:
        raise Refused("Tämä pääsyavain on jo käytössä.")
    now = house.now()
    sign_in.add_passkey(
        db,
        staff_id=staffer.id,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        signed=made.sign_count,
        name=" ".join(name.split())[:LONGEST_NAME] or "Pääsyavain",
        now=now,
    )
    audit.note(db, who=staffer.name, what="passkey.add", on_what=f"käyttäjä {staffer.name}", now=now)


def enter(
    db: Connection, house: House, *, site: Site, cookie: str, credential: str, agent: str, before: str
) -> str | Why:
    """The token of a new session, or why there is none. `before`: the token that the browser has now, which ends."""
    step = sign_in.take_step(db, hash=hashed(cookie), kind="passkey", now=house.now())
    if step is None:
        return Why.STALE
    try:
        given = parse_authentication_credential_json(credential)
        row = sign_in.passkey(db, credential=given.raw_id)
        member = staff.by_id(db, staff_id=row.staff_id) if row is not None else None
        if row is None or member is None or member.disabled_at is not None:
            return Why.UNKNOWN
        if given.response.user_handle != handle(row.staff_id):
            return Why.FALSE
        signed = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(step["challenge"]),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=0,  # looked at when it is written, so that two at once can't both pass
            require_user_verification=True,
        ).new_sign_count
    except UNREADABLE:
        return Why.FALSE
    if not sign_in.use_passkey(db, passkey_id=row.id, signed=signed, now=house.now()):
        audit.note(db, who=member.name, what="passkey.copy", on_what=f"käyttäjä {member.name}", now=house.now())
        return Why.COPY
    return sessions.begin(db, house, staff_id=member.id, how="passkey", agent=agent, before=before)


def mine(db: Connection, *, staffer: Staffer, passkey_id: int) -> PasskeyRow:
    """One of theirs. Raises Refused."""
    for row in sign_in.passkeys(db, staff_id=staffer.id):
        if row.id == passkey_id:
            return row
    raise Refused("Pääsyavainta ei ole. Se on ehkä jo poistettu.")


def remove(db: Connection, house: House, *, staffer: Staffer, passkey_id: int) -> None:
    """Forget one of theirs. Raises Refused."""
    mine(db, staffer=staffer, passkey_id=passkey_id)
    sign_in.remove_passkey(db, passkey_id=passkey_id, staff_id=staffer.id)
    audit.note(db, who=staffer.name, what="passkey.remove", on_what=f"käyttäjä {staffer.name}", now=house.now())
