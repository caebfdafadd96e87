"""Ready answers: what may be kept as one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from service.house import House
from service.notices import Refused
from service.words import LANGUAGES
from store import audit, canned

TITLE_LENGTH = 80
WORDS_LENGTH = 1_200


def save(db: Connection, house: House, *, canned_id: int | None, title: str, words: Mapping[str, str], by: str) -> int:
    """A new ready answer, or new words of an old one; its id. Raises Refused."""
    title = " ".join(title.split())
    kept = {language: words.get(language, "").strip() for language in LANGUAGES if words.get(language, "").strip()}
    if not title or len(title) > TITLE_LENGTH:
        raise Refused(f"Anna otsikko, enintään {TITLE_LENGTH} merkkiä.")
    if not kept:
        raise Refused("Kirjoita vastaus ainakin yhdellä kielellä.")
    if any(len(text) > WORDS_LENGTH for text in kept.values()):
        raise Refused(f"Vastaus on liian pitkä. Enintään {WORDS_LENGTH} merkkiä.")
    if any(sign in text for text in kept.values() for sign in "{}"):
        raise Refused("Aaltosulut eivät käy: valmiissa vastauksessa ei ole täytettäviä kohtia.")
    other = canned.by_title(db, title=title)
    if other is not None and other.id != canned_id:
        raise Refused(f"Valmis vastaus {title} on jo. Anna toinen otsikko.")
    if canned_id is not None and canned.by_id(db, canned_id=canned_id) is None:
        raise Refused("Valmista vastausta ei löydy. Joku poisti sen.")
    row_id = canned.put(db, canned_id=canned_id, title=title, words=kept, by=by, now=house.now())
    audit.note(db, who=by, what="canned.save", on_what=f"valmis vastaus {row_id}", now=house.now())
    return row_id


def drop(db: Connection, house: House, *, canned_id: int, by: str) -> None:
    """It is not offered any more. Raises Refused."""
    if not canned.drop(db, canned_id=canned_id):
        raise Refused("Valmista vastausta ei löydy. Joku poisti sen.")
    audit.note(db, who=by, what="canned.drop", on_what=f"valmis vastaus {canned_id}", now=house.now())
