"""Who may ask for what: every route of the console with the roles that have it. A change of a right shows here.

The administrator may everything that somebody who is signed in may.
"""

from __future__ import annotations

from store.models.staff import Role

EVERYBODY = frozenset(Role)
NOBODY_YET: frozenset[Role] = frozenset()
"""Before signing in: what the door needs."""
ADMIN = frozenset({Role.ADMIN})
LOG = frozenset({Role.ADMIN, Role.ELECTIONS})
READS_IDEAS = frozenset({Role.ADMIN, Role.ELECTIONS, Role.MODERATOR, Role.READER})
CHOOSES_TARGETS = frozenset({Role.ADMIN, Role.ELECTIONS, Role.MODERATOR})
MODERATES = frozenset({Role.ADMIN, Role.MODERATOR})
CALLS = frozenset({Role.ADMIN, Role.HELPER, Role.MODERATOR})
READS_BROADCASTS = frozenset({Role.ADMIN, Role.APPROVER, Role.READER, Role.WRITER})
SENDS = frozenset({Role.ADMIN, Role.APPROVER, Role.WRITER})
WRITES = frozenset({Role.ADMIN, Role.WRITER})
APPROVES = frozenset({Role.ADMIN, Role.APPROVER})
EDITS_TEXTS = frozenset({Role.ADMIN, Role.MODERATOR, Role.WRITER})

WHO_MAY: dict[str, frozenset[Role]] = {
    # the door
    "GET /static/{name}": NOBODY_YET,
    "GET /sisaan": NOBODY_YET,
    "GET /sisaan/{token}": NOBODY_YET,
    "POST /sisaan/{token}": NOBODY_YET,
    "POST /ulos": EVERYBODY,
    "GET /tunnus": NOBODY_YET,
    "GET /tunnus/paluu": NOBODY_YET,
    "POST /avain/sisaan/alku": NOBODY_YET,
    "POST /avain/sisaan": NOBODY_YET,
    # one's own, and what waits
    "GET /avain": EVERYBODY,
    "POST /avain/uusi/alku": EVERYBODY,
    "POST /avain/uusi": EVERYBODY,
    "GET /avain/{passkey_id}/poista": EVERYBODY,
    "POST /avain/{passkey_id}/poista": EVERYBODY,
    "GET /omat": EVERYBODY,
    "POST /omat/puhelin": EVERYBODY,
    "POST /omat/istunnot/{session_id}/lopeta": EVERYBODY,
    "POST /omat/istunnot/muut": EVERYBODY,
    "POST /luonnos": EVERYBODY,
    "GET /": EVERYBODY,
    "GET /jono": EVERYBODY,
    # ideas
    "GET /ideat": READS_IDEAS,
    "GET /ideat/vuosi": READS_IDEAS,
    "GET /ideat/vuosi/{year}": READS_IDEAS,
    "GET /ideat/vuosi/{year}/ideat.{kind}": READS_IDEAS,
    "GET /ideat/aanestykseen": CHOOSES_TARGETS,
    "POST /ideat/aanestykseen": CHOOSES_TARGETS,
    "GET /ideat/{code}": MODERATES,
    "GET /ideat/{code}/liite/{media_id}": MODERATES,
    "POST /ideat/{code}/julkaise": MODERATES,
    "POST /ideat/{code}/hylkaa": MODERATES,
    "POST /ideat/{code}/tila": MODERATES,
    "POST /ideat/{code}/siirra": MODERATES,
    "POST /ideat/{code}/lupaus": MODERATES,
    "POST /ideat/{code}/peru": MODERATES,
    "GET /ideat/{code}/yhdista": MODERATES,
    "POST /ideat/{code}/yhdista": MODERATES,
    # messages and calls
    "POST /viestit/osat": MODERATES,
    "POST /viestit/{thread_id:int}/vastaa": MODERATES,
    "POST /viestit/{thread_id:int}/peru": MODERATES,
    "GET /viestit/valmiit": MODERATES,
    "GET /viestit/valmiit/uusi": MODERATES,
    "GET /viestit/valmiit/{canned_id:int}": MODERATES,
    "POST /viestit/valmiit": MODERATES,
    "GET /viestit/valmiit/{canned_id:int}/poista": MODERATES,
    "POST /viestit/valmiit/{canned_id:int}/poista": MODERATES,
    "GET /viestit": MODERATES,
    "GET /viestit/{thread_id:int}": MODERATES,
    "POST /viestit/{thread_id:int}/vastaaja": MODERATES,
    "POST /viestit/{thread_id:int}/muistiinpano": MODERATES,
    "POST /viestit/{thread_id:int}/sulje": MODERATES,
    "POST /viestit/{thread_id:int}/avaa": MODERATES,
    "POST /viestit/{thread_id:int}/hoidettu": MODERATES,
    "GET /soitot": CALLS,
    "GET /soitot/lista": CALLS,
    "GET /soitot/tuloste": CALLS,
    "POST /soitot/tuloste": CALLS,
    "POST /soitot/{call_id:int}/numero": CALLS,
    "POST /soitot/lista/{row_id:int}/numero": CALLS,
    "POST /soitot/{call_id:int}": CALLS,
    "POST /soitot/lista/{row_id:int}": CALLS,
    "GET /lukematta": MODERATES,
    "POST /lukematta/{unread_id:int}": MODERATES,
    # broadcasts
    "GET /lahetykset": READS_BROADCASTS,
    "GET /lahetykset/uusi": WRITES,
    "POST /lahetykset/uusi": WRITES,
    "GET /lahetykset/{number}/muokkaa": WRITES,
    "POST /lahetykset/{number}/muokkaa": WRITES,
    "POST /lahetykset/uusi/hylkaa": WRITES,
    "POST /lahetykset/{number}/hylkaa": WRITES,
    "POST /lahetykset/laske": WRITES,
    "GET /lahetykset/{number}/vahvista": SENDS,
    "POST /lahetykset/{number}/pyyda": WRITES,
    "POST /lahetykset/{number}/laheta": WRITES,
    "POST /lahetykset/{number}/hyvaksy": APPROVES,
    "POST /lahetykset/{number}/palauta": SENDS,
    "GET /lahetykset/{number}/raportti": SENDS,
    "GET /lahetykset/{number}/raportti.{kind}": SENDS,
    "GET /lahetykset/{number}/uudestaan": SENDS,
    "POST /lahetykset/{number}/uudestaan": SENDS,
    "POST /lahetykset/{number}/ratkaise": SENDS,
    "GET /lahetykset/{number}/epavarmat": SENDS,
    "POST /lahetykset/{number}/epavarmat": SENDS,
    "GET /lahetykset/{number}": READS_BROADCASTS,
    "GET /lahetykset/{number}/edistyminen": READS_BROADCASTS,
    "POST /lahetykset/{number}/tauko": SENDS,
    "POST /lahetykset/{number}/jatka": SENDS,
    "GET /lahetykset/{number}/peru": SENDS,
    "POST /lahetykset/{number}/peru": SENDS,
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
    # the service itself
    "GET /palautteet": CALLS,
    "POST /palautteet/{feedback_id}/kasitelty": CALLS,
    "POST /palautteet/{feedback_id}/auki": CALLS,
    "GET /tekstit": EDITS_TEXTS,
    "GET /tekstit/{code}": EDITS_TEXTS,
    "POST /tekstit/{code}/{language}/katso": EDITS_TEXTS,
    "POST /tekstit/{code}/{language}": EDITS_TEXTS,
    "POST /tekstit/{code}/{language}/palauta": EDITS_TEXTS,
    "GET /jarjestelma": EVERYBODY,
    "GET /jarjestelma/epavarmat": SENDS,
    "POST /jarjestelma/epavarmat/{row_id}": SENDS,
    "GET /jarjestelma/tarkistus": ADMIN,
    "GET /saavutettavuus": NOBODY_YET,
    "POST /saavutettavuus": NOBODY_YET,
    "GET /tietosuoja": NOBODY_YET,
}
