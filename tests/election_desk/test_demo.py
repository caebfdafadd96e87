"""`make run` opens a vote that a person can take part in on both phones."""

from meijan.demo import data
from service.house import House
from store import votes
from store.database import Database
from store.models.votes import ElectionState


def test_the_demo_has_an_open_vote(database: Database, town: House) -> None:
    """For four weeks; started again, it is the same one."""
    for _ in range(2):
        with database.write() as db:
            code = data.open_vote(db, town)
    with database.write() as db:
        (row,) = votes.listed(db)
        assert row.code == code
        assert row.state is ElectionState.OPEN
        assert (row.closes_at - town.now()).days == 28
        assert votes.accepts(db, code=code, at=town.now())
