"""Messages on the local Twilio: the resource as the REST API shows it, what phones hold, lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any, Protocol

Json = dict[str, Any]

FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})
# what the network itself may put into error_code; https://www.twilio.com/docs/api/errors
TITLES = {
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30036: "Validity Period Expired",
}
# these never left Twilio: the state is failed, not undelivered
NEVER_SENT = frozenset({21610, 30001, 30036})


@dataclass(slots=True, eq=False)
class Sms:
    """One message in either direction. `sender` is "" until a Messaging Service has chosen one."""

    sid: str
    account: str
    sender: str
    to: str
    body: str
    direction: str  # inbound, outbound-api, outbound-reply; "auto": Twilio's own, in no list
    status: str
    created: datetime
    updated: datetime
    parts: int
    service: str = ""
    sent: datetime | None = None
    error: int = 0
    price: str | None = None
    callback: str = ""
    valid_seconds: int = 36_000

    @property
    def by_person(self) -> bool:
        return self.direction == "inbound"

    @property
    def resource(self) -> Json:
        """The Message resource, as https://www.twilio.com/docs/messaging/api/message-resource shows it."""
        uri = f"/2010-04-01/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": rfc2822(self.created),
            "date_sent": rfc2822(self.sent) if self.sent else None,
            "date_updated": rfc2822(self.updated),
            "direction": self.direction,
            "error_code": self.error or None,
            "error_message": TITLES.get(self.error),
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "num_media": "0",
            "num_segments": "0" if self.status == "accepted" else str(self.parts),
            "price": self.price,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


@dataclass(slots=True, eq=False)
class PhoneCall:
    """Somebody phoned the number: `outcome` is "refused" (free), "answered" or "failed"."""

    number: str
    at: datetime
    outcome: str
    reason: str = ""
    twiml: str = ""


@dataclass(slots=True, eq=False)
class Phone:
    """Somebody's mobile phone. `messages` is what its screen shows, in order of arrival."""

    number: str
    name: str = ""
    messages: list[Sms] = field(default_factory=list)
    calls: list[PhoneCall] = field(default_factory=list)
    off: bool = False  # messages wait at the operator
    outcome: int = 0  # the error code every message to it ends with
    stopped: bool = False  # Twilio blocks what we send
    waiting: list[Sms] = field(default_factory=list)

    @property
    def last(self) -> Sms:
        """The newest message that it got. Raises LookupError."""
        for message in reversed(self.messages):
            if not message.by_person:
                return message
        raise LookupError(f"{self.number} has got no message")


_last_stamp: tuple[int, str] = (0, "")


def rfc2822(at: datetime) -> str:
    """GMT, with whole seconds. Remembers the last one: a burst shares its second."""
    global _last_stamp
    second = int(at.timestamp())
    if _last_stamp[0] != second:
        _last_stamp = (second, format_datetime(datetime.fromtimestamp(second, UTC)))
    return _last_stamp[1]


class _Pool(Protocol):
    def __len__(self) -> int: ...
    def __reversed__(self) -> Iterator[Sms]: ...


class Ledger:
    """All messages, by id, and by number for lists."""

    def __init__(self) -> None:
        self.by_sid: dict[str, Sms] = {}
        self._to: dict[str, list[Sms]] = {}
        self._from: dict[str, list[Sms]] = {}

    def add(self, sms: Sms) -> None:
        self.by_sid[sms.sid] = sms
        self._to.setdefault(sms.to, []).append(sms)
        self._from.setdefault(sms.sender, []).append(sms)

    def chose_sender(self, sms: Sms, sender: str) -> None:
        """A Messaging Service has chosen who sends."""
        self._from[sms.sender].remove(sms)
        sms.sender = sender
        self._from.setdefault(sender, []).append(sms)

    def remove(self, sms: Sms) -> None:
        del self.by_sid[sms.sid]
        self._to[sms.to].remove(sms)
        self._from[sms.sender].remove(sms)

    def newest_first(self, filters: Json) -> Iterator[Sms]:
        """Messages that match To, From and the DateSent filters. Raises ValueError on a bad date."""
        pools: list[_Pool] = [self.by_sid.values()]
        if "To" in filters:
            pools.append(self._to.get(filters["To"], []))
        if "From" in filters:
            pools.append(self._from.get(filters["From"], []))
        conditions = [
            (name.removeprefix("DateSent"), _read_date(filters[name]))
            for name in ("DateSent", "DateSent<", "DateSent>")
            if filters.get(name)
        ]
        smallest = min(pools, key=lambda pool: len(pool))
        for sms in reversed(smallest):
            if filters.get("To", sms.to) != sms.to or filters.get("From", sms.sender) != sms.sender:
                continue
            if all(_sent(sms.sent, relation, when) for relation, when in conditions):
                yield sms


def _read_date(text: str) -> date | datetime:
    if len(text) == 10:
        return date.fromisoformat(text)
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _sent(sent: datetime | None, relation: str, when: date | datetime) -> bool:
    """A queued message has no date yet and is in no such list; < and > include the date itself."""
    if sent is None:
        return False
    at = sent.astimezone(UTC).replace(microsecond=0)
    if not relation:  # the client writes a day as its midnight
        return at.date() == (when.date() if isinstance(when, datetime) else when)
    mine: date | datetime = at if isinstance(when, datetime) else at.date()
    return mine <= when if relation == "<" else mine >= when
