"""What the SMS channel needs to know; the application reads it from MEIJAN_* and gives it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

API: Final = "https://api.twilio.com"
RETRY: Final = "#rc=3&rp=ct,5xx"
"""Three repeats after a failed connection or a 5xx; by default there is none after a 5xx, and a message is lost.
Not signed. twilio.com/docs/usage/webhooks/webhooks-connection-overrides"""


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

    @property
    def inbound_url(self) -> str:
        """Where Twilio posts messages, as it is written there."""
        return f"{self.public_url.rstrip('/')}/sms{RETRY}"

    @property
    def voice_url(self) -> str:
        """Where Twilio posts calls."""
        return f"{self.public_url.rstrip('/')}/voice"

    @property
    def messaging_api(self) -> str:
        """Base address of Messaging Services: api.… → messaging.… at Twilio itself, one address elsewhere."""
        api = self.api.rstrip("/")
        parts = urlsplit(api)
        host = parts.hostname or ""
        return f"{parts.scheme}://messaging.{host[4:]}" if host.startswith("api.") else api
