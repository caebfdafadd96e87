"""What an error of python-telegram-bot means for a delivery: the rows of errors.json, first fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final

from telegram.error import RetryAfter

from bot.request import answered, not_sent
from service.channel import SendError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of errors.json; the file says what the fields mean."""

    cls: str
    words: str
    code: str
    answered: bool = False
    permanent: bool = False
    unknown: bool = False
    blocked: bool = False
    ours: bool = False
    then: str = ""

    def fits(self, error: Exception) -> bool:
        if self.answered and not answered(error):
            return False
        return type(error).__name__ == self.cls and self.words in str(error).casefold()


NO_CONNECTION: Final = Row("", "", "no-connection")
NOT_UNDERSTOOD: Final = Row("", "", "answer-not-understood", unknown=True)
"""Not JSON, or not what the Bot API promises: it was sent and may have been acted upon."""

_data = json.loads(files("bot").joinpath("errors.json").read_text("utf-8"))
ROWS: Final = tuple(
    Row(cls=row["class"], **{key: value for key, value in row.items() if key != "class"}) for row in _data["rows"]
)


def row_for(error: Exception) -> Row:
    """The meaning of any exception that a call raised."""
    if not_sent(error):
        return NO_CONNECTION
    return next((row for row in ROWS if row.fits(error)), NOT_UNDERSTOOD)


def send_error(error: Exception) -> SendError:
    """The same as the contract's exception. Its text is our code: Telegram's words may quote a resident."""
    row = row_for(error)
    return SendError(
        row.code,
        permanent=row.permanent,
        unknown=row.unknown,
        blocked=row.blocked,
        ours=row.ours,
        retry_after=_wait(error),
    )


@contextmanager
def as_send_errors() -> Iterator[None]:
    """Whatever fails inside is raised as a SendError."""
    try:
        yield
    except SendError:
        raise
    except Exception as error:
        raise send_error(error) from error


def _wait(error: Exception) -> timedelta | None:
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
