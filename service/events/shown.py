"""An event as a dialogue sees it: in one language, with whether it takes sign-ups now."""

from __future__ import annotations

from datetime import datetime

from dialogs.city import EventView
from service.calendar import HELSINKI
from service.words import SHORT
from store.events import EventRow
from store.models.events import EventState


def takes(row: EventRow, now: datetime) -> str:
    """As `EventView.takes`. Nobody signs up to an event that has begun."""
    if not row.takes_signups or row.state is not EventState.PUBLISHED:
        return "no"
    if row.signup_opens_at is not None and now < row.signup_opens_at:
        return "later"
    if now >= (row.signup_closes_at or row.starts_at) or now >= row.starts_at:
        return "over"
    if row.capacity is None or (row.free > 0 and row.unasked == 0):
        return "open"
    return "line" if row.keeps_line else ("open" if row.free > 0 else "full")


def view(row: EventRow, language: str, now: datetime) -> EventView:
    """In a language. Raises ValueError for an event without a number: a draft is nobody's to see."""
    if row.number is None:
        raise ValueError("an event without a number")
    title = row.said("title", language)
    return EventView(
        number=row.number,
        title=title,
        name=row.said("name", language) or title[:SHORT].rstrip(),
        state=row.state,
        starts=row.starts_at.astimezone(HELSINKI),
        ends=row.ends_at.astimezone(HELSINKI),
        all_day=row.all_day,
        place=row.said("place", language),
        address=row.said("address", language),
        area=row.area,
        point=(row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None,
        price=row.said("price", language),
        free_of_charge=row.free_of_charge,
        accessible=row.accessible,
        access=row.said("access", language),
        for_children=row.for_children,
        arranger=row.association or row.arranger,
        by_association=row.association_id is not None,
        text=row.said("text", language),
        url=row.url,
        takes=takes(row, now),
        opens=row.signup_opens_at.astimezone(HELSINKI) if row.signup_opens_at else None,
        closes=row.signup_closes_at.astimezone(HELSINKI) if row.signup_closes_at else None,
        free=row.free if row.capacity is not None else None,
        line=row.line,
        most=row.party_most,
        age=row.age_least,
        asks_name=row.asks_name,
        asks_needs=row.asks_needs,
    )
