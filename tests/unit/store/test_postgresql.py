"""What only a server has: passwords, other databases' names, being down; and that its writers come one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import make_url, select, text

from copilot.domain import Topic
from copilot.errors import FolderBusy, FolderUnreadable, InputError
from copilot.testing.clock import FixedClock
from store.database import Database, open_database
from store.records import SqlRecords
from store.tables import DataStateRow
from tests.unit.store.conftest import BACKENDS, TODAY, VIEWERS
from tests.unit.store.postgresql_server import PASSWORD, Server, running

pytestmark = pytest.mark.skipif("postgresql" not in BACKENDS, reason="PostgreSQL is for `make test-all` (NEXTPLAY_HEAVY=1)")


@pytest.fixture
def url(new_postgresql: Callable[..., str]) -> str:
    return new_postgresql()


@pytest.fixture
def stoppable(postgresql: Server) -> Iterator[Server]:
    """A server of the test's own, to stop; `postgresql` says whether one can be had."""
    with running() as server:
        yield server


def refused(url: str) -> str:
    with pytest.raises(FolderUnreadable, match="cannot be reached") as caught:
        _ = open_database(url).engine
    said = str(caught.value)
    assert "\n" not in said
    assert "NEXTPLAY_DATABASE_URL" in said
    assert make_url(url).password not in said
    return said


def test_a_wrong_password_is_said_without_it(url: str, postgresql: Server) -> None:
    assert "password authentication failed" in refused(postgresql.url(str(make_url(url).database), "wr0ng"))


def test_a_database_that_is_not_there_is_named(postgresql: Server) -> None:
    assert "'nowhere'" in refused(postgresql.url("nowhere")).replace('"', "'")


def test_a_server_that_is_down_is_said_and_one_that_comes_back_is_used_again(stoppable: Server) -> None:
    url = stoppable.new_database()
    database = open_database(url)
    with database.write() as session:
        session.execute(text("UPDATE data_state SET generation = 7"))
    stoppable.stop()
    assert "refused" in refused(url)
    with pytest.raises(FolderUnreadable, match="cannot be reached"), database.read() as session:
        session.scalar(select(DataStateRow.generation))
    stoppable.start()
    with database.read() as session:
        assert session.scalar(select(DataStateRow.generation)) == 7
    database.close()


def test_a_user_who_may_not_make_tables_is_told(url: str, postgresql: Server) -> None:
    postgresql.run(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    guest = make_url(url).set(username="guest")
    with pytest.raises(FolderUnreadable, match="needs to own the database"), open_database(guest.render_as_string(hide_password=False)).write():
        pass


def test_the_audit_is_not_emptied_either(url: str) -> None:
    database = open_database(url)
    with pytest.raises(Exception, match="append-only"), database.write() as session:
        session.execute(text("TRUNCATE audit"))
    database.close()


def test_a_reader_sees_one_moment_and_writes_nothing(url: str) -> None:
    database = open_database(url)
    with database.read() as reading:
        assert reading.scalar(select(DataStateRow.generation)) == 0
        with database.write() as writing:
            writing.execute(text("UPDATE data_state SET generation = 1"))
        assert reading.scalar(text("SELECT generation FROM data_state")) == 0
    with pytest.raises(FolderUnreadable, match="read-only"), database.read() as reading:
        reading.execute(text("UPDATE data_state SET generation = 2"))
    database.close()


def test_writers_who_look_first_come_one_after_the_other(url: str) -> None:
    """Each adds one to what it read: without the writers' lock two would read the same number."""
    database = open_database(url)
    _ = database.engine

    def add() -> None:
        with database.write() as session:
            now = session.scalar(select(DataStateRow.generation)) or 0
            session.execute(text(f"UPDATE data_state SET generation = {now + 1}"))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    with database.read() as session:
        assert session.scalar(select(DataStateRow.generation)) == 8
    database.close()


def test_a_character_that_cannot_be_kept_is_the_askers_to_mend(new_postgresql: Callable[..., str], company_template: str) -> None:
    database = open_database(new_postgresql(company_template))
    with pytest.raises(InputError, match="NUL"):
        SqlRecords(database, FixedClock.on(TODAY)).add_topic(VIEWERS["ana"], Topic("", "r1", "manager", "calls\0mails"))
    database.close()


def test_a_writer_waits_as_long_as_it_is_told(url: str) -> None:
    one, two = open_database(url), Database(url, busy_s=0.1)
    _ = two.engine
    with one.write(), pytest.raises(FolderBusy, match=r"owner:\*\*\*@"), two.write():
        pass
    one.close()
    two.close()
