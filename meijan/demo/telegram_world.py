"""The state of the local Telegram: one bot, everybody who could write to it, their chats and files."""

from __future__ import annotations

import itertools

from meijan.demo.faults import Faults
from meijan.demo.local_network import Change, Clock, LocalNetwork
from meijan.demo.telegram_chats import Chat, ChatMessage, Group, Json, Person, Rows, StoredFile
from meijan.demo.telegram_files import Files
from meijan.demo.telegram_limits import Limits
from meijan.demo.telegram_methods import BotMethods
from meijan.demo.telegram_updates import Updates


class TelegramWorld(LocalNetwork):
    """What is so on the network; what people do is in telegram_network.py, the bot in telegram_methods.py."""

    def __init__(
        self,
        token: str = "123456:demo",  # noqa: S107 - of the local network
        *,
        bot_username: str = "meijan_demo_bot",
        bot_name: str = "Meijän kanava",
        clock: Clock | None = None,
        faults: Faults | None = None,
        limits: Limits | None = None,
        journal: int = 10_000,
        keep: int = 0,
    ) -> None:
        """`journal`: calls kept, 0 for none; `keep`: messages kept for each chat, 0 for all."""
        super().__init__(clock, faults, journal)
        self.token = token
        self.limits = limits or Limits()
        self.keep = keep
        self.bot: Json = {
            "id": int(token.split(":", 1)[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.reads_all_in_groups = False  # privacy mode is on unless BotFather is told otherwise
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, tuple[Person, ChatMessage | None]] = {}
        self.files = Files()
        self.updates = Updates(self)
        self.methods = BotMethods(self)
        # not from 1: a demo that starts anew must not meet the numbers of its last run in the database
        self._message_ids = itertools.count(self.faults.random.randrange(1000, 10**6))
        self._query_ids = itertools.count(self.faults.random.randrange(10**17, 10**18))

    @property
    def base_url(self) -> str:
        """What `telegram.Bot(base_url=…)` takes."""
        return f"{self.origin}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.origin}/file/bot"

    def person(
        self,
        id: int,
        first_name: str = "Aino",
        language_code: str = "fi",
        phone: str = "",
        *,
        started: bool = False,
    ) -> Person:
        """The person with this id, made if new. `started`: the bot may write to them first."""
        known = self.chats.get(id)
        if isinstance(known, Person):
            return known
        person = Person(
            id=id,
            api={"id": id, "type": "private", "first_name": first_name},
            first_name=first_name,
            language_code=language_code,
            phone=phone,
            started=started,
        )
        self.chats[id] = person
        return person

    @property
    def people(self) -> list[Person]:
        return [chat for chat in self.chats.values() if isinstance(chat, Person)]

    def find(self, who: Person | int) -> Person:
        """The person, also by id. Raises LookupError."""
        found = self.chats.get(who if isinstance(who, int) else who.id)
        if not isinstance(found, Person):
            raise LookupError(f"nobody has the id {who}")
        return found

    def unix(self) -> int:
        return int(self.clock().timestamp())

    def add_message(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        kind: str,
        *,
        file: StoredFile | None = None,
        buttons: Rows | None = None,
    ) -> ChatMessage:
        """Put a message into a chat: seen by its people, known to the bot by `api`."""
        if isinstance(chat, Group):
            chat.count += 1
            number = chat.count
        else:
            number = next(self._message_ids)
        at = self.clock()
        api: Json = {
            "message_id": number,
            "from": sender,
            "chat": chat.api,
            "date": int(at.timestamp()),
            **content,
        }
        message = ChatMessage(number, chat.id, at, sender is self.bot, api, kind, buttons or [], file)
        chat.add(message, self.keep)
        self.tell(Change(chat.id, "message", message))
        return message
