"""What the two phones show, as JSON for the page."""

from __future__ import annotations

from meijan.demo.telegram_chats import ChatMessage, Json, Person, Rows, StoredFile
from meijan.demo.telegram_network import TelegramNetwork
from meijan.demo.twilio_messages import Phone, PhoneCall, Sms
from sms.parts import count

SHOWN = 200  # messages of a conversation, the newest


def chat(person: Person, telegram: TelegramNetwork) -> Json:
    """The state of a chat apart from its messages."""
    return {
        "started": person.started,
        "blocked": person.blocked,
        "keyboard": _rows(person.keyboard),
        "hint": person.keyboard_hint,
        "commands": commands(person, telegram),
    }


def commands(person: Person, telegram: TelegramNetwork) -> list[Json]:
    """The menu as a client shows it: in the person's language, or else the one for all languages."""
    settings = telegram.methods.settings
    return settings.get_my_commands({"language_code": person.language_code}) or settings.get_my_commands({})


def chat_messages(person: Person, telegram: TelegramNetwork) -> list[Json]:
    """The newest messages in order."""
    return [chat_message(message, telegram) for message in person.seen()[-SHOWN:]]


def chat_message(message: ChatMessage, telegram: TelegramNetwork) -> Json:
    """A bubble. `taken`: the bot has got what the person wrote."""
    api = message.api
    answered = api.get("reply_to_message") or {}
    return {
        "id": message.id,
        "at": message.at.isoformat(),
        "mine": not message.by_bot,
        "kind": message.kind,
        "text": message.text,
        "entities": message.entities,
        "buttons": _rows(message.buttons),
        "file": _address(message.file),
        "alt": _alt(message),
        "edited": message.edited_at is not None and "edit_date" in api,
        "deleted": message.deleted,
        "reaction": message.reaction,
        "reply": answered.get("text") or answered.get("caption") or "",
        "taken": message.by_bot or not _on_its_way(message, telegram),
    }


def _on_its_way(message: ChatMessage, telegram: TelegramNetwork) -> bool:
    return any(
        update.api.get("message", {}).get("message_id") == message.id for update in telegram.updates.pending.values()
    )


def _alt(message: ChatMessage) -> str:
    """What stands for something that is no text."""
    api = message.api
    match message.kind:
        case "sticker":
            return str(api["sticker"]["emoji"])
        case "contact":
            return "+" + str(api["contact"]["phone_number"]).lstrip("+")
        case "location":
            place = api["location"]
            return f"{place['latitude']:.4f}, {place['longitude']:.4f}"
        case "venue":
            return f"{api['venue']['title']}, {api['venue']['address']}"
        case "document":
            return str(api["document"].get("file_name", ""))
    return ""


def _address(file: StoredFile | None) -> str:
    return f"/phones/files/{file.path}" if file else ""


def _rows(rows: Rows) -> list[list[Json]]:
    return [[{"label": b.label, "data": b.data, "url": b.url, "wants": b.wants} for b in row] for row in rows]


def texts(phone: Phone) -> list[Json]:
    """Messages and calls of a basic phone, the newest, in order."""
    both = [(sms.updated, text(sms)) for sms in phone.messages] + [(made.at, call(made)) for made in phone.calls]
    both.sort(key=lambda one: one[0])
    return [shown for _, shown in both[-SHOWN:]]


def text(sms: Sms) -> Json:
    """A text message with what it takes on the way. Twilio's own answers are free."""
    counted = count(sms.body)
    return {
        "id": sms.sid,
        "at": sms.updated.isoformat(),
        "mine": sms.by_person,
        "kind": "auto" if sms.direction == "auto" else "text",
        "text": sms.body,
        "encoding": counted.encoding,
        "units": counted.units,
        "parts": counted.parts,
        "status": sms.status,
    }


def call(made: PhoneCall) -> Json:
    """An attempt to phone the number."""
    return {
        "id": f"call-{made.at.timestamp()}",
        "at": made.at.isoformat(),
        "mine": True,
        "kind": "call",
        "outcome": made.outcome,
        "text": "",
    }
