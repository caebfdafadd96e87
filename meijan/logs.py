"""Logs: one JSON object a line, and nothing personal in any: no number, no name, no token."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

# telephone numbers, tokens of bots, long digit runs (chat ids), henkilötunnus, basic-auth parts of addresses
_HIDE = re.compile(
    r"\d{6,}:[\w-]{20,}"
    r"|\b\d{6}[-+ABCDEFUVWXY]\d{3}[\dA-Z]\b"
    r"|(?<![\w.])\+?\d[\d \-]{6,}\d"
    r"|(?<=//)[^/@\s]+(?=@)"
    r"|\b(?:AC|SK)[0-9a-fA-F]{32}\b"
)


def mask(text: str) -> str:
    """The text with everything that looks like a number of a person or a secret hidden."""
    return _HIDE.sub("***", text)


def _masked(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: mask(value) if isinstance(value, str) and key not in ("timestamp", "level") else value
        for key, value in event.items()
    }


def outline(error: BaseException | None) -> str:
    """An error by its types and places, along what caused it; never its words, which may quote a person."""
    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def _outlined(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    return {**event, "exception": outline(error)} if error is not None else event


class _Formatter(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return outline(ei[1])


class _Mask(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask(record.getMessage())
        record.args = ()
        return True


def set_up(level: str) -> None:
    """Structured logs to standard error, those of the libraries too; chatty ones that name addresses are quiet."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _outlined,
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Mask())
    handler.setFormatter(_Formatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("httpx", "httpcore", "twilio", "aiohttp", "telegram", "uvicorn.access", "alembic", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)


def quiet() -> None:
    """No logs on a terminal where a person talks."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.ERROR)
