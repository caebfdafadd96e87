"""What leaves, held against the Bot API as data."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.cut import cut, units
from bot.render import render
from service.channel import Choice, Outbound, Venue
from tests.bot.conftest import shared

JOO = Choice("1", "Joo, näin on hyvä", "yes:1")
PAGE = Choice("2", "Avaa kartta", "", url="https://example.org/kartta")


def parameters(outbound: Outbound, address: str = "7001", *, plain: bool = False) -> tuple[str, dict[str, Any]]:
    call = render(address, outbound, plain=plain)
    data = RequestData([RequestParameter.from_input(name, value) for name, value in call.data.items()])
    return call.method, {**data.parameters, **dict.fromkeys(data.multipart_data, "file")}


def errors(api: dict[str, Any], where: str, value: Any, kinds: list[str]) -> list[str]:
    """What of a value is against the description; [] if it fits one of the types."""
    tried = [_errors(api, where, value, kind) for kind in kinds]
    return min(tried, key=len)


def _errors(api: dict[str, Any], where: str, value: Any, kind: str) -> list[str]:
    plain = {"Integer": int, "String": str, "Boolean": bool, "Float": float, "InputFile": str}
    if kind in plain:
        return [] if type(value) is plain[kind] else [f"{where}: not {kind}"]
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: no array"]
        return [e for n, item in enumerate(value) for e in _errors(api, f"{where}[{n}]", item, kind[9:])]
    if not isinstance(value, dict):
        return [f"{where}: not {kind}"]
    return _fields(api, where, value, api["types"][kind]["fields"])


def _fields(api: dict[str, Any], where: str, value: dict[str, Any], fields: list[dict[str, Any]]) -> list[str]:
    known = {field["name"]: field for field in fields}
    found = [f"{where}.{name}: unknown" for name in value.keys() - known.keys()]
    found += [f"{where}.{name}: missing" for name, f in known.items() if f["required"] and name not in value]
    for name in value.keys() & known.keys():
        found += errors(api, f"{where}.{name}", value[name], known[name]["types"])
    return found


OUTBOUND = {
    "words": Outbound("Hei <b>&\0"),
    "buttons": Outbound("Valitse", choices=(JOO, PAGE), tail="LOPETA lopettaa"),
    "contact": Outbound("Numerosi?", wants="contact", wants_label="Jaa numeroni", choices=(JOO, PAGE)),
    "place": Outbound("Missä?", wants="place", wants_label="Jaa paikka"),
    "edit": Outbound("Uusi", replaces="7001:50", choices=(JOO,), reply_to="7001:4"),
    "edit with keyboard": Outbound("Uusi", replaces="7001:50", wants="place", wants_label="Jaa paikka"),
    "picture": Outbound("Kartta", picture=b"\x89PNG", choices=(JOO,), reply_to="7001:4"),
    "document": Outbound("Olet mukana!", document=b"BEGIN:VCALENDAR", document_name="tapahtuma-12.ics", choices=(JOO,)),
    "document in the place of words": Outbound(
        "Olet mukana!", document=b"B", document_name="t.ics", replaces="7001:50"
    ),
    "venue": Outbound("Paikka", venue=Venue(61.68, 27.27, "Kahvihetki", "pääkirjasto"), choices=(JOO,)),
    "long": Outbound("ä&" * 5000),
    "long caption": Outbound("👍" * 5000, picture=b"\xff\xd8"),
}


@pytest.mark.parametrize("name", OUTBOUND)
@pytest.mark.parametrize("plain", [False, True])
def test_every_call_is_as_the_bot_api_describes_it(name: str, plain: bool) -> None:
    api = shared("telegram_bot_api_10.1.json")
    method, data = parameters(OUTBOUND[name], plain=plain)
    assert _fields(api, method, data, api["methods"][method]["fields"]) == []


def test_the_checker_can_fail() -> None:
    api = shared("telegram_bot_api_10.1.json")
    fields = api["methods"]["sendMessage"]["fields"]
    assert _fields(api, "s", {"chat_id": 1, "text": 1, "reply_markup": {"x": 1}}, fields) != []


def test_text_is_escaped_and_previews_are_off() -> None:
    _, data = parameters(OUTBOUND["words"])
    assert data["text"] == "Hei &lt;b&gt;&amp;"
    assert data["link_preview_options"] == {"is_disabled": True}


def test_buttons_stand_in_one_column() -> None:
    _, data = parameters(OUTBOUND["buttons"])
    assert data["text"] == "Valitse\n\nLOPETA lopettaa"
    assert data["reply_markup"]["inline_keyboard"] == [
        [{"text": JOO.label, "callback_data": "yes:1"}],
        [{"text": PAGE.label, "url": PAGE.url}],
    ]


def test_a_button_may_stand_beside_the_one_before() -> None:
    beside = replace(JOO, beside=True)
    _, data = parameters(Outbound("Valitse", choices=(beside, PAGE, beside, beside)))
    assert [len(row) for row in data["reply_markup"]["inline_keyboard"]] == [1, 3]


def test_a_place_is_shown_on_a_map_without_words() -> None:
    method, data = parameters(OUTBOUND["venue"])
    assert method == "sendVenue"
    assert (data["title"], data["address"], data["latitude"]) == ("Kahvihetki", "pääkirjasto", 61.68)
    assert {"text", "caption", "parse_mode"}.isdisjoint(data)


def test_a_file_comes_with_its_words_as_a_new_message() -> None:
    method, data = parameters(OUTBOUND["document in the place of words"])
    assert (method, data["caption"]) == ("sendDocument", "Olet mukana!")
    assert "message_id" not in data


def test_asking_for_a_contact_takes_the_keyboard() -> None:
    _, data = parameters(OUTBOUND["contact"])
    assert data["reply_markup"] == {
        "keyboard": [[{"text": "Jaa numeroni", "request_contact": True}], [{"text": JOO.label}]],
        "one_time_keyboard": True,
        "resize_keyboard": True,
    }
    _, data = parameters(OUTBOUND["contact"], "-100123")  # Telegram would refuse it in a group
    assert "inline_keyboard" in data["reply_markup"]


def test_an_edit_edits_where_it_can() -> None:
    method, data = parameters(OUTBOUND["edit"])
    assert (method, data["message_id"]) == ("editMessageText", 50)
    assert parameters(OUTBOUND["edit with keyboard"])[0] == "sendMessage"
    method, data = parameters(Outbound("x", reply_to="7001:4"))
    assert data["reply_parameters"] == {"message_id": 4, "allow_sending_without_reply": True}


def test_limits_hold_after_parsing() -> None:
    _, data = parameters(OUTBOUND["long"])
    assert units(data["text"].replace("&amp;", "&")) <= 4096
    _, data = parameters(OUTBOUND["long caption"])
    assert 1022 <= units(data["caption"]) <= 1024


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [
        ("lyhyt", 5, "lyhyt"),
        ("kaksi sanaa tässä", 12, "kaksi sanaa…"),
        ("kaksi sanaa tässä", 11, "kaksi…"),
        ("a" * 60, 50, "a" * 49 + "…"),
        ("xx👨‍👩‍👧yy", 8, "xx…"),  # a family is one letter
        ("xx👍🏽yy", 5, "xx…"),
        ("🇫🇮🇸🇪🇳🇴", 8, "🇫🇮…"),
        ("o" + "\u0308" * 4, 3, "o\u0308…"),  # nothing but one letter: cut where it must be
        ("xo\u0308yyy", 3, "x…"),
    ],
)
def test_cutting_is_kind(text: str, limit: int, left: str) -> None:
    assert cut(text, limit) == left
    assert units(cut(text, limit)) <= limit


def test_length_is_counted_as_telegram_counts() -> None:
    assert units("ä👍") == len("ä👍".encode("utf-16-le")) // 2
    assert json.loads('"\\ud83d\\udc4d"') == "👍"
