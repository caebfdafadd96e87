"""The parts put together: one house, one database, one writer, from settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import structlog

from meijan.settings import BadSettings, Settings
from meijan.texts import overrides
from service.broadcasts.limits import Limits
from service.calendar import ServiceCalendar
from service.house import House
from service.terms import Terms
from service.voikko import lemmas
from service.wording import Wording
from sms.parts import count
from store.sealing import BadKeys, KeyRing, Sealer

log = structlog.get_logger()


def own_texts(settings: Settings) -> overrides.Own:
    """The city's own texts of its file, those that can be used."""
    if not settings.texts:
        return {}
    try:
        found = overrides.read(Path(settings.texts))
    except overrides.Unreadable as error:
        log.error("texts_unreadable", why=str(error))
        return {}
    for remark in found.refused:
        log.warning("text_refused", text=remark.code, language=remark.language, why=remark.text)
    return found.own


def wording(settings: Settings) -> Wording:
    """The words of the city: the catalogues of the project with the texts of its file; staff may change them later."""
    return Wording(overrides.applied(own_texts(settings)))


def key_ring(settings: Settings) -> KeyRing:
    """The keys of the settings, or those of the demo, which `serve` refuses. Raises BadSettings."""
    text = settings.keys.get_secret_value()
    try:
        return KeyRing.parse(text) if text else KeyRing.demo()
    except BadKeys as error:
        raise BadSettings(f"MEIJAN_KEYS: {error}") from error


def limits(settings: Settings) -> Limits:
    """What the city allows its broadcasts."""
    return Limits(
        people=settings.broadcast_people,
        euros=settings.broadcast_euros,
        daily_cap=settings.broadcast_daily_cap,
        price=settings.sms_price,
        rates={"sms": settings.sms_rate, "telegram": settings.telegram_rate},
    )


def house(
    settings: Settings,
    *,
    bot: Callable[[], str] = lambda: "",
    now: Callable[[], datetime] | None = None,
    code: Callable[[], str] | None = None,
) -> House:
    """The house of the settings; `now` and `code` may be fixed for a conversation that is replayed."""
    more: dict[str, object] = {}
    if now is not None:
        more["now"] = now
    if code is not None:
        more["code"] = code
    return House(
        sealer=Sealer(key_ring(settings)),
        wording=wording(settings),
        names=settings.names,
        areas=tuple(settings.areas),
        calendar=ServiceCalendar(
            settings.service_since,
            settings.service_until,
            frozenset(date.fromisoformat(day) for day in settings.closed_days),
        ),
        number=settings.twilio_number,
        bot=bot,
        sources=settings.source_words,
        opt_out=settings.twilio_opt_out,
        authorities=settings.handled,
        read_days=settings.read_days,
        answer_days=settings.answer_days,
        terms=Terms(lemmas()),
        parts=lambda text: count(text).parts,
        broadcasts=limits(settings),
        **more,  # type: ignore[arg-type]
    )
