"""Schema revisions, in order. The list is here so that opening a current database needs no alembic; a test keeps it true."""

REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]
