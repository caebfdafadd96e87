"""How a bot's call is written: in the query, urlencoded, as JSON or as multipart with files.

Rules: https://core.telegram.org/bots/api#making-requests.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import python_multipart
from python_multipart.multipart import Field, File

from meijan.demo.local_http import Request, Response
from meijan.demo.local_network import as_json
from meijan.demo.telegram_chats import Json


class BotError(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def succeeded(result: Any) -> Response:
    """The answer to a call that worked, as the Bot API wraps it."""
    return Response(200, as_json({"ok": True, "result": result}))


def failed(error: BotError) -> Response:
    """The answer to a call that did not."""
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return Response(error.code, as_json(answer))


def bad_request(why: str) -> BotError:
    """An error 400 in the Bot API's words."""
    return BotError(400, f"Bad Request: {why}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    content: bytes


def read_params(request: Request) -> Json:
    """Parameters of a call: strings, or what JSON had, or Upload. Raises BotError."""
    params: Json = dict(request.arguments()) if request.query else {}
    if not request.body:
        return params
    match request.content_type:
        case "application/x-www-form-urlencoded":
            params.update(request.form())
        case "application/json":
            params.update(_read_object(request.body))
        case "multipart/form-data":
            params.update(_read_multipart(request))
    return params


def _read_object(body: bytes) -> Json:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(read, dict):
        raise bad_request("expected an object")
    return read


def _read_multipart(request: Request) -> Json:
    params: Json = {}

    def on_field(field: Field) -> None:
        params[(field.field_name or b"").decode()] = (field.value or b"").decode()

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        name = (file.file_name or b"").decode()
        params[(file.field_name or b"").decode()] = Upload(name, file.file_object.read())

    headers = {"Content-Type": request.headers["content-type"].encode()}
    python_multipart.parse_form(headers, BytesIO(request.body), on_field, on_file)
    return params


# --- one parameter -------------------------------------------------------------------------------------


def text_of(params: Json, name: str) -> str:
    """A parameter as text, empty where it is absent."""
    value = params.get(name)
    return value if isinstance(value, str) else "" if value is None else str(value)


def whole(params: Json, name: str, default: int = 0) -> int:
    """An integer. Raises BotError."""
    value = params.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise bad_request(f'field "{name}" must be a valid Number') from error


def true(params: Json, name: str) -> bool:
    """A parameter as yes or no; absent is no."""
    return str(params.get(name, "")).lower() in ("true", "yes", "1")


def parsed(params: Json, name: str, what: str) -> Any:
    """A JSON-serialised parameter, None where it is absent. Raises BotError."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError as error:
        raise bad_request(f"can't parse {what} JSON object") from error
