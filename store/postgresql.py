"""What PostgreSQL needs said otherwise than SQLite: one writer at a time, one view a reader, its errors in our words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, DataError

from copilot.errors import DiskFull, FolderBusy, FolderUnreadable, InputError, NextplayError

CONNECT_TIMEOUT_S = 10
"""How long a server may take to answer; a host that swallows packets would hold a command for minutes."""
_WRITER = 0x4E585450
"""The advisory lock of whoever writes; any number will do that nothing else in this database takes."""
_CONNECTION_LOST = ("08", "28", "3D", "57")
"""Classes of SQLSTATE: connection, password, database name, shut down. Where no server answered, there is none."""


def options(url: URL) -> dict[str, Any]:
    """For `create_engine`: a server that was restarted is noticed before a connection is used again."""
    return {"pool_pre_ping": True, "connect_args": {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_S}}


def set_up(engine: Engine, busy_ms: int) -> None:
    """Give every transaction what SQLite gives it: writers come one after the other, readers see one moment."""

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            # Checks and writes of one transaction belong together ("was this proposed already?"), so a row lock is not enough.
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {busy_ms}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    event.listen(engine, "begin", begin)


def as_ours(error: DatabaseError, shown: str) -> NextplayError | None:
    """What a server said, in one line; None for what is a fault of ours.

    Args:
        shown: the URL without its password.
    """
    state = getattr(error.orig, "sqlstate", None)
    said = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
    match state:
        case "53100":
            return DiskFull(f"no space left at the server of {shown!r}; nothing was changed. Free some space and try again")
        case "55P03" | "40P01" | "40001":
            return FolderBusy(f"another process holds {shown!r}; try again in a moment")
        case "53300":
            return FolderBusy(f"the server of {shown!r} takes no more connections at the moment ({said}); try again, or raise its max_connections")
        case "42501" | "25006":
            return FolderUnreadable(f"the database {shown!r} cannot be written ({said}); its user needs to own the database, on a server that is not read-only")
    if isinstance(error, DataError) or state == "54000":
        return InputError(f"the database cannot keep a value ({said}); nothing was changed. Shorten it, or take out the character it names")
    if state is None or state[:2] in _CONNECTION_LOST:
        return FolderUnreadable(f"the database {shown!r} cannot be reached ({said}); check NEXTPLAY_DATABASE_URL and that its server runs")
    return None
