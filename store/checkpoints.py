"""Conversation checkpoints in a SQLite file of their own, in LangGraph's tables, and erasure from them."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any


@asynccontextmanager
async def open_sqlite_saver(path: Path) -> AsyncIterator[Any]:
    """LangGraph's saver on the file, for as long as somebody serves; `aprune` keeps the last checkpoint of a thread, as the one for PostgreSQL does."""
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    class PruningSaver(AsyncSqliteSaver):
        """With the pruning that LangGraph's saver for SQLite lacks."""

        async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
            if strategy != "keep_latest":
                await super().aprune(thread_ids, strategy=strategy)
                return
            older = "thread_id = ? AND checkpoint_id < (SELECT max(checkpoint_id) FROM checkpoints c WHERE c.thread_id = {0}.thread_id AND c.checkpoint_ns = {0}.checkpoint_ns)"
            async with self.lock:
                for thread in thread_ids:
                    for table in ("writes", "checkpoints"):
                        await self.conn.execute(f"DELETE FROM {table} WHERE {older.format(table)}", (thread,))  # noqa: S608  # fixed names
                await self.conn.commit()

    async with PruningSaver.from_conn_string(str(path)) as saver:
        await saver.conn.execute("PRAGMA secure_delete = ON")  # what is deleted is not left in freed pages
        yield saver


def forget_checkpoints(path: Path, needles: Sequence[str], threads: Sequence[str]) -> int:
    """Remove these threads, and every thread whose checkpoints mention one of the needles (an id, a full name).

    Text stands as plain UTF-8 in the stored values, so it is looked for as bytes. The file is rewritten afterwards, so
    that no freed page keeps what was erased.

    Returns:
        How many threads were removed; 0 where there is no file yet.
    """
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = [(t, c) for t, c in (("checkpoints", "checkpoint"), ("checkpoints", "metadata"), ("writes", "value")) if t in present]
        gone = set(threads)
        for needle in filter(None, needles):
            for table, column in columns:
                rows = connection.execute(f"SELECT DISTINCT thread_id FROM {table} WHERE instr({column}, ?) > 0", (needle.encode(),))  # noqa: S608  # fixed names
                gone |= {str(thread) for (thread,) in rows}
        for table in {t for t, _ in columns}:
            connection.executemany(f"DELETE FROM {table} WHERE thread_id = ?", [(t,) for t in sorted(gone)])  # noqa: S608  # fixed names
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
    return len(gone)
