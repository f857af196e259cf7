"""Opening the record database: migrations, refusals, transactions."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, insert, select, text

from copilot.errors import FolderBusy, FolderUnreadable, SettingsError
from store.database import Database, open_database
from store.migrations import HEAD, REVISIONS, snapshot
from store.migrations.run import config_for_revisions, to_head
from store.tables import Base, DataStateRow, ThreadRow


@pytest.fixture(autouse=True)
def _closed_at_the_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection to a server is a warning where it is left open."""
    opened_here: list[Database] = []
    really = Database._open

    def noted(database: Database) -> Engine:
        opened_here.append(database)
        return really(database)

    monkeypatch.setattr(Database, "_open", noted)
    yield
    for database in opened_here:
        database.close()


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'nextplay.db'}"


def opened(folder: Path) -> Database:
    database = open_database(url_in(folder))
    _ = database.engine
    return database


def test_upgrading_from_empty_gives_exactly_the_tables_of_the_mappings(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    database = open_database(new_url(tmp_path))
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_list_of_revisions_is_the_one_alembic_finds() -> None:
    script = ScriptDirectory.from_config(config_for_revisions())
    assert script.get_current_head() == HEAD
    assert [r.revision for r in reversed(list(script.walk_revisions()))] == list(REVISIONS)


def test_nothing_is_made_before_the_first_use(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path / "not yet"))
    assert not database.exists()
    assert list(tmp_path.iterdir()) == []


def test_opening_makes_the_folder_for_its_owner_alone(tmp_path: Path) -> None:
    assert open_database(url_in(tmp_path / "new" / "data")).engine
    assert (tmp_path / "new" / "data").stat().st_mode & 0o077 == 0


def test_a_new_database_is_what_the_revisions_make(tmp_path: Path) -> None:
    revised = create_engine("sqlite://")
    with opened(tmp_path).engine.connect() as ours, revised.begin() as connection:
        to_head(connection)
        assert snapshot.schema_of(ours) == snapshot.schema_of(connection), "run `python -m store.migrations.snapshot`"
        assert snapshot.rows_of(ours) == snapshot.rows_of(connection)
    revised.dispose()


def test_making_one_and_opening_one_import_no_alembic(tmp_path: Path) -> None:
    script = f"import sys; from store.database import open_database; open_database({url_in(tmp_path)!r}).engine; sys.exit('alembic' in sys.modules)"
    for _ in ("made", "opened"):
        assert subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], check=False).returncode == 0


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    url = new_url(tmp_path)
    database = open_database(url)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(FolderUnreadable, match=r"newer version.*'9999'"):
        _ = open_database(url).engine


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "nextplay.db").write_bytes(b"this is a letter to my aunt, not a database" * 100)
    with pytest.raises(FolderUnreadable, match=r"not a database of Nextplay") as caught:
        opened(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnreadable, match="cannot be made"):
        opened(tmp_path / "file" / "data")


@pytest.mark.parametrize("url", ["what is this", "nosuchdatabase://host/name", "mysql://u:s3cret@host/name", "postgres://u:s3cret@host/name", "postgresql+psycopg://u:s3cret@host:port/name"])
def test_a_url_that_cannot_be_used_is_a_settings_error_that_tells_no_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"postgresql\+psycopg://") as caught:
        _ = open_database(url).engine
    assert "s3cret" not in str(caught.value)


def test_leaving_a_write_by_an_error_changes_nothing(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    database = open_database(new_url(tmp_path))

    def fail_halfway() -> None:
        with database.write() as session:
            session.execute(text("UPDATE data_state SET generation = 41"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with database.read() as session:
        assert session.scalar(select(DataStateRow.generation)) == 0


def test_threads_opening_an_empty_database_at_once_all_succeed(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    url = new_url(tmp_path)
    failed: list[BaseException] = []

    def go() -> None:
        try:
            _ = open_database(url).engine
        except BaseException as e:  # noqa: BLE001  # handed to the assertion below
            failed.append(e)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert failed == []


def test_a_second_writer_waits_and_then_says_who_is_busy(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    url = new_url(tmp_path)
    one, two = open_database(url), Database(url, busy_s=0.1)
    with one.write(), pytest.raises(FolderBusy, match="another process"), two.write():
        pass


def test_readers_are_not_held_up_by_a_writer(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    url = new_url(tmp_path)
    one, two = open_database(url), open_database(url)
    with one.write() as writing:
        writing.execute(text("UPDATE data_state SET generation = 1"))
        with two.read() as reading:
            assert reading.scalar(select(DataStateRow.generation)) == 0


def test_instants_come_back_in_utc_and_need_a_zone(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    database = open_database(new_url(tmp_path))
    at = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    with database.write() as session:
        session.execute(insert(ThreadRow).values(id="t", owner_id="p", opened_at=at))
    with database.read() as session:
        found = session.scalar(select(ThreadRow.opened_at))
    assert found == at
    assert found is not None
    assert found.tzinfo is UTC
    with pytest.raises(Exception, match="needs a time zone"), database.write() as session:
        session.execute(insert(ThreadRow).values(id="u", owner_id="p", opened_at=datetime(2026, 3, 1)))


def test_foreign_keys_are_kept(tmp_path: Path, new_url: Callable[[Path], str]) -> None:
    database = open_database(new_url(tmp_path))
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.write() as session:
        session.execute(text("INSERT INTO passwords (person_id, hash, set_at) VALUES ('nobody', 'x', '2026-01-01 00:00:00')"))


@pytest.mark.parametrize("deed", ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"])
def test_the_audit_refuses_to_be_changed_even_by_hand(tmp_path: Path, new_url: Callable[[Path], str], deed: str) -> None:
    database = open_database(new_url(tmp_path))
    with database.write() as session:
        session.execute(text("INSERT INTO audit (at, by_id, role, action, subject, detail) VALUES ('2026-01-01 00:00:00', 'm', 'manager', 'read', 'r', '{}')"))
    with pytest.raises(Exception, match="append-only"), database.write() as session:
        session.execute(text(deed))
    with database.read() as session:
        assert session.scalar(text("SELECT action FROM audit")) == "read"


def test_the_schema_can_be_written_for_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    for table in Base.metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
