"""An example vote: the 14 targets of Mikkeli in 2024. Their prices were not published; these are examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.city import ElectionView
from service.calendar import HELSINKI
from service.elections.plan import Plan, Target, Words
from service.elections.shown import Opened
from store.models.votes import ElectionState
from store.votes import ElectionRow, canonical

CLOSES = datetime(2027, 2, 28, 20, tzinfo=HELSINKI)
TARGETS: tuple[tuple[str, str, int, str], ...] = (
    ("Katukeinu keskustaan", "Katukeinu satamaan tai muualle keskustaan", 8000, "Keskusta"),
    ("Ongintalaiturit Kaihu", "Ongintalaiturit Kaihun harjulle", 10000, "Keskusta"),
    ("Kukkivat puut puistoihin", "Kukkivia puita Riehtilänpuistoon ja Kattilanlahdenpuistoon", 6000, "Keskusta"),
    ("Jouluvalot keskustaan", "Uudet jouluvalot keskustan puihin", 15000, "Keskusta"),
    ("Opastaulut nähtävyyksiin", "Viisi infotaulua Mikkelin nähtävyyksiin", 5000, "Keskusta"),
    ("BMX-rata Anttolaan", "BMX-pyörärata Anttolaan", 20000, "Anttola"),
    ("Hiihtoreitti Ristiinaan", "Hiihtoreitin kunnostus Huumontien itäpuolella Ristiinassa", 4000, "Ristiina"),
    ("Frisbeegolf Ristiinaan", "Kahden tai kolmen korin frisbeegolf Ristiinaan", 3000, "Ristiina"),
    ("Ulkokuntosali Haukivuori", "Ulkokuntosali Haukivuorelle", 12000, "Haukivuori"),
    ("Aita pallokentälle Tupala", "Lisäaita Suojakallionpuiston pallokentälle Tupalaan", 4000, "Keskusta"),
    ("Muistomerkki Ristiinaan", "Muistomerkki Mestausahon aukiolle Ristiinaan", 2000, "Ristiina"),
    ("Kohtaamispaikka Tuppurala", "Ilmoitustaulu ja kohtaamispaikka Tuppuralaan", 5000, "Tuppurala"),
    ("Ilmoitustaulu Suomenniemi", "Ilmoitustaulu Suomenniemen bussipysäkille", 2000, "Suomenniemi"),
    ("Autopaikat Launialaan", "Lisää autopaikkoja leikkipaikan lähelle Launialaan", 15000, "Keskusta"),
)
"""Short name, title, price in euros, area; numbered from 1."""


def plan(code: str = "budjetti-2027", closes: datetime = CLOSES) -> Plan:
    """Its configuration, complete enough to open."""
    return Plan(
        code=code,
        kind="budget",
        title=Words(
            fi="Asukkaiden budjetti 2027", sv="Invånarnas budget 2027", en="The residents' budget 2027"
        ),
        opens=datetime(2026, 11, 1, 8, tzinfo=HELSINKI),
        closes=closes,
        choose=3,
        budget=50000,
        rule="equal-shares",
        section="Elinympäristölautakunta 20.10.2026 § 101",
        decider=Words(fi="Lautakunta", sv="Nämnden", en="The board"),
        decides=datetime(2027, 3, 17, tzinfo=HELSINKI).date(),
        eligibility=Words(fi="Voit äänestää, jos asut Mikkelissä.", sv="Du kan rösta om du bor i S:t Michel.",
                          en="You can vote if you live in Mikkeli."),
        targets=tuple(
            Target(number=n, title=Words(fi=title), short_name=Words(fi=name), price=price, area=area)
            for n, (name, title, price, area) in enumerate(TARGETS, 1)
        ),
    )  # fmt: skip


def row(state: ElectionState = ElectionState.OPEN, result: Mapping[str, object] | None = None) -> ElectionRow:
    """The example as the store would have it."""
    made = plan()
    return ElectionRow(
        id=0,
        code=made.code,
        kind=made.kind,
        state=state,
        plan=canonical(made.as_json()),
        plan_hash="",
        opens_at=made.opens,
        closes_at=made.closes,
        result=canonical(dict(result)) if result else "",
        decision="",
        counted_at=None,
        decided_at=None,
        published_at=None,
    )


def election(language: str, now: datetime) -> ElectionView:
    """The example as a dialogue sees it while it is open."""
    return Opened(row()).view(language, now)
