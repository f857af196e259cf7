"""One rep's record: handed out whole, or erased wherever it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, inspect, or_, select, text
from sqlalchemy.orm import Session

from copilot.domain import Role, Viewer
from copilot.errors import Forbidden, UnknownRep
from copilot.ports import Clock
from store.access import SEES_ALL
from store.audit import note
from store.database import Database
from store.folder import DataFolder
from store.manifest import live_files, switch_manifest
from store.parquet import COLUMNS, FactFile, FactFiles
from store.tables import (
    AgendaRow,
    AgendaVersionRow,
    AliasRow,
    AspirationRow,
    AuditRow,
    Base,
    ClaimRow,
    FactRow,
    GoalEventRow,
    GoalRow,
    ImportRow,
    LineRow,
    OneOnOneRow,
    OpportunityChangeRow,
    PersonRow,
    PersonSettingRow,
    QuotaChangeRow,
    QuotaRow,
    StageRow,
    ThreadRow,
    TopicRow,
)

if TYPE_CHECKING:
    import pandas as pd

Forget = Callable[[str, Sequence[str]], None]
"""Told the rep's id and the threads that were theirs, to erase what is kept outside: checkpoints, the index."""

_ABOUT_A_REP: tuple[tuple[str, type[Base], Any], ...] = (
    ("known_as", AliasRow, AliasRow.person_id),
    ("settings", PersonSettingRow, PersonSettingRow.person_id),
    ("managers", LineRow, LineRow.rep_id),
    ("quotas", QuotaRow, QuotaRow.person_id),
    ("quota_changes", QuotaChangeRow, QuotaChangeRow.person_id),
    ("aspirations", AspirationRow, AspirationRow.rep_id),
    ("one_on_ones", OneOnOneRow, OneOnOneRow.rep_id),
    ("topics", TopicRow, TopicRow.rep_id),
    ("goals", GoalRow, GoalRow.rep_id),
    ("agendas", AgendaRow, AgendaRow.rep_id),
    ("facts", FactRow, FactRow.rep_id),
    ("opportunity_changes", OpportunityChangeRow, OpportunityChangeRow.rep_id),
    ("stage_history", StageRow, StageRow.rep_id),
    ("conversations", ThreadRow, ThreadRow.rep_id),
    ("audit", AuditRow, AuditRow.rep_id),
)


class RepRecord:
    """Export and erasure of one rep."""

    def __init__(self, database: Database, folder: DataFolder, clock: Clock, lock_wait_s: float) -> None:
        self._database, self._folder, self._clock, self._lock_wait_s = database, folder, clock, lock_wait_s
        self._files = FactFiles(folder)

    def export(self, viewer: Viewer, rep_id: str) -> dict[str, Any]:
        """Everything kept about a rep, as JSON values, by table.

        What is the rep's alone (unshared topics, drafts of their own) is in their own export and in nobody else's.

        Raises:
            Forbidden: for anybody but the rep, an admin or the operator.
            UnknownRep: there is none.
        """
        if viewer.id != rep_id and viewer.role not in SEES_ALL:
            raise Forbidden("a record is handed out to the rep themselves, or by an admin")
        own = viewer.id == rep_id and viewer.role not in SEES_ALL
        with self._database.write() as session:
            said: dict[str, Any] = {"person": _plain(_rep(session, rep_id))}
            for name, table, column in _ABOUT_A_REP:
                query = select(table).where(column == rep_id)
                if not own and table is TopicRow:
                    query = query.where(TopicRow.shared)
                if not own and table is AgendaRow:
                    query = query.where(~AgendaRow.by_rep | AgendaRow.shared_version.is_not(None))
                if table is PersonSettingRow:
                    query = query.where(~PersonSettingRow.name.startswith("session:"))  # hashes of sign-ins say nothing about anybody
                said[name] = [_plain(row) for row in session.scalars(query)]
            said["goal_events"] = [_plain(e) for e in session.scalars(select(GoalEventRow).where(GoalEventRow.goal_id.in_([g["id"] for g in said["goals"]])))]
            shown = {a["id"]: 0 if own or not a["by_rep"] else a["shared_version"] for a in said["agendas"]}
            versions = session.scalars(select(AgendaVersionRow).where(AgendaVersionRow.agenda_id.in_(shown)))
            said["agenda_versions"] = [_plain(v) for v in versions if v.version >= shown[v.agenda_id]]
            files = live_files(session)
            note(session, self._clock.now(), viewer, "export", rep_id, rep_id=rep_id)
        for kind in COLUMNS:
            frame = self._files.load(kind, [f.path for f in files if f.kind == kind])
            said[kind] = _records(frame[frame["rep_id"] == rep_id])
        return said

    def erase(self, viewer: Viewer, rep_id: str, forget: Forget) -> dict[str, int]:
        """Remove a rep from the database, the Parquet files, and by `forget` from what is kept elsewhere.

        The audit keeps that their record was read, under an id that names nobody. A later export that still holds them
        brings them back; the files imported so far do not.

        Returns:
            How many rows were erased, by table.

        Raises:
            Forbidden: for anybody but an admin or the operator.
            UnknownRep, FolderBusy, DiskFull.
        """
        if viewer.role not in (Role.ADMIN, Role.OPERATOR):
            raise Forbidden("erasing a record is for an admin; ask whoever runs Nextplay here")
        with self._folder.writing(self._lock_wait_s):
            with self._database.read() as session:
                _rep(session, rep_id)
                threads = list(session.scalars(select(ThreadRow.id).where(ThreadRow.owner_id == rep_id)))
                files = live_files(session)
            # Outside first: where that fails, the record is still there and erasing can be tried again.
            forget(rep_id, threads)
            written: list[FactFile] = []
            counts: dict[str, int] = {}
            for f in files:
                frame = self._files.load(f.kind, [f.path])
                theirs = frame["rep_id"] == rep_id
                if theirs.any():
                    counts[f.kind] = counts.get(f.kind, 0) + int(theirs.sum())
                    written.append(self._files.write(f.kind, f.month, frame[~theirs]))
            with self._database.write() as session:
                counts |= self._erase_rows(session, rep_id, threads)
                switch_manifest(session, written)
                note(session, self._clock.now(), viewer, "erase", rep_id, {"rows": counts}, rep_id=rep_id)
            with self._database.read() as session:
                live = [f.path for f in live_files(session)]
            self._files.sweep(live)
            self._forget_pages()
        return counts

    def _erase_rows(self, session: Session, rep_id: str, threads: Sequence[str]) -> dict[str, int]:
        if self._database.file is not None:
            session.execute(text("PRAGMA secure_delete = ON"))
        person = _rep(session, rep_id)
        words = {person.name.casefold(), (person.email or person.name).casefold(), *(v.casefold() for v in session.scalars(select(AliasRow.value).where(AliasRow.person_id == rep_id)))}
        for kept in session.scalars(select(ImportRow)):
            rejected = [r for r in kept.report.get("rejected", ()) if not any(w in str(r["value"]).casefold() for w in words)]
            kept.report = _without({**kept.report, "rejected": rejected}, words)
        for fact in session.scalars(select(FactRow).where(FactRow.rep_id.is_(None))):  # of a whole team: who is due, whose deals
            if any(w in str(fact.body).casefold() for w in words):
                session.delete(fact)
        counts = {name: len(session.scalars(select(column).where(column == rep_id)).all()) for name, table, column in _ABOUT_A_REP if table is not AuditRow}
        session.execute(delete(ClaimRow).where(ClaimRow.thread_id.in_(threads)))
        session.execute(delete(ThreadRow).where(or_(ThreadRow.owner_id == rep_id, ThreadRow.rep_id == rep_id)))
        for thread in session.scalars(select(ThreadRow).where(ThreadRow.title.is_not(None))):
            if any(w in str(thread.title).casefold() for w in words):
                thread.title = None
        session.flush()
        session.execute(delete(PersonRow).where(PersonRow.id == rep_id))  # everything about them goes with them
        return {"people": 1, **counts}

    def _forget_pages(self) -> None:
        """Fold SQLite's write-ahead log into the file, so that no old page is left in it."""
        if self._database.file is not None:
            with self._database.translated(), self._database.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")


def _without(value: Any, words: Collection[str]) -> Any:
    """A report in which the words stand nowhere any more."""
    if isinstance(value, dict):
        return {k: _without(v, words) for k, v in value.items()}
    if isinstance(value, list):
        return [_without(v, words) for v in value]
    if isinstance(value, str) and any(w in value.casefold() for w in words):
        return re.sub("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)), "(erased)", value, flags=re.IGNORECASE)
    return value


def _rep(session: Session, rep_id: str) -> PersonRow:
    row = session.get(PersonRow, rep_id)
    if row is None:
        raise UnknownRep(rep_id)
    return row


def _plain(row: Base) -> dict[str, Any]:
    """A row as JSON values; columns under the names the mappings give them."""
    said = {a.key: getattr(row, a.key) for a in inspect(row).mapper.column_attrs}
    return {k: v if v is None or isinstance(v, str | int | float | bool | dict | list) else v.isoformat() if hasattr(v, "isoformat") else str(v) for k, v in said.items()}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    import json

    return list(json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s")))
