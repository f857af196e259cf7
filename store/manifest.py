"""Which Parquet files are live; the only place that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.parquet import FactFile
from store.tables import DataStateRow, FactFileRow

if TYPE_CHECKING:
    from store.parquet import Kind


def live_files(session: Session) -> tuple[FactFile, ...]:
    """The manifest: what is live now, by kind and month."""
    rows = session.scalars(select(FactFileRow).order_by(FactFileRow.kind, FactFileRow.month))
    return tuple(FactFile(r.path, cast("Kind", r.kind), r.month, r.rows, r.size) for r in rows)


def switch_manifest(session: Session, written: Sequence[FactFile]) -> None:
    """Let new files take the place of their months' old ones, and count the change; a month without rows has no file."""
    for f in written:
        session.execute(delete(FactFileRow).where(FactFileRow.kind == f.kind, FactFileRow.month == f.month))
    session.add_all(FactFileRow(path=f.path, kind=f.kind, month=f.month, rows=f.rows, size=f.size) for f in written if f.rows)
    session.execute(update(DataStateRow).values(generation=DataStateRow.generation + 1))


def generation(session: Session) -> int:
    """How often the company's data changed."""
    return session.scalars(select(DataStateRow.generation)).one()
