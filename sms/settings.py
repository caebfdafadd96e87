"""What the SMS channel needs to know; the application reads it from MEIJAN_* and gives it here."""

from __future__ import annotations

from dataclasses import dataclass

API = "https://api.twilio.com"


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """Twilio's account, our number and our address.

    `auth_tokens`: the first signs what we send, any of them may have signed what we get: during a rotation
    there are two. `messaging_service_sid` sends instead of `number` where it is set. `public_url` has no
    slash at its end; without it nothing can be received and no reports come back. `regions` (ISO 3166) are
    those whose mobiles we answer. `timeout` is seconds for one call of the API, `connect` of them for
    reaching it.
    """

    account_sid: str
    auth_tokens: tuple[str, ...]
    number: str = ""
    messaging_service_sid: str = ""
    public_url: str = ""
    api: str = API
    regions: frozenset[str] = frozenset({"FI"})
    timeout: float = 15.0
    connect: float = 5.0
