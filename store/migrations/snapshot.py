"""The newest schema as plain SQL for a new SQLite database.

Running the revisions gives the same, but takes longer to load than all that an import otherwise does to the
database. A test holds the two equal; `python -m store.migrations.snapshot` writes the file anew after a new revision.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

FILE = Path(__file__).parent / "sqlite_head.sql"
_BETWEEN = "\n\n-- next\n\n"
"""Triggers have semicolons of their own."""


def is_blank(connection: Connection) -> bool:
    """Whether this is a SQLite database without anything in it."""
    return connection.dialect.name == "sqlite" and not schema_of(connection)


def schema_of(connection: Connection) -> list[str]:
    """The statements that made what a SQLite database holds: tables first, then indexes and triggers."""
    rows = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type != 'table', rowid")
    return [str(row[0]) for row in rows]


def rows_of(connection: Connection) -> list[str]:
    """Statements that put in what a new database begins with, the revision included."""
    found = []
    for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid").all():
        for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings():  # noqa: S608 - a name of our own schema
            values = ", ".join("NULL" if v is None else str(v) if isinstance(v, int | float) else "'" + str(v).replace("'", "''") + "'" for v in row.values())
            found.append(f"INSERT INTO {table} ({', '.join(map(str, row.keys()))}) VALUES ({values})")  # noqa: S608 - likewise
    return found


def create(connection: Connection) -> None:
    """All of it or nothing: the transaction is the caller's."""
    for statement in FILE.read_text("utf-8").split(_BETWEEN):
        connection.exec_driver_sql(statement)


def main() -> None:
    """Write the file anew."""
    from sqlalchemy import create_engine

    from store.migrations.run import to_head

    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        to_head(connection)
        FILE.write_text(_BETWEEN.join(schema_of(connection) + rows_of(connection)), "utf-8")
    engine.dispose()


if __name__ == "__main__":
    main()
