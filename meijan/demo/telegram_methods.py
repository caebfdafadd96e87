"""What the bot can do on the local Telegram: messages here, its settings in telegram_settings.py.

Rules: https://core.telegram.org/bots/api#available-methods. The words of the errors are the real server's
(github.com/tdlib/telegram-bot-api, Client.cpp), in its order: what is written, where to, then the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from meijan.demo.local_network import Change
from meijan.demo.telegram_chats import Chat, ChatMessage, Json, Person, Rows, StoredFile, Toast, read_buttons
from meijan.demo.telegram_files import LARGEST_DOWNLOAD, LARGEST_PHOTO, NotAnImage, described
from meijan.demo.telegram_markup import read_markup
from meijan.demo.telegram_requests import BotError, Upload, bad_request, parsed, text_of, true, whole
from meijan.demo.telegram_settings import Settings
from meijan.demo.telegram_text import LONGEST_CAPTION, LONGEST_TEXT, CannotParse, Entity, parse_html, trimmed

if TYPE_CHECKING:
    from meijan.demo.telegram_world import TelegramWorld

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_REACTIONS = (  # https://core.telegram.org/bots/api#reactiontypeemoji
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 "
    "🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 "
    "💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 "
    "😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 "
    "😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(_REACTIONS.split())


class BotMethods:
    """Methods by name. Each takes parameters as they were written and gives a result or raises BotError."""

    def __init__(self, world: TelegramWorld) -> None:
        self.world = world
        self.settings = Settings(world)
        self.by_name: dict[str, Callable[[Json], Any]] = {
            "sendmessage": self.send_message,
            "sendphoto": self.send_photo,
            "senddocument": self.send_document,
            "sendlocation": self.send_location,
            "sendvenue": self.send_venue,
            "sendchataction": self.send_chat_action,
            "editmessagetext": self.edit_message_text,
            "editmessagecaption": self.edit_message_caption,
            "editmessagereplymarkup": self.edit_message_reply_markup,
            "deletemessage": self.delete_message,
            "setmessagereaction": self.set_message_reaction,
            "answercallbackquery": self.answer_callback_query,
            "getfile": self.get_file,
            **self.settings.by_name,
        }

    def call(self, name: str, params: Json) -> Any:
        """The result of a method; its name is case-insensitive. Raises BotError."""
        method = self.by_name.get(name.lower())
        if method is None:
            raise BotError(404, "Not Found: method not found")
        return method(params)

    # --- sending -----------------------------------------------------------------------------------

    def send_message(self, params: Json) -> Json:
        text, entities = self._formatted(params, "text")
        if not text:
            raise bad_request("message text is empty")
        markup = read_markup(params)
        chat = self._open_chat(params)
        if len(text) > LONGEST_TEXT:
            raise bad_request("message is too long")
        content: Json = {"text": text}
        if entities:
            content["entities"] = entities
        return self._say(chat, params, content, "text", markup)

    def send_photo(self, params: Json) -> Json:
        caption = self._caption(params)
        markup = read_markup(params)
        stored = self._uploaded(params, "photo", "photos", "jpg", "there is no photo in the request")
        if len(stored.content) > LARGEST_PHOTO:
            raise bad_request("file of size is too big for a photo")
        chat = self._open_chat(params)
        try:
            full, sizes = self.world.files.photo_sizes(stored.content)
        except NotAnImage as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error
        return self._say(chat, params, {"photo": sizes, **caption}, "photo", markup, full)

    def send_document(self, params: Json) -> Json:
        caption = self._caption(params)
        markup = read_markup(params)
        stored = self._uploaded(params, "document", "documents", "bin", "there is no document in the request")
        chat = self._open_chat(params)
        document = described(stored) | {"file_name": stored.name or "file"}
        return self._say(chat, params, {"document": document, **caption}, "document", markup, stored)

    def send_location(self, params: Json) -> Json:
        place = _place(params)
        markup = read_markup(params)
        return self._say(self._open_chat(params), params, {"location": place}, "location", markup)

    def send_venue(self, params: Json) -> Json:
        place = _place(params)
        venue: Json = {"location": place}
        for name in ("title", "address"):
            venue[name] = text_of(params, name).strip()
            if not venue[name]:
                raise bad_request(f"venue {name} must be non-empty")
        markup = read_markup(params)
        content: Json = {"venue": venue, "location": place}
        return self._say(self._open_chat(params), params, content, "venue", markup)

    def send_chat_action(self, params: Json) -> bool:
        chat = self._open_chat(params, counts=False)
        if not text_of(params, "action"):
            raise bad_request("wrong parameter action in request")
        if isinstance(chat, Person):
            chat.typing = True
            self.world.tell(Change(chat.id, "typing"))
        return True

    # --- changing what was sent --------------------------------------------------------------------

    def edit_message_text(self, params: Json) -> Json:
        text, entities = self._formatted(params, "text")
        if not text:
            raise bad_request("message text is empty")
        markup = read_markup(params)
        message = self._own_message(params, "edit")
        if "text" not in message.api:
            raise bad_request("there is no text in the message to edit")
        if len(text) > LONGEST_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        return self._edit(message, {"text": text, "entities": entities}, markup)

    def edit_message_caption(self, params: Json) -> Json:
        caption = self._caption(params)
        markup = read_markup(params)
        message = self._own_message(params, "edit")
        if message.file is None:
            raise bad_request("there is no caption in the message to edit")
        changed = {"caption": "", "caption_entities": [], **caption}
        return self._edit(message, changed, markup)

    def edit_message_reply_markup(self, params: Json) -> Json:
        markup = read_markup(params)
        return self._edit(self._own_message(params, "edit"), {}, markup)

    def delete_message(self, params: Json) -> bool:
        chat = self._chat(params)
        message = chat.by_id.get(whole(params, "message_id"))
        if message is None or message.deleted:
            raise bad_request("message to delete not found")
        message.deleted = True
        self.world.tell(Change(chat.id, "delete", message))
        return True

    def set_message_reaction(self, params: Json) -> bool:
        chat = self._chat(params)
        message = chat.by_id.get(whole(params, "message_id"))
        if message is None or message.deleted:
            raise bad_request("message to react not found")
        reactions = parsed(params, "reaction", "reaction") or []
        if any(reaction.get("emoji") not in REACTIONS for reaction in reactions):
            raise bad_request("REACTION_INVALID")
        if len(reactions) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        message.reaction = reactions[0]["emoji"] if reactions else ""
        self.world.tell(Change(chat.id, "reaction", message))
        return True

    def answer_callback_query(self, params: Json) -> bool:
        query_id = text_of(params, "callback_query_id")
        known = self.world.queries.get(query_id)
        if known is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(text_of(params, "text")) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        person, _ = known
        toast = Toast(text_of(params, "text"), true(params, "show_alert"), query_id, self.world.clock())
        person.toasts.append(toast)
        self.world.tell(Change(person.id, "toast", toast))
        return True

    def get_file(self, params: Json) -> Json:
        stored = self.world.files.by_id.get(text_of(params, "file_id"))
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(stored.content) > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        return described(stored) | {"file_path": stored.path}

    # --- parts of the above ------------------------------------------------------------------------

    def _chat(self, params: Json) -> Chat:
        name = params.get("chat_id")
        if name is None or name == "":
            raise bad_request("chat_id is empty")
        try:
            return self.world.chats[int(name)]
        except (KeyError, TypeError, ValueError) as error:
            raise bad_request("chat not found") from error

    def _open_chat(self, params: Json, *, counts: bool = True) -> Chat:
        """The chat, if the bot may write there now."""
        chat = self._chat(params)
        if isinstance(chat, Person):
            if chat.blocked:
                raise BotError(403, "Forbidden: bot was blocked by the user")
            if not chat.started:
                raise BotError(403, "Forbidden: bot can't initiate conversation with a user")
        if counts and (wait := self.world.limits.wait(chat.id)):
            raise BotError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        return chat

    def _own_message(self, params: Json, verb: str) -> ChatMessage:
        chat = self._open_chat(params, counts=False)
        message = chat.by_id.get(whole(params, "message_id"))
        if message is None or message.deleted:
            raise bad_request(f"message to {verb} not found")
        if not message.by_bot:
            raise bad_request("message can't be edited")
        return message

    def _formatted(self, params: Json, name: str) -> tuple[str, list[Entity]]:
        source = text_of(params, name)
        mode = text_of(params, "parse_mode").lower()
        entities: list[Entity] = []
        if mode == "html":
            try:
                source, entities = parse_html(source)
            except CannotParse as error:
                raise bad_request(f"can't parse entities: {error}") from error
        elif mode not in ("", "markdown", "markdownv2"):
            raise bad_request("unsupported parse_mode")
        else:
            given = "entities" if name == "text" else f"{name}_entities"
            entities = parsed(params, given, "entities") or []
        return trimmed(source, entities)

    def _caption(self, params: Json) -> Json:
        text, entities = self._formatted(params, "caption")
        if len(text) > LONGEST_CAPTION:
            raise bad_request("message caption is too long")
        caption: Json = {"caption": text} if text else {}
        if entities:
            caption["caption_entities"] = entities
        return caption

    def _uploaded(self, params: Json, name: str, folder: str, ending: str, missing: str) -> StoredFile:
        """A file that comes with the call, or one known by its id."""
        given = params.get(name)
        if isinstance(given, str) and given.startswith("attach://"):
            given = params.get(given.removeprefix("attach://"))
        if isinstance(given, Upload):
            if not given.content:
                raise bad_request("file must be non-empty")
            return self.world.files.store(given.content, folder, ending, given.name)
        if not given:
            raise bad_request(missing)
        known = self.world.files.by_id.get(str(given))
        if known is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        return known

    def _say(
        self,
        chat: Chat,
        params: Json,
        content: Json,
        kind: str,
        markup: Json | None,
        file: StoredFile | None = None,
    ) -> Json:
        buttons: Rows = []
        if markup:
            if "inline_keyboard" in markup:
                buttons = read_buttons(markup)
                content["reply_markup"] = markup
            elif isinstance(chat, Person):
                chat.keyboard = read_buttons(markup)
                chat.keyboard_hint = markup.get("input_field_placeholder", "")
        if reply := parsed(params, "reply_parameters", "reply parameters"):
            answered = chat.by_id.get(whole(reply, "message_id"))
            if answered is not None:
                content["reply_to_message"] = _without_reply(answered.api)
            elif not reply.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
        if isinstance(chat, Person):
            chat.typing = False
        return self.world.add_message(chat, self.world.bot, content, kind, file=file, buttons=buttons).api

    def _edit(self, message: ChatMessage, content: Json, markup: Json | None) -> Json:
        """Change content and inline buttons together; without a markup the buttons go."""
        before = dict(message.api)
        after = {**before, **content, "reply_markup": markup}
        after = {key: value for key, value in after.items() if value or key not in ("reply_markup", *content)}
        if after == before:
            raise bad_request(NOT_MODIFIED)
        message.edited_at = self.world.clock()
        after["edit_date"] = int(message.edited_at.timestamp())
        message.api = after
        message.buttons = read_buttons(markup or {})
        self.world.tell(Change(message.chat_id, "edit", message))
        return after


def _place(params: Json) -> Json:
    try:
        return {name: float(params[name]) for name in ("latitude", "longitude")}
    except (KeyError, TypeError, ValueError) as error:
        raise bad_request("latitude is empty") from error


def _without_reply(api: Json) -> Json:
    return {key: value for key, value in api.items() if key != "reply_to_message"}
