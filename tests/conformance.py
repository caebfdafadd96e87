"""Does a call, an update or an answer keep to the vendors' own descriptions?

`telegram_bot_api_10.1.json` and `twilio_messages_only.json` of the shared data decide (PROVENANCE.md there).
Every check raises AssertionError with the places that are wrong; without the data the test is skipped.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

DATA = Path(os.environ.get("MEIJAN_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


def shared(name: str) -> Any:
    """A file of the shared data, parsed; skips the test where it is absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name}")
    return json.loads(path.read_text("utf-8"))


# --- Telegram ------------------------------------------------------------------------------------------


@cache
def _telegram() -> Any:
    return shared("telegram_bot_api_10.1.json")


def check_telegram_call(method: str, params: Mapping[str, Any]) -> None:
    """A bot's call as it was written: strings of a form, or values of JSON; bytes-like for files."""
    known = {name.lower(): described for name, described in _telegram()["methods"].items()}
    assert method.lower() in known, f"{method} is no method of the Bot API"
    fields = {field["name"]: field for field in known[method.lower()].get("fields", [])}
    attached = _attached(params)
    errors = [f"{name}: unknown" for name in params if name not in fields and name not in attached]
    for name, field in fields.items():
        if name in params:
            errors += _wrong(_unpacked(params[name], field["types"]), field, name)
        elif field["required"]:
            errors.append(f"{name}: missing")
    assert not errors, f"{method}: {errors}"


def check_update(update: Mapping[str, Any]) -> None:
    """An Update as Telegram would send it."""
    errors = _wrong_object(update, "Update", "$")
    kinds = [name for name in update if name != "update_id"]
    if len(kinds) != 1:
        errors.append(f"$: exactly one kind expected, found {kinds}")
    assert not errors, errors


def check_telegram_result(method: str, result: Any) -> None:
    """What a method answered, below "result"."""
    returns = _telegram()["methods"][_proper(method)]["returns"]
    errors = _wrong(result, {"types": returns}, method)
    assert not errors, errors


def _proper(method: str) -> str:
    names: list[str] = list(_telegram()["methods"])
    return next(name for name in names if name.lower() == method.lower())


def _attached(params: Mapping[str, Any]) -> set[str]:
    """Names of parts that other parameters point to with attach://."""
    texts = " ".join(value for value in params.values() if isinstance(value, str))
    return set(re.findall(r"attach://([\w-]+)", texts))


def _unpacked(value: Any, types: Iterable[str]) -> Any:
    """A form has only strings: read what is no string."""
    if isinstance(value, str) and not {"String", "InputFile"} & set(types):
        try:
            return json.loads(value)
        except ValueError:
            return value
    if isinstance(value, str) and "Integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value


def _wrong(value: Any, field: Mapping[str, Any], path: str) -> list[str]:
    """Errors of a value against its possible types; none if one of them fits."""
    tries = [_wrong_type(value, kind, path) for kind in field["types"]]
    fewest = min(tries, key=len)
    fixed = re.search(r'(?:always|must be) ["“](\w+)["”]', field.get("description", ""))
    if not fewest and fixed and value != fixed[1]:
        return [f'{path}: {value!r} is not always "{fixed[1]}"']
    return fewest


def _wrong_type(value: Any, kind: str, path: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{path}: no array"]
        return [
            error
            for index, item in enumerate(value)
            for error in _wrong_type(item, kind.removeprefix("Array of "), f"{path}[{index}]")
        ]
    match kind:
        case "Integer":
            fits = isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            fits = isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean" | "True":
            fits = isinstance(value, bool)
        case "String":
            fits = isinstance(value, str)
        case "InputFile":
            fits = not isinstance(value, int | float | dict | list)
        case _:
            return _wrong_object(value, kind, path)
    return [] if fits else [f"{path}: {type(value).__name__} is no {kind}"]


def _wrong_object(value: Any, kind: str, path: str) -> list[str]:
    described = _telegram()["types"][kind]
    if "subtypes" in described:
        return min((_wrong_type(value, subtype, path) for subtype in described["subtypes"]), key=len)
    if not isinstance(value, Mapping):
        return [f"{path}: no {kind}"]
    fields = {field["name"]: field for field in described.get("fields", [])}
    errors = [f"{path}.{name}: unknown in {kind}" for name in value if name not in fields]
    for name, field in fields.items():
        if name in value:
            errors += _wrong(value[name], field, f"{path}.{name}")
        elif field["required"]:
            errors.append(f"{path}.{name}: missing in {kind}")
    return errors


# --- Twilio --------------------------------------------------------------------------------------------

_LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
_ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
OPERATIONS = {
    "create": (_LIST, "post"),
    "list": (_LIST, "get"),
    "fetch": (_ONE, "get"),
    "update": (_ONE, "post"),
    "delete": (_ONE, "delete"),
}
_formats = FormatChecker(formats=())


@_formats.checks("date-time-rfc-2822", raises=(ValueError, TypeError))  # type: ignore[untyped-decorator]
def _rfc2822(value: object) -> bool:
    return not isinstance(value, str) or isinstance(parsedate_to_datetime(value), datetime)


@cache
def _twilio() -> Any:
    return _json_schema(shared("twilio_messages_only.json"))


def _json_schema(openapi: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema has a type for it."""
    if isinstance(openapi, list):
        return [_json_schema(item) for item in openapi]
    if not isinstance(openapi, dict):
        return openapi
    schema = {key: _json_schema(value) for key, value in openapi.items()}
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema


def check_twilio_request(operation: str, params: Mapping[str, Any], path: str = "") -> None:
    """Parameters of "create" and "update" (form) or "list" (query); `path` as it was requested."""
    route, method = OPERATIONS[operation]
    described = _twilio()["paths"][route][method]
    if "requestBody" in described:
        schema = described["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    else:
        query = [p for p in described["parameters"] if p["in"] == "query"]
        schema = {"type": "object", "properties": {p["name"]: p["schema"] for p in query}}
    properties = schema["properties"]
    errors = [f"{name}: unknown" for name in params if name not in properties]
    values = {name: _from_form(value, properties.get(name, {})) for name, value in params.items()}
    errors += _schema_errors(schema, values)
    if path:
        pattern = re.sub(r"\{\w+\}", "([^/]+)", route)
        found = re.fullmatch(pattern, path.split("?", 1)[0])
        if found is None:
            errors.append(f"{path}: not {route}")
        else:
            in_path = [p["schema"] for p in described["parameters"] if p["in"] == "path"]
            for value, part in zip(found.groups(), in_path, strict=True):
                errors += _schema_errors(part, value)
    assert not errors, f"{operation}: {errors}"


def check_twilio_response(operation: str, status: int, body: Any) -> None:
    """Status and body of an answer: the described one, or an error in Twilio's form."""
    if status >= 400:
        assert set(body) == {"code", "message", "more_info", "status"}, body
        assert body["status"] == status, body
        return
    route, method = OPERATIONS[operation]
    responses = _twilio()["paths"][route][method]["responses"]
    assert str(status) in responses, f"{operation}: {status} is not among {list(responses)}"
    content = responses[str(status)].get("content", {})
    if not content:
        assert not body, f"{operation}: {status} has a body"
        return
    errors = _schema_errors(content["application/json"]["schema"], body)
    resource = _twilio()["components"]["schemas"]["api.v2010.account.message"]["properties"]
    for message in body.get("messages", [body]):
        errors += [f"{name}: unknown" for name in message if name not in resource]
        errors += [f"{name}: missing" for name in resource if name not in message]
    assert not errors, f"{operation}: {errors}"


def _from_form(value: Any, schema: Mapping[str, Any]) -> Any:
    """A form has only strings: read numbers and truths."""
    if not isinstance(value, str):
        return value
    match schema.get("type"):
        case "integer" | "number" if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return json.loads(value)
        case "boolean" if value.lower() in ("true", "false"):
            return value.lower() == "true"
        case "array":
            return [value]
    return value


def _schema_errors(schema: Mapping[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": _twilio()["components"]}
    validator = Draft202012Validator(whole, format_checker=_formats)
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(value)]
