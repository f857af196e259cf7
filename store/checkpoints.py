"""Erasure from the conversation checkpoints, which LangGraph keeps in a SQLite file of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path


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
