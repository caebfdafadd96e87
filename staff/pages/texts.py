"""/tekstit: what residents read, in the city's own words: tried before they are saved, the original beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from service import texts as service
from service.notices import Refused
from service.staffing.sessions import Staffer
from service.text_book import BookText, Shown, Strings, TextBook, Verdict
from service.words import LANGUAGES
from staff.console import Console
from staff.pages import drafts
from staff.policy import Allowed
from staff.view import LANGUAGE_NAMES, Said, page, redirect, root_of, words_of
from store import staff, texts
from store.models.staff import Role
from store.texts import TextRow

ROLES = (Role.WRITER, Role.MODERATOR)
SHOWN = 60
"""Texts of a page; whoever looks for one searches."""
FORMS = ("teksti", "teksti2")
"""Fields of a text's one or two forms."""
LONGEST_UNDONE = 500
"""Characters that the cookie of an undo holds, each up to six bytes there."""
MOST = 2000
"""Characters of a form: more than three text messages hold."""

Writer = Annotated[Staffer, Depends(Allowed(*ROLES))]


class Tried(NamedTuple):
    """Words that were looked at, or refused, before they were saved."""

    language: str
    strings: Strings
    verdicts: Sequence[Verdict] = ()
    shown: Shown | None = None


def router() -> APIRouter:
    """The list, a text, trying, saving, the original again."""
    routes = APIRouter()
    routes.get("/tekstit")(_list)
    routes.get("/tekstit/{code}")(_one)
    routes.post("/tekstit/{code}/{language}/katso")(_look)
    routes.post("/tekstit/{code}/{language}")(_save)
    routes.post("/tekstit/{code}/{language}/palauta")(_reset)
    return routes


async def _list(request: Request, staffer: Writer, etsi: str = "", omat: str = "") -> Response:
    console, book = _book(request)
    own = await console.read(texts.listed)
    found = [text for text in book.listed() if _fits(text, own, etsi, only_own=bool(omat))]
    return page(
        request,
        "texts.html",
        staffer=staffer,
        rows=[(text, _said(text, own, "fi"), _own_languages(text, own)) for text in found[:SHOWN]],
        found=len(found),
        most=SHOWN,
        search=etsi,
        only_own=bool(omat),
    )


async def _one(request: Request, code: str, staffer: Writer) -> Response:
    return await _page(request, staffer, code)


async def _look(request: Request, code: str, language: str, staffer: Writer) -> Response:
    """How the words would look; nothing is changed."""
    _console, book = _book(request)
    text, strings = _text(book, code, language), await _strings(request)
    return await _page(request, staffer, code, _tried(book, text, language, strings))


async def _save(request: Request, code: str, language: str, staffer: Writer) -> Response:
    console, book = _book(request)
    text, strings = _text(book, code, language), await _strings(request)
    house, by = console.house, staffer.name
    was = _undone((await console.read(texts.listed)).get((code, language)))
    try:
        await console.write(
            lambda db: service.change(db, house, book, code=code, language=language, strings=strings, by=by)
        )
    except Refused:
        return await _page(request, staffer, code, _tried(book, text, language, strings), status=422)
    await _in_use(console, book, staffer, code, language)
    _ = words_of(request)
    back = f"/staff/tekstit/{code}/{language}" if was else f"/staff/tekstit/{code}/{language}/palauta"
    said = Said(_("The text is saved. All use it within half a minute."), back, was)
    return redirect(request, f"/staff/tekstit/{code}", said)


async def _reset(request: Request, code: str, language: str, staffer: Writer) -> Response:
    console, book = _book(request)
    _text(book, code, language)
    was = _undone((await console.read(texts.listed)).get((code, language)))
    await console.write(lambda db: service.reset(db, console.house, code=code, language=language, by=staffer.name))
    await _in_use(console, book, staffer, code, language)
    _ = words_of(request)
    undo = f"/staff/tekstit/{code}/{language}" if was else ""
    return redirect(request, f"/staff/tekstit/{code}", Said(_("The original text is back."), undo, was))


def _undone(row: TextRow | None) -> dict[str, str]:
    """The form's fields that bring an own text back; none where there was none, or it is too long for that."""
    fields = dict(zip(FORMS, row.strings, strict=False)) if row is not None else {}
    return fields if sum(map(len, fields.values())) <= LONGEST_UNDONE else {}


def _book(request: Request) -> tuple[Console, TextBook]:
    """The console and its book of texts; 404 where the service was started without one."""
    console: Console = request.app.state.console
    if console.tools.texts is None:
        raise HTTPException(404)
    return console, console.tools.texts


def _text(book: TextBook, code: str, language: str = "fi") -> BookText:
    text = book.text(code)
    if text is None or language not in LANGUAGES:
        raise HTTPException(404)
    return text


async def _strings(request: Request) -> Strings:
    """The forms as they were written, without what no resident sees."""
    form = await request.form()
    given = (form.get(name) for name in FORMS)
    return tuple(value.replace("\r\n", "\n").strip()[:MOST] for value in given if isinstance(value, str))


def _fits(text: BookText, own: Mapping[tuple[str, str], TextRow], search: str, *, only_own: bool) -> bool:
    languages = _own_languages(text, own)
    if only_own and not languages:
        return False
    every = [*(string for strings in text.strings.values() for string in strings), text.code]
    every += [string for language in languages for string in own[text.code, language].strings]
    return search.strip().lower() in " ".join(every).lower()


def _own_languages(text: BookText, own: Mapping[tuple[str, str], TextRow]) -> list[str]:
    return [language for language in LANGUAGES if (text.code, language) in own]


def _said(text: BookText, own: Mapping[tuple[str, str], TextRow], language: str) -> str:
    """What residents read now, where staff have written it or not."""
    row = own.get((text.code, language))
    return " / ".join(row.strings if row is not None else text.strings[language])


def _tried(book: TextBook, text: BookText, language: str, strings: Strings) -> Tried:
    verdicts = book.judge(text.code, language, strings)
    refused = any(verdict.refused for verdict in verdicts)
    return Tried(language, strings, verdicts, None if refused else book.look(text.code, language, strings))


async def _in_use(console: Console, book: TextBook, staffer: Staffer, code: str, language: str) -> None:
    """This process says the words at once; the draft has done its work."""
    await console.read(lambda db: service.use(db, book))
    await console.write(lambda db: staff.forget_draft(db, staff_id=staffer.id, form=f"text:{code}-{language}"))


async def _page(
    request: Request, staffer: Staffer, code: str, tried: Tried | None = None, status: int = 200
) -> Response:
    console, book = _book(request)
    text, _ = _text(book, code), words_of(request)
    own = await console.read(texts.listed)
    shown = []
    for language, name in LANGUAGE_NAMES:
        row = own.get((code, language))
        now = row.strings if row is not None else book.of_file(code, language) or text.strings[language]
        mine = tried is not None and tried.language == language
        draft = await drafts.fields_of(request, staffer, f"text:{code}-{language}")
        kept = tuple(draft[field] for field in FORMS[: len(now)] if field in draft)
        shown.append(
            {
                "language": language,
                "name": name,
                "original": text.strings[language],
                "row": row,
                "values": tried.strings if tried is not None and mine else kept or now,
                "tried": tried if mine else Tried(language, now, (), book.look(code, language, now)),
                "from_draft": bool(kept) and not mine and kept != now,
            }
        )
    refused = tried is not None and any(verdict.refused for verdict in tried.verdicts)
    error = _("The text can't be used like this. Nothing was changed; the reasons are below.") if refused else ""
    return page(
        request,
        "text.html",
        staffer=staffer,
        status=status,
        text=text,
        languages_shown=shown,
        forms=FORMS,
        price=console.options.sms_price,
        path=f"{root_of(request)}/tekstit/{code}",  # what was tried has no address of its own
        error=error,
    )
