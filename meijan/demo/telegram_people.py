"""What people do with their Telegram clients, and which update each act makes."""

from __future__ import annotations

import re

from meijan.demo.local_network import Change
from meijan.demo.telegram_chats import Button, Chat, ChatMessage, Group, Json, Person, Rows, StoredFile
from meijan.demo.telegram_files import NotAnImage, described
from meijan.demo.telegram_text import LONGEST_TEXT, commands_in
from meijan.demo.telegram_world import TelegramWorld

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class TelegramPeople(TelegramWorld):
    """Acts return at once; the update they make is on its way."""

    def write(self, who: Person | int, text: str, *, reply_to: int = 0) -> ChatMessage:
        """Write to the bot. A client cuts what is longer than 4,096 characters into several messages."""
        person = self._writer(who)
        text = text.strip()
        if not text:
            raise ValueError("a client does not send an empty message")
        extra: Json = {}
        if reply_to:
            extra["reply_to_message"] = person.by_id[reply_to].api
        for start in range(0, len(text), LONGEST_TEXT):
            part = text[start : start + LONGEST_TEXT]
            content: Json = {"text": part, **extra}
            if entities := commands_in(part):
                content["entities"] = entities
            message = self._said(person, content, "text")
        return message

    def press_start(self, who: Person | int, payload: str = "") -> ChatMessage:
        """Open a link t.me/bot?start=payload and press START; somebody who blocked the bot unblocks it so."""
        person = self.find(who)
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a payload is at most 64 of A-Z a-z 0-9 _ -")
        if person.blocked:
            self.unblock(person)
        return self.write(person, f"/start {payload}")

    def tap(self, who: Person | int, message_id: int, data_or_label: str, *, forged: bool = False) -> str:
        """Tap an inline button; the id of the callback query, "" for a link. Raises LookupError.

        `forged`: a modified client sends data that no button has. A message that is gone reaches the bot as
        an inaccessible one.
        """
        person = self.find(who)
        message = person.by_id.get(message_id)
        if forged or message is None:
            data = data_or_label
        else:
            button = message.button(data_or_label)
            if button.url:
                return ""
            data = button.data
        person.started = True
        query_id = str(next(self._query_ids))
        query: Json = {
            "id": query_id,
            "from": person.user,
            "chat_instance": str(-(person.id * 7919 + 17)),
            "data": data,
        }
        gone: Json = {"chat": person.api, "message_id": message_id, "date": 0}
        query["message"] = gone if message is None or message.deleted else message.api
        self.queries[query_id] = (person, message)
        self.updates.add("callback_query", query, person.id)
        return query_id

    def press(self, who: Person | int, label: str) -> ChatMessage:
        """Press a key of the keyboard below the text field. Raises LookupError."""
        person = self.find(who)
        button = _find(person.keyboard, label)
        if button.wants == "contact":
            return self.share_contact(person)
        if button.wants == "location":
            return self.send_location(person, 61.6886, 27.2723)  # Mikkeli market square
        return self.write(person, button.label)

    def edit(self, who: Person | int, message_id: int, text: str) -> ChatMessage:
        """Rewrite an earlier message of one's own."""
        person = self.find(who)
        message = person.by_id[message_id]
        message.edited_at = self.clock()
        api = {**message.api, "text": text, "edit_date": int(message.edited_at.timestamp())}
        api.pop("entities", None)
        if entities := commands_in(text):
            api["entities"] = entities
        message.api = api  # a new one: an undelivered update still tells the old text
        self.updates.add("edited_message", api, person.id)
        self.tell(Change(person.id, "edit", message))
        return message

    def send_photo(self, who: Person | int, content: bytes, caption: str = "") -> ChatMessage:
        """A picture; bytes that are none arrive as a picture all the same, 800 × 600."""
        try:
            stored, sizes = self.files.photo_sizes(content)
        except NotAnImage:
            stored = self.files.store(content, "photos", "jpg")
            sizes = [described(stored) | {"width": 800, "height": 600}]
        fields: Json = {"photo": sizes}
        if caption:
            fields["caption"] = caption
        return self._said(self._writer(who), fields, "photo", stored)

    def send_voice(self, who: Person | int, content: bytes, seconds: int = 3) -> ChatMessage:
        stored = self.files.store(content, "voice", "oga")
        voice = described(stored) | {"duration": seconds, "mime_type": "audio/ogg"}
        return self._said(self._writer(who), {"voice": voice}, "voice", stored)

    def send_sticker(self, who: Person | int, emoji: str = "👍") -> ChatMessage:
        stored = self.files.store(emoji.encode(), "stickers", "webp")
        sticker = described(stored) | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return self._said(self._writer(who), {"sticker": sticker}, "sticker", stored)

    def send_location(self, who: Person | int, latitude: float, longitude: float) -> ChatMessage:
        place = {"latitude": float(latitude), "longitude": float(longitude)}
        return self._said(self._writer(who), {"location": place}, "location")

    def share_contact(
        self,
        who: Person | int,
        *,
        own: bool = True,
        other_number: str | None = None,
        other_user_id: int | None = None,
        forwarded: bool = False,
    ) -> ChatMessage:
        """Share one's own number (without "+", as some clients do) or somebody else's."""
        person = self._writer(who)
        fields: Json = {}
        if own and other_number is None:
            contact: Json = {"phone_number": person.phone.lstrip("+"), "user_id": person.id}
            contact["first_name"] = person.first_name
        else:
            contact = {"phone_number": other_number or "+358409999999", "first_name": "Matti"}
            if other_user_id:
                contact["user_id"] = other_user_id
        if forwarded:
            origin = {"type": "user", "date": self.unix() - 1000, "sender_user": person.user}
            fields["forward_origin"] = origin
        return self._said(person, {"contact": contact, **fields}, "contact")

    def block(self, who: Person | int) -> None:
        """Block the bot; it learns of it."""
        self._membership(self.find(who), blocked=True)

    def unblock(self, who: Person | int) -> None:
        self._membership(self.find(who), blocked=False)

    def write_in_group(self, who: Person | int, group_id: int, text: str, title: str = "Kylä") -> ChatMessage:
        """Write in a supergroup; the first time, the bot is added to it by this person.

        In privacy mode the bot sees commands and what mentions it or replies to it, nothing else.
        """
        person = self.find(who)
        group = self.chats.get(group_id)
        if not isinstance(group, Group):
            group = Group(id=group_id, api={"id": group_id, "type": "supergroup", "title": title})
            self.chats[group_id] = group
            self._member_changed(group, person, {"status": "left"}, {"status": "member"})
        entities = commands_in(text)
        fields: Json = {"text": text, **({"entities": entities} if entities else {})}
        message = self.add_message(group, person.user, fields, "text")
        if self.reads_all_in_groups or entities or f"@{self.bot['username']}" in text:
            self.updates.add("message", message.api, group_id)
        return message

    # --- parts of the above ------------------------------------------------------------------------

    def _writer(self, who: Person | int) -> Person:
        person = self.find(who)
        if person.blocked:
            raise ValueError("who blocked the bot has to unblock it before writing")
        person.started = True
        return person

    def _said(self, person: Person, content: Json, kind: str, file: StoredFile | None = None) -> ChatMessage:
        message = self.add_message(person, person.user, content, kind, file=file)
        self.updates.add("message", message.api, person.id)
        return message

    def _membership(self, person: Person, *, blocked: bool) -> None:
        if person.blocked == blocked:
            return
        person.blocked = blocked
        kicked: Json = {"status": "kicked", "until_date": 0}
        member: Json = {"status": "member"}
        old, new = (member, kicked) if blocked else (kicked, member)
        self._member_changed(person, person, old, new)
        self.tell(Change(person.id, "blocked" if blocked else "unblocked"))

    def _member_changed(self, chat: Chat, person: Person, old: Json, new: Json) -> None:
        change = {
            "chat": chat.api,
            "from": person.user,
            "date": self.unix(),
            "old_chat_member": {"user": self.bot, **old},
            "new_chat_member": {"user": self.bot, **new},
        }
        self.updates.add("my_chat_member", change, chat.id)


def _find(keyboard: Rows, label: str) -> Button:
    for row in keyboard:
        for button in row:
            if button.label == label:
                return button
    raise LookupError(f"no key {label!r} on the keyboard")
