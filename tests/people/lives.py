"""People with a life in the store: what they write, as turns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from service.channel import Contact, Inbound, Media, MediaKind
from service.house import House
from service.turn import turn
from store import people
from store.database import Database

_ids = count(1)


@dataclass
class Lives:
    """A database in which people write; the clock goes on by a minute with every message."""

    database: Database
    house: House
    now: datetime
    sent: list[str] = field(default_factory=list)

    @property
    def at(self) -> House:
        """The house at this moment."""
        moment = self.now
        return replace(self.house, now=lambda: moment)

    def writes(self, address: str, *texts: str, contact: str = "", photo: str = "") -> None:
        """Each text in a turn of its own: by SMS from a number, on Telegram from a chat's digits."""
        for text in texts or ("",):
            self.now += timedelta(minutes=1)
            inbound = Inbound(
                channel="sms" if address.startswith("+") else "telegram",
                external_id=f"life {next(_ids)}",
                address=address,
                at=self.now,
                text=text,
                contact=Contact(contact, own=True) if contact else None,
                media=(Media(MediaKind.PHOTO, photo),) if photo else (),
            )
            with self.database.write() as db:
                turn(db, inbound, self.at)
            self.sent.append(text)

    def resident(self, address: str) -> int:
        """Whose the address is."""
        channel = "sms" if address.startswith("+") else "telegram"
        with self.database.read() as db:
            found = people.find(db, sealer=self.house.sealer, channel=channel, value=address)
            assert found is not None
            return people.known(db, address_id=found).resident_id
