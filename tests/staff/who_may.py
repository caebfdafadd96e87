"""Who may ask for what: every route of the console with the roles that have it. A change of a right shows here.

The administrator may everything that somebody who is signed in may.
"""

from __future__ import annotations

from store.models.staff import Role

EVERYBODY = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
LOG = frozenset({Role.ADMIN, Role.ELECTIONS})
SEES_SENDING = frozenset({Role.READER, Role.WRITER, Role.APPROVER, Role.ADMIN})
WRITES = frozenset({Role.WRITER, Role.ADMIN})
APPROVES = frozenset({Role.APPROVER, Role.ADMIN})
SENDS = WRITES | APPROVES
NOBODY_YET: frozenset[Role] = frozenset()
"""Before signing in: what the door needs."""

WHO_MAY: dict[str, frozenset[Role]] = {
    # the door
    "GET /static/{name}": NOBODY_YET,
    "GET /sisaan": NOBODY_YET,
    "GET /sisaan/{token}": NOBODY_YET,
    "POST /sisaan/{token}": NOBODY_YET,
    "POST /avain/sisaan/alku": NOBODY_YET,
    "POST /avain/sisaan": NOBODY_YET,
    "GET /tunnus": NOBODY_YET,
    "GET /tunnus/paluu": NOBODY_YET,
    "POST /ulos": EVERYBODY,
    # one's own
    "GET /": EVERYBODY,
    "POST /luonnos": EVERYBODY,
    "GET /avain": EVERYBODY,
    "POST /avain/uusi/alku": EVERYBODY,
    "POST /avain/uusi": EVERYBODY,
    "GET /avain/{passkey_id}/poista": EVERYBODY,
    "POST /avain/{passkey_id}/poista": EVERYBODY,
    "GET /omat": EVERYBODY,
    "POST /omat/puhelin": EVERYBODY,
    "POST /omat/istunnot/{session_id}/lopeta": EVERYBODY,
    "POST /omat/istunnot/muut": EVERYBODY,
    # users and roles
    "GET /kayttajat": ADMIN,
    "POST /kayttajat/uusi": ADMIN,
    "GET /kayttajat/{staff_id}": ADMIN,
    "POST /kayttajat/{staff_id}/roolit": ADMIN,
    "POST /kayttajat/{staff_id}/sahkoposti": ADMIN,
    "POST /kayttajat/{staff_id}/sulje": ADMIN,
    "POST /kayttajat/{staff_id}/avaa": ADMIN,
    "POST /kayttajat/{staff_id}/linkki": ADMIN,
    # the log
    "GET /loki": LOG,
    "GET /loki/vie": LOG,
    "POST /loki/tarkista": LOG,
    # broadcasts
    "GET /lahetykset": SEES_SENDING,
    "GET /lahetykset/{number}": SEES_SENDING,
    "GET /lahetykset/{number}/edistyminen": SEES_SENDING,
    "GET /lahetykset/uusi": WRITES,
    "POST /lahetykset/uusi": WRITES,
    "POST /lahetykset/uusi/hylkaa": WRITES,
    "POST /lahetykset/laske": WRITES,
    "GET /lahetykset/{number}/muokkaa": WRITES,
    "POST /lahetykset/{number}/muokkaa": WRITES,
    "POST /lahetykset/{number}/hylkaa": WRITES,
    "POST /lahetykset/{number}/pyyda": WRITES,
    "POST /lahetykset/{number}/laheta": WRITES,
    "POST /lahetykset/{number}/hyvaksy": APPROVES,
    "GET /lahetykset/{number}/vahvista": SENDS,
    "POST /lahetykset/{number}/palauta": SENDS,
    "POST /lahetykset/{number}/tauko": SENDS,
    "POST /lahetykset/{number}/jatka": SENDS,
    "GET /lahetykset/{number}/peru": SENDS,
    "POST /lahetykset/{number}/peru": SENDS,
    "GET /lahetykset/{number}/raportti": SENDS,
    "GET /lahetykset/{number}/raportti.{kind}": SENDS,
    "GET /lahetykset/{number}/uudestaan": SENDS,
    "POST /lahetykset/{number}/uudestaan": SENDS,
    "POST /lahetykset/{number}/ratkaise": SENDS,
    "GET /lahetykset/{number}/epavarmat": SENDS,
    "POST /lahetykset/{number}/epavarmat": SENDS,
}
