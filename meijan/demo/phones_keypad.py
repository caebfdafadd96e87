"""Acts of a person with the basic phone: a text message, a call, and what a text would cost."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from meijan.demo.phones_people import People
from meijan.demo.telegram_chats import Json
from sms.parts import count


class Written(BaseModel):
    """What is in the phone's text field."""

    text: str = Field(max_length=1600)


def add_acts(acts: APIRouter, people: People) -> None:
    """POST /keypad/{person}/…"""

    @acts.post("/keypad/{person}/write", status_code=204)
    async def write(person: int, written: Written) -> None:
        if not written.text.strip():
            raise HTTPException(409, "Tyhjää viestiä ei lähetetä.")
        people.twilio.text(_number(people, person), written.text)

    @acts.post("/keypad/{person}/call", status_code=204)
    async def call(person: int) -> None:
        people.twilio.call(_number(people, person))

    @acts.post("/count")
    async def parts(written: Written) -> Json:
        return count(written.text)._asdict()


def _number(people: People, person: int) -> str:
    try:
        return people.phone(person).number
    except LookupError as error:
        raise HTTPException(404) from error
