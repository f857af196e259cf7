"""Opening the record database: SQLite by default, PostgreSQL by URL; always at the newest schema."""

from __future__ import annotations

import errno
import re
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import Session

from copilot.errors import DiskFull, FolderBusy, FolderUnreadable, NextplayError, SettingsError
from store import postgresql
from store.migrations import HEAD, REVISIONS, snapshot

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for another process's transaction."""
BACKENDS = ("sqlite", "postgresql")


def has_room(folder: Path, wanted: int = 1 << 16) -> bool:
    """Whether a file of `wanted` bytes can be written in a folder: SQLite calls a full disk an I/O error where it makes its side files."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * wanted)
            probe.flush()
    except OSError as e:
        return e.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return True


def largest_file() -> int | None:
    """How many bytes a file may have in this process; None without a limit. SQLite calls reaching it an I/O error like any other."""
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return None if most == resource.RLIM_INFINITY else most


class Database:
    """One record database, opened and brought to the newest schema at its first use.

    Nothing is made or touched before that, so that a dry run leaves no trace.
    """

    def __init__(self, url: str, busy_s: float = BUSY_TIMEOUT_S) -> None:
        self.url = url
        self._busy_ms = int(busy_s * 1000)
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for another database or one in memory."""
        url = _parsed(self.url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:" else None

    @property
    def server(self) -> bool:
        """Whether it is a PostgreSQL server, and no file."""
        return _parsed(self.url).get_backend_name() == "postgresql"

    def exists(self) -> bool:
        """Whether there is something to read; a database that is not a file is taken to be there."""
        return self.file is None or self.file.exists()

    @property
    def engine(self) -> Engine:
        """Raises FolderUnreadable, FolderBusy, SettingsError at the first use."""
        if self._engine is None:
            with self._opening:
                if self._engine is None:
                    self._engine = self._open()
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; nothing is written."""
        with self.translated(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that holds the write lock from its first line; committed at the end, rolled back on any error."""
        with self.translated(), Session(self.engine.execution_options(writes=True), expire_on_commit=False) as session, session.begin():
            session.connection()  # a session begins lazily; the lock is wanted before anything is read
            yield session

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what a database says about its folder or server, disk and locks into our errors; leave everything else."""
        try:
            yield
        except IntegrityError:
            raise
        except DatabaseError as e:
            ours = self._as_ours(e)
            if ours is None:
                raise
            raise ours from e

    def _as_ours(self, error: DatabaseError) -> NextplayError | None:
        if _parsed(self.url).get_backend_name() == "postgresql":
            return postgresql.as_ours(error, _shown(self.url))
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is None:
            return None
        where = repr(str(self.file or _shown(self.url)))
        match code & 0xFF:  # the primary code, without SQLite's extended part
            case sqlite3.SQLITE_FULL:
                return DiskFull(f"no space left for {where}; nothing was changed. Free some space and try again")
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return FolderBusy(f"another process holds {where}; try again in a moment")
            case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN if self.file is not None and not has_room(self.file.parent):
                return DiskFull(f"no space left for {where}; nothing was changed. Free some space and try again")
            case sqlite3.SQLITE_IOERR if (most := largest_file()) is not None:
                return DiskFull(f"{where} would grow past the largest file allowed here ({most:,} bytes, see `ulimit -f`); nothing was changed. Raise that limit and try again")
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
                return FolderUnreadable(f"the database {where} cannot be opened and written ({error.orig}); check the folder's rights")
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                return FolderUnreadable(f"{where} is not a database of Nextplay or is damaged ({error.orig}); restore a copy or choose another folder with --data")
        return None

    def _open(self) -> Engine:
        file = self.file
        if file is not None and not file.parent.is_dir():
            try:
                file.parent.mkdir(mode=0o700, parents=True)
            except OSError as e:
                raise FolderUnreadable(f"the data folder {str(file.parent)!r} cannot be made ({e.strerror}); choose another with --data") from e
        url = _parsed(self.url)
        if url.get_backend_name() not in BACKENDS:
            raise SettingsError(f"the database URL {_shown(self.url)!r} names a database that Nextplay does not keep its records in; {_LOOKS}")
        try:
            engine = create_engine(url, **postgresql.options(url) if url.get_backend_name() == "postgresql" else {})
        except (NoSuchModuleError, ImportError) as e:
            raise SettingsError(
                f"the database URL {_shown(self.url)!r} needs a driver that is not installed ({e}); install requirements/postgresql.txt and begin the URL with postgresql+psycopg"
            ) from e
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", self._set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            postgresql.set_up(engine, self._busy_ms)
        try:
            with self.translated():
                upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _set_up_sqlite(self, connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, see _begin_sqlite
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
        self._use_wal(cursor)
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    def _use_wal(self, cursor: Any) -> None:
        """Switching a new database takes a lock that SQLite does not wait for, so two that open it at once are told to try again."""
        give_up = time.monotonic() + self._busy_ms / 1000
        while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                cursor.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as e:
                if e.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > give_up:
                    raise
                time.sleep(0.01)


def open_database(url: str) -> Database:
    """The database behind a URL; it opens, and says what is wrong with it, at its first use."""
    return Database(url)


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest revision; alembic is imported only where there is something to do."""
    with engine.connect() as connection:
        current = _revision(connection, engine)
    if current == HEAD:
        return
    with engine.execution_options(writes=True).begin() as connection:
        current = _revision(connection, engine)  # another process may have been faster
        if current is None and snapshot.is_blank(connection):
            snapshot.create(connection)
        elif current != HEAD:
            from store.migrations.run import to_head

            to_head(connection)


def insert_into(session: Session, table: Any) -> Any:
    """An INSERT that can say what to do on a conflict: SQLite and PostgreSQL each have their own, and only the one in use is loaded."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql as server

    return server.insert(table)


def insert_ignoring(session: Session, table: Any, rows: list[dict[str, Any]]) -> int:
    """Insert what is not there yet, whatever unique rule says so.

    Args:
        table: a mapping whose attributes are named as its columns.

    Returns:
        How many rows were new.
    """
    if not rows:
        return 0
    # Without the option SQLAlchemy forgets the count of an INSERT where a driver is not asked for it at once, and says -1.
    return session.connection().execute(insert_into(session, table.__table__).on_conflict_do_nothing(), rows, execution_options={"preserve_rowcount": True}).rowcount


def _revision(connection: Connection, engine: Engine) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise FolderUnreadable(f"the database {_shown(str(engine.url))!r} was made by a newer version of Nextplay (schema {found!r}, known up to {HEAD!r}); upgrade Nextplay to open it")
    return None if found is None else str(found)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: one that read first and wrote later would be refused without waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


_LOOKS = "it looks like sqlite:////path/nextplay.db or postgresql+psycopg://user:password@host/name"


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as e:  # the latter: a port that is no number
        hidden = re.sub(r"(://[^:/@]*:).*@", r"\1***@", url)
        raise SettingsError(f"the database URL {hidden!r} cannot be read; {_LOOKS}") from None if hidden != url else e


def _shown(url: str) -> str:
    return _parsed(url).render_as_string(hide_password=True)
