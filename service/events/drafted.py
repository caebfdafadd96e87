"""The draft that an event of the store is of: to write it as a file, and to see what an import would change."""

from __future__ import annotations

from service.events.draft import TEXTS, Draft
from service.words import Words
from store.events import EventRow


def as_draft(row: EventRow) -> Draft:
    """The draft that the event in the store is of. Raises ValidationError where its words are not as a draft's."""
    return Draft(
        **{name: Words(**said) for name in TEXTS if (said := dict(row.words.get(name, {})))},
        area=row.area,
        starts=row.starts_at,
        ends=row.ends_at,
        all_day=row.all_day,
        latitude=row.latitude,
        longitude=row.longitude,
        free_of_charge=row.free_of_charge,
        accessible=row.accessible,
        for_children=row.for_children,
        association=row.association,
        arranger=row.arranger,
        url=row.url,
        takes_signups=row.takes_signups,
        signup_opens=row.signup_opens_at,
        signup_closes=row.signup_closes_at,
        capacity=row.capacity,
        keeps_line=row.keeps_line,
        party_most=row.party_most,
        asks_name=row.asks_name,
        asks_needs=row.asks_needs,
        age_least=row.age_least,
        feedback_by_sms=row.feedback_by_sms,
    )
