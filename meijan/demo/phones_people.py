"""Who holds the two phones: the same person on both networks, known by one id."""

from __future__ import annotations

from itertools import cycle
from random import SystemRandom

from meijan.demo.local_network import Change
from meijan.demo.telegram_chats import Person
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_messages import Phone
from meijan.demo.twilio_network import TwilioNetwork

ARRIVED = "arrived"  # a change of our own
NEWCOMERS = (("Eino", "fi"), ("Linnea", "sv"), ("Sirkka", "fi"), ("Amir", "en"), ("Toivo", "fi"), ("Kerttu", "fi"))


class People:
    """Everybody on the local Telegram who has a phone number too."""

    def __init__(self, telegram: TelegramNetwork, twilio: TwilioNetwork) -> None:
        self.telegram = telegram
        self.twilio = twilio
        self._names = cycle(NEWCOMERS)
        self._chance = SystemRandom()

    def all(self) -> list[Person]:
        """In the order in which they came."""
        return [person for person in self.telegram.people if person.phone]

    def person(self, person_id: int) -> Person:
        """Raises LookupError."""
        return self.telegram.find(person_id)

    def phone(self, person_id: int) -> Phone:
        """The mobile phone of this person. Raises LookupError."""
        person = self.person(person_id)
        return self.twilio.phone(person.phone, person.first_name)

    def of_phone(self, number: str) -> int:
        """Whose number it is; 0 if nobody's who is shown."""
        return next((person.id for person in self.all() if person.phone == number), 0)

    def add(self, name: str = "") -> Person:
        """Somebody whom neither the networks nor the database has met before."""
        newcomer, language = next(self._names)
        number = f"+35840{self._chance.randrange(2_000_000, 9_999_999)}"
        person = self.telegram.person(self._chance.randrange(10**7, 10**9), name or newcomer, language, number)
        self.twilio.phone(number, person.first_name)
        self.telegram.tell(Change(person.id, ARRIVED))
        return person
