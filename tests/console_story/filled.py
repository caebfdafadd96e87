"""A town in which every page has something to show, and the addresses of its routes that have parameters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from service.broadcasts import making
from service.broadcasts.audience import Audience
from service.broadcasts.moment import Moment
from service.staffing import members
from service.threads import canning
from service.words import Words
from staff import static
from store import broadcasts, ideas, sign_in, staff
from store.models.broadcasts import BroadcastState
from store.models.consents import Topic
from store.models.ideas import Idea, IdeaState, Media, MediaState
from store.models.staff import CannedAnswer, Role
from store.models.talk import Thread
from store.sql import table
from tests.console_story import residents
from tests.console_story.residents import Taint
from tests.console_story.town import ADMIN, Town

_state = table(Media).c.state


async def fill(town: Town, taint: Taint = lambda words: words) -> None:
    """Let things happen that staff see."""
    number = await residents.everything(town, taint)
    await town.write(lambda db: residents.crowd(db, town, number))
    await town.demo.telegram.until(lambda: _pictures_kept(town), within=20)
    await town.admin()

    def braceless(words: str) -> str:
        """Braces are for placeholders in what staff write."""
        return taint(words).replace("{", "").replace("}", "")

    await town.write(lambda db: _staff(db, town, braceless))
    await town.write(lambda db: _broadcasts(db, town, braceless, number))


def _pictures_kept(town: Town) -> bool:
    """Those that residents sent have been fetched."""
    with town.console.database.read() as db:
        return not db.execute(select(Media.id).where(_state == MediaState.WANTED)).all()  # type: ignore[call-overload]


def _staff(db: Connection, town: Town, taint: Taint) -> None:
    member = staff.by_name(db, name=ADMIN)
    assert member is not None
    now = town.house.now()
    sign_in.add_passkey(
        db, staff_id=member.id, credential=b"1", public_key=b"2", signed=0, name=taint("Puhelin"), now=now
    )
    members.add(db, town.house, name=taint("Liisa"), roles=[Role.READER, Role.WRITER], by=ADMIN)
    words = {"fi": taint("Kiitos viestistä! Kysymme asiasta."), "sv": "Tack!", "en": "Thank you!"}
    canning.save(db, town.house, canned_id=None, title=taint("Kysymme"), words=words, by=ADMIN)


def _broadcasts(db: Connection, town: Town, taint: Taint, event: int) -> None:
    """One in each state that a person can bring about; the last is being sent, to whoever agreed."""
    house = town.house
    words = Words(fi=taint("Hei! Tervetuloa torille lauantaina kello 12."), sv="Hej! Välkommen.", en="Hello! Welcome.")
    soon = Moment(kind="at", at=datetime.fromisoformat("2026-11-26T12:00:00+02:00"))

    def made(name: str, **more: object) -> int:
        given = {"audience": Audience(topic=Topic.EVENTS), "words": words, "moment": soon, "by": taint("Sari")} | more
        return making.create(db, house, name=taint(name), **given).number  # type: ignore[arg-type]

    made("Luonnos")
    making.ask(db, house, number=made("Odottaa hyväksyjää"), by="Sari")
    making.send(db, house, number=made("Lähtee torstaina"), by="Sari")
    making.cancel(db, house, number=made("Peruttu"), by="Sari")
    comers = Audience(topic=Topic.EVENTS, event=event)
    reminder = Moment(kind="event", event=event, days=1)
    making.ask(db, house, number=made("Muistutus", moment=reminder, audience=comers), by="Sari")
    making.send(db, house, number=made("Nyt", moment=Moment()), by="Sari")


def _of_broadcasts(db: Connection) -> dict[str, list[str]]:
    """Each page for those that have it; the newest first, which is on its way."""
    rows = broadcasts.listed(db, limit=20)
    every = [row.number for row in rows]
    waiting = [row.number for row in rows if row.state in (BroadcastState.ASKED, BroadcastState.DRAFT)]
    whose = {"": every, "/vahvista": waiting, "/muokkaa": waiting, "/peru": every[1:3]}
    whose |= dict.fromkeys(("/raportti", "/uudestaan", "/epavarmat", "/edistyminen"), every[:1])
    files = [f"/lahetykset/{every[0]}/raportti.{kind}" for kind in ("csv", "xlsx")]
    return {
        "/lahetykset/{number}/raportti.{kind}": files,
        **{f"/lahetykset/{{number}}{rest}": [f"/lahetykset/{n}{rest}" for n in ns] for rest, ns in whose.items()},
    }


def _a_text(town: Town) -> str:
    book = town.console.tools.texts
    assert book is not None
    return book.listed()[0].code


def _of_ideas(db: Connection, town: Town) -> dict[str, list[str]]:
    """One that waits with its pictures, one that is public; the year's lists."""
    rows = ideas.listed(db, sealer=town.house.sealer, states=(IdeaState.RECEIVED, IdeaState.UNSURE))
    codes = [row.code for row in rows]
    public, other, *_more = (
        row.code for row in ideas.listed(db, sealer=town.house.sealer, states=(IdeaState.ASSESSED,))
    )
    pictures = db.execute(select(Idea.code, Media.id).join(Media, Media.idea_id == Idea.id)).all()  # type: ignore[call-overload]
    return {
        "/ideat/{code}": [f"/ideat/{code}" for code in (*codes, public)],
        "/ideat/{code}/yhdista": [f"/ideat/{public}/yhdista?ideaan={other}"],
        "/ideat/{code}/liite/{media_id}": [f"/ideat/{code}/liite/{media}" for code, media in pictures],
        "/ideat/vuosi/{year}": ["/ideat/vuosi/2026"],
        "/ideat/vuosi/{year}/ideat.{kind}": [f"/ideat/vuosi/2026/ideat.{kind}" for kind in ("csv", "xlsx")],
    }


def _of_threads(db: Connection) -> dict[str, list[str]]:
    """Each talk, and the ready answers."""
    threads = list(db.execute(select(Thread.id)).scalars())  # type: ignore[call-overload]
    ready = db.execute(select(CannedAnswer.id)).scalars().first()  # type: ignore[call-overload]
    return {
        "/viestit/{thread_id:int}": [f"/viestit/{one}" for one in threads],
        "/viestit/valmiit/{canned_id:int}": [f"/viestit/valmiit/{ready}"],
        "/viestit/valmiit/{canned_id:int}/poista": [f"/viestit/valmiit/{ready}/poista"],
    }


async def addresses(town: Town) -> dict[str, list[str]]:
    """By route."""
    _, token = await town.hire()

    def look(db: Connection) -> dict[str, list[str]]:
        member = staff.by_name(db, name=ADMIN)
        assert member is not None
        keys = sign_in.passkeys(db, staff_id=member.id)
        return {
            **_of_broadcasts(db),
            **_of_ideas(db, town),
            **_of_threads(db),
            "/tekstit/{code}": ["/tekstit/" + _a_text(town)],
            "/kayttajat/{staff_id}": [f"/kayttajat/{one.id}" for one in staff.members(db) if one.name != ADMIN][:1],
            "/avain/{passkey_id}/poista": [f"/avain/{key.id}/poista" for key in keys],
        }

    found = await town.console.read(look)
    return {
        "/static/{name}": [f"/static/{name}" for name in static.assets()],
        "/sisaan/{token}": [f"/sisaan/{token}"],
        **found,
    }
