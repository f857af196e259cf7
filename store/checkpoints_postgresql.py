"""Conversation checkpoints beside the records in PostgreSQL, in LangGraph's own tables, and erasure from them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from copilot.errors import FolderUnreadable, NextplayError, SettingsError
from store.postgresql import CONNECT_TIMEOUT_S, options

if TYPE_CHECKING:
    import psycopg

_SETTING_UP = 0x4E585451
"""The advisory lock of whoever makes LangGraph's tables: two server processes that start together would both make them."""
_LOOK_AGAIN_S = 0.05
"""How long to wait before asking again whether the tables are made."""
_MOST = 4
"""Connections of a process: turns wait for models, not for checkpoints."""
_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


@asynccontextmanager
async def open_postgresql_saver(url: str) -> AsyncIterator[Any]:
    """LangGraph's saver on the record database, for as long as somebody serves; a server that was restarted is found again.

    Raises:
        SettingsError: the library for it is not installed.
        FolderUnreadable: the server cannot be reached.
    """
    try:
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        from psycopg import AsyncConnection, OperationalError
        from psycopg.errors import DeadlockDetected, SerializationFailure
        from psycopg.rows import dict_row
        from psycopg_pool import AsyncConnectionPool
    except ModuleNotFoundError as e:
        raise SettingsError(f"conversations in PostgreSQL need {e.name!r}: pip install --require-hashes -r requirements/postgresql.txt, or pip install 'nextplay[postgresql]'") from e

    class PruningSaver(AsyncPostgresSaver):
        """Two turns of one thread may end at once: one of them prunes."""

        async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
            with suppress(DeadlockDetected, SerializationFailure):
                await super().aprune(thread_ids, strategy=strategy)

    where = _conninfo(url)
    settings: dict[str, Any] = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    connection: Any
    pool: Any
    try:
        async with await AsyncConnection.connect(where, **settings) as connection:  # a server that is down says so here in one line; the pool would go on trying
            await _alone(connection)
            await AsyncPostgresSaver(connection).setup()
    except OperationalError as e:
        raise _unreachable(url, e) from e
    async with AsyncConnectionPool(where, min_size=1, max_size=_MOST, open=False, check=AsyncConnectionPool.check_connection, timeout=CONNECT_TIMEOUT_S, kwargs=settings) as pool:
        yield PruningSaver(pool)


async def _alone(connection: Any) -> None:
    """Wait until no other process makes the tables; the lock is let go of with the connection.

    Asked again and again instead of waited for: CREATE INDEX CONCURRENTLY, which makes the tables' indexes, waits for every
    statement under way, so one that waits for the lock meanwhile would be a deadlock.
    """
    while not (await (await connection.execute("SELECT pg_try_advisory_lock(%s) AS mine", [_SETTING_UP])).fetchone())["mine"]:
        await asyncio.sleep(_LOOK_AGAIN_S)


def forget_in_postgresql(url: str, needles: Sequence[str], threads: Sequence[str]) -> int:
    """Remove these threads, and every thread whose checkpoints mention one of the needles; how many were removed.

    Values stand as plain UTF-8 in the blobs and as text in the JSON, so the needles are looked for in both.

    Raises:
        FolderUnreadable: the server cannot be reached; nothing was removed.
    """
    import psycopg

    try:
        with psycopg.connect(_conninfo(url)) as connection:
            return _forget(connection, [n for n in needles if n], threads)
    except psycopg.OperationalError as e:
        raise _unreachable(url, e) from e


def _forget(connection: psycopg.Connection[Any], needles: Sequence[str], threads: Sequence[str]) -> int:
    present = [t for t in _TABLES if connection.execute("SELECT to_regclass(%s)", [t]).fetchone() != (None,)]
    if len(present) < len(_TABLES):
        return 0  # nobody has talked yet
    gone = set(threads)
    for needle in needles:
        written = json.dumps(needle, ensure_ascii=False)[1:-1]
        gone |= {str(t) for (t,) in connection.execute("SELECT DISTINCT thread_id FROM checkpoints WHERE position(%s IN checkpoint::text || metadata::text) > 0", [written])}
        for table in ("checkpoint_blobs", "checkpoint_writes"):
            query = f"SELECT DISTINCT thread_id FROM {table} WHERE position(%s::bytea IN blob) > 0"  # noqa: S608  # fixed names
            gone |= {str(t) for (t,) in connection.execute(query, [needle.encode()])}
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE thread_id = ANY(%s)", [sorted(gone)])  # noqa: S608  # fixed names
    return len(gone)


def _conninfo(url: str) -> str:
    """What psycopg is told: as SQLAlchemy would, since a password is spelled otherwise in its URLs than in libpq's."""
    from psycopg.conninfo import make_conninfo

    parsed = make_url(url)
    _, given = parsed.get_dialect()().create_connect_args(parsed)
    told: str = make_conninfo(**{**options(parsed)["connect_args"], **given})
    return told


def _unreachable(url: str, error: Exception) -> NextplayError:
    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    return FolderUnreadable(f"the database {make_url(url).render_as_string()!r} cannot be reached ({said}); check NEXTPLAY_DATABASE_URL and that its server runs")
